"""Lines that nothing marks are shown with what makes them matter, whatever order all came in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.engine.gate import Gate
from bantay.engine.lines import MOST_OF_ONE, Lines
from bantay.engine.once import findings_of
from bantay.kit import Domain, Finding, Quote, Window
from bantay.model.clock import HOUR, MINUTE, micros
from bantay.model.events import MessageSent
from tests.unit.engine.toys import REPEATS, Params, message

REACH = timedelta(minutes=5)


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """Everything in a window that holds the marked word, in one finding."""
    if any("boo" in (event.text or "") for event in window.events):
        said = " ".join(event.text or "" for event in window.events)
        quotes = tuple(Quote(event.id, "text", 0, 1) for event in window.events)
        yield Finding(anchor=window.events[0].id, summary=said, quotes=quotes)


SPEC = replace(
    REPEATS.spec,
    keyed_by=Domain.SENDER,
    window=timedelta(hours=1),
    keeps=100,
    screens=("boo",),
    context=("boo",),
    reach=REACH,
)
NEAR = replace(REPEATS, spec=SPEC, look=look)
GATE = Gate([NEAR], {"boo": ["boo"]}, lateness=20 * MINUTE)
TALK = st.lists(
    st.tuples(st.integers(0, 1100), st.sampled_from(["one", "two", "boo", "three"])),
    min_size=1,
    max_size=25,
)


def shown(events):
    """What a fold over these arrivals leaves open."""
    found = findings_of(NEAR, events, lateness=20 * MINUTE, gate=GATE)
    return sorted((g.finding.summary, g.finding.quotes) for g in found)


def test_a_line_is_shown_when_a_marked_message_stands_near() -> None:
    talk = [message(0, 0, "one"), message(1, 60, "boo"), message(2, 120, "two")]
    assert shown(talk)[-1][0] == "one boo two"


def test_a_line_further_off_than_the_reach_is_not() -> None:
    talk = [message(0, 0, "one"), message(1, 301, "boo"), message(2, 602, "two")]
    assert [said for said, _ in shown(talk)] == ["boo"]


def test_without_a_marked_message_no_line_reaches_a_detector() -> None:
    talk = [message(n, n, "one") for n in range(5)]
    assert GATE.asked(talk, [micros(e.time) for e in talk], {}).wanted == {}


def test_somebody_elses_line_is_not_shown() -> None:
    talk = [message(0, 0, "one", account="b"), message(1, 60, "boo")]
    assert [said for said, _ in shown(talk)] == ["boo"]


@given(TALK, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_arrival_inside_the_lateness_does_not_matter(talk, random) -> None:
    events = [message(n, at, word) for n, (at, word) in enumerate(talk)]
    in_order = sorted(events, key=lambda e: (e.time, e.id))
    shuffled = list(events)
    random.shuffle(shuffled)
    assert shown(shuffled) == shown(in_order)


@given(TALK, st.integers(1, 24))
@settings(max_examples=100, deadline=None)
def test_where_a_batch_is_cut_does_not_matter(talk, cut) -> None:
    events = sorted((message(n, at, w) for n, (at, w) in enumerate(talk)), key=lambda e: e.time)
    times = [micros(event.time) for event in events]
    whole = GATE.asked(events, times, {})
    held: dict[str, Lines] = {}
    parts = [GATE.asked(events[a:b], times[a:b], held) for a, b in ((0, cut), (cut, 99))]
    told = [
        [line.id for line in lines.get("messages.repeats", [])]
        for part in parts
        for _, lines in sorted(part.brought.items())
    ]
    assert told == [
        [line.id for line in lines.get("messages.repeats", [])]
        for _, lines in sorted(whole.brought.items())
    ]


def test_lines_are_kept_as_long_as_they_may_matter_and_then_go() -> None:
    lines = Lines(reach=5 * MINUTE, lateness=10 * MINUTE)
    first = message(0, 0, "one")
    at = micros(first.time)
    assert lines.see(first, at, marked=False) == []
    assert lines.see(message(1, 0, "x", account="z"), at + 14 * MINUTE, marked=False) == []
    assert lines.see(late := message(2, 200, "boo"), at + 4 * MINUTE, marked=True) == [first, late]
    for hour in (1, 2, 3):
        lines.see(message(9 + hour, 0, "x", account="z"), at + hour * HOUR, marked=False)
    assert len(lines._new) + len(lines._old) <= 2


def test_too_many_lines_are_given_up_early_and_counted(monkeypatch) -> None:
    monkeypatch.setattr("bantay.engine.lines.MOST", 50)
    lines = Lines(reach=MINUTE, lateness=0)
    some = [message(n, n % 7, "one", account=f"a{n}") for n in range(102)]
    for line in some:
        lines.see(line, micros(line.time), marked=False)
    assert lines.lost == 51


def test_one_who_floods_a_conversation_fills_no_memory() -> None:
    lines = Lines(reach=MINUTE, lateness=0)
    flood = [message(n, n / 100, "one") for n in range(MOST_OF_ONE + 3)]
    for line in flood:
        lines.see(line, micros(line.time), marked=False)
    boo = message(9999, 10, "boo")
    assert lines.see(boo, micros(boo.time), marked=True) == [*flood[3:], boo]
    assert lines.lost == 3


def test_only_a_senders_own_lines_can_be_brought_in() -> None:
    by_account = replace(NEAR, spec=replace(SPEC, keyed_by=Domain.ACCOUNT))
    with pytest.raises(ValueError, match="only a sender's own lines"):
        Gate([by_account], {"boo": ["boo"]})
