"""From a decoder's refusal to a `Problem` a person can act on."""

import re

from msgspec import DecodeError, Struct, ValidationError
from msgspec import json as msgjson

from bantay.adapters.sources import typeof
from bantay.adapters.sources.locate import find, keys, member_at
from bantay.adapters.sources.problem import Problem, nearest, shown
from bantay.adapters.sources.say import Said, say
from bantay.model.events import EventBase

_BYTE = re.compile(r"(.*) \(byte (\d+)\)")
_HALF_PAIR = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


class _Head(Struct):
    """Just the type of a line."""

    type: str


_HEAD = msgjson.Decoder(_Head)


def explain(line: bytes, error: Exception) -> Problem:
    """Why a line of JSON is no event. Never raises, whatever the bytes are."""
    try:
        text = line.decode()
    except UnicodeDecodeError as bad:
        return _not_utf8(line, bad)
    if isinstance(error, ValidationError):
        return place(text, say(str(error), _event_of(line)))
    if isinstance(error, RecursionError):
        return Problem("the line is nested too deeply")
    if isinstance(error, DecodeError):
        return _malformed(text, line, str(error))
    return Problem("the line cannot be read as JSON")


def _not_utf8(line: bytes, bad: UnicodeDecodeError) -> Problem:
    column = len(line[: bad.start].decode()) + 1
    field = member_at(line.decode(errors="replace"), column - 1)
    reason = f"this is not valid UTF-8 (byte 0x{line[bad.start]:02x})"
    return Problem(reason, column, _field_shown(field))


def _event_of(line: bytes) -> type[EventBase] | None:
    try:
        return typeof.TYPES.get(_HEAD.decode(line).type)
    except (ValueError, RecursionError):
        return None


def place(text: str, said: Said) -> Problem:
    """Say also at which column of the line it is wrong."""
    where = find(text, said.path)
    field, hint = said.field, said.nearest
    if said.path == ("type",) and where is None:  # missing: perhaps another key is meant
        hint = nearest("type", (key for key in keys(text) if shown(key)))
    if where is None:
        where = find(text, said.path[:-1])
    column = where[0 if said.at_key else 1] + 1 if where else None
    return Problem(said.reason, column, field, hint)


# ------------------------------------------------------------- JSON that is not JSON


def _malformed(text: str, line: bytes, message: str) -> Problem:
    half = _HALF_PAIR.search(text)
    if half and ("truncated" in message or "surrogate" in message):
        reason = "an escape such as \\ud83d is half of a character: it needs its other half"
        return Problem(reason, half.start() + 1, _field_shown(member_at(text, half.start())))
    found = _BYTE.fullmatch(message)
    if found is None:
        end = len(text)
        return Problem("the JSON ends early", end + 1, _field_shown(member_at(text, end)))
    offset = int(found[2]) - ("trailing" in message)  # there the decoder counts one too far
    column = len(line[:offset].decode(errors="ignore")) + 1
    field = _field_shown(member_at(text, column - 1))
    return Problem(_malformed_words(line, offset, found[1]), column, field)


def _malformed_words(line: bytes, offset: int, message: str) -> str:
    byte = line[offset : offset + 1]
    if byte and byte[0] < 0x20:
        return (
            f"a raw control character (0x{byte[0]:02x}) stands in the JSON: "
            f"write it as \\u{byte[0]:04x}, or leave it out"
        )
    if byte == b"'":
        return "this is not valid JSON: names and texts stand in double quotes"
    return f"this is not valid JSON: {message.removeprefix('JSON is malformed: ')}"


def _field_shown(field: str | None) -> str | None:
    return shown(field) if field else None
