"""What the contract says of a field: its type, its names, in words that people read."""

from collections.abc import Sequence
from functools import cache
from typing import get_args

from msgspec import inspect as mi

from bantay.adapters.sources.locate import Step
from bantay.model import vocabulary as v
from bantay.model.events import EVENTS, EventBase

TYPES: dict[str, type[EventBase]] = {str(c.__struct_config__.tag): c for c in EVENTS}
"""Every event type of the contract by its name, such as `message.sent`."""


def pattern_of(annotated: object) -> str:
    """The pattern of one of the vocabulary's texts, such as `Amount`."""
    return str(get_args(annotated)[1].pattern)


SHAPES = {
    pattern_of(v.Amount): 'an amount: digits in quotes, at most one decimal point, as in "12.50"',
    pattern_of(v.Share): 'a share: a number from 0 to 1 in quotes, as in "0.25"',
    pattern_of(v.Currency): 'a currency: three capital letters of ISO 4217, as in "EUR"',
    pattern_of(v.Country): 'a country: two capital letters of ISO 3166, as in "PH"',
    pattern_of(v.Language): 'a language: a BCP 47 tag, as in "en" or "zh-Hant"',
}
"""What a text must look like, by the pattern it is checked with."""


@cache
def fields(event: type) -> dict[str, mi.Type]:
    """The fields of an event type (or of a part of one) by the names used in files."""
    info = mi.type_info(event)
    if not isinstance(info, mi.StructType):
        return {}
    names = {field.encode_name: plain(field.type) for field in info.fields}
    return {"type": mi.StrType(), **names} if issubclass(event, EventBase) else names


@cache
def required(event: type[EventBase]) -> tuple[str, ...]:
    """The fields that an event of this type must have."""
    info = mi.type_info(event)
    assert isinstance(info, mi.StructType)
    return tuple(f.encode_name for f in info.fields if f.required)


def plain(kind: mi.Type) -> mi.Type:
    """The type without "or null" and without annotations."""
    if isinstance(kind, mi.Metadata):
        return plain(kind.type)
    if isinstance(kind, mi.UnionType):
        rest = [part for part in kind.types if not isinstance(part, mi.NoneType)]
        return plain(rest[0]) if len(rest) == 1 else kind
    return kind


def at(event: type[EventBase], path: Sequence[Step]) -> mi.Type:
    """The type at a path inside an event; `AnyType` where the contract says nothing."""
    kind = mi.type_info(event)
    for step in path:
        if isinstance(kind, mi.StructType):
            kind = fields(kind.cls).get(str(step), mi.AnyType())
        elif isinstance(kind, mi.ListType):
            kind = plain(kind.item_type)
        elif isinstance(kind, mi.DictType):
            kind = plain(kind.value_type)
        else:
            return mi.AnyType()
    return kind


def choices(kind: mi.Type) -> tuple[str, ...]:
    """The values of a closed list; empty for any other type."""
    return tuple(str(value) for value in kind.values) if isinstance(kind, mi.LiteralType) else ()


def tag(event: type[EventBase] | None) -> str:
    """The name of an event type, for sentences."""
    return str(event.__struct_config__.tag) if event else "an event"


def owner(field: str) -> str | None:
    """The first event type that has a field of this name."""
    return next((name for name, event in TYPES.items() if field in fields(event)), None)


def shape_words(pattern: str) -> str:
    """What a text that must match this pattern is, in words."""
    return SHAPES.get(pattern, f"text that matches {pattern}")
