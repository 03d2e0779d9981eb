"""What goes to workers and comes back, as bytes."""

from collections.abc import Iterable, Iterator
from typing import Any
from zlib import crc32

from msgspec import Struct

from bantay.adapters.store.packing import Codec
from bantay.engine.detect import AnyDetector
from bantay.model.events import Event
from bantay.model.evidence import Change, Fact, Fault


class Kit(Struct, frozen=True):
    """What every worker needs: the detectors by number, terms, lateness, the key of names."""

    detectors: tuple[AnyDetector, ...]
    terms: dict[str, tuple[str, ...]]
    lateness: int
    secret: bytes


class Screened(Struct, array_like=True):
    """Of one stretch of events, by number in it: the detectors that want an event, by number;
    by detector the texts that bring lines in or are such lines; and for which detectors, by id,
    an event completes something."""

    wanted: list[tuple[int, list[int]]]
    lines: list[tuple[int, list[tuple[int, bool]]]]
    completing: dict[int, dict[str, bool]] = {}


class Step(Struct, array_like=True):
    """One thing a key takes in, at the tick `now`: an event for a detector, or a fact.

    `index` is the number of the event in its batch.
    """

    index: int
    now: int
    detector: int = -1
    fact: Fact | None = None


class Job(Struct, array_like=True):
    """A key, its state before the batch (None: it has none) and all it takes in, in order."""

    domain: str
    key: str
    body: bytes | None
    steps: list[Step]


class Told(Struct, array_like=True):
    """What one step made the detectors see."""

    changes: list[Change]
    facts: list[Fact]
    faults: list[Fault]


class Done(Struct, array_like=True):
    """A job's outcome: the key's state after the batch, and what was seen at each step; steps at
    which nothing was seen are left out."""

    domain: str
    key: str
    body: bytes
    expires: int
    told: list[tuple[int, Told]]


class Bucket(Struct):
    """Some keys that are worked on together, the events they take in, the lines beside these."""

    jobs: list[Job]
    events: list[tuple[int, Event]]
    lines: list[tuple[int, int, list[Event]]]


EVENTS: Codec[list[Event]] = Codec(list[Event])
SCREENED: Codec[Screened] = Codec(Screened)
BUCKET: Codec[Bucket] = Codec(Bucket)
DONE: Codec[list[Done]] = Codec(list[Done])


def cut(values: list[Any], parts: int) -> Iterator[list[Any]]:
    """A list in stretches of about equal length."""
    size = max(1, -(-len(values) // max(1, parts)))
    return (values[start : start + size] for start in range(0, len(values), size))


def buckets(keys: Iterable[tuple[str, str]], count: int) -> list[list[tuple[str, str]]]:
    """Keys by bucket, empty ones left out. Which bucket a key is in never changes a result."""
    found: dict[int, list[tuple[str, str]]] = {}
    for domain, key in keys:
        name = f"{domain}\0{key}".encode("utf-8", "replace")
        found.setdefault(crc32(name) % count, []).append((domain, key))
    return [found[number] for number in sorted(found)]
