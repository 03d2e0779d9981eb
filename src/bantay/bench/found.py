"""Judging the real pipeline by generated contacts: what was planted against what was found.

Found means: at the end a finding stands that speaks for `contact_evasion`, quotes a message
of the contact, and is about the planted value, compared by its keyed hash.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct

from bantay.bench.generate.contacts import Contact
from bantay.bench.order import SECRET
from bantay.engine.accept import digests_of
from bantay.kit.hashing import contact_hash
from bantay.model.events import Event
from bantay.model.evidence import Given
from bantay.policy import load
from bantay.runtime.embedded import pipeline
from bantay.runtime.memory import Memory
from bantay.runtime.pipeline import Pipeline

BATCH = 2_000
JOINERS = "messages.contact_split"
"""What the names of those detectors begin with whose findings join messages into one contact."""


class Standing(Struct):
    """The findings of a run that stand at its end, and how many things went wrong."""

    findings: list[Given]
    faults: int
    messages: int

    @property
    def joins(self) -> list[Given]:
        """Those that join messages."""
        return [given for given in self.findings if given.detector.startswith(JOINERS)]


def batches(events: Iterable[Event], size: int = BATCH) -> Iterator[list[Event]]:
    """The events in lists of `size`."""
    stream = iter(events)
    while batch := list(islice(stream, size)):
        yield batch


def engine() -> Pipeline:
    """The shipped engine under the shipped settings."""
    return pipeline(load(), SECRET)


def standing(events: Iterable[Event], through: Pipeline) -> Standing:
    """Run events, in time order, and keep what stands at the end."""
    memory, now = Memory(lambda keys: {}), None
    left: dict[str, Given] = {}
    faults = messages = 0
    for batch in batches(events):
        known = [None] * len(batch)
        outcome = through.events(batch, digests_of(batch), known, now, memory)
        memory.rows()
        now, faults = outcome.now, faults + len(outcome.faults)
        messages += len(batch)
        for id, row in outcome.findings.items():
            left[id] = row.given
            if row.status != "open":
                del left[id]
    return Standing(list(left.values()), faults, messages)


def evasive(through: Pipeline, findings: Iterable[Given]) -> list[Given]:
    """The findings that speak for somebody moving off the platform."""
    told = list(findings)
    names = {given.detector for given in told}
    ours = {
        name
        for name in names
        if any(weight.hypothesis == "contact_evasion" for weight in through.weights_of(name))
    }
    return [given for given in told if given.detector in ours]


def by_event(findings: Iterable[Given]) -> Mapping[str, list[Given]]:
    """Findings by the id of every event that they quote."""
    found: dict[str, list[Given]] = defaultdict(list)
    for given in findings:
        for event in {quote.event for quote in given.finding.quotes}:
            found[event].append(given)
    return found


def is_about(given: Given, contact: Contact) -> bool:
    """Whether a finding's contact is the planted one, in any of its right spellings."""
    names = (contact_hash(SECRET, f"{contact.kind}:{value}") for value in contact.values)
    return given.contact is not None and given.contact in names


def is_found(contact: Contact, pieces: Sequence[str], told: Mapping[str, list[Given]]) -> bool:
    """Whether one of the findings that quote the pieces is about the contact."""
    near = {given.id: given for event in pieces for given in told.get(event, ())}
    return any(is_about(given, contact) for given in near.values())
