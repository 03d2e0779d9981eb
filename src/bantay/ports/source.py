"""Where events come from: files, feeds, a socket."""

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct

from bantay.model.events import Event


class Reject(Struct, frozen=True, kw_only=True):
    """A line that is not an event. Lines and columns count from 1; `raw` is the whole line."""

    file: str
    line: int
    column: int | None
    field: str | None
    reason: str
    nearest: str | None
    raw: bytes


class Chunk(Struct, frozen=True, kw_only=True):
    """Some arrivals in order. `consumed` counts the source's lines up to and with this chunk.

    `done` and `size` are bytes read of the file and its size, for progress (0 if unknown).
    """

    events: list[Event]
    rejects: list[Reject]
    consumed: int
    done: int = 0
    size: int = 0


class Source(Protocol):
    """A resumable sequence of events. `fingerprint` names it across runs and machines."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    def chunks(self, size: int, after: int) -> Iterator[Chunk]:
        """Chunks of at most `size` lines, beginning after the first `after` lines.

        Cuts mean nothing: the same lines in chunks of 1 or of 10,000 give the same events.
        """
        ...
