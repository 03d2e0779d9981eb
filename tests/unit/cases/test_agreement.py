"""Agreement of readers: Krippendorff's alpha against values worked out elsewhere, intervals."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.cases.agreement import FEWEST, agreement, alpha, rate

UNITS = st.lists(st.lists(st.sampled_from("abc"), min_size=0, max_size=3), max_size=12)


def by_hand(units: list[list[str]]) -> float | None:
    """From the definition: every pair of answers to one case, and every pair of all."""
    kept = [unit for unit in units if len(unit) > 1]
    every = [value for unit in kept for value in unit]
    observed = sum(
        (one != other) / (len(unit) - 1)
        for unit in kept
        for i, one in enumerate(unit)
        for j, other in enumerate(unit)
        if i != j
    )
    pairs = [(a, b) for i, a in enumerate(every) for j, b in enumerate(every) if i != j]
    apart = sum(a != b for a, b in pairs)
    if not apart:
        return None
    return 1 - (observed / len(every)) / (apart / len(pairs))


@settings(max_examples=200, deadline=None)
@given(UNITS)
def test_it_is_what_the_definition_says(units: list[list[str]]) -> None:
    expected = by_hand(units)
    found = alpha(units)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert found == pytest.approx(expected)


def test_a_worked_example() -> None:
    """Two readers, ten cases, binary (Krippendorff 2011, "Computing Krippendorff's
    Alpha-Reliability", section B): alpha = 0.095."""
    first, second = "0100000010", "1110010000"
    units = list(zip(first, second, strict=True))
    assert alpha(units) == pytest.approx(0.095, abs=5e-4)


def test_all_agree_and_nobody_does() -> None:
    assert alpha([["a", "a"], ["b", "b"]]) == 1
    assert alpha([["a", "a"], ["a", "a"]]) is None  # one value only: nothing to agree about
    found = alpha([["a", "b"], ["b", "a"]])
    assert found is not None and found < 0


def test_an_interval_holds_the_value_and_is_the_same_again() -> None:
    units = [["a", "a"]] * 12 + [["a", "b"]] * 3 + [["b", "b"]] * 9
    found = agreement(units)
    assert found == agreement(units) and (found.cases, found.answers) == (24, 48)
    assert found.alpha is not None and found.low is not None and found.high is not None
    assert found.low < found.alpha < found.high <= 1


def test_a_handful_says_nothing() -> None:
    few = agreement([["a", "b"]] * (FEWEST - 1))
    assert few.alpha is few.low is few.high is None and few.cases == FEWEST - 1


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)],
)
def test_wilson(hits: int, of: int, low: float, high: float) -> None:
    found = rate(hits, of)
    assert found.low == pytest.approx(low, abs=5e-4) and found.high == pytest.approx(high, abs=5e-4)
    assert found.value == hits / of and rate(0, 0).value is None
