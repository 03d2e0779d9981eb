"""Facts that events themselves make known to the keys they speak of."""

from collections.abc import Iterator

from bantay.model.clock import micros
from bantay.model.events import (
    AccountRegistered,
    Event,
    IdentityChecked,
    InstrumentLinked,
    RelationDeclared,
)
from bantay.model.evidence import Fact, FactValue
from bantay.model.keys import Domain, compound

TELLING = (AccountRegistered, IdentityChecked, RelationDeclared, InstrumentLinked)
"""Event types that may carry facts; others are not even asked."""

PAYABLE = ("payout_card", "bank", "wallet")
"""Kinds of instruments that earnings are paid out to: whose name is on them is worth knowing."""

Telling = AccountRegistered | IdentityChecked | RelationDeclared | InstrumentLinked


def facts_of(event: Event) -> Iterator[Fact]:
    """A birth year, a country, a time zone, a checked name, a declared contract, relatives, whose
    name is on an instrument: what later events of the account are read with."""
    match event:
        case AccountRegistered():
            yield from _about(event, birth_year=_year(event), country=event.country, tz=event.tz)
            yield from _about(event, supervised=event.supervised or None)
        case IdentityChecked(result="passed"):
            yield from _about(event, checked_birth_year=_year(event), checked_name=event.name_hash)
        case RelationDeclared():
            yield from _related(event)
        case InstrumentLinked() if event.kind in PAYABLE and event.holder_hash is not None:
            yield from _about(event, payout_holder=compound(event.instrument, event.holder_hash))
        case _:
            return


def _related(event: RelationDeclared) -> Iterator[Fact]:
    """What both sides of a declared relation are read with."""
    sides = ((event.account, event.other), (event.other, event.account))
    if event.kind == "guardian":
        yield from _about(event, event.other, guarded=event.account)
    for account, other in sides:
        if event.contract:
            yield from _about(event, account, contract=event.kind)
        if event.kind in ("family", "household"):
            yield from _about(event, account, relative=other)


def _year(event: AccountRegistered | IdentityChecked) -> int | None:
    return event.birth_date.year if event.birth_date is not None else None


def _about(
    event: Telling, account: str | None = None, **values: FactValue | None
) -> Iterator[Fact]:
    """Facts about the event's account, or about another one."""
    known, key = micros(event.time), account or event.account
    for name, value in values.items():
        if value is not None:
            yield Fact(Domain.ACCOUNT, key, name, value, known, (event.id,))
