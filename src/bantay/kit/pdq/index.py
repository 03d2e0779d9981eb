"""Every hash within 31 bits of a given one, exactly, among millions.

A hash is sixteen bands of sixteen bits. Two hashes that differ in at most 31 bits have a
band in which they differ in at most one, for otherwise there were 32 differences. So a hash
is filed under each of its bands, a look opens each of its bands' drawers and the sixteen
beside it that differ in one bit, and nothing within 31 is missed. Up to 15 bits, the drawers
themselves are enough. (Norouzi, Punjani and Fleet, "Fast exact search in Hamming space with
multi-index hashing", 2014.)
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bantay.kit.pdq.bits import WITHIN

Words = NDArray[np.uint64]
"""Hashes, n x 4: the least significant word first."""
Drawers = NDArray[np.uint32]

_BANDS = 16
_VALUES = 1 << 16
_BESIDE = np.array([0, *(1 << bit for bit in range(16))], np.uint16)
_BYTES = 32


class Kernel(Protocol):
    """A faster way through the same drawers: positions and distances, in any order."""

    def __call__(
        self, words: Words, starts: Drawers, ids: Drawers, query: Words, within: int
    ) -> tuple[Drawers, Drawers]:
        """All hashes of `words` within a distance of the one query."""
        ...


def packed(hashes: Iterable[int]) -> Words:
    """Hashes as an index holds them."""
    raw = b"".join(value.to_bytes(_BYTES, "little") for value in hashes)
    return np.frombuffer(raw, "<u8").reshape(-1, 4)


def unpacked(words: Words) -> Iterator[int]:
    """The hashes as numbers."""
    raw = np.ascontiguousarray(words, "<u8").tobytes()
    return (int.from_bytes(raw[at : at + _BYTES], "little") for at in range(0, len(raw), _BYTES))


class PdqIndex:
    """Immutable; 96 bytes a hash, of which 32 are the hash itself."""

    def __init__(self, words: Words, kernel: Kernel | None = None):
        self._words = np.ascontiguousarray(words, "<u8").reshape(-1, 4)
        self._kernel = kernel
        size = len(self._words)
        self._ids = np.empty((_BANDS, size), np.uint32)
        self._starts = np.zeros((_BANDS, _VALUES + 1), np.uint32)
        for n, band in enumerate(self._words.view("<u2").reshape(-1, _BANDS).T):
            self._ids[n] = np.argsort(band, kind="stable")
            np.cumsum(np.bincount(band, minlength=_VALUES), out=self._starts[n, 1:])

    def __len__(self) -> int:
        return len(self._words)

    @property
    def nbytes(self) -> int:
        """Bytes of memory, the hashes included."""
        return self._words.nbytes + self._ids.nbytes + self._starts.nbytes

    def near(self, query: int, within: int = WITHIN) -> list[tuple[int, int]]:
        """Positions of all hashes within a distance of the query, and their distances.

        The nearest come first. ValueError for a distance beyond 31: it would not be exact.
        """
        if not 0 <= within <= WITHIN:
            raise ValueError(f"exact up to {WITHIN} bits, not for {within}")
        if not len(self):
            return []
        find = self._kernel or _look
        where, apart = find(self._words, self._starts, self._ids, packed([query])[0], within)
        return sorted(
            zip(where.tolist(), apart.tolist(), strict=True), key=lambda hit: (hit[1], hit[0])
        )


def _look(
    words: Words, starts: Drawers, ids: Drawers, query: Words, within: int
) -> tuple[Drawers, Drawers]:
    """The same as a kernel, in numpy."""
    beside = _BESIDE if within >= _BANDS else _BESIDE[:1]
    drawers = query.view("<u2")[:, None] ^ beside
    bands = np.arange(_BANDS)[:, None]
    begin = starts[bands, drawers].astype(np.int64)
    sizes = (starts[bands, drawers.astype(np.int64) + 1] - begin).ravel()
    first = (begin + bands * ids.shape[1]).ravel()
    at = np.arange(sizes.sum()) + np.repeat(first - np.cumsum(sizes) + sizes, sizes)
    found = ids.ravel()[at]
    apart = np.bitwise_count(words[found] ^ query).sum(axis=1, dtype=np.uint32)
    close = apart <= within
    where, once = np.unique(found[close], return_index=True)
    return where, apart[close][once]
