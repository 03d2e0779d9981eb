"""Sorted runs of id digests on disk: an array of three rows (high half, low half, event time).

Runs are memory-mapped: looking up touches a few pages, and only a hit reads the lower half.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from bantay.adapters.store.trouble import damaged

Words = NDArray[np.uint64]
NEVER = np.iinfo(np.int64).min
_SLICE = 1 << 18
"""Digests merged at a time, so that memory does not grow with the runs."""


class Run(Struct, frozen=True):
    """One run on disk; `newest` is the latest event time in it."""

    path: str
    tier: int
    rows: int
    newest: int


class Columns:
    """The three rows of a run: digests in order of their high half, and event times."""

    def __init__(self, high: Words, low: Words, times: NDArray[np.int64]):
        self.high, self.low, self.times = high, low, times

    def note(self, high: Words, low: Words, latest: NDArray[np.int64]) -> None:
        """Raise `latest` to the time at which each digest asked for was accepted, if it was."""
        at = self.high.searchsorted(high)
        asked = np.arange(len(high))
        while len(asked):
            inside = at < len(self.high)
            asked, at = asked[inside], at[inside]
            same = self.high[at] == high[asked]
            asked, at = asked[same], at[same]
            hit = self.low[at] == low[asked]
            np.maximum.at(latest, asked[hit], self.times[at[hit]])
            at = at + 1  # others may share the high half


def halves(ids: bytes) -> tuple[Words, Words]:
    """High and low halves of joined 16-byte digests."""
    words = np.frombuffer(ids, ">u8").reshape(-1, 2)
    return words[:, 0].astype(np.uint64), words[:, 1].astype(np.uint64)


def sorted_columns(ids: bytes, times: bytes) -> Columns:
    """A run of what was committed: joined digests and their event times."""
    high, low = halves(ids)
    order = np.argsort(high)
    return Columns(high[order], low[order], np.frombuffer(times, "<i8").astype(np.int64)[order])


def open_run(path: Path, run: Run) -> Columns:
    """A run from disk. `StoreError` when it is missing or not what was written."""
    try:
        whole: NDArray[np.uint64] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as wrong:
        raise damaged(path) from wrong
    if whole.shape != (3, run.rows) or whole.dtype != np.uint64:
        raise damaged(path)
    return Columns(whole[0], whole[1], whole[2].view(np.int64))


def file_parts(rows: int, parts: Iterable[NDArray[Any]]) -> Iterator[bytes]:
    """The bytes of a run's file: a header, then the three rows piece by piece."""
    head = BytesIO()
    np.lib.format.write_array_header_1_0(
        head, {"descr": "<u8", "fortran_order": False, "shape": (3, rows)}
    )
    yield head.getvalue()
    for part in parts:
        yield part.astype("<u8", copy=False).tobytes()


def pieces(columns: Columns) -> Iterator[NDArray[Any]]:
    """A run's three rows as `file_parts` wants them."""
    yield from (columns.high, columns.low, columns.times.view(np.uint64))


class Merge:
    """Several runs as one, slice by slice of the number line, without what is too old."""

    def __init__(self, runs: Sequence[Columns], oldest: int):
        self._runs, self._orders = runs, list[NDArray[np.uint32]]()
        total = sum(len(run.high) for run in runs)
        width = max(1, total // _SLICE)
        edges = np.array([(n << 64) // width for n in range(1, width)], np.uint64)
        at = [run.high.searchsorted(edges).tolist() for run in runs]
        self._cuts = [[0, *cut, len(run.high)] for cut, run in zip(at, runs, strict=True)]
        self.newest = NEVER
        for number in range(width):
            times = self._slice(number, "times")
            order = np.argsort(self._slice(number, "high")).astype(np.uint32)
            self._orders.append(order[times[order] >= oldest])
            self.newest = max(self.newest, int(times.max(initial=NEVER)))
        self.rows = sum(len(order) for order in self._orders)

    def pieces(self) -> Iterator[NDArray[Any]]:
        """The merged rows as `file_parts` wants them."""
        for name in ("high", "low", "times"):
            for number, order in enumerate(self._orders):
                yield self._slice(number, name)[order].view(np.uint64)

    def _slice(self, number: int, name: str) -> NDArray[Any]:
        cuts = (cut[number : number + 2] for cut in self._cuts)
        return np.concatenate(
            [getattr(run, name)[a:b] for run, (a, b) in zip(self._runs, cuts, strict=True)]
        )
