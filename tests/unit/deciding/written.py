"""Policy files made up by chance, as harsh as the check lets through."""

from random import Random

from hypothesis import strategies as st

from bantay.bench.policies import condition
from bantay.model.decision import STEPS
from bantay.policy import Policy, read
from bantay.policy.files import defaults
from bantay.policy.rules import FALLS_ON, HARSH, HYPOTHESES, LOWEST, VICTIM_SIDE

HARSHEST = (*HARSH, "report", "pause_live", "block_group", "delete_group")


def harsh_text(seed: int) -> str:
    """A file of a few rules that fine, close, delist, hold and report, by themselves where the
    check allows it; half of them on any condition, half on one made up by chance."""
    random, rows = Random(seed), ['version = "made up"']
    for number in range(random.randint(1, 5)):
        action = random.choice((*HARSHEST, *sorted(LOWEST)))
        step = STEPS[random.randint(STEPS.index(LOWEST[action]), len(STEPS) - 1)]
        on = random.sample(HYPOTHESES, random.randint(1, 4)) if random.random() < 0.6 else []
        victims = bool(set(on) & set(VICTIM_SIDE))
        alone = action != "report" and not (action in HARSH and victims)
        when = condition(random) if random.random() < 0.5 else "true"
        rows += [
            "[[rule]]",
            f'name = "rule {number}"',
            *([f"on = {on}"] if on else []),
            f"when = '''{when}'''",
            f'step = "{step}"',
            f'actions = ["{action}"]',
            *(['fine = { amount = "20.00", currency = "EUR" }'] if action == "fine" else []),
            f'target = "{random.choice(FALLS_ON.get(action, ("subject",)))}"',
            f'lasts = "{random.choice((1, 3, 40, 90, 365))}d"',
            f'cool_down = "{random.choice((0, 1, 7))}d"',
            f'ground = "{random.choice(("clause 4", "4.2: no guilty party may stay"))}"',
            f"automatic = {str(alone and random.random() < 0.9).lower()}",
        ]
    return "\n".join(rows)


def harsh(seed: int) -> Policy:
    """The same, read as any operator's file is: it must pass the check."""
    found, wrong = read(harsh_text(seed), "made.toml", defaults())
    assert found is not None, (wrong[0], harsh_text(seed))
    return found.policy()


written = st.integers(0, 2**32).map(harsh)
