"""Sampled labels by the sum of their alarm: what it claims, and what people found."""

import pytest

from bantay.cases.calibration import EDGES, calibration


def test_labels_fall_into_the_band_of_their_sum() -> None:
    low, middle, high = calibration(
        [(-25.0, "false"), (0.0, "true"), (4.9, "false"), (2.0, "unsure"), (20.0, "true")]
    )
    assert (low.low_db, low.high_db, low.right.hits, low.right.of) == (None, -20, 0, 1)
    assert (middle.low_db, middle.high_db, middle.right.hits, middle.right.of) == (0, 5, 1, 2)
    assert (high.low_db, high.high_db, high.right.hits, high.right.of) == (20, None, 1, 1)


def test_a_band_claims_the_odds_of_its_middle() -> None:
    claimed = [calibration([(edge, "true")])[0].claimed for edge in EDGES]
    assert claimed == sorted(claimed)
    [even] = calibration([(-2.5, "true")])
    [ten_to_one] = calibration([(15.0, "false")])
    assert even.claimed == pytest.approx(1 / (1 + 10**0.25))
    assert ten_to_one.claimed == pytest.approx(10**1.5 / (1 + 10**1.5))
    assert ten_to_one.right.low == 0.0 and 0 < (ten_to_one.right.high or 0) < 1


def test_nothing_is_said_of_nothing() -> None:
    assert calibration([]) == () == calibration([(3.0, "unsure")])
