"""Switches by plane and country (DESIGN section 8, rule 7): what is off is never looked at."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import structs

from bantay.engine.detect import Place
from bantay.model.events import AccountRegistered, Event, MessageEdited, MessageSent
from bantay.model.keys import Domain
from bantay.policy.deciding import Switches
from bantay.runtime.about import country_in
from bantay.runtime.memory import Memory

PRIVATE_CHANNELS = ("direct",)


def cover(events: Sequence[Event], switches: Switches, memory: Memory) -> list[Event]:
    """The batch without private texts where they are off: before anything is read or kept.

    Countries told earlier in the same batch count, so that cuts mean nothing.
    """
    told: dict[str, str | None] = {}
    covered: list[Event] = []
    for event in events:
        if isinstance(event, AccountRegistered) and event.country is not None:
            told[event.account] = event.country
        off = _private(event) and switches.text_off(_country(_account(event), told, memory))
        covered.append(_blank(event) if off else event)
    return covered


def allowed(
    event: Event, places: Iterable[Place], switches: Switches, memory: Memory
) -> list[Place]:
    """Where detectors may look at an event: those whose plane is on where its account is."""
    country = _country(_account(event), {}, memory)
    return [place for place in places if not switches.plane_off(place[0].spec.plane, country)]


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


def _account(event: Event) -> str | None:
    return getattr(event, "account", None) or getattr(event, "host", None)


def _country(account: str | None, told: dict[str, str | None], memory: Memory) -> str | None:
    if account is None:
        return None
    if account in told:
        return told[account]
    told[account] = country_in(memory.key(Domain.ACCOUNT, account).facts)
    return told[account]
