"""Which ids were accepted before: exact within the horizon, however many there were.

The ids of the log's tail are in memory, those of sealed segments in sorted runs on disk.
Eight runs of a tier are merged into one of the next; a run whose newest event time is behind
the horizon is dropped.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec.structs import astuple
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, insert, select

from bantay.adapters.store.disk import Staging
from bantay.adapters.store.runs import (
    NEVER,
    Columns,
    Merge,
    Run,
    file_parts,
    halves,
    open_run,
    pieces,
    sorted_columns,
)
from bantay.adapters.store.schema import DEDUP_RUN
from bantay.adapters.store.site import Site
from bantay.adapters.store.tail import every_row

FAN = 8
"""Runs of a tier before they are merged."""


class Dedup:
    """The memory of accepted ids. `horizon` is event time behind the newest, microseconds."""

    def __init__(self, site: Site, horizon: int):
        self._site, self._horizon = site, horizon
        self._tail: dict[bytes, int] = {}
        self._runs: dict[Run, Columns] = {}
        self._newest = NEVER
        self.reload()

    def reload(self) -> None:
        """Take up what the store says."""
        with self._site.db.read() as con:
            runs = [Run(*row) for row in con.execute(select(DEDUP_RUN))]
            self._tail.clear()
            for row in every_row(con):
                ids, times = row.ids, np.frombuffer(row.times, "<i8").tolist()
                self.add([ids[at : at + 16] for at in range(0, len(ids), 16)], times)
        self._take(runs)

    def add(self, digests: Sequence[bytes], times: Sequence[int]) -> None:
        """Remember ids that were just committed, with their event times."""
        if not self._tail.keys().isdisjoint(digests):  # seldom: an id that came again
            known = self._tail
            times = [max(t, known.get(d, NEVER)) for d, t in zip(digests, times, strict=True)]
        self._tail.update(zip(digests, times, strict=True))
        self._newest = max(self._newest, max(times, default=NEVER))

    def accepted(self, digests: Sequence[bytes]) -> list[int | None]:
        """The latest event time under which each id was accepted; None: not in the horizon."""
        latest = np.full(len(digests), NEVER)
        if not self._tail.keys().isdisjoint(digests):
            latest[:] = [self._tail.get(digest, NEVER) for digest in digests]
        if self._runs and digests:
            self._note_runs(digests, latest)
        here = latest >= max(self._newest - self._horizon, NEVER + 1)
        if not here.any():  # as almost always
            return [None] * len(digests)
        return [t if h else None for t, h in zip(latest.tolist(), here.tolist(), strict=True)]

    def _note_runs(self, digests: Sequence[bytes], latest: NDArray[np.int64]) -> None:
        high, low = halves(b"".join(digests))
        order = np.argsort(high)
        high, low, ordered = high[order], low[order], latest[order]
        for run in self._runs.values():
            run.note(high, low, ordered)
        latest[order] = ordered

    def stage(self, staging: Staging, first: int, ids: bytes, times: bytes) -> Run | None:
        """Write the ids of a segment as a run."""
        if not ids:
            return None
        columns = sorted_columns(ids, times)
        run = Run(
            f"dedup/{first:012d}{self._site.mark}.npy",
            0,
            len(columns.high),
            int(columns.times.max()),
        )
        parts = file_parts(run.rows, pieces(columns))
        staging.add(self._site.directory / run.path, parts)
        return run

    def tidy(self) -> None:
        """Merge runs that have become many, drop those behind the horizon."""
        oldest = self._newest - self._horizon
        self._drop([run for run in self._runs if run.newest < oldest])
        while many := self._crowded():
            self._merge(many, oldest)

    def _crowded(self) -> list[Run]:
        for tier in sorted({run.tier for run in self._runs}):
            runs = [run for run in self._runs if run.tier == tier]
            if len(runs) >= FAN:
                return sorted(runs, key=lambda run: run.path)
        return []

    def _merge(self, runs: list[Run], oldest: int) -> None:
        merge = Merge([self._runs[run] for run in runs], oldest)
        first = Path(runs[0].path).name.split(".")[0].split("-")[0]
        tier = runs[0].tier + 1
        path = f"dedup/{first}{self._site.mark}.{tier}.npy"
        merged = Run(path, tier, merge.rows, merge.newest)
        staging = Staging(self._site.files)
        staging.add(self._site.directory / merged.path, file_parts(merge.rows, merge.pieces()))
        staging.settle()
        with self._site.db.write() as con:
            _forget(con, runs)
            register(con, merged)
        self._site.at("dedup merged")
        self._take([*(run for run in self._runs if run not in runs), merged])
        self._remove(runs)

    def _drop(self, runs: list[Run]) -> None:
        if not runs:
            return
        with self._site.db.write() as con:
            _forget(con, runs)
        self._take([run for run in self._runs if run not in runs])
        self._remove(runs)

    def _take(self, runs: Sequence[Run]) -> None:
        held = self._runs
        self._runs = {
            run: held.get(run) or open_run(self._site.directory / run.path, run) for run in runs
        }
        self._newest = max([self._newest, *(run.newest for run in runs)])

    def _remove(self, runs: Sequence[Run]) -> None:
        for run in runs:
            self._site.files.remove(self._site.directory / run.path)


def register(con: Connection, run: Run | None) -> None:
    """Note a run that has come to rest."""
    if run is not None:
        row = dict(zip(DEDUP_RUN.c.keys(), astuple(run), strict=True))
        con.execute(insert(DEDUP_RUN), row)


def _forget(con: Connection, runs: Sequence[Run]) -> None:
    con.execute(delete(DEDUP_RUN).where(DEDUP_RUN.c.path.in_([run.path for run in runs])))
