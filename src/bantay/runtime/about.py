"""What was known of a subject at the moment a finding about it changed."""

from bantay.model.clock import micros
from bantay.model.events import Event, MessageSent
from bantay.model.evidence import Fact, Subject
from bantay.model.journal import About
from bantay.model.keys import Domain
from bantay.runtime.memory import Memory

_AT_REGISTRATION = frozenset({"birth_year", "country", "tz"})
"""Facts that a registration makes known: the earliest of them dates the account."""


def about_of(subject: Subject, event: Event | None, memory: Memory) -> About:
    """The circumstances, from facts the subject's key holds and the event at hand."""
    facts = memory.key(Domain.ACCOUNT, subject.id).facts if subject.kind == "account" else []
    return About(
        occurred=None if event is None else micros(event.time),
        registered=min((f.known for f in facts if f.name in _AT_REGISTRATION), default=None),
        country=country_in(facts),
        lang=event.lang if isinstance(event, MessageSent) else None,
    )


def country_in(facts: list[Fact]) -> str | None:
    """The latest country among facts."""
    return next((str(f.value) for f in reversed(facts) if f.name == "country"), None)
