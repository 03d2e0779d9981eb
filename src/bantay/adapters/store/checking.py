"""Whether what a store is made of is still what was written: for `bantay doctor`."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import select

from bantay.adapters.store import vault, wallclock
from bantay.adapters.store.part import Part
from bantay.adapters.store.runs import Run, open_run
from bantay.adapters.store.schema import DEDUP_RUN
from bantay.adapters.store.segments import columns, files_of
from bantay.adapters.store.trouble import guarded
from bantay.adapters.store.wallclock import Seen
from bantay.errors import StoreError

_PARQUET = b"PAR1"
_EDGE = 8


class Checking(Part):
    """Looks at files and clock; changes nothing unless a person says so."""

    @guarded
    def clock(self) -> Seen | None:
        """What the store has seen of the wall clock; None before its first writer."""
        with self._site.db.read() as con:
            return wallclock.seen(con)

    @guarded
    def believe_clock(self, who: str) -> None:
        """A person says that this machine's clock is right."""
        wallclock.believe(self._site, self._site.clock(), who)

    @guarded
    def damage(self, *, thorough: bool) -> list[str]:
        """Files that are missing or not what was written, by their paths; sorted.

        Thorough: every byte is read, else the beginning and end of each file. What does not
        belong to a file, such as a damaged page of the database, is said in words.
        """
        found = [path for path, sound in self._files(thorough) if not _holds(sound)]
        if thorough:
            with self._site.db.read() as con:
                found += self._site.db.damage(con)
        return sorted(found)

    def _files(self, thorough: bool) -> Iterator[tuple[str, Callable[[], Any]]]:
        with self._site.db.read() as con:
            parquet, texts = files_of(con), vault.entries(con)
            runs = [Run(*row) for row in con.execute(select(DEDUP_RUN))]
        where = self._site.directory
        for run in runs:
            yield run.path, partial(open_run, where / run.path, run)
        for file in parquet:
            whole = partial(columns, self._site, file)
            yield file.path, whole if thorough else self._edges(file.path, _PARQUET, _PARQUET)
        for entry in texts:
            read = partial(vault.read, self._site, entry)
            yield entry.path, read if thorough else self._edges(entry.path, vault.MAGIC, b"")

    def _edges(self, path: str, first: bytes, last: bytes) -> Callable[[], None]:
        def look() -> None:
            with (self._site.directory / path).open("rb") as file:
                begins = file.read(_EDGE).startswith(first)  # a shorter one may not be sought in
                file.seek(-len(last), 2)
                if not begins or file.read(len(last)) != last:
                    raise StoreError(path)

        return look


def _holds(look: Callable[[], Any]) -> bool:
    try:
        look()
    except (OSError, StoreError, ValueError):
        return False
    return True
