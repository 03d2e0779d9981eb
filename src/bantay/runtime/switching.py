"""Switches by plane and country (DESIGN section 8, rule 7): what is off is never looked at."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import structs

from bantay.engine.detect import Place
from bantay.engine.state import States
from bantay.model.events import AccountRegistered, Event, MessageEdited, MessageSent
from bantay.model.evidence import Given
from bantay.model.keys import Domain
from bantay.policy.deciding import Switches
from bantay.runtime.about import country_in
from bantay.runtime.memory import Memory

PRIVATE_CHANNELS = ("direct",)
_SIDES = ("account", "host", "guest", "from_account", "to_account")


def cover(events: Sequence[Event], switches: Switches, memory: Memory) -> list[Event]:
    """The batch without private texts where they are off: before anything is read or kept.

    Countries told earlier in the same batch count, so that cuts mean nothing.
    """
    told: dict[str, str | None] = {}
    covered: list[Event] = []
    for event in events:
        if isinstance(event, AccountRegistered) and event.country is not None:
            told[event.account] = event.country
        off = _private(event) and any(map(switches.text_off, _countries(event, told, memory)))
        covered.append(_blank(event) if off else event)
    return covered


def allowed(
    event: Event, places: Iterable[Place], switches: Switches, memory: States
) -> list[Place]:
    """Where detectors may look at an event: those whose plane is on where all of its people are.

    An event concerns who sends it and whom it is sent to, who pays and who is paid: a law that
    protects one of them is not left out because it does not protect the other.
    """
    countries = _countries(event, {}, memory)
    return [
        place
        for place in places
        if not any(switches.plane_off(place[0].spec.plane, country) for country in countries)
    ]


def heard(given: Given, switches: Switches, memory: Memory) -> bool:
    """Whether a survey's finding may be taken in: its plane is on where its people are.

    Of a ring or an instrument those members count whose country is known; if none is, it is
    treated as one whose country is not known.
    """
    named = {id for ids in given.finding.roles.values() for id in ids}
    known = {country_in(memory.key(Domain.ACCOUNT, id).facts) for id in named} - {None}
    if given.subject.kind == "account":
        known = {country_in(memory.key(Domain.ACCOUNT, given.subject.id).facts)}
    return not any(switches.plane_off(given.plane, country) for country in known or {None})


def _private(event: Event) -> bool:
    if isinstance(event, MessageEdited):
        return True  # the channel of an edit is not known: the safe side
    if not isinstance(event, MessageSent):
        return False
    channel = event.channel or ("group" if event.group is not None else "direct")
    return channel in PRIVATE_CHANNELS


def _blank(event: Any) -> Any:
    if isinstance(event, MessageSent):
        return structs.replace(event, text=None, absent="policy")
    return structs.replace(event, text=None)


def _countries(event: Event, told: dict[str, str | None], memory: States) -> set[str | None]:
    """Where the people of an event are; None among them: somebody's country is not known."""
    sides = [getattr(event, side, None) for side in _SIDES]
    people = {str(one) for one in [*sides, *(getattr(event, "to", None) or ())] if one is not None}
    known = {_country(account, told, memory) for account in people}
    return known or {None}


def _country(account: str, told: dict[str, str | None], memory: States) -> str | None:
    if account not in told:
        told[account] = country_in(memory.key(Domain.ACCOUNT, account).facts)
    return told[account]
