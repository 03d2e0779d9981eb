"""Cells and times as people's files write them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.adapters.sources import typeof
from bantay.adapters.sources.cells import amount, as_list, cleaner, missing
from bantay.adapters.sources.template import columns, literal, pieces
from bantay.adapters.sources.times import (
    Misfit,
    counter_reader,
    date_reader,
    start_of,
    step_of,
    time_reader,
    zone_of,
)
from bantay.model.events import LoginSeen, MessageSent, PaymentMade


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("12.50", "12.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234", "1234"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("12,5", "12.5"),
        ("1.234", "1.234"),
        ("1 234,50 €", "1234.50"),
        ("1'234.50", "1234.50"),
        ("$5", "5"),
        ("PHP 1,000.00", "1000.00"),
        (".5", "0.5"),
        ("-5", "-5"),
        (5, "5"),
        (5.0, "5"),
        (2848.96, "2848.96"),
        (1e-7, "0.0000001"),
        (0.1 + 0.2, "0.3"),
        ("1-2", "1-2"),
        ("1,2,3", "1,2,3"),
        ("lots", "lots"),
        (True, True),
        (None, None),
    ],
)
def test_amounts(cell: Any, wanted: Any) -> None:
    assert amount(cell) == wanted


@given(st.decimals(0, 10**12, places=2))
def test_amounts_of_the_contract_stay(number: Any) -> None:
    assert amount(str(number)) == str(number)
    assert amount(f"{number:,}") == str(number)


def clean(event: type, field: str, cell: Any, **how: Any) -> Any:
    kind = typeof.at(event, (field,))
    return cleaner(kind, **{"format": None, "zone": None, "split": None, **how})(cell)


@pytest.mark.parametrize(
    ("event", "field", "cell", "wanted"),
    [
        (PaymentMade, "currency", " us Dollar ", "USD"),
        (PaymentMade, "currency", "php", "PHP"),
        (PaymentMade, "currency", "人民币", "CNY"),
        (PaymentMade, "kind", "Top Up", "top_up"),
        (PaymentMade, "kind", "TRANSFER", "transfer"),
        (PaymentMade, "kind", "barter", "barter"),
        (PaymentMade, "from_country", "ph", "PH"),
        (PaymentMade, "from_account", 17, "17"),
        (PaymentMade, "from_account", 17.0, "17"),
        (PaymentMade, "from_account", " a ", "a"),
        (MessageSent, "text", " a ", " a "),
        (MessageSent, "text", False, "false"),
        (MessageSent, "to", "a", ["a"]),
        (MessageSent, "to", '["a", 5]', ["a", "5"]),
        (MessageSent, "to", ["a", None, "b"], ["a", "b"]),
        (MessageSent, "extra", '{"a": 1}', {"a": 1}),
        (LoginSeen, "proxy", "Sí", True),
        (LoginSeen, "proxy", "否", False),
        (LoginSeen, "proxy", "maybe", "maybe"),
        (LoginSeen, "asn", "64500", 64500),
        (LoginSeen, "asn", "64500.0", 64500),
        (LoginSeen, "asn", "x", "x"),
    ],
)
def test_cells_are_made_to_fit(event: type, field: str, cell: Any, wanted: Any) -> None:
    assert clean(event, field, cell) == wanted


def test_nothing_given() -> None:
    assert [missing(cell) for cell in (None, "", float("nan"))] == [True] * 3
    given: list[Any] = [0, False, " ", []]
    assert [missing(cell) for cell in given] == [False] * 4


def test_lists() -> None:
    assert as_list("a; b", ";") == ["a", "b"]
    assert as_list("[not json", None) == ["[not json"]
    assert as_list(("a", "b"), None) == ["a", "b"]
    assert as_list(5, None) == [5]


@pytest.mark.parametrize(
    ("cell", "format", "zone", "wanted"),
    [
        ("2026-03-01T09:00:00+08:00", None, None, (1, 0)),
        ("2026-03-01 09:00", "iso", "Asia/Manila", (1, 0)),
        ("2026-03-01T09:00:00Z", None, "Asia/Manila", (9, 0)),
        (1772355600, "seconds", None, (9, 0)),
        ("1772355600000", "milliseconds", None, (9, 0)),
        (1772355600000000, "microseconds", None, (9, 0)),
        ("01/03/2026 9:30", "%d/%m/%Y %H:%M", "UTC", (9, 30)),
        ("03/01/26, 9:30 PM", "%m/%d/%y, %I:%M %p", "-05:00", (2, 30)),
        (datetime(2026, 3, 1, 9, tzinfo=UTC), "seconds", None, (9, 0)),
    ],
)
def test_times(cell: Any, format: str | None, zone: str | None, wanted: tuple[int, int]) -> None:
    moment = time_reader(format, zone)(cell)
    assert (moment.hour, moment.minute, moment.tzinfo) == (*wanted, UTC)


@pytest.mark.parametrize(
    ("cell", "format", "zone", "words"),
    [
        ("2026-03-01 09:00", None, None, "no time zone"),
        ("soon", None, "UTC", "not written as iso"),
        ("9:00", "%d/%m/%Y", "UTC", "not written as %d/%m/%Y"),
        ("x", "seconds", None, "counted from 1970"),
        (None, "seconds", None, "counted from 1970"),
        (1e300, "seconds", None, "counted from 1970"),
        ("0001-01-01T00:00:00+14:00", None, None, "too far away"),
    ],
)
def test_times_that_do_not_fit(cell: Any, format: str, zone: str, words: str) -> None:
    with pytest.raises(Misfit, match=words):
        time_reader(format, zone)(cell)


def test_counters_dates_steps_and_starts() -> None:
    assert counter_reader("2026-03-01", "1h")("2.5") == datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
    with pytest.raises(Misfit, match="number of steps"):
        counter_reader("2026-03-01", "1h")("many")
    assert date_reader("%d.%m.%Y")("31.12.2001") == date(2001, 12, 31)
    assert date_reader(None)(datetime(2001, 12, 31, 5)) == date(2001, 12, 31)
    steps = [step_of(text).total_seconds() for text in ("250ms", "10s", "1.5m", "2h", "1d")]
    assert steps == [0.25, 10, 90, 7200, 86400]
    assert start_of("2026-03-01T09:00:00+08:00").hour == 9
    for bad in ("1 week", "s", "-1s"):
        with pytest.raises(ValueError, match="a step is"):
            step_of(bad)
    with pytest.raises(ValueError, match="a zone is"):
        zone_of("../etc/passwd")


def test_templates() -> None:
    assert [(p.text, p.named) for p in pieces("a{{{b c}}}")] == [
        ("a", False),
        ("{", False),
        ("b c", True),
        ("}", False),
    ]
    assert list(columns("{#row}-{id}-{#turn}")) == ["id"]


@given(st.text())
def test_literal_text_stands_for_itself(text: str) -> None:
    assert "".join(piece.text for piece in pieces(literal(text))) == text
    assert not columns(literal(text))
