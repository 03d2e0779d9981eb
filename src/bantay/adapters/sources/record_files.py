"""Files whose records are CloudEvents or payloads of chat servers: a line each, or one batch."""

from collections.abc import Iterator

import msgspec

from bantay.adapters.sources.any_record import read_record
from bantay.adapters.sources.blocks import blocks
from bantay.adapters.sources.kinds import InputFile
from bantay.adapters.sources.lines import batches
from bantay.adapters.sources.one_file import OneFile
from bantay.adapters.sources.pile import Pile
from bantay.adapters.sources.problem import Problem
from bantay.errors import InputError, Place
from bantay.ports.source import Chunk

BATCH_MAX = 64 << 20
"""Bytes of a batch file at most: it is one JSON text and has to be read whole."""


class RecordFile(OneFile):
    """A file with one record a line. `mapping` and `guessed` say that none is needed."""

    mapping, guessed = None, False

    def chunks(self, size: int, after: int) -> Iterator[Chunk]:
        """Chunks of at most `size` records after the first `after`; blank lines count."""
        pile, done = Pile(size, after, self._file.size), 0
        for batch in batches(blocks(self._file), after):
            done, last = batch.done, len(batch.lines) - 1
            for offset, line in enumerate(batch.lines):
                found = batch.spoiled or read_record(line)
                take(found, self.name, batch.first + offset, line, pile)
                unfinished = batch.unfinished and offset == last and isinstance(found, Problem)
                pile.take(0 if unfinished else 1)
                if not pile.room:
                    yield pile.chunk(done)
        if not pile.empty:
            yield pile.chunk(done)


class BatchFile(RecordFile):
    """A CloudEvents batch: one JSON list of envelopes. What the port calls lines are elements;
    a reject names the line on which its element begins."""

    def chunks(self, size: int, after: int) -> Iterator[Chunk]:
        """Chunks of at most `size` elements after the first `after`."""
        pile = Pile(size, after, self._file.size)
        for line, raw in list(_elements(self._file))[after:]:
            take(read_record(raw), self.name, line, raw, pile)
            pile.take(1)
            if not pile.room:
                yield pile.chunk(self._file.size)
        if not pile.empty:
            yield pile.chunk(self._file.size)


def take(found: object, name: str, line: int, raw: bytes, pile: Pile) -> None:
    """Put what a record gave on the pile."""
    if isinstance(found, Problem):
        pile.rejects.append(found.reject(name, line, raw))
    elif isinstance(found, list):
        pile.events += found


def _elements(file: InputFile) -> Iterator[tuple[int, bytes]]:
    """The elements of a batch with the lines they begin on. InputError when it is no list."""
    whole = b"".join(data for data, _ in _bounded(file))
    try:
        elements = msgspec.json.decode(whole, type=list[msgspec.Raw])
    except (ValueError, RecursionError) as error:
        raise InputError(f"not a JSON list of CloudEvents: {error}", Place(file.name)) from None
    at, line, counted = 0, 1, 0
    for element in elements:
        raw = bytes(element)
        at = whole.find(raw, at)
        line, counted = line + whole.count(b"\n", counted, at), at
        at += len(raw)
        yield line, raw


def _bounded(file: InputFile) -> Iterator[tuple[bytes, int]]:
    size = 0
    for data, done in blocks(file):
        size += len(data)
        if size > BATCH_MAX:
            words = f"a batch of at most {BATCH_MAX:,} bytes expected: write one object a line"
            raise InputError(words, Place(file.name))
        yield data, done
