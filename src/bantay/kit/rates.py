"""The operator's rates between currencies: a dated CSV file, one rate a line.

    date,currency,per_euro
    2026-11-20,PHP,66.512

Rates are exact decimals. Bantay ships none and fetches none: without a rate a detector says
that it cannot look across currencies.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bantay.errors import ConfigError, Place

_HEAD = ["date", "currency", "per_euro"]
_CURRENCY = re.compile(r"[A-Z]{3}")
_AMOUNT = re.compile(r"[0-9]{1,20}(\.[0-9]{1,10})?")


class Rate(NamedTuple):
    """How much of a currency one euro bought on a day, as a decimal string."""

    currency: str
    per_euro: str
    day: str

    def __str__(self) -> str:
        return f"{self.per_euro} {self.currency} a euro ({self.day})"


def parse_rates(text: str, name: str) -> tuple[Rate, ...]:
    """The newest rate of each currency in a rates file, by currency.

    Raises ConfigError with file and line for anything that is not such a file.
    """
    newest: dict[str, Rate] = {}
    for rate in _rates(text, name):
        known = newest.get(rate.currency)
        if known is None or rate.day >= known.day:
            newest[rate.currency] = rate
    return tuple(newest[currency] for currency in sorted(newest))


def _rates(text: str, name: str) -> Iterator[Rate]:
    rows = csv.reader(text.splitlines())
    if (head := next(rows, [])) != _HEAD:
        raise ConfigError(f"{','.join(_HEAD)} expected, not {','.join(head)}", Place(name, 1, 1))
    for row in rows:
        if row:
            yield _rate(row, Place(name, rows.line_num, 1))


def _rate(row: list[str], place: Place) -> Rate:
    if len(row) != len(_HEAD):
        raise ConfigError(f"{len(_HEAD)} columns expected, not {len(row)}", place)
    day, currency, per_euro = (cell.strip() for cell in row)
    try:
        date.fromisoformat(day)
    except ValueError:
        raise ConfigError(f"a date such as 2026-11-20 expected, not {day!r}", place) from None
    if not _CURRENCY.fullmatch(currency):
        raise ConfigError(f"a currency such as PHP expected, not {currency!r}", place)
    if not _AMOUNT.fullmatch(per_euro) or Decimal(per_euro) <= 0:
        raise ConfigError(f"a rate such as 66.512 expected, not {per_euro!r}", place)
    return Rate(currency, per_euro, day)
