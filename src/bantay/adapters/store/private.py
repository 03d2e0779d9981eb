"""Which values of a record never rest in the clear, how they are taken out and put back."""

from collections.abc import Callable, Sequence
from functools import cache, partial
from operator import attrgetter
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec

from bantay.model.events import (
    EventBase,
    LiveEnded,
    LiveStarted,
    NoticeFiled,
    PaymentMade,
)
from bantay.model.log import (
    ApprovalGiven,
    CaseAnswered,
    DecisionReviewed,
    ExceptionGiven,
    FactNoted,
    FindingGiven,
    FindingWithdrawn,
    NoticeDelivered,
    OwnRecord,
    Record,
)

R = TypeVar("R", bound=EventBase | OwnRecord)
Values = dict[str, Any]
Hidden = dict[str, list[Any]]
"""Private values by field, one a record and None where it has none."""
_TEXT = (str, str | None)

_OWN: dict[type, tuple[str, ...]] = {
    FindingGiven: ("given",),
    FindingWithdrawn: ("subject",),
    FactNoted: ("fact",),
    ExceptionGiven: ("subject", "reason"),
    ApprovalGiven: ("subject",),
    DecisionReviewed: ("subject",),
    CaseAnswered: ("subject",),
    NoticeDelivered: ("subject",),
}
_OWNER: dict[type, str] = {
    LiveStarted: "host",
    LiveEnded: "host",
    PaymentMade: "from_account",
    NoticeFiled: "reporter",
}


@cache
def private_fields(kind: type) -> tuple[str, ...]:
    """The fields of a record type that go to the vault."""
    if issubclass(kind, EventBase):
        return (*kind.PRIVATE, "extra")
    return _OWN.get(kind, ())


@cache
def owner_field(kind: type) -> str | None:
    """The field that says whose texts a record holds; None: nobody's in particular."""
    if kind in _OWNER:
        return _OWNER[kind]
    return "account" if issubclass(kind, EventBase) and hasattr(kind, "account") else None


def owner(record: Record) -> str | None:
    """Whose texts a record holds."""
    name = owner_field(type(record))
    return None if name is None else getattr(record, name)


def hide(kind: type, records: Sequence[Record]) -> Hidden:
    """The private values of records of one type by field; fields that no record fills are out."""
    columns = {name: list(map(attrgetter(name), records)) for name in private_fields(kind)}
    return {name: column for name, column in columns.items() if column.count(None) < len(column)}


def without(record: R) -> R:
    """The record with nothing private left in it; the engine's own stay whole."""
    if isinstance(record, OwnRecord):
        return record
    absent = _absent(type(record))
    blank = {name: absent.get(name) for name in private_fields(type(record))}
    return msgspec.structs.replace(record, **blank)


def rebuild(kind: type, values: Values, hidden: Values | None) -> Record:
    """A record from what rested in the clear and what the vault still has of it.

    A private text that the type requires is empty once the vault has lost it.
    """
    if hidden:
        converters = _converters(kind)
        for name, value in hidden.items():
            convert = converters.get(name)
            values[name] = value if convert is None else convert(value)
    record: Record = kind(**_absent(kind) | values)
    return record


@cache
def _absent(kind: type) -> Values:
    """What stands for required fields that rest as null: None where the type allows it."""
    hints, hidden = get_type_hints(kind), private_fields(kind)
    required = [f.name for f in msgspec.structs.fields(kind) if f.required]
    texts = {name: "" for name in required if name in hidden and hints[name] is str}
    return texts | {name: None for name in required if type(None) in get_args(hints[name])}


@cache
def _converters(kind: type) -> dict[str, Callable[[Any], Any]]:
    """How values from the vault become those of the fields; plain text needs nothing."""
    hints = get_type_hints(kind)
    return {
        name: partial(msgspec.convert, type=hints[name])
        for name in private_fields(kind)
        if hints[name] not in _TEXT
    }
