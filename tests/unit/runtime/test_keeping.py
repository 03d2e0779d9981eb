"""What rules know of groups and money: of that moment, after a restart, never of the forgotten."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.engine.accept import digests_of
from bantay.fuse.weights import shipped, with_weights
from bantay.kit.rates import Rate
from bantay.model.clock import micros
from bantay.model.events import Event, GroupCreated, GroupJoined, GroupLeft, MessageSent
from bantay.model.events import PaymentMade as Paid
from bantay.model.journal import Changed
from bantay.policy import load, read
from bantay.runtime.backtest import Replay, Rules
from bantay.runtime.catalogue import catalogue
from bantay.runtime.chosen import chosen
from bantay.runtime.embedded import Driver, open_for_run, pipeline, wall
from bantay.runtime.keeping import COMINGS_KEPT, KEEPERS, moved, size_of
from bantay.runtime.memory import Memory
from bantay.runtime.merge import Piece

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = b"s" * 32
HIDDEN = "call 07700 nine double oh one four three"


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def paid(n: int, hours: float, amount: str, to: str = "ann", **more: Any) -> Paid:
    more = {"kind": "gift", "currency": "PHP", "from_account": f"fan-{n}", **more}
    payment = more.pop("payment", f"p{n}")
    return Paid(
        id=f"pay-{n}", time=at(hours), payment=payment, amount=amount, to_account=to, **more
    )


def joins(n: int, hours: float, who: str) -> GroupJoined:
    return GroupJoined(id=f"j{n}", time=at(hours), group="g", account=who)


def says(n: int, hours: float, group: str | None = None) -> MessageSent:
    return MessageSent(
        id=f"m{n}", time=at(hours), account="ann", conversation="c", text=HIDDEN, group=group
    )


def known(events: list[Event], memory: Memory | None = None) -> list[Changed]:
    """The journal's changes about ann after some events, one by one."""
    engine, memory = pipeline(load(), SECRET), memory or Memory(lambda keys: {})
    found, now = [], None
    for event in events:
        outcome = engine.events([event], digests_of([event]), [None], now, memory)
        now = outcome.now
        found += [entry for entry in outcome.journal if isinstance(entry, Changed)]
    return [entry for entry in found if entry.change.subject.id == "ann"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([], "300"),
        ([paid(3, 2, "50", status="failed")], "300"),
        ([paid(3, 2, "100.00", payment="p1", status="reversed")], "200"),
        ([paid(3, 2, "100.50", payment="p1")], "300.50"),
        ([paid(3, 2, "40", kind="refund")], "300"),
        ([paid(3, -24 * 31, "40")], "300"),
        ([paid(3, 2, "40", to="bob", from_account="ann")], "340"),
        ([paid(3, 2, "40", currency="EUR")], None),
    ],
)
def test_money_of_thirty_days(more: list[Paid], expected: str | None) -> None:
    both = [paid(1, 0, "100"), paid(2, 1, "200")]
    events = sorted([*both, *more], key=lambda event: event.time)
    assert moved(events, micros(at(3)), {}) == expected


def test_rates_make_one_sum_of_several_currencies() -> None:
    rates = {"PHP": Rate("PHP", "50", "2026-01-01")}
    both: list[Event] = [paid(1, 0, "100"), paid(2, 1, "40", currency="EUR")]
    assert moved(both, micros(at(3)), rates) == "42.00"
    assert moved([*both, paid(3, 2, "1", currency="USD")], micros(at(3)), rates) is None
    assert moved(both[:1], micros(at(3)), rates) == "2.00"


def test_nobody_seen_is_not_nobody() -> None:
    assert size_of([], micros(at(0))) is None and moved([], micros(at(0)), {}) is None
    left = GroupLeft(id="l", time=at(0), group="g", account="eve")
    assert size_of([left], micros(at(1))) == 0


@given(st.permutations(["ann", "bob", "eve", "ann"]), st.integers(0, 4))
def test_a_member_counts_once(order: list[str], until: int) -> None:
    events = [joins(n, n, who) for n, who in enumerate(order)]
    seen = len(set(order[: until + 1]))
    assert size_of(events, micros(at(until))) == seen


