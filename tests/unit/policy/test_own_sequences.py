"""Sequences whose windows cannot complete are not looked at; what is found is the same."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.engine import state
from bantay.engine.detect import Detect, admitted
from bantay.engine.once import Shelf
from bantay.engine.quiet import completes
from bantay.kit import Detector
from bantay.model.clock import MINUTE, micros
from bantay.model.evidence import Change
from bantay.policy import read
from bantay.policy.files import defaults
from bantay.policy.own import detector_of
from bantay.policy.own.find import finder
from tests.unit.engine.toys import message

STEPS = '[{ terms = ["apples"] }, { terms = ["pears"], unless = ["never"] }%s]'
RULE = """
version = "v"
[[detector]]
name = "fruit"
title = "Fruit"
speaks_for = ["scam"]
within = "1h"
sequence = %s
"""
TEXTS = ("apples", "pears", "plums", "apples and pears", "never pears", "nothing of it")
SECRET = b"a test's key, thirty-two bytes!!"
LATENESS = 10 * MINUTE


def sequence(more: str = "") -> Detector[Any, Any]:
    found, wrong = read(RULE % (STEPS % more), "x.toml", defaults())
    assert found is not None, wrong
    return detector_of(found.own[0])


def seen(detector: Detector[Any, Any], rows: list[Any], *, forget: bool) -> list[list[Change]]:
    """What each event changes; with `forget` a state from before the engine kept `ends`."""
    stage, shelf, now, found = Detect([detector], SECRET, LATENESS), Shelf(), 0, []
    arrival = sorted(range(len(rows)), key=lambda n: rows[n][0] + rows[n][2])
    for n in arrival:
        event = message(n, rows[n][0], TEXTS[rows[n][1]])
        now = max(now, micros(event.time) // MINUTE * MINUTE)
        if not admitted(detector, event):
            continue
        found.append(stage.event(event, [detector], now, shelf).changes)
        if forget:
            shelf.states = {k: state.restore(state.dump(v)) for k, v in shelf.states.items()}
            for key in shelf.states.values():
                for slot in key.slots.values():
                    slot.ends = None
    return found


rows = st.lists(
    st.tuples(
        st.integers(0, 12_000) | st.integers(0, 90_000),
        st.integers(0, len(TEXTS) - 1),
        st.integers(0, 590),
    ),
    max_size=16,
)


@settings(max_examples=200, deadline=None)
@given(rows, st.booleans(), st.booleans())
def test_to_look_only_where_it_may_complete_changes_nothing(
    history: list[Any], third: bool, forget: bool
) -> None:
    """Late events, silences, windows that age, states of before: change by change the same."""
    own = sequence(', { terms = ["plums"] }' if third else "")
    plain = replace(own, completes=None)
    assert seen(own, history, forget=forget) == seen(plain, history, forget=False)


def test_first_steps_alone_are_not_looked_at(monkeypatch: Any) -> None:
    own, looked = sequence(), []
    watched = replace(own, look=lambda w, p: looked.append(len(w.events)) or own.look(w, p))  # type: ignore[func-returns-value]
    quiet = [(n * 60, 0, 0) for n in range(9)]
    seen(watched, quiet, forget=False)
    assert looked == []
    seen(watched, [*quiet, (600, 1, 0), (660, 0, 0)], forget=False)
    assert looked == [10, 11]


def test_one_that_raises_is_looked_at() -> None:
    def broken(event: Any, params: Any) -> bool:
        raise ValueError

    own = sequence()
    history = [(0, 0, 0), (60, 1, 0)]
    assert seen(replace(own, completes=broken), history, forget=False) == seen(
        own, history, forget=False
    )
    assert completes(replace(own, completes=broken), message(0, 0, "plums"))


def test_what_aged_is_found_anew_as_it_always_was() -> None:
    """The first of two first steps goes with a silence: the second still makes a pair."""
    history = [
        (0, 0, 0),
        (1_800, 0, 0),
        (3_000, 1, 0),
        (4_500, 0, 0),
        (timedelta(days=1).seconds, 0, 0),
    ]
    own = sequence()
    assert seen(own, history, forget=False) == seen(
        replace(own, completes=None), history, forget=False
    )


@given(
    st.lists(
        st.sampled_from(["gift card", "gift", "card game", "q", "卡"]), min_size=1, max_size=9
    ),
    st.text("gift cardgme\n q卡", max_size=40),
)
def test_a_look_for_words_first_finds_what_the_search_finds(terms: list[str], text: str) -> None:
    once = tuple(dict.fromkeys(terms))
    assert bool(finder(once, None).any(text)) == bool(finder(once, None).all(text))
