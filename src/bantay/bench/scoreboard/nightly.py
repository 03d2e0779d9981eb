"""The surveys over a world, night after night, as a platform runs them over its log.

What they read is kept as the columns of a store's tables, in memory; what a run gives enters
the log as `bantay survey` puts it there: findings given, revised, and withdrawn when they are
no longer seen.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import pyarrow as pa

from bantay.adapters.store.analytical import as_tables, tables_over
from bantay.bench.order import SECRET
from bantay.kit import Survey
from bantay.model.clock import DAY, micros
from bantay.model.events import Event
from bantay.model.evidence import Given
from bantay.model.log import Record
from bantay.runtime.catalogue import survey_catalogue
from bantay.runtime.surveys import compared, looked, records_of
from bantay.surveys._tables import Tables


class Nights:
    """Keeps what surveys read, and runs them. `surveys` are the shipped ones unless given."""

    def __init__(self, surveys: Iterable[Survey[Any]] | None = None):
        self._surveys = tuple(survey_catalogue() if surveys is None else surveys)
        self._reads = frozenset(kind for one in self._surveys for kind in one.spec.reads)
        self._kept: dict[str, list[pa.Table]] = defaultdict(list)
        self._standing: dict[str, dict[str, Given]] = defaultdict(dict)
        self._seq = self._read = 0

    def keep(self, events: Sequence[Event]) -> None:
        """Take up events, in the order of the log."""
        read = [event for event in events if type(event) in self._reads]
        for name, table in as_tables(read, self._seq, SECRET).items():
            self._kept[name].append(table)
        self._seq += len(read)

    def look(self, now: int) -> Iterator[Record]:
        """Every survey over all that was kept, at a moment (microseconds): what it says anew.

        MissingExtra when the analytical database is not installed.
        """
        if not self._surveys or self._read == self._seq:
            return
        self._read = self._seq
        whole = {name: pa.concat_tables(some) for name, some in self._kept.items()}
        with tables_over(whole, self._seq) as log:
            tables = Tables(log.tables, log.rows, now)
            for one in self._surveys:
                standing = self._standing[one.spec.id]
                said = compared(one.spec, looked(one, tables), standing.values(), SECRET)
                for given in said.withdrawn:
                    del standing[given.id]
                standing.update({given.id: given for given in (*said.new, *said.revised)})
                yield from records_of(one, said, now, self._seq - 1)


def by_day(events: Iterable[Event]) -> Iterator[Iterator[Event]]:
    """Events, in time order, day by day (UTC)."""
    for _, day in groupby(events, key=lambda event: micros(event.time) // DAY):
        yield day
