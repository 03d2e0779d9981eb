"""Hash lists in memory: which entries a picture's hashes hit, by each source's own limit.

Only entries that may be acted on are in it: disputed ones, seeds, and PDQ hashes too poor
to compare were left out when it was made.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from bantay.kit.pdq.bits import QUALITY, WITHIN, parse
from bantay.kit.pdq.index import Kernel, PdqIndex, Words
from bantay.model.events import MediaShared
from bantay.model.events.talk import Match

Names = tuple[memoryview, NDArray[np.int64]]
"""Texts one after the other, and where each begins; one place more than texts."""
Digests = NDArray[np.bytes_]


BETWEEN = "\x1f"
"""Stands between a row's list and its id."""


class Rows(Struct, frozen=True):
    """One source's hashes that may be acted on, column by column.

    A row's name is its list, `BETWEEN`, and its id.
    """

    source: str
    within: int
    pdq: Words
    pdq_names: Names
    sha256: Digests
    sha256_names: Names


class KnownHashes:
    """Everything that is loaded, of all sources."""

    def __init__(self, sources: Sequence[Rows], kernel: Kernel | None = None):
        self._sources = [_Source(rows, kernel) for rows in sources]

    def __len__(self) -> int:
        return sum(len(source) for source in self._sources)

    def matches(self, event: MediaShared) -> list[Match]:
        """What the lists say of a picture: exact hits first, then the nearest of each source.

        A hash of quality below 50 is not compared; one without a quality is.
        """
        poor = event.pdq_quality is not None and event.pdq_quality < QUALITY
        pdq = None if poor else parse(event.pdq)
        return [hit for source in self._sources for hit in source.matches(event.sha256, pdq)]


_MOST = 16
"""Hits of one picture in one source at most: lists hold many copies of one picture."""


class _Source:
    def __init__(self, rows: Rows, kernel: Kernel | None):
        self._rows = rows
        self._index = PdqIndex(rows.pdq, kernel)
        self._order = np.argsort(rows.sha256, kind="stable")
        self._sorted = rows.sha256[self._order]

    def __len__(self) -> int:
        return len(self._index) + len(self._sorted)

    def matches(self, sha256: str | None, pdq: int | None) -> list[Match]:
        rows, found = self._rows, []
        for at in self._same(sha256):
            list_, id = _name(rows.sha256_names, at)
            found.append(Match(source=rows.source, list=list_, id=id, kind="sha256", distance=0))
        if pdq is not None:
            for at, apart in self._index.near(pdq, min(rows.within, WITHIN))[:_MOST]:
                list_, id = _name(rows.pdq_names, at)
                hit = Match(source=rows.source, list=list_, id=id, kind="pdq", distance=apart)
                found.append(hit)
        return found

    def _same(self, sha256: str | None) -> list[int]:
        if not sha256 or not len(self._sorted):
            return []
        try:
            wanted = np.frombuffer(bytes.fromhex(sha256), "S32")
        except ValueError:  # an operator's keyed hash, or no hash at all
            return []
        if len(wanted) != 1:
            return []
        first, after = (int(np.searchsorted(self._sorted, wanted, s)[0]) for s in ("left", "right"))
        return [int(at) for at in self._order[first:after][:_MOST]]


def _name(names: Names, at: int) -> tuple[str | None, str]:
    """The list and the id of a row."""
    text, begins = names
    whole = bytes(text[int(begins[at]) : int(begins[at + 1])]).decode()
    list_, _, id = whole.partition(BETWEEN)
    return list_ or None, id
