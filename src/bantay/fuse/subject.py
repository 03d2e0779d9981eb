"""What fusion remembers of one subject, and its bytes."""

from heapq import nsmallest
from typing import cast

import msgspec
from msgspec import Struct, field

from bantay.fuse.evidence import Mark
from bantay.model.alarm import Alarm
from bantay.model.evidence import Subject
from bantay.model.keys import compound, split_compound
from bantay.model.vocabulary import Hypothesis, SubjectKind, Verdict

VERSION = 1
MARKS_KEPT = 64


class Heard(Struct):
    """What sinks last heard of an alarm."""

    score_db: float
    planes: tuple[str, ...]


class SubjectState(Struct):
    """Findings held, the latest alarm of each hypothesis, what reviewers said."""

    version: int = VERSION
    marks: dict[str, Mark] = field(default_factory=dict)
    alarms: dict[Hypothesis, Alarm] = field(default_factory=dict)
    heard: dict[Hypothesis, Heard] = field(default_factory=dict)
    verdicts: dict[Hypothesis, Verdict] = field(default_factory=dict)
    places: tuple[tuple[str, str], ...] = ()  # (place, basis) of its own data, as last told


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(SubjectState)


def dump(state: SubjectState) -> bytes:
    """A state as bytes; `restore` is its inverse."""
    return _ENCODER.encode(state)


def restore(body: bytes) -> SubjectState:
    """A state from bytes that `dump` wrote."""
    return _DECODER.decode(body)


def subject_key(subject: Subject) -> str:
    """A subject as one key."""
    return compound(subject.kind, subject.id)


def subject_from(key: str) -> Subject:
    """The subject of a key."""
    kind, id = split_compound(key)
    return Subject(cast(SubjectKind, kind), id)


def forget_oldest(state: SubjectState) -> None:
    """Keep the newest findings when a subject holds more than `MARKS_KEPT`."""
    if len(state.marks) > MARKS_KEPT:
        excess = len(state.marks) - MARKS_KEPT
        for mark in nsmallest(
            excess, state.marks.values(), key=lambda m: (m.given.last, m.given.id)
        ):
            del state.marks[mark.given.id]
