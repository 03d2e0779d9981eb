"""A batch of texts as arrays: joined, folded, classified, with what several signs ask of it.

Texts stand one after the other with one separator behind each. `starts` is where each text
begins, `sizes` are their lengths.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bantay.kit.text.table import CLASS, DIGIT, FOLD, JOINER, LETTER, SPACE

Flags = NDArray[np.bool_]
Places = NDArray[np.int64]
_SEPARATOR = "\n"

_UNREAD = (
    *((0x300, 0x370), (0x200B, 0x2070), (0x20D0, 0x2100), (0xFE00, 0xFE10)),  # marks, zero width
    *((0xAD, 0xAE), (0x61C, 0x61D), (0x115F, 0x1161), (0x180B, 0x1810)),  # drawn as nothing
    *((0x3164, 0x3165), (0xFEFF, 0xFF00), (0xFFA0, 0xFFA1), (0xFFF9, 0xFFFC)),
    *((0x2190, 0x2460), (0x2500, 0x2776), (0x2794, 0x2C00), (0x1F300, 0x1FB00)),  # symbols, emoji
)


def _gaps() -> Flags:
    """What may stand between the digits of a piece: space, joiners, symbols, what is not seen."""
    gap: Flags = (CLASS & (SPACE | JOINER)) != 0
    for low, high in _UNREAD:
        gap[low:high] = True
    return gap


GAP = _gaps()
"""By code point, what `Batch.gap` says."""


class Batch:
    """At least one text."""

    def __init__(self, texts: Sequence[str]):
        self.sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        self.starts: Places = np.concatenate(([0], np.cumsum(self.sizes[:-1] + 1)))
        joined = _SEPARATOR.join([*texts, ""]).encode("utf-32-le", "surrogatepass")
        self.folded = through(FOLD, np.frombuffer(joined, np.uint32))
        self.classes = through(CLASS, self.folded)

    def of(self, flag: int) -> Flags:
        """The characters that carry a flag of `CLASS`."""
        return np.asarray((self.classes & flag) != 0)

    @cached_property
    def digit(self) -> Flags:
        """Digits."""
        return self.of(DIGIT)

    @cached_property
    def letter(self) -> Flags:
        """ASCII letters."""
        return self.of(LETTER)

    @cached_property
    def gap(self) -> Flags:
        """What may stand between the parts of a number that is written to be read."""
        return through(GAP, self.folded)

    @cached_property
    def digits_at(self) -> Places:
        """Where the digits are."""
        return np.flatnonzero(self.digit)

    @cached_property
    def digits(self) -> Places:
        """How many digits each text has."""
        return self.count(self.digits_at)

    def texts_of(self, places: Places) -> Places:
        """The number of the text in which each place is."""
        return self.starts.searchsorted(places, "right") - 1

    def count(self, places: Places) -> Places:
        """How many of these places each text has: for what is rare."""
        return np.bincount(self.texts_of(places), minlength=len(self.sizes))

    def has(self, marked: Flags) -> Flags:
        """Which texts have a marked character: for what is rare."""
        found = np.zeros(len(self.sizes), bool)
        found[self.texts_of(np.flatnonzero(marked))] = True
        return found

    def sum(self, marked: Flags) -> Any:
        """How many marked characters each text has: for what is frequent."""
        return np.add.reduceat(marked, self.starts, dtype=np.int32)


def through(table: NDArray[Any], points: NDArray[np.uint32]) -> NDArray[Any]:
    """Look every code point up; those past the table keep themselves (FOLD) or have no class."""
    if points.max() < len(table):
        return table.take(points, mode="clip")  # clip: no second look at the bounds
    inside = points < len(table)
    beyond = points if table is FOLD else np.zeros_like(points)
    return np.where(inside, table[np.where(inside, points, 0)], beyond).astype(table.dtype)