def test_a_change_says_what_was_known_then() -> None:
    created = GroupCreated(id="g0", time=at(0), group="g", account="zoe")
    events: list[Event] = [created, joins(1, 1, "ann"), paid(1, 2, "100"), says(1, 3, "g")]
    events += [joins(2, 4, "eve"), paid(2, 5, "30"), says(2, 6, "g"), says(3, 7)]
    told = {e.about.occurred: e.about for e in known(events)}
    sizes = [(told[micros(at(h))].group_size, told[micros(at(h))].amount_30d) for h in (3, 6, 7)]
    assert sizes == [(2, "100"), (3, "130"), (None, "130")]


def test_a_late_payment_is_put_in_its_place() -> None:
    minute = 1 / 60
    late: list[Event] = [paid(2, 1 + minute, "30"), paid(1, 1, "100"), says(1, 1 + 2 * minute)]
    on_time: list[Event] = [paid(1, 1, "100"), paid(2, 1 + minute, "30"), says(1, 1 + 2 * minute)]
    assert [e.about for e in known(late)] == [e.about for e in known(on_time)] != []


def test_nobody_looks_at_what_is_kept() -> None:
    crowd: list[Event] = [joins(n, n / 100, f"a{n}") for n in range(COMINGS_KEPT + 50)]
    memory = Memory(lambda keys: {})
    assert known([*crowd, says(1, 20, "g")], memory)[-1].about.group_size == COMINGS_KEPT
    assert all(not keeper.spec.hypotheses for keeper in KEEPERS)


def test_restart_erasure_and_replay(tmp_path: Path) -> None:
    place = open_for_run(tmp_path / "s", load())
    driver = Driver(place, pipeline(load(), place.key))
    driver.batch(Piece(events=[joins(1, 0, "ann"), joins(2, 0, "eve"), paid(1, 1, "9000")]))
    again = Driver(place, pipeline(load(), place.key))
    outcome = again.batch(Piece(events=[says(1, 2, "g")]))
    [about, *_] = [e.about for e in outcome.journal if isinstance(e, Changed)]
    assert (about.group_size, about.amount_30d) == (2, "9000")
    assert _asked("money.amount_30d > 8999.0 && group.size == 2", place) != []
    assert _asked("money.amount_30d > 9000.0 && group.size == 2", place) == []
    place.erase("eve", wall())
    later = Driver(place, pipeline(load(), place.key))
    outcome = later.batch(Piece(events=[says(2, 3, "g")]))
    [about, *_] = [e.about for e in outcome.journal if isinstance(e, Changed)]
    assert (about.group_size, about.amount_30d) == (1, "9000")
    place.close()


def _asked(condition: str, place: Any) -> list[str]:
    """The rules that a replay of the journal asks by, where all is an alarm."""
    specs = {d.spec.id: d.spec for d in catalogue()}
    text = f"""
    version = "v"
    packs = []
    [hypotheses]
    contact_evasion = {{ prior_db = 0, threshold_db = 0 }}
    [[rule]]
    name = "large"
    when = "has(money.amount_30d) && has(group.size) && {condition}"
    step = "nudge"
    actions = ["tip"]
    lasts = "1d"
    ground = "g"
    """
    file, wrong = read(text, "p.toml", load())
    assert file is not None, wrong

    settings = with_weights(file.settings, specs.values(), shipped())
    replay = Replay(Rules(settings, file.policy(), file.limits), specs, place.key)
    return [
        decision.rule
        for entry in place.journal()
        for decision in replay.step(entry).decisions.values()
    ]


def test_rates_of_the_policy_reach_the_sum(tmp_path: Path) -> None:

    (tmp_path / "rates.csv").write_text("date,currency,per_euro\n2026-01-01,PHP,50\n")
    policy = tmp_path / "p.toml"
    policy.write_text('version = "r"\n[tables]\nrates = "rates.csv"\n')
    engine, memory = chosen(policy).pipeline(SECRET), Memory(lambda keys: {})
    events: list[Event] = [paid(1, 0, "100"), says(1, 1)]
    outcome = engine.events(events, digests_of(events), [None, None], None, memory)
    [about, *_] = [e.about for e in outcome.journal if isinstance(e, Changed)]
    assert about.amount_30d == "2.00"
