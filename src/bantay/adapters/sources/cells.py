"""From a cell of somebody's file to a value of a field's type.

A cell is text (CSV) or any JSON or Parquet value. What cannot be made to fit is passed on
unchanged: the contract's own check then says what is wrong with it.
"""

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import msgspec
from msgspec import inspect as mi

from bantay.adapters.sources.times import date_reader, time_reader
from bantay.adapters.sources.typeof import pattern_of, plain
from bantay.adapters.sources.words import CURRENCY_WORDS, FALSE_WORDS, TRUE_WORDS
from bantay.model import vocabulary as v

Clean = Callable[[Any], Any]

_TEXT_LENGTH = 100_000
_PLACES = Decimal(1).scaleb(-10)  # as many decimals as an amount may have
_AMOUNT = re.compile(pattern_of(v.Amount))
_NUMBER = re.compile(r"-?[\d.,' ]*\d[\d.,' ]*")
_THOUSANDS = re.compile(r"-?\d{1,3}([,' .])\d{3}(?:\1\d{3})*")
_AMOUNTS = frozenset({pattern_of(v.Amount), pattern_of(v.Share)})
_CURRENCY, _COUNTRY = pattern_of(v.Currency), pattern_of(v.Country)


def missing(value: Any) -> bool:
    """Nothing was given: no cell, an empty one, or a number that is none."""
    if value.__class__ is str:
        return not value
    return value is None or (isinstance(value, float) and math.isnan(value))


def cleaner(kind: mi.Type, *, format: str | None, zone: str | None, split: str | None) -> Clean:
    """The function that makes a cell fit a type; it may raise `times.Misfit`."""
    if isinstance(kind, mi.DateTimeType):
        return time_reader(format, zone)
    if isinstance(kind, mi.DateType):
        return date_reader(format)
    if isinstance(kind, mi.ListType):
        return _list_cleaner(kind, split)
    if isinstance(kind, mi.LiteralType):
        return _choice_cleaner(tuple(str(value) for value in kind.values))
    return _str_cleaner(kind) if isinstance(kind, mi.StrType) else _SIMPLE.get(type(kind), _same)


def _str_cleaner(kind: mi.StrType) -> Clean:
    if kind.pattern in _AMOUNTS:
        return amount
    if kind.pattern == _CURRENCY:
        return _to_currency
    if kind.pattern == _COUNTRY:
        return _to_upper
    if kind.max_length == _TEXT_LENGTH:
        return to_text
    return _to_stripped


def to_text(value: Any) -> Any:
    """A number, a truth or a time as text; a list or an object is not text and stays."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, int | Decimal) else value


def amount(value: Any) -> Any:
    """An amount as the contract writes it: `1,234.50`, `1.234,50`, `$5` and 5.0 are understood.

    With one kind of separator, groups of three after a comma are thousands, after a dot they
    are not: `1,234` is 1234 and `1.234` is 1.234.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return _written(Decimal(str(value)))
    if not isinstance(value, str):
        return value
    if _AMOUNT.fullmatch(value):
        return value
    found = _NUMBER.search(value)
    if found is None or any(c.isdigit() for c in value[: found.start()] + value[found.end() :]):
        return value
    return _written(Decimal(_dotted(found[0]))) if _dotted(found[0]) else value


def _dotted(number: str) -> str:
    """The number with a dot as its only separator; empty when it cannot be told."""
    digits = re.sub(r"[' ]", "", number.strip())
    comma, dot = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and dot >= 0:
        thousands = "," if dot > comma else "."
        digits = digits.replace(thousands, "")
    elif comma >= 0:
        digits = digits.replace(",", "" if _THOUSANDS.fullmatch(digits) else ".")
    elif digits.count(".") > 1 and _THOUSANDS.fullmatch(digits):
        digits = digits.replace(".", "")
    digits = digits.replace(",", ".")
    return digits if re.fullmatch(r"-?\d+(\.\d+)?|-?\.\d+", digits) else ""


def _written(number: Decimal) -> str:
    if not number.is_finite():
        return str(number)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -10 and abs(number) < Decimal(10) ** 15:
        number = number.quantize(_PLACES, ROUND_HALF_EVEN).normalize()
    text = format(number, "f")
    return text[:-2] if text.endswith(".0") else text


def _to_currency(value: Any) -> Any:
    text = _to_stripped(value)
    if not isinstance(text, str):
        return text
    return CURRENCY_WORDS.get(text.casefold(), text.upper())


def _to_upper(value: Any) -> Any:
    text = _to_stripped(value)
    return text.upper() if isinstance(text, str) else text


def _to_stripped(value: Any) -> Any:
    if value.__class__ is str:
        return value.strip()
    text = to_text(value)
    return text.strip() if isinstance(text, str) else text


def _choice_cleaner(known: tuple[str, ...]) -> Clean:
    exact = frozenset(known)

    def clean(value: Any) -> Any:
        text = to_text(value)
        if not isinstance(text, str) or text in exact:
            return text
        plain = re.sub(r"[\W_]+", "_", text.strip().casefold()).strip("_")
        return plain if plain in exact else text

    return clean


def _to_bool(value: Any) -> Any:
    word = to_text(value)
    if not isinstance(word, str):
        return word
    folded = word.strip().casefold()
    return True if folded in TRUE_WORDS else False if folded in FALSE_WORDS else value


def _to_number(value: Any) -> Any:
    if not isinstance(value, str):
        return int(value) if isinstance(value, float) and value.is_integer() else value
    try:
        return int(value)
    except ValueError:
        pass
    try:
        number = float(value)
    except ValueError:
        return value
    return int(number) if number.is_integer() else number


def _list_cleaner(kind: mi.ListType, split: str | None) -> Clean:
    item = cleaner(plain(kind.item_type), format=None, zone=None, split=None)

    def clean(value: Any) -> Any:
        found = [item(part) for part in as_list(value, split) if not missing(part)]
        return found or None

    return clean


def as_list(value: Any, split: str | None) -> list[Any]:
    """The elements of a cell: a list, JSON text of a list, parts by a separator, or one."""
    if isinstance(value, list):
        return value
    if isinstance(value, tuple):
        return list(value)
    if not isinstance(value, str):
        return [value]
    if value.lstrip().startswith("["):
        try:
            decoded = msgspec.json.decode(value)
        except (ValueError, RecursionError):
            decoded = None
        if isinstance(decoded, list):
            return decoded
    return [part.strip() for part in value.split(split)] if split else [value]


def _to_dict(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return msgspec.json.decode(value)
        except (ValueError, RecursionError):
            return value
    if isinstance(value, list) and all(isinstance(p, tuple) and len(p) == 2 for p in value):
        return dict(value)
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if item is not None}
    return value


def _same(value: Any) -> Any:
    return value


_SIMPLE: dict[type[mi.Type], Clean] = {
    mi.DictType: _to_dict,
    mi.BoolType: _to_bool,
    mi.IntType: _to_number,
    mi.FloatType: _to_number,
}
