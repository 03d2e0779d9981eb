"""Styles of writing: equal amounts, a cohort, an interval; little or mixed text says nothing."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.style import COHORT, SPACED, UNSPACED, Style, compared, style_of


def texts_by(hand: int, seed: int, size: int = SPACED + 500) -> list[str]:
    """Lines by one of several hands, each with words of its own; the seed is the occasion."""
    own, common = random.Random(f"hand {hand}"), random.Random("common")
    usual = ["".join(common.choices("abcdefghiklmnoprstuw", k=4)) for _ in range(60)]
    mine = ["".join(own.choices("abcdefghiklmnoprstuw", k=5)) for _ in range(25)]
    said = random.Random(f"{hand} {seed}")
    lines: list[str] = []
    while sum(map(len, lines)) < size:
        lines.append(
            " ".join(said.choice(mine if said.random() < 0.4 else usual) for _ in range(9))
        )
    return lines


def style(hand: int, seed: int = 0) -> Style:
    made = style_of(texts_by(hand, seed))
    assert made is not None
    return made


@pytest.fixture(scope="module")
def people() -> list[Style]:
    """Nine hands, and the first once more."""
    return [*(style(hand) for hand in range(9)), style(0, 1)]


def test_one_hand_is_above_all_others(people: list[Style]) -> None:
    found = compared(people)
    best = max(found, key=lambda pair: found[pair].low)
    assert best == (0, 9)
    assert all(how.low < 0.03 for pair, how in found.items() if pair != (0, 9))
    how = found[0, 9]
    assert 0 < how.low <= how.above <= how.high and 0 < how.share < 1


def test_too_few_people_say_nothing(people: list[Style]) -> None:
    assert compared(people[: COHORT - 1]) == {}
    assert len(compared(people[:COHORT])) == COHORT * (COHORT - 1) // 2


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["short"],
        ["x" * (SPACED - 1)],
        ["12345 " * SPACED],  # numbers are no style
        ["https://example.com/a " * SPACED],
        ["the café 海边的灯光 " * SPACED],  # mixed
    ],
)
def test_it_abstains(texts: list[str]) -> None:
    assert style_of(texts) is None


def test_scripts_without_spaces_need_fewer_characters_and_meet_only_their_like() -> None:
    chinese = style_of(["海边的灯光照着旧码头" * (UNSPACED // 10 + 1)])
    assert chinese is not None and not chinese.spaced
    mixed = [*(style(hand) for hand in range(COHORT - 1)), chinese]
    assert compared(mixed) == {}


def test_what_is_called_is_no_part_of_how() -> None:
    lines = texts_by(3, 0)
    named = [f"{line} 07700 900{n:03d} x@example.com" for n, line in enumerate(lines)]
    plain = [f"{line} 0 0 " for line in lines]
    assert style_of(named) == style_of(plain)


@given(st.lists(st.text(max_size=400), max_size=30))
def test_any_text_is_a_style_or_none(texts: list[str]) -> None:
    made = style_of(texts)
    assert made is None or len(made.parts) == 5
