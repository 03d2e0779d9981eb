"""Each dial does what it says, and numbers are what the world file asks for."""

import re
from collections import defaultdict

from bantay.model.events import InstrumentLinked, LoginSeen, MessageSent, PaymentMade
from bantay.world.play import Truth

from .toys import decoded, positives, simulation, world

OPEN = re.compile(r"\+?\d[\d -]{6,}\d|@example|\b[a-z]+[._]?[a-z]+\d{1,3}\b")
"""A number, an address or a name with digits, as one writes it who has nothing to hide."""


def dial(name: str, low: float, high: float) -> str:
    return f"{name} = [{low}, {high}]\n"


def ends(
    scenario: str, name: str, count: int = 12, **more: object
) -> tuple[list[list[object]], list[list[Truth]]]:
    """A world with a dial at 0 and one with it at 1: events and positives of each."""
    events, truths = [], []
    for at in (0.0, 1.0):
        each = dial(name, at, at) + str(more.get("each", ""))
        days = more.get("days", 12)
        run = simulation(world((scenario,), count, accounts=250, days=days, each=each))
        events.append(list[object](decoded(run.events())))
        truths.append(positives(run.truths()))
    return events, truths


def messages_of(events: list[object], truths: list[Truth]) -> list[MessageSent]:
    wanted = {event for truth in truths for event in truth.evidence}
    return [e for e in events if isinstance(e, MessageSent) and e.id in wanted]


def test_evasion_hides_contacts() -> None:
    shown = []
    for events, truths in zip(*ends("evader", "evasion"), strict=True):
        said = messages_of(events, truths)
        shown.append(sum(bool(OPEN.search(m.text or "")) for m in said) / len(said))
    assert shown[0] > 0.5 > 0.35 > shown[1]


def test_patience_stretches_time() -> None:
    _, truths = ends("evader", "patience", days=40)
    events, _ = ends("evader", "patience", days=40)
    spans = []
    for told, sent in zip(truths, events, strict=True):
        times = {e.id: e.time for e in sent}  # type: ignore[attr-defined]
        long = [max(times[e] for e in t.evidence) - min(times[e] for e in t.evidence) for t in told]
        spans.append(sorted(long)[len(long) // 2].total_seconds())
    assert spans[0] < 24 * 3600 < spans[1]


def test_splitting_spreads_over_accounts() -> None:
    _, (together, apart) = ends("scam", "splitting")
    per_play = [len({t.subject.id for t in told}) / 12 for told in (together, apart)]
    assert per_play[0] == 1 and per_play[1] > 1.5


def test_splitting_spreads_a_studio_over_devices_and_cards() -> None:
    shared = []
    events, truths = ends("studio", "splitting", each="numbers = { performers = [6, 6] }\n")
    for sent, told in zip(events, truths, strict=True):
        performers = {t.subject.id for t in told if t.hypothesis == "controlled_performer"}
        users = defaultdict(set)
        for event in sent:
            if isinstance(event, InstrumentLinked) and event.account in performers:
                users[event.instrument].add(event.account)
        shared.append(max(map(len, users.values())))
    assert shared[0] == 6 > shared[1]


def test_shared_life_is_how_much_of_it_is_ordinary() -> None:
    ordinary = []
    for events, truths in zip(*ends("scam", "shared_life"), strict=True):
        people = {t.subject.id for t in truths}
        evidence = {e for t in truths for e in t.evidence}
        mine = [e for e in events if isinstance(e, LoginSeen) and e.account in people]
        ordinary.append(sum(e.id not in evidence for e in mine))
    assert ordinary[0] == 0 < ordinary[1]


def test_absent_money_is_not_seen_but_the_rest_is() -> None:
    run = simulation(world(("studio",), 3, accounts=80, each='absent = ["money"]\n'))
    events, people = decoded(run.events()), set[str]()
    for truth in run.truths():
        if truth.community in {t.community for t in positives(run.truths())}:
            people.add(truth.subject.id)
    money = [e for e in events if isinstance(e, PaymentMade | InstrumentLinked)]
    touched = {
        getattr(e, name, None) for e in money for name in ("account", "from_account", "to_account")
    }
    assert not touched & people
    assert any(isinstance(e, MessageSent) and e.account in people for e in events)
    assert all(truth.absent == ("money",) for truth in positives(run.truths()))


def test_absent_text_of_a_scenario_leaves_everybody_elses() -> None:
    run = simulation(world(("evader",), 3, accounts=300, each='absent = ["messages"]\n'))
    wanted = {e for t in positives(run.truths()) for e in t.evidence}
    messages = [e for e in decoded(run.events()) if isinstance(e, MessageSent)]
    assert {m.text for m in messages if m.id in wanted} == {None}
    assert any(m.text for m in messages)


def test_the_share_kept_is_the_number_asked_for() -> None:
    each = dial("splitting", 1, 1) + "numbers = { kept = [0.8, 0.8], performers = [6, 6] }\n"
    run = simulation(world(("studio",), 4, accounts=80, days=20, each=each))
    events, sums = decoded(run.events()), defaultdict(float)
    bosses = {t.subject.id for t in positives(run.truths()) if t.hypothesis == "controller"}
    for event in events:
        if isinstance(event, PaymentMade) and event.to_account and event.kind == "payout":
            sums[event.to_account] += float(event.amount)
    shares = [
        float(e.amount) / sums[e.from_account]
        for e in events
        if isinstance(e, PaymentMade) and e.to_account in bosses and e.from_account in sums
        if e.kind == "transfer"
    ]
    assert shares and max(shares) < 0.98


def test_numbers_straddle_what_a_world_asks_for() -> None:
    run = simulation(world(("studio",), 60, accounts=100, days=3))
    kept = [run.layout.play(c).numbers["kept"] for c in range(60)]  # type: ignore[union-attr]
    assert min(kept) < 0.4 and max(kept) > 0.8
