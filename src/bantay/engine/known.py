"""Facts that events themselves make known to the keys they speak of."""

from collections.abc import Iterator

from bantay.model.clock import micros
from bantay.model.events import AccountRegistered, Event, IdentityChecked, RelationDeclared
from bantay.model.evidence import Fact, FactValue
from bantay.model.keys import Domain

TELLING = (AccountRegistered, IdentityChecked, RelationDeclared)
"""Event types that may carry facts; others are not even asked."""


def facts_of(event: Event) -> Iterator[Fact]:
    """What later events of the account are read with: a birth year, a country, a time zone, a
    declared contract."""
    match event:
        case AccountRegistered():
            yield from _about(event, birth_year=_year(event), country=event.country, tz=event.tz)
        case IdentityChecked(result="passed"):
            yield from _about(event, checked_birth_year=_year(event))
        case RelationDeclared(contract=True):
            for account in (event.account, event.other):
                known = micros(event.time)
                yield Fact(Domain.ACCOUNT, account, "contract", event.kind, known, (event.id,))
        case _:
            return


def _year(event: AccountRegistered | IdentityChecked) -> int | None:
    return event.birth_date.year if event.birth_date is not None else None


def _about(
    event: AccountRegistered | IdentityChecked, **values: FactValue | None
) -> Iterator[Fact]:
    for name, value in values.items():
        if value is not None:
            known = micros(event.time)
            yield Fact(Domain.ACCOUNT, event.account, name, value, known, (event.id,))
