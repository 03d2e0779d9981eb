"""A file read through a mapping."""

from collections.abc import Iterator

from msgspec import Struct

from bantay.adapters.sources.kinds import InputFile
from bantay.adapters.sources.maker import Maker, RowError
from bantay.adapters.sources.mapping import Mapping
from bantay.adapters.sources.one_file import OneFile
from bantay.adapters.sources.pile import Pile
from bantay.adapters.sources.problem import Problem
from bantay.adapters.sources.rows import Row, Rows
from bantay.errors import InputError, Place
from bantay.model.clock import EPOCH
from bantay.model.events import Event
from bantay.ports.source import Chunk, Reject

SORT_MAX = 1_000_000
"""Events of a file that can be sorted in memory."""


class Taken(Struct, gc=False):
    """What became of a record; `counts` is 0 when it is to be read again."""

    events: list[Event]
    rejects: list[Reject]
    done: int
    counts: int = 1


class MappedSource(OneFile):
    """Rows of somebody's own file as events.

    `mapping` is None for tables of the contract itself; `guessed` says that nobody gave it.
    What the port calls lines are records here: rows below the header.
    """

    def __init__(
        self,
        file: InputFile,
        fingerprint: str,
        rows: Rows,
        maker: Maker,
        mapping: Mapping | None = None,
        guessed: bool = False,
    ):
        super().__init__(file, fingerprint)
        self._rows, self._maker = rows, maker
        self.mapping, self.guessed = mapping, guessed

    def _ordered(self, after: int) -> Iterator[Taken]:
        """Records in file order, or in the order of their times when the mapping says so."""
        if self.mapping is None or not self.mapping.sort:
            yield from map(self._taken, self._rows.rows(after))
            return
        everything, count = [], 0
        for taken in map(self._taken, self._rows.rows(0)):
            count += len(taken.events)
            if count > SORT_MAX:
                words = f"the file has more than {SORT_MAX:,} events: sort it by time yourself"
                raise InputError(f"{words} and take `sort` out of the mapping", Place(self.name))
            everything.append(taken)
        everything.sort(key=lambda taken: taken.events[0].time if taken.events else EPOCH)
        yield from everything[after:]

    def chunks(self, size: int, after: int) -> Iterator[Chunk]:
        """Chunks of at most `size` records after the first `after`; a record may be many events.

        A last record that is unfinished and no event is reported but not consumed, so that it
        is read again when the rest of it is there.
        """
        pile, done = Pile(size, after, self._file.size), 0
        for taken in self._ordered(after):
            done = taken.done
            pile.events += taken.events
            pile.rejects += taken.rejects
            pile.take(taken.counts)
            if not pile.room:
                yield pile.chunk(done)
        if not pile.empty:
            yield pile.chunk(done)

    def _taken(self, row: Row) -> Taken:
        taken = Taken([], [], row.done)
        if row.problem is not None:
            taken.rejects.append(row.problem.reject(self.name, row.line, row.raw))
        elif row.values is not None:
            self._make(row, row.values, taken)
        if row.unfinished and taken.rejects:
            taken.counts = 0
        return taken

    def _make(self, row: Row, values: dict[str, object], taken: Taken) -> None:
        for made in self._maker.make(values, row.index, row.raw):
            if isinstance(made, RowError):
                problem = self._problem(made, row)
                taken.rejects.append(problem.reject(self.name, row.line, row.raw))
            else:
                taken.events.append(made)

    def _problem(self, error: RowError, row: Row) -> Problem:
        said, column = error.said, error.column
        source = f" (column {column!r})" if column and column != said.field else ""
        turn = f", element {error.turn}" if error.turn else ""
        at = self._rows.locate(row.raw, column) if column else None
        return Problem(f"{said.reason}{source}{turn}", at, said.field, said.nearest)
