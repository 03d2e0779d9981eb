"""The operator's rates file, and what it is for: looking across currencies."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.errors import ConfigError
from bantay.kit.rates import Rate, parse_rates
from bantay.planes.money._sums import SMALL, Band, limits_of

HEAD = "date,currency,per_euro\n"


def test_the_newest_rate_of_each_currency() -> None:
    text = HEAD + "2026-11-19,THB,38.1\n2026-11-20,THB,38.25\n2026-11-18,PHP,66.5\n"
    assert parse_rates(text, "rates.csv") == (
        Rate("PHP", "66.5", "2026-11-18"),
        Rate("THB", "38.25", "2026-11-20"),
    )


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("day,currency,rate\n", 1, "date,currency,per_euro"),
        (HEAD + "2026-11-20,THB\n", 2, "3 columns"),
        (HEAD + "2026-11-20,THB,38\n20.11.2026,THB,38\n", 3, "2026-11-20"),
        (HEAD + "2026-11-20,baht,38\n", 2, "PHP"),
        (HEAD + "2026-11-20,THB,3.8e1\n", 2, "66.512"),
        (HEAD + "2026-11-20,THB,0\n", 2, "66.512"),
        ("", 1, "date,currency,per_euro"),
    ],
)
def test_what_is_wrong_is_shown_with_its_line(text: str, line: int, expected: str) -> None:
    with pytest.raises(ConfigError, match=expected) as wrong:
        parse_rates(text, "rates.csv")
    assert wrong.value.place is not None
    assert (wrong.value.place.file, wrong.value.place.line) == ("rates.csv", line)


@given(st.text(max_size=80))
def test_any_text_is_rates_or_a_config_error(text: str) -> None:
    with suppress(ConfigError):
        parse_rates(HEAD + text, "rates.csv")


def test_a_currency_of_its_own_needs_no_rate() -> None:
    assert limits_of("PHP", SMALL, ()) == (Decimal("500"), Decimal("13000"))


def test_without_a_rate_nobody_looks() -> None:
    assert limits_of("THB", SMALL, ()) is None


def test_a_rate_converts_exactly() -> None:
    rates = (Rate("THB", "38.25", "2026-11-20"),)
    assert limits_of("THB", SMALL, rates) == (Decimal("382.50"), Decimal("7650.00"))


def test_a_band_in_another_currency_goes_by_the_euro() -> None:
    rates = (Rate("AUD", "1.6", "2026-11-20"), Rate("THB", "38.4", "2026-11-20"))
    bands = (Band("AUD", "100", "200"),)
    assert limits_of("THB", bands, rates) == (Decimal("2400"), Decimal("4800"))
    assert limits_of("EUR", bands, rates) == (Decimal("62.5"), Decimal("125"))
