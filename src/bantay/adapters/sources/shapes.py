"""What the values of a column look like: lists, numbers, times, languages, long text."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from msgspec import Struct

from bantay.adapters.sources.cells import amount, as_list, to_text
from bantay.adapters.sources.mapping import Origin
from bantay.adapters.sources.times import EPOCH_UNITS, Misfit, date_reader, start_of, time_reader
from bantay.adapters.sources.words import CURRENCY_WORDS

START = "2000-01-01T00:00:00Z"
"""Where time begins for files that tell none: plainly not a real one."""

STRAY = 0.05
"""The share of values that may lack a shape when the column has it."""

DATE_TIMES = tuple(
    f"{day}{gap}{clock}"
    for day in (
        "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%Y", "%d-%m-%Y",
        "%m-%d-%Y", "%d %b %Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y", "%Y年%m月%d日",
    )
    for gap, clock in (
        ("", ""), (" ", "%H:%M:%S"), (" ", "%H:%M"), (", ", "%H:%M"), (", ", "%H:%M:%S"),
        (" ", "%I:%M %p"), (", ", "%I:%M %p"), (" ", "%I:%M:%S %p"), (", ", "%I:%M:%S %p"),
    )
)  # fmt: skip
OTHER_TIMES = ("%a, %d %b %Y %H:%M:%S %z", "%a %b %d %H:%M:%S %z %Y", "%Y%m%d%H%M%S", "%Y%m%d")

_CLOCK = re.compile(r"\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[AaPp][Mm])?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,2}")
_PLAIN_AMOUNT = re.compile(r"[0-9]{1,20}(\.[0-9]{1,10})?")
_UUID = re.compile(r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
_EPOCHS = (("seconds", 3e8, 5e9), ("milliseconds", 3e11, 5e12), ("microseconds", 3e14, 5e15))


class Column(Struct, frozen=True):
    """The values of a column in the sample, empty ones left out; `rows` counts them all."""

    name: str
    values: tuple[Any, ...]
    rows: int

    @property
    def texts(self) -> list[str]:
        """The values that are text or can be written as it."""
        return [text for text in map(to_text, self.values) if isinstance(text, str)]

    @property
    def distinct(self) -> int:
        """How many different values there are."""
        return len(set(self.texts))

    @property
    def lists(self) -> list[list[Any]]:
        """The values as lists, when most are lists or JSON text of lists; else nothing."""
        found = [v if isinstance(v, list) else _json_list(v) for v in self.values]
        lists = [v for v in found if v is not None]
        return lists if _most(len(lists), len(self.values)) else []

    @property
    def mean_length(self) -> float:
        """Characters of a value on average, empty cells aside; 0 when the values are not text."""
        given = [len(v) for v in self.values if isinstance(v, str)]
        return sum(given) / len(given) if _most(len(given), len(self.values)) else 0.0


def _json_list(value: Any) -> list[Any] | None:
    if not isinstance(value, str) or not value.lstrip().startswith("["):
        return None
    found = as_list(value, None)
    return found if found != [value] else None


def strays(of: int) -> int:
    """How many of so many values may be otherwise: one in twenty, and one in any three or more."""
    return max(int(STRAY * of), of > 2)


def _most(count: int, of: int) -> bool:
    return count > 0 and count >= of - strays(of)


def is_amounts(column: Column) -> bool:
    """Whether the values are amounts of money, by their look."""
    return _most(sum(map(_is_amount, column.values)), len(column.values))


def _is_amount(value: Any) -> bool:
    text = amount(value)
    return isinstance(text, str) and bool(_PLAIN_AMOUNT.fullmatch(text))


def is_currencies(column: Column) -> bool:
    """Whether the values are currencies, by code or by name."""
    good = [t for t in column.texts if t.strip().casefold() in CURRENCY_WORDS or _is_code(t)]
    return _most(len(good), len(column.values))


def _is_code(text: str) -> bool:
    return len(text.strip()) == 3 and text.strip().isascii() and text.strip().isalpha()


def is_languages(column: Column) -> bool:
    """Whether the values are language tags such as `en` or `zh-Hant`."""
    good = [text for text in column.texts if _LANGUAGE.fullmatch(text)]
    return _most(len(good), len(column.values))


def is_prose(column: Column) -> bool:
    """Whether most values have several words, or are in a script without spaces."""
    good = [text for text in column.texts if text.count(" ") > 1 or not text.isascii()]
    return len(good) * 2 > len(column.values)


def is_unique(column: Column) -> bool:
    """Whether every row has a value of its own."""
    return column.distinct == column.rows > 0


def is_global(column: Column) -> bool:
    """Whether the values look unique in the whole world, not in this file only."""
    return bool(column.values) and all(_UUID.fullmatch(text) for text in column.texts)


def is_clocks(column: Column) -> bool:
    """Whether the values are times of day without a date."""
    return _most(sum(bool(_CLOCK.fullmatch(t.strip())) for t in column.texts), len(column.values))


def times_of(column: Column) -> Origin | None:
    """How the column tells the time, if it does; a counter of steps is a time, too."""
    if numbers := _numbers(column):
        return _epoch(column, numbers)
    found = time_format(column.texts)
    if found is None:
        return None
    format, zone = found
    return Origin(column=column.name, format=format, zone=zone)


def counter_of(column: Column) -> Origin | None:
    """Small whole numbers as hours since `START`."""
    numbers = _numbers(column)
    if not numbers or not all(n.is_integer() and 0 <= n < 100_000 for n in numbers):
        return None
    return Origin(column=column.name, start=START, step="1h")


def _numbers(column: Column) -> list[float]:
    try:
        found = [float(v) for v in column.values if not isinstance(v, bool)]
    except (TypeError, ValueError):
        return []
    return found if len(found) == len(column.values) else []


def _epoch(column: Column, numbers: Sequence[float]) -> Origin | None:
    for format, low, high in _EPOCHS:
        if all(low < number < high for number in numbers):
            return Origin(column=column.name, format=format)
    if all(len(text) in (8, 14) for text in column.texts):
        found = time_format(column.texts)
        return Origin(column=column.name, format=found[0], zone=found[1]) if found else None
    return None


def time_format(texts: Sequence[str]) -> tuple[str, str | None] | None:
    """Format and, for times without zone, the zone UTC; None when the texts are no times.

    Where day and month cannot be told apart, the order in which the file's times run
    forward most often is taken.
    """
    sample = [text.strip() for text in texts[:200]]
    best: tuple[int, str, str | None] | None = None
    for format in ("iso", *OTHER_TIMES, *DATE_TIMES):
        moments = _parsed(sample, format)
        if moments is None:
            continue
        forward = sum(one <= two for one, two in pairwise(moments))
        naive = _parsed(sample, format, None) is None
        if best is None or forward > best[0]:
            best = (forward, format, "UTC" if naive else None)
        if format == "iso":
            break
    return best[1:] if best else None


def _parsed(texts: Sequence[str], format: str, zone: str | None = "UTC") -> list[datetime] | None:
    if format == "iso" and not _most(sum("-" in text for text in texts), len(texts)):
        return None
    read, found, bad = time_reader(format, zone), [], 0
    for text in texts:
        try:
            found.append(read(text))
        except Misfit:
            bad += 1
            if bad > strays(len(texts)):
                return None
    return found if found else None


def start_as(format: str | None) -> str:
    """`START` as a cell of this format would have it."""
    start = start_of(START)
    if format in EPOCH_UNITS:
        return str(int(start.timestamp()) * EPOCH_UNITS[format])
    return START if format in (None, "iso") else start.strftime(format)


def date_format(column: Column) -> str | None:
    """How plain dates are written, if the values are dates."""
    for format in ("iso", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d.%m.%Y", "%Y%m%d"):
        read = date_reader(format)
        try:
            dates = [read(text) for text in column.texts]
        except Misfit:
            continue
        if dates and min(dates) > datetime(1900, 1, 1).date() and _past(max(dates)):
            return format
    return None


def _past(day: Any) -> bool:
    return bool(day < (datetime(2100, 1, 1) - timedelta(days=1)).date())
