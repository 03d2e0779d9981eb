"""Standard input as a source: `bantay run -`.

Nothing can be read twice from a pipe, so it has no position to go on from: every run is a
source of its own, and what was sent before is known by its id. What has arrived is passed on as
soon as nothing more waits, so that an alarm does not wait for ten thousand lines.
"""

import os
import select
import uuid
from collections.abc import Iterator

from bantay.adapters.sources.any_record import read_record
from bantay.adapters.sources.blocks import BLOCK
from bantay.adapters.sources.lines import BOM, LINE_MAX
from bantay.adapters.sources.pile import Pile
from bantay.adapters.sources.record_files import take
from bantay.ports.source import Chunk

NAME = "-"
PATIENCE = 0.05
"""Seconds for which a chunk that is not full waits for more."""
IDLE = 1.0
"""Seconds after which an empty chunk says that nothing comes."""


class StdinSource:
    """Records, one a line, from an open file descriptor, standard input unless told."""

    mapping, guessed = None, False

    def __init__(self, descriptor: int = 0, patience: float = PATIENCE):
        self._descriptor, self._patience = descriptor, patience
        self._fingerprint, self._done = f"stdin-{uuid.uuid4().hex}", 0

    @property
    def name(self) -> str:
        """A dash, as it was given."""
        return NAME

    @property
    def fingerprint(self) -> str:
        """Another one every time: a pipe has no beginning to compare."""
        return self._fingerprint

    def chunks(self, size: int, after: int) -> Iterator[Chunk]:
        """Chunks of at most `size` lines, as they come; an empty one now and then while
        nothing does, so that whoever runs this can look at the clock and be stopped."""
        pile, number = Pile(size, after, 0), after
        for line in self._lines(pile):
            if line is None:
                yield pile.chunk(self._done)
                continue
            number += 1
            take(read_record(line), self.name, number, line, pile)
            pile.take(1)
            if not pile.room:
                yield pile.chunk(self._done)
        if not pile.empty:
            yield pile.chunk(self._done)

    def _lines(self, pile: Pile) -> Iterator[bytes | None]:
        """Whole lines; None when nothing more waits. A line without end is cut where it is
        certainly too long, and the record's reader says so."""
        tail, mark = b"", BOM
        while (data := self._waiting(self._patience if not pile.empty else IDLE)) != b"":
            if data is None:
                yield None
                continue
            self._done += len(data)
            *lines, tail = (tail + data).removeprefix(mark).split(b"\n")
            tail, mark = tail[: LINE_MAX + 1], b""
            yield from lines
        if tail:
            yield tail

    def _waiting(self, seconds: float) -> bytes | None:
        """What waits; None when nothing came for so long; empty at the end."""
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        return os.read(self._descriptor, BLOCK) if ready else None
