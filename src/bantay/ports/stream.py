"""Streams: sources that never end and are read in several places at once, such as a topic."""

from collections.abc import Callable, Iterator
from typing import Protocol

from msgspec import Struct, field

from bantay.model.events import Event
from bantay.ports.source import Reject
from bantay.ports.store import Position


class Portion(Struct):
    """Some arrivals, and how far every part of the stream is read once they are committed.
    One without anything says only that the stream is still there."""

    events: list[Event] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)


class Stream(Protocol):
    """A resumable stream. A portion may be asked for before the one before it is committed: what
    is safe, and may be told to a broker, is only what `known` says."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    def portions(self, known: Callable[[str], int], size: int) -> Iterator[Portion]:
        """Portions of at most `size` records. `known` says how far a part was read before,
        by its fingerprint. Raises `InputError` when a part cannot be read on."""
        ...
