"""Several sources as one stream in time order.

A month of chat and a month of payments lie in two files. Read one after the other, the
second would be late as a whole; so the earliest waiting event of all sources goes first.
Each source keeps its own order.
"""

import heapq
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeGuard

from msgspec import Struct, field

from bantay.errors import InputError
from bantay.model.events import Event
from bantay.ports.source import Chunk, Reject, Source
from bantay.ports.store import Position
from bantay.ports.stream import Stream

AHEAD = 2_000
"""Lines of each source that are held while several are merged."""


class Positions(Protocol):
    """Says how far a source was read by earlier runs."""

    def position(self, fingerprint: str) -> int:
        """Lines of that source already committed."""
        ...


class Piece(Struct):
    """A batch of arrivals, and how far each source is read once it is committed.

    `lines` counts the lines of a single source that it stands for, blank ones too.
    """

    events: list[Event] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    name: str = ""
    done: int = 0
    size: int = 0
    lines: int = 0

    @property
    def idle(self) -> bool:
        """Nothing came: a source that never ends only says that it is still there."""
        return not (self.events or self.rejects or self.lines or self.positions)


def pieces(sources: Sequence[Source | Stream], known: Positions, size: int) -> Iterator[Piece]:
    """Batches of at most `size` lines (events, where several sources are merged).

    A stream is read alone: it has no end that a file could wait for. InputError else.
    """
    streams = [source for source in sources if is_stream(source)]
    files = [source for source in sources if _is_file(source)]
    if streams and len(sources) > 1:
        raise InputError("a stream is read by itself: run the files before it")
    if streams:
        yield from _streamed(streams[0], known, size)
    elif len(files) == 1:
        yield from _alone(files[0], known, size)
    else:
        yield from _together([_Feed(source, known) for source in files], size)


def is_stream(source: Source | Stream) -> TypeGuard[Stream]:
    """Whether a source is a stream."""
    return hasattr(source, "portions")


def _is_file(source: Source | Stream) -> TypeGuard[Source]:
    return not is_stream(source)


def _streamed(stream: Stream, known: Positions, size: int) -> Iterator[Piece]:
    for portion in stream.portions(known.position, size):
        yield Piece(portion.events, portion.rejects, portion.positions, stream.name)


def _alone(source: Source, known: Positions, size: int) -> Iterator[Piece]:
    before = known.position(source.fingerprint)
    for chunk in source.chunks(size, before):
        at = Position(source.fingerprint, source.name, chunk.consumed)
        lines, before = chunk.consumed - before, chunk.consumed
        yield Piece(chunk.events, chunk.rejects, [at], source.name, chunk.done, chunk.size, lines)


class _Feed:
    """One source with the chunk in hand; an empty hand means it has ended."""

    def __init__(self, source: Source, known: Positions):
        self.source, self.read = source, known.position(source.fingerprint)
        self._chunks = source.chunks(AHEAD, self.read)
        self.done = self.size = 0
        self._chunk: Chunk | None = None
        self._next = self._base = 0
        self._by_line = False

    @property
    def head(self) -> Event | None:
        """The next event, if there is one in hand."""
        chunk = self._chunk
        return chunk.events[self._next] if chunk and self._next < len(chunk.events) else None

    def advance(self, piece: Piece) -> bool:
        """Get to the next event, leaving rejects in the piece; False at the end."""
        while self.head is None:
            if self._chunk is not None:
                piece.rejects += self._chunk.rejects
                self.read = self._base = self._chunk.consumed
            self._chunk, self._next = next(self._chunks, None), 0
            if self._chunk is None:
                return False
            self.done, self.size = self._chunk.done, self._chunk.size
            self._by_line = len(self._chunk.events) == self._chunk.consumed - self._base
        return True

    def take(self) -> Event:
        """The next event. `read` follows line by line where every line was an event;
        otherwise it stays until the chunk has ended: what is read twice is a duplicate."""
        event = self.head
        assert event is not None
        self._next += 1
        if self._by_line:
            self.read = self._base + self._next
        return event

    @property
    def position(self) -> Position:
        """How far the source is read."""
        return Position(self.source.fingerprint, self.source.name, self.read)


def _together(feeds: Sequence[_Feed], size: int) -> Iterator[Piece]:
    piece = Piece()
    waiting = [_entry(n, feed) for n, feed in enumerate(feeds) if feed.advance(piece)]
    heapq.heapify(waiting)
    while waiting:
        _, number = waiting[0]
        feed = feeds[number]
        piece.events.append(feed.take())
        if feed.advance(piece):
            heapq.heapreplace(waiting, _entry(number, feed))
        else:
            heapq.heappop(waiting)
        if len(piece.events) >= size or not waiting:
            yield _finished(piece, feeds, feed)
            piece = Piece()
    if piece.rejects:
        yield _finished(piece, feeds, feeds[-1])


def _entry(number: int, feed: _Feed) -> tuple[float, int]:
    event = feed.head
    assert event is not None
    return event.time.timestamp(), number


def _finished(piece: Piece, feeds: Sequence[_Feed], last: _Feed) -> Piece:
    piece.positions = [feed.position for feed in feeds]
    piece.name = last.source.name
    piece.done, piece.size = sum(f.done for f in feeds), sum(f.size for f in feeds)
    return piece
