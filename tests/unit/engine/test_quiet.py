"""What has to vary and which facts are needed spare looks, and nothing is found less for them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.engine.detect import Detect, admitted, reads
from bantay.engine.once import Shelf, findings_of
from bantay.kit import Detector, Domain, Fact, Finding, Quote, Spec, Window
from bantay.model.clock import HOUR, MINUTE, micros
from bantay.model.events import LoginSeen
from bantay.runtime.cases import BEGIN, cases_of, events_of
from bantay.runtime.catalogue import catalogue

SPEC = Spec(
    id="access.two",
    title="Two places within a day",
    version=1,
    rows=("L04",),
    reads=(LoginSeen,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=1),
    keeps=5,
    hypotheses=("controller",),
    group="test",
    ceiling=5.0,
    half_life=timedelta(days=1),
    anchor="the place",
)


@dataclass(frozen=True)
class Params:
    places: int = 2


LOOKED: list[int] = []


def look(window: Window[LoginSeen], params: Params) -> Iterator[Finding]:
    LOOKED.append(len(window.events))
    if window.fact("home") is None:
        return
    places = {event.place for event in window.events}
    if len(places) >= params.places:
        for place in sorted(map(str, places)):
            quotes = tuple(Quote(e.id, "place", 0, 1) for e in window.events if e.place == place)
            yield Finding(anchor=place, summary=f"{len(quotes)}", quotes=quotes)


PLAIN = Detector(SPEC, Params(), look)
VARYING = replace(PLAIN, least=lambda params: params.places, varies=lambda event: event.place)
NEEDING = replace(PLAIN, needs=("home",))
SAYING = [
    d
    for d in catalogue()
    if (d.varies or d.needs or d.completes) and d.spec.plane in ("money", "access", "groups")
]
each = pytest.mark.parametrize("detector", SAYING, ids=lambda d: d.spec.id)


def login(n: int, at: int, place: str) -> LoginSeen:
    return LoginSeen(id=f"e{n}", time=BEGIN + timedelta(seconds=at), account="a", place=place)


def home(at: int) -> Fact:
    return Fact("account", "a", "home", "x", micros(BEGIN + timedelta(seconds=at)))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 200_000), st.sampled_from("xy")), max_size=14),
    st.lists(st.integers(0, 500), min_size=14, max_size=14),
    st.none() | st.integers(0, 200_000),
    st.integers(0, 14),
)
def test_to_spare_looks_finds_the_same(
    rows: Any, jitter: list[int], told: int | None, then: int
) -> None:
    """Late events, windows that age, a fact that comes in between: nothing tells the two apart."""
    order = sorted(range(len(rows)), key=lambda n: rows[n][0] + jitter[n])
    events = [login(n, *rows[n]) for n in order]
    fact = None if told is None else home(told)
    plain = _walked(PLAIN, events, fact, then)
    assert _walked(VARYING, events, fact, then) == plain
    assert _walked(NEEDING, events, fact, then) == plain


def _walked(detector: Any, events: list[LoginSeen], fact: Fact | None, then: int) -> list[Any]:
    """Every change, in order, where a fact is made known before the `then`-th arrival."""
    stage, shelf, now, found = Detect([detector], b"k" * 32, 10 * MINUTE), Shelf(), 0, list[Any]()
    for n, event in enumerate(events):
        if n == then and fact is not None:
            found += stage.fact(fact, now, shelf).changes
        now = max(now, micros(event.time) // MINUTE * MINUTE)
        found += stage.event(event, [detector], now, shelf).changes
    return found


def test_nobody_looks_while_all_is_alike_or_a_fact_is_missing() -> None:
    alike = [login(n, n * 60, "x") for n in range(9)]
    differs = [*alike, login(9, 900, "y")]
    LOOKED.clear()
    findings_of(VARYING, alike, [home(0)])
    findings_of(NEEDING, differs)
    assert LOOKED == []
    for one in (VARYING, NEEDING):
        assert findings_of(one, differs, [home(0)]) == findings_of(PLAIN, differs, [home(0)])


def test_one_event_that_is_enough_has_nothing_to_differ_from() -> None:
    one = replace(VARYING, params=Params(places=1))
    assert findings_of(one, [login(0, 0, "x")], [home(0)])


def test_what_differs_goes_with_its_window() -> None:
    stage, shelf = Detect([VARYING], b"k" * 32, 0), Shelf()
    stage.fact(home(0), 0, shelf)
    LOOKED.clear()
    for n, place in enumerate("xyyyy"):
        event = login(n, n * 11 * HOUR // 1_000_000, place)
        stage.event(event, [VARYING], micros(event.time), shelf)
    assert LOOKED[0] == 2 and len(LOOKED) >= 2


def test_one_that_raises_when_asked_is_looked_at() -> None:
    broken = replace(VARYING, varies=lambda event: 1 / 0)
    events = [login(n, n * 60, "xy"[n % 2]) for n in range(4)]
    assert findings_of(broken, events, [home(0)]) == findings_of(PLAIN, events, [home(0)])


@each
def test_a_detector_says_what_completes_or_what_varies(detector: Any) -> None:
    assert not (detector.completes and detector.varies)
    assert detector.varies is None or detector.least is not None


@each
@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 900)), max_size=16), st.booleans())
def test_mixed_cases_give_the_same(detector: Any, picks: Any, told: bool) -> None:
    """Events of all its cases, mixed and out of order: the same is found with all the words as
    without them."""
    cases = cases_of(detector)
    pool = [e for c in cases for e in events_of(c) if reads(detector, e) and admitted(detector, e)]
    chosen = [(pool[n % len(pool)], late) for n, late in picks] if pool else []
    rows = sorted(chosen, key=lambda one: micros(one[0].time) // 1_000_000 + one[1] % 500)
    events = list({event.id: event for event, _ in rows}.values())
    facts = [Fact(f.domain, f.key, f.name, f.value, 0) for c in cases for f in c.facts]
    plain = replace(detector, completes=None, least=None, varies=None, needs=())
    assert findings_of(detector, events, facts if told else ()) == findings_of(
        plain, events, facts if told else ()
    )
