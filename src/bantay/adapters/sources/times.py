"""Times and dates as people's files write them."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

EPOCH_UNITS = {"seconds": 1, "milliseconds": 1_000, "microseconds": 1_000_000}
"""Formats that count from 1970 UTC, with how many make a second."""

_STEP = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Misfit(Exception):
    """A value that does not fit its field; the message follows the field's name."""


def step_of(text: str) -> timedelta:
    """A duration such as `10s`, `5m`, `1h`. Raises `ValueError`."""
    found = _STEP.fullmatch(text.strip())
    if found is None:
        raise ValueError("a step is a number and one of ms, s, m, h, d, as in 10s")
    return timedelta(seconds=float(found[1]) * _UNITS[found[2]])


def zone_of(name: str) -> tzinfo:
    """A time zone by its IANA name or as an offset such as +08:00. Raises `ValueError`."""
    if re.fullmatch(r"[+-]\d\d:\d\d", name):
        offset = datetime.fromisoformat(f"2000-01-01T00:00:00{name}").tzinfo
        assert offset is not None
        return offset
    try:
        return UTC if name in ("UTC", "Z") else ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("a zone is an IANA name such as Asia/Manila, or +08:00") from None


def start_of(text: str) -> datetime:
    """A time in ISO form; without a zone it is UTC. Raises `ValueError`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("a start is a time, as in 2026-01-31T18:30:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def check_format(text: str) -> None:
    """Raise `ValueError` when this is no format that `time_reader` knows."""
    if text == "iso" or text in EPOCH_UNITS:
        return
    if "%" not in text:
        raise ValueError("a format is iso, seconds, milliseconds, microseconds or %-directives")
    try:
        datetime.strptime("", text)
    except re.error:
        raise ValueError("the format uses a directive twice") from None
    except ValueError as error:
        if "does not match" not in str(error):
            raise ValueError(f"the format is wrong: {error}") from None


def time_reader(format: str | None, zone: str | None) -> Callable[[Any], datetime]:
    """A function from a cell to a time with zone; it raises `Misfit`."""
    default = zone_of(zone) if zone else None
    name = format or "iso"
    parse = _epoch_reader(EPOCH_UNITS[name]) if name in EPOCH_UNITS else _text_reader(name)

    def read(value: Any) -> datetime:
        moment = value if isinstance(value, datetime) else parse(value)
        if moment.tzinfo is None:
            if default is None:
                raise Misfit("has no time zone: write one, or give a mapping with a `zone`")
            moment = moment.replace(tzinfo=default)
        return _utc(moment)

    return read


def date_reader(format: str | None) -> Callable[[Any], date]:
    """A function from a cell to a plain date; it raises `Misfit`."""
    parse = _text_reader(format or "iso")

    def read(value: Any) -> date:
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else parse(value).date()

    return read


def counter_reader(start: str, step: str) -> Callable[[Any], datetime]:
    """A function from a number of steps to a time; it raises `Misfit`."""
    origin, length = start_of(start), step_of(step)

    def read(value: Any) -> datetime:
        try:
            return _utc(origin + length * float(value))
        except (TypeError, ValueError, OverflowError):
            raise Misfit("must be a number of steps") from None

    return read


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise Misfit("is too far away") from None


def _epoch_reader(units: int) -> Callable[[Any], datetime]:
    def parse(value: Any) -> datetime:
        try:
            return _EPOCH + timedelta(microseconds=round(float(value) * 1_000_000 / units))
        except (TypeError, ValueError, OverflowError):
            raise Misfit("must be a number counted from 1970") from None

    return parse


def _text_reader(format: str) -> Callable[[Any], datetime]:
    iso = format == "iso"

    def parse(value: Any) -> datetime:
        try:
            text = str(value).strip()
            return datetime.fromisoformat(text) if iso else datetime.strptime(text, format)
        except (ValueError, re.error, OverflowError):
            raise Misfit(f"is not written as {format}") from None

    return parse
