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
    """A resumable stream. What it gave is safe when the next portion is asked for: only then
    may it tell its broker so."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    def portions(self, known: Callable[[str], int], size: int) -> Iterator[Portion]:
        """Portions of at most `size` records. `known` says how far a part was read before,
        by its fingerprint. Raises `InputError` when a part cannot be read on."""
        ...
