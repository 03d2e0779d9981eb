"""Types of the event contract in plain words, and what a note on a field holds."""

from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import Meta, Struct

from bantay.model import vocabulary as v

PLAIN = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    date: "date",
    datetime: "time with zone",
    Any: "anything",
}
"""How an unbounded type is called."""
PATTERNS = {
    v.Amount: "decimal string",
    v.Share: "decimal string from 0 to 1",
    v.Currency: "ISO 4217 currency, such as USD",
    v.Country: "ISO 3166-1 alpha-2 country, such as PH",
    v.Language: "language tag",
    v.Part: "16 hexadecimal digits",
    v.Parts: "list of at most 32 times 16 hexadecimal digits",
    v.Id: "opaque key, 1 to 200 characters",
}
"""Bounded types that have a name of their own."""


class FieldNote(Struct, frozen=True, kw_only=True):
    """Why one field is asked for.

    `event` is the event's type, or `*` for a field that all events share; `field` may be
    `outer.inner`. `rows` are typology row ids. `private` fields never rest in the clear.
    `lost` says what is no longer seen without the field.
    """

    event: str
    field: str
    required: bool
    type: str
    private: bool
    why: str
    rows: tuple[str, ...]
    lost: str


def words(hint: Any) -> str:
    """A field's type in words: `list of opaque key, 1 to 200 characters`."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return words(next(arg for arg in args if arg is not NoneType))
    if origin in (list, dict):
        return ("list of " if origin is list else "object of name to ") + words(args[-1])
    if origin is Literal:
        return f"one of {', '.join(args)}"
    return PATTERNS.get(hint) or _bounded(*args) if origin is Annotated else _plain(hint)


def _plain(hint: Any) -> str:
    if isinstance(hint, type) and issubclass(hint, Struct):
        return f"object {{{', '.join(hint.__struct_encode_fields__)}}}"
    return PLAIN[hint]


def _bounded(base: Any, bounds: Meta) -> str:
    """`text, at most 2,000 characters`, `number from 0 to 1`, `time with zone`."""
    plain = PLAIN[base]
    if bounds.max_length is not None:
        return f"{plain}, at most {bounds.max_length:,} characters"
    if bounds.ge is not None and bounds.le is not None:
        return f"{plain} from {bounds.ge} to {bounds.le}"
    return f"{plain}, {bounds.ge} or more" if bounds.ge is not None else plain
