"""The arithmetic of the tables, against values worked out elsewhere."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.bench.quality.rates import Likelihood, Rate, likelihood, pooled

counts = st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Wilson's interval without continuity correction, as printed in textbooks' examples
    [(10, 100, 0.0552, 0.1744), (1, 10, 0.0179, 0.4042), (81, 263, 0.2553, 0.3662)],
)
def test_wilson(hits, of, low, high):
    assert Rate(hits, of).interval == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_the_rule_of_three_at_none_and_at_all():
    assert Rate(0, 3_000).interval == (0.0, 0.001)
    assert Rate(300, 300).interval == (0.99, 1.0)
    assert Rate(0, 2).interval == (0.0, 1.0)
    assert Rate(0, 0).interval == (0.0, 1.0) and Rate(0, 0).share == 0


@given(counts)
def test_the_interval_holds_the_share_and_lies_between_none_and_all(count):
    rate = Rate(*count)
    low, high = rate.interval
    assert 0 <= low <= rate.share <= high <= 1


def test_how_rates_are_shown():
    assert Rate(1, 4).percent() == "25.0% (4.6% to 69.9%)"
    assert Rate(0, 0).percent() == "–" and Rate(0, 0).per_10000(3) == "–"
    assert Rate(3, 10_000).per_10000() == "3.0 (1.0 to 8.8)"
    assert Rate(0, 1_000).per_10000(shown_from=3_000) == "< 30.0"
    assert Rate(0, 3_000).per_10000(shown_from=3_000) == "0.0 (0.0 to 10.0)"


def test_a_ratio_of_shares_in_decibans():
    ratio = likelihood([Rate(99, 199)], [Rate(99, 19_999)])
    assert ratio.db == 20.0  # 99.5 of 200 against 99.5 of 20,000
    spread = 1 / 99.5 - 1 / 200 + 1 / 99.5 - 1 / 20_000
    assert ratio.high - 20.0 == pytest.approx(1.96 * math.sqrt(spread) * 4.343, abs=0.06)


def test_never_is_a_number_too():
    assert likelihood([Rate(0, 9)], [Rate(0, 99)]).db == 10.0
    assert likelihood([], []).db == 0.0


def test_sets_that_differ_widen_the_interval():
    alike = likelihood([Rate(50, 100)] * 4, [Rate(10, 10_000)] * 4)
    differing = likelihood([Rate(50, 100)] * 4, [Rate(40, 10_000), *[Rate(0, 10_000)] * 3])
    assert alike.db == differing.db
    assert differing.low < alike.low - 2 and differing.high > alike.high + 2


def test_left_out_one_at_a_time():
    """The jackknife by hand: two sets of positives, all of one fires, none of the other."""
    one, two, negatives = Rate(99, 99), Rate(0, 99), [Rate(9, 999)]
    ends = [math.log(99.5 / 100), math.log(0.5 / 100)]
    middle = sum(ends) / 2
    between = sum((end - middle) ** 2 for end in ends) / 2
    ratio = likelihood([one, two], negatives)
    assert ratio.db - ratio.low == pytest.approx(1.96 * math.sqrt(between) * 4.343, abs=0.06)


@pytest.mark.parametrize(
    ("ratio", "used"),
    [
        (Likelihood(9.0, 7.0, 11.0), 7.0),
        (Likelihood(-9.0, -11.0, -7.0), -7.0),
        (Likelihood(1.0, -1.0, 3.0), 0.0),
    ],
)
def test_the_cautious_end(ratio, used):
    assert ratio.cautious == used


def test_pooled_shares_add_up():
    assert pooled([Rate(1, 2), Rate(3, 4)]) == Rate(4, 6) and pooled([]) == Rate(0, 0)
