"""A window that no event could complete is not looked at, and nothing is found less for it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.engine.detect import Detect, admitted, places_of
from bantay.engine.gate import Gate
from bantay.engine.once import Shelf, findings_of
from bantay.model.events import MessageSent
from bantay.runtime.cases import BEGIN, cases_of, events_of
from bantay.runtime.catalogue import catalogue, catalogue_terms

TALKING = [d for d in catalogue() if d.completes is not None and d.spec.plane == "messages"]
each = pytest.mark.parametrize("detector", TALKING, ids=lambda d: d.spec.id)
STEP = st.tuples(st.integers(0, 400), st.booleans(), st.integers(0, 90_000), st.integers(0, 900))


def texts_of(detector: Any) -> list[str]:
    """What is said in the detector's own cases, where it takes it in, and other words."""
    said = [e for c in cases_of(detector) for e in events_of(c) if type(e) is MessageSent]
    taken = [e.text for e in said if e.text and admitted(detector, e)]
    return [*dict.fromkeys(taken), "see you at the market", "ok"]


def spoken(texts: list[str], steps: list[Any]) -> list[MessageSent]:
    """Two people's talk, as it arrives: some of it late."""
    at, found = 0, []
    for number, (text, first, gap, late) in enumerate(steps):
        at += gap if gap > 80_000 else gap // 300
        who = ("ann", "bo") if first else ("bo", "ann")
        message = MessageSent(
            id=f"e{number}",
            time=BEGIN + timedelta(seconds=at),
            account=who[0],
            conversation="c",
            channel="direct",
            to=[who[1]],
            text=texts[text % len(texts)],
        )
        found.append((at + late % 500, message))
    return [message for _, message in sorted(found, key=lambda one: one[0])]


@each
@settings(max_examples=12, deadline=None)
@given(st.lists(STEP, max_size=10))
def test_what_is_found_stays_the_same(detector: Any, steps: list[Any]) -> None:
    talk = [e for e in spoken(texts_of(detector), steps) if admitted(detector, e)]
    assert findings_of(detector, talk) == findings_of(replace(detector, completes=None), talk)


@each
def test_what_was_asked_where_texts_are_read_is_not_asked_again(detector: Any) -> None:
    """A gate says what each event completes; with that the same is found, and nobody is asked."""
    [talk] = [[e for e in events_of(c)] for c in cases_of(detector) if c.verdict == "alarm"][:1]
    asked: list[str] = []

    def watched(event: Any, params: Any) -> bool:
        asked.append(event.id)
        return bool(detector.completes(event, params))

    one = replace(detector, completes=watched)
    read = Gate([one], catalogue_terms()).read(talk)
    stage, shelf = Detect([one], b"k" * 32, 0), Shelf()
    before = len(asked)
    for index, event in enumerate(talk):
        places = places_of(event, read.wanted.get(index, []))
        stage.placed(event, places, 0, shelf, read.completing.get(index, {}))
    assert asked and len(asked) == before == sum(map(len, read.completing.values()))


@each
def test_it_saves_looks_and_says_yes_where_something_is_found(detector: Any) -> None:
    """Some case is found, and in it something completes; some text of the cases does not."""
    found = [
        [e for e in events_of(c) if type(e) is MessageSent and admitted(detector, e)]
        for c in cases_of(detector)
        if c.verdict in ("alarm", "known-false-alarm")
    ]
    assert found
    assert all(any(detector.completes(e, detector.params) for e in talk) for talk in found if talk)
    assert not detector.completes(spoken(["ok"], [(0, True, 0, 0)])[0], detector.params)
