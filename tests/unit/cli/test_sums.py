"""Printed sums add up to the last digit, whatever the weights are."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.cli.render.sums import Sum, signed, sum_of

from .toys import THE_ALARM, alarm, finding

WEIGHTS = st.lists(st.floats(-15, 15), max_size=12)


def added(result: Sum) -> Decimal:
    parts = sum((weight for _, weight in result.counted), Decimal())
    return result.prior + parts + result.rounding + result.cut


@given(WEIGHTS, st.floats(-60, 10), st.floats(-20, 20))
def test_the_parts_add_up_exactly(weights: list[float], prior: float, threshold: float) -> None:
    findings = [finding(f"f{at}", weight, "seen") for at, weight in enumerate(weights)]
    result = sum_of(alarm(*findings, prior_db=prior, threshold_db=threshold))
    assert added(result) == result.total
    assert abs(result.rounding) <= Decimal("0.05") * (len(weights) + 3)
    assert abs(float(result.total) - max(-60, min(60, prior + sum(weights)))) <= 0.06


def test_ordinary_weights_show_one_decimal_and_need_no_rounding() -> None:
    result = sum_of(THE_ALARM)
    assert [str(weight) for _, weight in result.counted] == ["14.2", "11.3", "7.7", "-6.1"]
    assert (str(result.total), result.rounding, result.cut) == ("7.1", 0, 0)
    assert result.over == Decimal("4.1")


def test_more_decimals_are_shown_when_one_would_not_add_up() -> None:
    result = sum_of(alarm(finding("a", 3.25, "x"), finding("b", 3.25, "y"), prior_db=-10.0))
    assert [str(weight) for _, weight in result.counted] == ["3.25", "3.25"]
    assert str(result.total) == "-3.50"


def test_what_no_decimals_can_show_is_a_line_of_its_own() -> None:
    third = 10 / 3
    result = sum_of(alarm(*(finding(i, third, "x") for i in "abc"), prior_db=0.0))
    assert [str(weight) for _, weight in result.counted] == ["3.3"] * 3
    assert (str(result.rounding), str(result.total)) == ("0.1", "10.0")


def test_the_limit_is_a_line_of_its_own() -> None:
    result = sum_of(alarm(*(finding(f"f{i}", 15.0, "x") for i in range(6)), prior_db=-10.0))
    assert (str(result.cut), str(result.total)) == ("-20.0", "60.0")


def test_uncounted_findings_are_told_apart_and_add_nothing() -> None:
    result = sum_of(THE_ALARM)
    assert [(f.finding, str(w)) for f, w in result.uncounted] == [("contact_shared", "9.0")]


@pytest.mark.parametrize(
    ("value", "shown"), [("11.0", "+11.0"), ("-3.2", "−3.2"), ("0.0", "0.0"), ("-0.0", "0.0")]
)
def test_signs_are_real_signs(value: str, shown: str) -> None:
    assert signed(Decimal(value)) == shown
