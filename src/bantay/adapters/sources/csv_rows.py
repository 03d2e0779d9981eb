"""Rows of CSV, with true line numbers whatever the quotes hold."""

import csv
from collections.abc import Iterator

from bantay.adapters.sources.blocks import Block, blocks
from bantay.adapters.sources.kinds import InputFile
from bantay.adapters.sources.lines import LINE_MAX, batches
from bantay.adapters.sources.problem import Problem
from bantay.adapters.sources.rows import Row
from bantay.errors import InputError, Place

_Line = tuple[int, bytes, Problem | None, bool]  # number, bytes, problem, unfinished


class _Spoiled(Exception):
    """The record that is being put together cannot be taken."""


class _Feed:
    """Lines for the csv module, remembering the bytes of the record that it is building."""

    def __init__(self, stream: Iterator[Block]):
        self._lines = self._numbered(stream)
        self.done = 0
        self._begin()

    def _begin(self) -> None:
        self.raw: list[bytes] = []
        self.first = self.size = 0
        self.problem: Problem | None = None
        self.unfinished = False

    def _numbered(self, stream: Iterator[Block]) -> Iterator[_Line]:
        for batch in batches(stream):
            self.done = batch.done
            end = b"" if batch.unfinished else b"\n"
            for number, line in enumerate(batch.lines, batch.first):
                yield number, line + end, batch.spoiled, batch.unfinished

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            number, line, spoiled, unfinished = next(self._lines)
        except StopIteration:
            if self.raw:  # the csv module asks for more: a quote is open
                self.problem = Problem("a quote that opens in this row is never closed")
                raise _Spoiled from None
            raise
        self.first = self.first or number
        self.raw.append(line)
        self.size += len(line)
        self.unfinished = unfinished
        if spoiled is not None or self.size > LINE_MAX:
            words = f"the row is longer than {LINE_MAX:,} bytes: is a quote never closed?"
            self.problem = spoiled or Problem(words)
            raise _Spoiled
        return self._decoded(line)

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError as bad:
            words = f"this is not valid UTF-8 (byte 0x{line[bad.start]:02x})"
            hint = "if the whole file is in another encoding, convert it to UTF-8"
            self.problem = Problem(f"{words}: {hint}", len(line[: bad.start].decode()) + 1)
            return line.decode(errors="replace")

    def take(self) -> _Line:
        """First line, bytes, problem and unfinishedness of the record that was just built."""
        taken = self.first, b"".join(self.raw), self.problem, self.unfinished
        self._begin()
        return taken


class CsvRows:
    """Records of a CSV file. `names` are its columns when it is `headless`: without a header."""

    def __init__(self, file: InputFile, delimiter: str, names: tuple[str, ...] = ()):
        self._file, self.delimiter, self.headless = file, delimiter, bool(names)
        self._names = names or self._header()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return self._names

    def rows(self, after: int) -> Iterator[Row]:
        """One record for every row below the header; a row may span lines."""
        skip = after + (not self.headless)
        for place, (cells, feed) in enumerate(self._records()):
            line, raw, problem, unfinished = feed.take()
            if place < skip:
                continue
            row = Row(place - (not self.headless), line, raw, feed.done, None, problem, unfinished)
            if problem is None and cells:
                self._fill(row, cells)
            yield row

    def locate(self, raw: bytes, column: str) -> int | None:
        """Where a cell begins in the record."""
        names = column, column.partition(".")[0]
        index = next((self._names.index(name) for name in names if name in self._names), None)
        if index is None:
            return None
        return _cell_start(raw.decode(errors="replace"), index, self.delimiter)

    def _records(self) -> Iterator[tuple[list[str], _Feed]]:
        feed = _Feed(blocks(self._file))
        reader = csv.reader(feed, delimiter=self.delimiter)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except _Spoiled:
                cells = []
            except csv.Error as error:
                cells = []
                feed.problem = Problem(f"the row cannot be read: {error}")
            yield cells, feed

    def _header(self) -> tuple[str, ...]:
        place = Place(self._file.name, 1)
        cells, feed = next(self._records(), ([], None))
        if feed is None or not any(cell.strip() for cell in cells):
            raise InputError("the first line should name the columns", place)
        _, _, problem, _ = feed.take()
        if problem is not None:
            raise InputError(problem.reason, place)
        names = tuple(cell.strip() or f"column {n}" for n, cell in enumerate(cells, 1))
        twice = next((name for n, name in enumerate(names) if name in names[:n]), None)
        if twice is not None:
            raise InputError(f"two columns are called {twice!r}", place)
        return names

    def _fill(self, row: Row, cells: list[str]) -> None:
        if len(cells) > len(self._names):
            row.problem = Problem(
                f"the row has {len(cells)} cells and the file {len(self._names)} columns: "
                "is a text with a delimiter in it without quotes?"
            )
            return
        if len(cells) == 1 < len(self._names):  # some tools leave empty last cells out, not all
            row.problem = Problem(
                f"the row has one cell and the file {len(self._names)} columns: "
                "is a text with a line break in it without quotes?"
            )
            return
        row.values = dict(zip(self._names, cells, strict=False))


def _cell_start(text: str, index: int, delimiter: str) -> int | None:
    """The character (from 1) at which the cell with this index begins."""
    quoted = False
    for at, char in enumerate(text, 1):
        if index == 0:
            return at
        if char == '"':
            quoted = not quoted
        elif char == delimiter and not quoted:
            index -= 1
    return len(text.rstrip("\r\n")) + 1 if index == 0 else None
