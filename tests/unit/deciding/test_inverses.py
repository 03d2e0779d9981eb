"""Every action has an inverse: a platform's state is the same before and after."""

from typing import Any, get_args

import pytest
from hypothesis import Phase, given, settings

from bantay.model.decision import Ask
from bantay.model.evidence import Subject
from bantay.model.vocabulary import ActionKind
from bantay.policy.deciding.actions import INVERSE, LAPSING, STANDING
from bantay.policy.rules import FALLS_ON

from .histories import ACTIONS, Story, histories, policies
from .toys import ANN, CARD, DAY, Always, Bench, alarm, ask

KINDS = get_args(ActionKind)


def _through(bench: Bench) -> str:
    """Lead the one decision to its opening, with all the people and the time it needs."""
    id = next(iter(bench.decisions))
    for name in ("Kim", "Lee"):
        if bench.decisions[id].status == "waiting":
            bench.approve(id, name)
    bench.tick(DAY)
    return id


@pytest.mark.parametrize("kind", KINDS)
def test_an_overturn_leaves_the_platform_as_it_was(kind: Any) -> None:
    bench = Bench(ask(kind))
    bench.revise(alarm())
    id = _through(bench)
    assert bench.platform.state()[ANN], "the action did nothing that an inverse could undo"
    bench.review(id, "overturn", "Zed")
    assert bench.platform.state() == {}
    assert bench.decisions[id].in_force == () and bench.desks.desk(ANN).strikes == 0
    assert bench.desks.desk(ANN).standing == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_decision_on_the_same_target_is_left_alone(kind: Any) -> None:
    bench = Bench(ask(kind, rule="one"), ask(kind, rule="two"))
    bench.revise(alarm())
    ids = list(bench.decisions)
    for id in ids:
        for name in ("Kim", "Lee"):
            if bench.decisions[id].status == "waiting":
                bench.approve(id, name)
    bench.tick(DAY)
    both = bench.platform.state()[ANN]
    bench.review(ids[0], "overturn", "Zed")
    left = bench.platform.state()[ANN]
    assert (left == both) == (kind in STANDING)
    assert bench.decisions[ids[1]].in_force == (kind,)
    bench.review(ids[1], "overturn", "Zed")
    assert bench.platform.state() == {}


def test_every_kind_says_what_takes_it_back() -> None:
    assert set(INVERSE) == set(KINDS) and LAPSING - {"strike"} <= STANDING


@settings(
    max_examples=150, derandomize=True, database=None, deadline=None, phases=(Phase.generate,)
)
@given(policies(ACTIONS), histories)
def test_whatever_happened_overturning_all_of_it_restores_everything(
    policy: list[Ask], history: list[tuple[Any, ...]]
) -> None:
    story = Story(policy)
    for step in history:
        story.lead(step)
    for one in list(story.decisions.values()):
        if one.in_force:
            story.review(one.decision, "overturn", "Zed", one.subject)
    assert story.platform.state() == {}
    assert len({order.order for order in story.orders}) == len(story.orders)
    assert all(one.in_force == () for one in story.decisions.values())


BOB = Subject("account", "bob")
ROLES: dict[str, tuple[str, ...]] = {
    "controller_instrument": (CARD.id,),
    "group": ("g1",),
    "listing": ("l1",),
    "media": ("p1",),
    "message": ("m1",),
    "live": ("v1",),
}
FALLS = [(kind, target) for kind in KINDS for target in FALLS_ON.get(kind, ("subject",))]


def _history() -> Bench:
    """A platform on which much stands already: about bob, and about what ann's alarm names too."""
    policy = Always(
        ask("strike", "warn", rule="before"),
        ask("fine", rule="money"),
        ask("block_account", rule="closed"),
        ask("hold_payout", rule="held", target="controller_instrument"),
        ask("remove_content", rule="content", target="message"),
    )
    bench = Bench(policy=policy)
    bench.revise(alarm(subject=BOB, roles=ROLES))
    bench.tick(DAY)
    assert all(one.status == "open" for one in bench.decisions.values())
    return bench


@pytest.mark.parametrize(("kind", "target"), FALLS, ids=[f"{k}-{t}" for k, t in FALLS])
def test_state_before_is_state_after_whatever_an_action_falls_on(kind: Any, target: Any) -> None:
    """Strikes, counters, content and money of everybody, and what other decisions hold."""
    bench = _history()
    before, earlier = bench.platform.state(), set(bench.decisions)
    bench.policy.given = (ask(kind, rule="tried", target=target),)
    bench.revise(alarm(subject=ANN, roles=ROLES, now=bench.now))
    [id] = set(bench.decisions) - earlier
    for name in ("Kim", "Lee"):
        if bench.decisions[id].status == "waiting" and bench.decisions[id].needs:
            bench.approve(id, name)
    bench.tick(DAY)
    assert bench.decisions[id].in_force == (kind,)
    shared = bench.desks.desk(bench.decisions[id].target).standing.get(kind)
    held_by_two = shared is not None and len(shared.holders) == 2
    assert (bench.platform.state() == before) == held_by_two
    bench.review(id, "overturn", "Zed")
    assert bench.platform.state() == before and bench.desks.desk(ANN).strikes == 0
    for one in earlier:
        bench.review(one, "overturn", "Zed", BOB)
    assert bench.platform.state() == {}
