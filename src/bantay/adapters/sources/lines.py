"""Lines out of blocks, fast for ordinary ones and bounded for monstrous ones."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from bantay.adapters.sources.blocks import Block, Broken
from bantay.adapters.sources.problem import RAW_KEPT, Problem

LINE_MAX = 1 << 20
"""Bytes of a line at most; a longer one is rejected unread."""

BOM = b"\xef\xbb\xbf"


class Batch(Struct, gc=False):
    """Some lines in order, without their line breaks; `first` is the number of the first.

    `spoiled` says that the batch is one line that cannot be taken, and why. `unfinished`
    says that the last line has no line break yet: somebody may still be writing it.
    """

    first: int
    lines: list[bytes]
    done: int
    spoiled: Problem | None = None
    unfinished: bool = False


class _Tail:
    """The beginning of a line whose end is in a later block."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0
        self.kept = 0

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        if room := RAW_KEPT - self.kept:
            self.pieces.append(piece[:room])
            self.kept += len(self.pieces[-1])

    def take(self) -> tuple[bytes, Problem | None]:
        line, size = b"".join(self.pieces), self.size
        self.pieces, self.size, self.kept = [], 0, 0
        return line, _too_long(size) if size > LINE_MAX else None


def _too_long(size: int) -> Problem:
    cut = f", of which the first {RAW_KEPT:,} are kept" if size > RAW_KEPT else ""
    return Problem(f"the line is longer than {LINE_MAX:,} bytes: it has {size:,}{cut}")


def batches(stream: Iterable[Block], after: int = 0) -> Iterator[Batch]:
    """All lines after the first `after`, in batches of about a block.

    Damaged compression ends the lines with a spoiled, unfinished one that holds what of it
    could be read.
    """
    number, tail, done = after + 1, _Tail(), 0
    try:
        for data, done in _skipped(stream, after):
            lines = data.split(b"\n")
            if tail.size:
                tail.add(lines.pop(0))
                if not lines:
                    continue
                line, problem = tail.take()
                yield Batch(number, [line], done, problem)
                number += 1
            tail.add(lines.pop())
            if lines:
                yield Batch(number, lines, done)
                number += len(lines)
    except Broken as broken:
        line, _ = tail.take()
        yield Batch(number, [line], done, Problem(str(broken)), unfinished=True)
        return
    if tail.size:
        line, problem = tail.take()
        yield Batch(number, [line], done, problem, unfinished=True)


def _skipped(stream: Iterable[Block], after: int) -> Iterator[Block]:
    """The blocks without a byte order mark and without the first `after` lines."""
    mark = BOM
    for data, done in stream:
        rest, mark = data.removeprefix(mark), b""
        if after:
            breaks = data.count(b"\n")
            if breaks < after:
                after -= breaks
                continue
            rest, after = data.split(b"\n", after)[-1], 0
        yield rest, done
