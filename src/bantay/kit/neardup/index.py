"""An index of texts to which more can be added at any time, and the clusters they make.

For every anchor the texts are kept in sorted order of that anchor and, behind it, of the next
one. A new text is compared with its neighbours in that order only: where a stock phrase is
shared by thousands, near-copies share the next anchor too and so stand side by side. Costs
per text do not grow with how common a phrase is.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bantay.kit.neardup.signature import COMPARED, FOUND_BY, Signatures, alike, signatures

ALIKE = 0.35
"""The least estimated share of common shingles of two copies; measured by `bench templates`."""
FIRSTS = 0.7
"""How much of `ALIKE` the first texts of two clusters must reach before they become one: without
it, texts that share one stock phrase each with the next make chains of strangers."""
_BESIDE = 2  # neighbours looked at on either side
_RUNS = 6  # sorted runs an anchor may have before they are merged
_BATCH = 100_000

Ids = NDArray[np.int64]


class TemplateIndex:
    """Texts by number, 0, 1, 2 … in the order in which they were added."""

    def __init__(self, least: float = ALIKE):
        self._least = least
        self._signed = _Rows()
        self._runs: list[list[tuple[NDArray[np.uint64], Ids]]] = [[] for _ in range(FOUND_BY)]
        self._parents = np.zeros(0, np.int64)

    def __len__(self) -> int:
        return len(self._parents)

    def add(self, texts: Sequence[str]) -> None:
        """Add texts and join each to those it is a near-copy of."""
        for n in range(0, len(texts), _BATCH):
            self._add(texts[n : n + _BATCH])

    def clusters(self, least: int = 2) -> list[tuple[int, ...]]:
        """Groups of near-copies, each sorted, in order of their first text."""
        roots = self._roots(np.arange(len(self)))
        order = np.argsort(roots, kind="stable")
        cuts = np.flatnonzero(np.diff(roots[order])) + 1
        groups = np.split(order, cuts) if len(order) else []
        return [tuple(group.tolist()) for group in groups if len(group) >= least]

    def _add(self, texts: Sequence[str]) -> None:
        signed = signatures(texts)
        first = len(self)
        self._parents = np.concatenate((self._parents, np.arange(first, first + len(texts))))
        self._signed.extend(signed.alike)
        usable = np.flatnonzero(signed.usable)
        for band in range(FOUND_BY):
            values = _composite(signed, band)[usable]
            order = np.argsort(values, kind="stable")
            self._join(band, values[order], usable[order] + first)

    def _join(self, band: int, values: NDArray[np.uint64], ids: Ids) -> None:
        found = list(_within(values, ids))
        for older, held in self._runs[band]:
            found += _between(values, ids, older, held)
        if found:
            ones, others = (np.concatenate(side) for side in zip(*found, strict=True))
            self._unite(ones, others)
        runs = self._runs[band]
        runs.append((values, ids))
        if len(runs) > _RUNS:
            self._runs[band] = [_merged(runs)]

    def _unite(self, ones: Ids, others: Ids) -> None:
        """Join the pairs that are alike; those already in one cluster are not compared."""
        apart = self._roots(ones) != self._roots(others)
        ones, others = ones[apart], others[apart]
        near = alike(self._signed.as_signatures(), ones, others) >= self._least
        for one, other in zip(ones[near].tolist(), others[near].tolist(), strict=True):
            low, high = sorted((self._root(one), self._root(other)))
            if low != high and self._signed.share(low, high) >= self._least * FIRSTS:
                self._parents[high] = low

    def _root(self, one: int) -> int:
        parents = self._parents
        while parents[one] != one:
            parents[one] = parents[parents[one]]
            one = int(parents[one])
        return one

    def _roots(self, ids: Ids) -> Ids:
        roots = self._parents[ids]
        while True:
            above = self._parents[roots]
            if np.array_equal(above, roots):
                return roots
            roots = above


class _Rows:
    """Signature rows in one array that grows by half."""

    def __init__(self) -> None:
        self._rows = np.zeros((1_024, COMPARED), np.uint32)
        self._used = 0

    def extend(self, more: NDArray[np.uint32]) -> None:
        need = self._used + len(more)
        if need > len(self._rows):
            grown = np.zeros((max(need, len(self._rows) * 3 // 2), COMPARED), np.uint32)
            grown[: self._used] = self._rows[: self._used]
            self._rows = grown
        self._rows[self._used : need] = more
        self._used = need

    def share(self, one: int, other: int) -> float:
        """How alike two texts are."""
        return float(np.mean(self._rows[one] == self._rows[other]))

    def as_signatures(self) -> Signatures:
        rows = self._rows[: self._used]
        return Signatures(rows, np.zeros((0, FOUND_BY), np.uint32), np.zeros(0, bool))


def _composite(signed: Signatures, band: int) -> NDArray[np.uint64]:
    """An anchor and, in the lower half, the next one: the order of neighbours."""
    high = signed.anchors[:, band].astype(np.uint64) << np.uint64(32)
    return high | signed.anchors[:, (band + 1) % FOUND_BY].astype(np.uint64)


def _within(values: NDArray[np.uint64], ids: Ids) -> Any:
    """Pairs of neighbours of one sorted run that share the anchor."""
    high = values >> np.uint64(32)
    for step in range(1, _BESIDE + 1):
        same = np.flatnonzero(high[step:] == high[:-step])
        yield ids[same], ids[same + step]


def _between(values: Any, ids: Ids, older: Any, held: Ids) -> Any:
    """Pairs of new texts and their neighbours among older ones that share the anchor."""
    if not len(older):
        return
    places = np.searchsorted(older, values)
    high = values >> np.uint64(32)
    for step in range(-_BESIDE, _BESIDE):
        beside = np.clip(places + step, 0, len(older) - 1)
        same = np.flatnonzero(older[beside] >> np.uint64(32) == high)
        yield held[beside[same]], ids[same]


def _merged(runs: Sequence[tuple[NDArray[np.uint64], Ids]]) -> tuple[NDArray[np.uint64], Ids]:
    values = np.concatenate([values for values, _ in runs])
    ids = np.concatenate([ids for _, ids in runs])
    order = np.argsort(values, kind="stable")
    return values[order], ids[order]
