"""What was known of a subject at the moment a finding about it changed."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from bantay.kit.rates import Rate
from bantay.kit.regions.sightings import REGISTERED, Sighting, sighted
from bantay.model.clock import micros
from bantay.model.events import Event, MessageSent
from bantay.model.evidence import Fact, Subject
from bantay.model.journal import About
from bantay.model.keys import Domain
from bantay.runtime.keeping import (
    GROUP_SIZE,
    KEEPS,
    LOGINS,
    THROUGHPUT,
    TURNOVER,
    moved,
    size_of,
)
from bantay.runtime.memory import Memory

_AT_REGISTRATION = frozenset({"birth_year", "country", "tz"})
"""Facts that a registration makes known: the earliest of them dates the account."""
NEWEST = 10
"""Logins and payments that are asked for places: older ones tell where somebody was."""
_SHOWN = frozenset({"listing", "media", "message", "live"})
_TELLING = {
    "account": ((Domain.ACCOUNT, LOGINS), (Domain.ACCOUNT, TURNOVER)),
    "instrument": ((Domain.INSTRUMENT, THROUGHPUT),),
}
_MONEY = {"account": (Domain.ACCOUNT, TURNOVER), "instrument": (Domain.INSTRUMENT, THROUGHPUT)}


def about_of(
    subject: Subject,
    event: Event | None,
    now: int,
    memory: Memory,
    rates: Mapping[str, Rate] | None = None,
) -> About:
    """The circumstances, from what the subject's keys hold and the event at hand.

    Without an event they are those of `now`, microseconds UTC.
    """
    facts = memory.key(Domain.ACCOUNT, subject.id).facts if subject.kind == "account" else []
    teller = _teller(subject, event)
    at = now if event is None else micros(event.time)
    return About(
        occurred=None if event is None else at,
        registered=min((f.known for f in facts if f.name in _AT_REGISTRATION), default=None),
        country=country_in(facts),
        lang=event.lang if isinstance(event, MessageSent) else None,
        group_size=_group_size(subject, event, at, memory),
        amount_30d=_amount(subject, at, memory, rates or {}),
        places=_places(teller, at, memory),
    )


def read_with(subject: Subject, event: Event | None) -> set[tuple[str, str]]:
    """The keys that `about_of` reads, by domain."""
    group = _group(subject, event)
    found = {(Domain.GROUP, group)} if group is not None else set()
    for one in (subject, _teller(subject, event)):
        if one.kind in _MONEY:
            found.add((_MONEY[one.kind][0], one.id))
    return {(str(domain), key) for domain, key in found}


def country_in(facts: list[Fact]) -> str | None:
    """The latest country among facts."""
    return next((str(f.value) for f in reversed(facts) if f.name == "country"), None)


def _teller(subject: Subject, event: Event | None) -> Subject:
    """Whose data tell of regions: of what somebody shows, those of who shows it."""
    shows = getattr(event, "account", None) if subject.kind in _SHOWN else None
    return subject if shows is None else Subject("account", shows)


def _places(subject: Subject, at: int, memory: Memory) -> tuple[tuple[str, str], ...]:
    """What an account's registration, newest logins and newest payments tell of regions, and an
    instrument's payments."""
    told: set[Sighting] = set()
    if subject.kind == "account":
        country = country_in(memory.key(Domain.ACCOUNT, subject.id).facts)
        told |= {(country, REGISTERED)} if country else set()
    for domain, keeper in _TELLING.get(subject.kind, ()):
        for event in _held(memory, domain, subject.id, keeper, at)[-NEWEST:]:
            told.update(sighted(event))
    return tuple(sorted(told))


def _group(subject: Subject, event: Event | None) -> str | None:
    """The group that it is about, or else in which it happened."""
    return subject.id if subject.kind == "group" else getattr(event, "group", None)


def _group_size(subject: Subject, event: Event | None, at: int, memory: Memory) -> int | None:
    group = _group(subject, event)
    if group is None:
        return None
    return size_of(_held(memory, Domain.GROUP, group, GROUP_SIZE, at), at)


def _amount(subject: Subject, at: int, memory: Memory, rates: Mapping[str, Rate]) -> str | None:
    """What the account, or the instrument, moved."""
    where = _MONEY.get(subject.kind)
    if where is None:
        return None
    domain, keeper = where
    return moved(_held(memory, domain, subject.id, keeper, at), at, rates)


def _held(memory: Memory, domain: Domain, key: str, keeper: str, at: int) -> Sequence[Event]:
    """What a keeper holds up to a moment, as many as it keeps for ever, in whatever order they
    came in."""
    slot = memory.key(domain, key).slots.get(keeper)
    if slot is None:
        return ()
    end = bisect_left(slot.times, (at + 1, ""))
    return slot.events[max(0, end - KEEPS[keeper]) : end]
