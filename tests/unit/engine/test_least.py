"""Windows too short to say anything are kept and not looked at; keys say where an event matters."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.engine.detect import Detect
from bantay.engine.gate import Gate
from bantay.engine.once import Shelf, findings_of
from bantay.engine.route import keys_for, keys_of
from bantay.kit import Detector, Domain, Fact, Finding, Quote, Spec, Window
from bantay.model.clock import micros
from bantay.model.events import PaymentMade
from bantay.runtime.cases import BEGIN, cases_of, events_of
from bantay.runtime.catalogue import catalogue, catalogue_terms
from tests.unit.engine.toys import wanted as shown_to

SPEC = Spec(
    id="money.thrice",
    title="Three payments within a day",
    version=1,
    rows=("$01",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=1),
    keeps=5,
    hypotheses=("controller",),
    group="test",
    ceiling=5.0,
    half_life=timedelta(days=1),
    anchor="the receiver",
    payments=("transfer",),
)


@dataclass(frozen=True)
class Params:
    times: int = 3


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    for to in sorted({str(event.to_account) for event in window.events}):
        some = [e for e in window.events if e.to_account == to and e.status != "reversed"]
        if len(some) >= params.times or (window.fact("told") and len(some) >= params.times - 1):
            quotes = tuple(Quote(e.id, "amount", 0, 1) for e in some)
            yield Finding(anchor=to, summary=f"{len(some)}", quotes=quotes)


PLAIN = Detector(SPEC, Params(), look)
SHORT = replace(PLAIN, least=lambda params: params.times - 1)
each = pytest.mark.parametrize(
    "detector", [d for d in catalogue() if d.least or d.keys], ids=lambda d: d.spec.id
)


def paid(n: int, at: int, to: str, status: str = "booked") -> PaymentMade:
    return PaymentMade(
        id=f"e{n}",
        time=BEGIN + timedelta(seconds=at),
        payment=f"p{n}",
        kind="transfer",
        amount="5",
        currency="EUR",
        status=status,  # type: ignore[arg-type]
        from_account="a",
        to_account=to,
    )


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 200_000), st.sampled_from("xy"), st.sampled_from(("booked", "reversed"))
        ),
        max_size=14,
    ),
    st.lists(st.integers(0, 500), min_size=14, max_size=14),
    st.none() | st.integers(0, 200_000),
)
def test_to_look_seldom_finds_the_same(rows: Any, jitter: list[int], told: int | None) -> None:
    """Late events, windows that age, facts: nothing tells the two apart."""
    events = [paid(n, *row) for n, row in enumerate(rows)]
    order = sorted(range(len(events)), key=lambda n: rows[n][0] + jitter[n])
    arrival = [events[n] for n in order]
    facts = []
    if told is not None:
        known = micros(BEGIN + timedelta(seconds=told))
        facts = [Fact("account", "a", "told", True, known)]
    assert findings_of(SHORT, arrival, facts) == findings_of(PLAIN, arrival, facts)


def test_a_short_window_is_not_looked_at() -> None:
    seen: list[int] = []

    def counting(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
        seen.append(len(window.events))
        return look(window, params)

    findings_of(replace(SHORT, look=counting), [paid(n, n, "x") for n in range(4)])
    assert [n for n in seen if n < 2] == []
    assert 2 in seen and 4 in seen


def test_a_window_that_is_never_long_does_not_grow() -> None:
    stage, shelf = Detect([replace(PLAIN, least=lambda params: 3)], b"k" * 32, 0), Shelf()
    for n in range(50):
        event = paid(n, n * 90_000, "x")
        stage.event(event, [PLAIN], micros(event.time), shelf)
    assert max(len(s.slots["money.thrice"].events) for s in shelf.states.values()) <= 3


def test_an_event_is_shown_at_the_keys_that_are_named() -> None:
    one = replace(PLAIN, keys=lambda event: (event.to_account,))
    assert tuple(keys_for(paid(1, 0, "x"), one)) == ("x",)
    assert tuple(keys_for(paid(1, 0, "x"), PLAIN)) == ("a", "x")
    assert tuple(keys_for(paid(1, 0, "x"), replace(one, keys=lambda event: (None,)))) == ()


def test_a_detector_that_fails_to_name_keys_is_shown_all() -> None:
    broken = replace(PLAIN, keys=lambda event: 1 / 0)  # type: ignore[arg-type,return-value]
    assert tuple(keys_for(paid(1, 0, "x"), broken)) == ("a", "x")


def test_the_gate_knows_kinds_of_payment() -> None:
    gift = paid(1, 0, "x")
    other = PaymentMade(id="g", time=BEGIN, payment="g", kind="gift", amount="5", currency="EUR")
    assert shown_to(Gate([PLAIN], catalogue_terms()), [gift, other]) == {0: [PLAIN]}


def test_a_detector_that_raises_when_asked_is_shown_the_payment() -> None:
    broken = replace(PLAIN, admits=lambda event, params: 1 / 0)  # type: ignore[arg-type,return-value]
    assert shown_to(Gate([broken, SHORT], catalogue_terms()), [paid(1, 0, "x")]) == {
        0: [broken, SHORT]
    }


@each
def test_its_keys_are_keys_of_the_event(detector: Any) -> None:
    """What a detector names must be a key that the event concerns, or nobody would load it."""
    for case in cases_of(detector):
        for event in events_of(case):
            if type(event) in detector.spec.reads and detector.keys is not None:
                named = set(keys_for(event, detector))
                extra = {getattr(event, "other", None)}  # a relation concerns both its sides
                assert named <= set(keys_of(event, detector.spec.keyed_by)) | extra


@each
def test_a_window_shorter_than_its_least_says_nothing(detector: Any) -> None:
    if detector.least is None:
        return
    least = detector.least(detector.params)
    assert 1 <= least <= detector.spec.keeps
    for case in cases_of(detector):
        events = [e for e in events_of(case) if type(e) in detector.spec.reads]
        facts = tuple(Fact(f.domain, f.key, f.name, f.value, 0) for f in case.facts)
        for end in range(1, len(events) + 1):
            for start in range(max(0, end - least + 1), end):
                window: Window[Any] = Window("a", tuple(events[start:end]), facts)
                assert list(detector.look(window, detector.params)) == []


completing = pytest.mark.parametrize(
    "detector",
    [d for d in catalogue() if d.completes or d.varies or d.needs],
    ids=lambda d: d.spec.id,
)


@completing
def test_a_window_in_which_nothing_completes_says_nothing(detector: Any) -> None:
    if detector.varies:
        return  # what it says of two events is tried beside
    for case in cases_of(detector):
        facts = tuple(
            Fact(f.domain, f.key, f.name, f.value, 0)
            for f in case.facts
            if f.name not in detector.needs
        )
        rest = [
            event
            for event in events_of(case)
            if type(event) in detector.spec.reads
            and (detector.admits is None or detector.admits(event, detector.params))
            and not (detector.completes and detector.completes(event, detector.params))
        ]
        for key in {key for e in rest for key in keys_of(e, detector.spec.keyed_by)}:
            some = tuple(e for e in rest if key in keys_of(e, detector.spec.keyed_by))
            for end in range(1, len(some) + 1):
                window: Window[Any] = Window(key, some[:end], facts)
                assert list(detector.look(window, detector.params)) == []


@completing
def test_what_completes_changes_no_finding_of_a_case(detector: Any) -> None:
    plain = replace(detector, completes=None, least=None, varies=None, needs=())
    for case in cases_of(detector):
        events = [e for e in events_of(case) if type(e) in detector.spec.reads]
        facts = [Fact(f.domain, f.key, f.name, f.value, 0) for f in case.facts]
        assert findings_of(detector, events, facts) == findings_of(plain, events, facts)
        assert findings_of(detector, events[::-1], facts) == findings_of(plain, events[::-1], facts)
