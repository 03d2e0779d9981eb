"""The first rows of a file, as columns, for guessing."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from bantay.adapters.sources.cells import missing
from bantay.adapters.sources.names import is_label, plain, score
from bantay.adapters.sources.rows import Rows
from bantay.adapters.sources.shapes import Column

ROWS = 1_000
"""How many rows a guess looks at."""

Fits = Callable[[Column], object]


def why_none(rows: Rows, count: int = ROWS) -> str | None:
    """What the first row that cannot be read says of itself."""
    first = islice(rows.rows(0), count)
    return next((row.problem.reason for row in first if row.problem is not None), None)


def first_rows(rows: Rows, count: int = ROWS) -> list[dict[str, Any]]:
    """The first rows that can be read."""
    return [row.values for row in islice(rows.rows(0), count) if row.values is not None]


class Sample:
    """Columns of the first rows, and which of them have a role already."""

    def __init__(self, rows: list[dict[str, Any]]):
        self.rows = rows
        names = dict.fromkeys(name for row in rows for name in row)
        self.columns = {name: _column(name, rows) for name in names}
        plains = frozenset(map(plain, names))
        self._labels = {n for n, c in self.columns.items() if is_label(n, c.distinct, plains)}
        self._used: set[str] = set()

    def fresh(self) -> None:
        """Forget which columns have a role: another plan is tried."""
        self._used.clear()

    def free(self) -> Iterator[Column]:
        """Columns that have values, no role yet, and hold nobody's judgement."""
        for name, column in self.columns.items():
            if column.values and name not in self._used and name not in self._labels:
                yield column

    def find(self, role: str, fits: Fits = bool, least: int = 2) -> Column | None:
        """The column whose name says the role most surely and whose values fit it."""
        best: Column | None = None
        best_score = least - 1
        for column in self.free():
            found = score(role, column.name)
            if found > best_score and fits(column):
                best, best_score = column, found
        return best

    def take(self, role: str, fits: Fits = bool, least: int = 2) -> Column | None:
        """The same, and it has its role now."""
        found = self.find(role, fits, least)
        return self.use(found) if found else None

    def use(self, column: Column) -> Column:
        """Give a column its role."""
        self._used.add(column.name)
        return column

    def named(self, name: str) -> Column | None:
        """The free column with exactly this plain name."""
        return next((column for column in self.free() if plain(column.name) == name), None)


def _column(name: str, rows: list[dict[str, Any]]) -> Column:
    given = [row[name] for row in rows if name in row]
    return Column(name, tuple(value for value in given if not missing(value)), len(rows))
