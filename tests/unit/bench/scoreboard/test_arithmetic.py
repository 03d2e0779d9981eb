"""Shares, intervals and curves, beside numbers worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.bench.scoreboard.arithmetic import (
    BASE,
    NOTHING,
    Drawn,
    curve,
    decibans,
    logistic,
    precision,
    share,
)


def test_none_and_all_have_the_rule_of_three_over_communities() -> None:
    homes = [f"c{n // 2}" for n in range(60)]  # thirty communities of two
    none, every = share([False] * 60, homes), share([True] * 60, homes)
    assert (none.value, none.low, none.high) == (0.0, 0.0, pytest.approx(0.1))
    assert (every.value, every.low, every.high) == (1.0, pytest.approx(0.9), 1.0)
    assert share([], []) is NOTHING and NOTHING.percent() == "–"


def test_people_of_one_community_make_the_interval_wide() -> None:
    hits = [n % 40 < 20 for n in range(400)]  # ten communities: five all found, five not at all
    together = share(hits, [f"c{n // 20}" for n in range(400)])
    apart = share(hits, [f"c{n}" for n in range(400)])
    assert together.value == apart.value == 0.5
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_the_same_things_give_the_same_interval() -> None:
    hits, homes = [True, False, True, True], ["a", "b", "c", "a"]
    assert share(hits, homes) == share(hits, homes)


def test_precision_at_the_base_rate() -> None:
    """Half found, 5 in 10,000 false: 0.0005 right beside 0.0004995 wrong."""
    [value] = precision(np.array([0.5]), np.array([0.0005]))
    assert value == pytest.approx(0.0005 / (0.0005 + 0.999 * 0.0005))


def area(scores: list[float], right: list[bool], positives: float, ordinary: float) -> float:
    weights, totals = np.ones((1, len(scores))), (np.array([positives]), np.array([ordinary]))
    *_, found = curve(np.array(scores), np.array(right, bool), weights, totals)
    return float(found[0])


def test_the_area_under_a_curve() -> None:
    assert area([9, 8], [True, True], 2, 100) == pytest.approx(1.0)
    assert area([], [], 5, 100) == pytest.approx(BASE)
    half = area([9], [True], 2, 100)  # one of two found without a false alarm
    assert half == pytest.approx(0.5 + 0.5 * BASE)
    tied = area([9, 9], [True, False], 1, 1_000)  # equal scores cannot be told apart
    assert tied == pytest.approx(float(precision(np.array([1.0]), np.array([0.001]))[0]))
    assert area([9, 8], [True, False], 1, 1_000) == pytest.approx(1.0)


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.booleans()), max_size=30),
    st.integers(0, 20),
    st.integers(1, 500),
)
def test_an_area_is_a_share_and_order_means_nothing(
    scored: list[tuple[int, bool]], missed: int, quiet: int
) -> None:
    positives = sum(right for _, right in scored) + missed
    if not positives:
        return
    ordinary = len(scored) - (positives - missed) + quiet

    def of(rows: list[tuple[int, bool]]) -> float:
        return area([float(s) for s, _ in rows], [r for _, r in rows], positives, ordinary)

    assert 0 <= of(scored) <= 1 + 1e-9
    assert of(scored) == pytest.approx(of(scored[::-1]))


def test_draws_count_what_they_hold() -> None:
    drawn = Drawn(["a", "b"], seed=3, draws=50)
    counts = drawn.sums(["a", "b", "b"], [1.0, 1.0, 1.0])
    assert set(counts) <= {2.0, 3.0, 4.0} and len(set(counts)) == 3
    weights = drawn.weights(["a", "b"], 20)
    assert weights.shape == (20, 2) and (weights.sum(axis=1) == 2).all()


@pytest.mark.parametrize("db", [-30.0, -3.0, 0.0, 12.5])
def test_decibans_and_probability_are_inverse(db: float) -> None:
    assert decibans(logistic(db)) == pytest.approx(db)
