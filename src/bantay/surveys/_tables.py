"""The event log as lazy tables: one a type of event, columns as in its Parquet segments.

Tables are expressions of the portable dataframe layer (ibis): nothing is read before a
survey asks for rows, and the same expression runs on the embedded analytical database and
on the distributed engine. `time` is microseconds UTC as an integer, `seq` the place in the
log. Private text is not there at all, keyed hashes of contacts are (`phone_hash`).
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from bantay.kit import EDGES, Quote
from bantay.model.clock import span

Table = Any
"""An ibis table expression; the layer is optional, so its types are not named here."""
Row = dict[str, Any]

FEW = 100
"""Values that are written into an expression at most; more are joined as a table of their own."""


class Tables:
    """The log up to a moment. `rows` says how many rows each type has, without a query."""

    def __init__(self, tables: Mapping[str, Table], rows: Mapping[str, int], until: int):
        self._tables, self._rows, self.until = tables, rows, until

    def has(self, kind: str) -> bool:
        """Whether the log holds any event of this type."""
        return self._rows.get(kind, 0) > 0

    def every(self, kind: str) -> Table:
        """All records of a type that are at hand, the engine's own among them."""
        return self._tables[kind]

    def beyond(self, kind: str, seq: int) -> bool:
        """Whether the log holds any event of a type after a place in it."""
        later = self._tables[kind].filter(lambda table: table.seq > seq)
        return bool(rows_of(later.select("seq").limit(1)))

    def recent(self, kind: str, window: timedelta) -> Table:
        """The events of a type that are not older than the window."""
        table = self._tables[kind]
        return table.filter(table.time > self.until - span(window))


def rows_of(table: Table) -> list[Row]:
    """What a table expression gives, as rows. Runs the query."""
    listed: list[Row] = table.to_pyarrow().to_pylist()
    return listed


def having(table: Table, column: str, values: Iterable[Any]) -> list[Row]:
    """The rows whose column has one of some values.

    Many values are sent as a table: to spell each of them out in the expression took ten times
    as long as the query did.
    """
    wanted = sorted(set(values))
    if not wanted:
        return []
    if len(wanted) <= FEW:
        return rows_of(table.filter(table[column].isin(wanted)))
    import ibis  # the dataframe layer is optional, as is what it gives
    import pyarrow as pa

    return rows_of(table.semi_join(ibis.memtable(pa.table({column: wanted})), column))


def quoted(edges: Iterable[tuple[int, str, str, str]]) -> tuple[Quote, ...]:
    """Edges (time, event, field, value) as quotes, the oldest first, at most `EDGES`."""
    kept = sorted(set(edges))[:EDGES]
    return tuple(Quote(event, field, 0, len(value)) for _, event, field, value in kept)
