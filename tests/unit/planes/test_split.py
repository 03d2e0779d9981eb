"""Contacts split over messages: properties over many splits, two people, a page, order, bounds."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.engine.detect import AnyDetector
from bantay.engine.gate import Gate
from bantay.engine.once import findings_of
from bantay.kit import Window
from bantay.model.events import Event, MessageSent, ProfileUpdated
from bantay.model.evidence import Given
from bantay.planes.messages import contact_split, contact_split_between, contact_split_profile
from bantay.runtime.cases import BEGIN
from bantay.runtime.catalogue import catalogue_terms

ALL = [contact_split, contact_split_between, contact_split_profile]
GATES = {module.SPEC.id: Gate([module.DETECTOR], catalogue_terms()) for module in ALL}
CHATTER = (
    *("the soup is good today", "it rained all morning", "my cat sleeps again", "haha yes"),
    *("kumain ka na ba", "ang init dito", "今天好热", "哈哈哈", "dinner was at 7:30"),
    *(
        "i paid 450 pesos",
        "she is 34 now",
        "my order 48213 came",
        "bus 12 was late",
        "3 of us went",
    ),
)
RESERVED = st.one_of(
    st.integers(0, 999).map(lambda n: f"07700900{n:03}"),
    st.integers(0, 999).map(lambda n: f"0491570{n:03}"),
    st.integers(0, 9999).map(lambda n: f"063998{n:04}"),
    st.integers(0, 99).map(lambda n: f"415555{100 + n:04}"),
    st.integers(0, 999).map(lambda n: f"+447700900{n:03}"),
    st.just("13800138000"),
)


def said(*lines: tuple[str, str], apart: float = 9) -> list[MessageSent]:
    """Messages as (sender, text), so many seconds apart, in one conversation."""
    return [
        MessageSent(
            id=f"m{n:03}",
            time=BEGIN + n * timedelta(seconds=apart),
            account=who,
            conversation="c",
            text=text,
        )
        for n, (who, text) in enumerate(lines)
    ]


def found(detector: AnyDetector, events: Sequence[Event]) -> list[Given]:
    """The findings at the end, through the real screen and windows."""
    return findings_of(detector, events, gate=GATES[detector.spec.id])


def contacts_of(events: Sequence[MessageSent]) -> set[str | None]:
    """What one look over all messages of a sender joins."""
    window = Window("a", tuple(events))
    return {finding.contact for finding in contact_split.look(window, contact_split.Params())}


@st.composite
def splits(draw: st.DrawFn) -> tuple[str, list[str], list[tuple[str, str]]]:
    """A reserved number, its pieces, and a conversation that gives them with chatter between."""
    number = draw(RESERVED)
    head = 2 if number.startswith("+") else 1
    places = st.integers(head, len(number) - 1)
    cuts = sorted(draw(st.sets(places, min_size=1, max_size=9)))
    pieces = [number[a:b] for a, b in zip([0, *cuts], [*cuts, len(number)], strict=True)]
    talk = st.tuples(st.sampled_from("ab"), st.sampled_from(CHATTER))
    lines: list[tuple[str, str]] = []
    for piece in pieces:
        lines += [("a", piece), *draw(st.lists(talk, max_size=2))]
    return number, pieces, lines


@settings(max_examples=150, deadline=None)
@given(splits())
def test_any_split_of_a_reserved_number_is_found(
    split: tuple[str, list[str], list[tuple[str, str]]],
) -> None:
    number, pieces, lines = split
    given = found(contact_split.DETECTOR, said(*lines))
    assert given, lines
    assert all(one.subject.id == "a" for one in given)
    mine = [message for message in said(*lines) if message.account == "a"]
    assert f"phone:{number}" in contacts_of(mine), (pieces, lines)


@settings(max_examples=100, deadline=None)
@given(splits())
def test_two_people_with_half_each_are_not_joined(
    split: tuple[str, list[str], list[tuple[str, str]]],
) -> None:
    number = split[0].removeprefix("+44") if split[0].startswith("+") else split[0]
    cut = len(number) // 2
    lines = [
        ("a", number[:cut]),
        *(line for line in split[2] if line[1] in CHATTER),
        ("b", number[cut:]),
    ]
    assert found(contact_split.DETECTOR, said(*lines)) == []
    assert found(contact_split_between.DETECTOR, said(*lines)) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(CHATTER)), max_size=30))
def test_chatter_alone_is_never_joined(lines: list[tuple[str, str]]) -> None:
    for module in ALL:
        assert found(module.DETECTOR, said(*lines)) == []


def test_the_order_of_arrival_does_not_matter() -> None:
    events = said(("a", "0770"), ("a", "lunch at 12"), ("a", "0900"), ("a", "143"))
    expected = found(contact_split.DETECTOR, events)
    assert len(expected) == 1
    for order in permutations(events):
        assert findings_of(contact_split.DETECTOR, order) == findings_of(
            contact_split.DETECTOR, events
        )
    two = said(("a", "0770?"), ("b", "yes 0900"), ("a", "and then?"), ("b", "143"))
    expected = findings_of(contact_split_between.DETECTOR, two)
    assert len(expected) == 1
    for order in permutations(two):
        assert findings_of(contact_split_between.DETECTOR, order) == expected


def test_the_longer_join_replaces_the_shorter() -> None:
    events = said(("a", "0491"), ("a", "570"), ("a", "156"))
    assert len(findings_of(contact_split.DETECTOR, events)) == 1


def test_a_repetition_by_the_other_is_not_read_twice() -> None:
    events = said(("a", "0770?"), ("b", "0770"), ("b", "yes 0900143"))
    (given,) = found(contact_split_between.DETECTOR, events)
    assert [quote.event for quote in given.finding.quotes] == ["m000", "m002"]
    assert given.subject.id == "b"
    assert given.finding.roles == {"gives": ("b",), "asks": ("a",)}


def test_somebody_who_took_no_part_is_in_no_role() -> None:
    events = said(("a", "0770?"), ("c", "0900"), ("b", "yes 0900143"), ("c", "99"))
    (given,) = found(contact_split_between.DETECTOR, events)
    assert "c" not in {who for people in given.finding.roles.values() for who in people}
    assert {quote.event for quote in given.finding.quotes} == {"m000", "m002"}


def test_only_the_newest_page_counts() -> None:
    def page(n: int, bio: str) -> ProfileUpdated:
        return ProfileUpdated(id=f"p{n}", time=BEGIN + timedelta(minutes=n), account="a", bio=bio)

    pointing = MessageSent(
        id="m", time=BEGIN + timedelta(hours=1), account="a", conversation="c",
        text="0900143 and the start is in my bio",
    )  # fmt: skip
    assert len(found(contact_split_profile.DETECTOR, [page(1, "0770"), pointing])) == 1
    changed = [page(1, "0770"), page(2, "hello there"), pointing]
    assert found(contact_split_profile.DETECTOR, changed) == []


@pytest.mark.parametrize("module", ALL)
def test_windows_are_bounded_and_short(module: object) -> None:
    spec = module.SPEC  # type: ignore[attr-defined]
    assert spec.keeps <= 40
    assert spec.window <= timedelta(days=7)


def test_many_digits_cost_a_bounded_number_of_tries() -> None:
    numbers = Random(7)
    lines = [("a", str(numbers.randrange(10, 9999))) for _ in range(40)]
    window = Window("a", tuple(said(*lines)))
    assert len(list(contact_split.look(window, contact_split.Params()))) <= 20
