"""The screen: which classes a batch of texts carries, in one pass, without state.

Texts are joined, folded one to one by a table, classified by a table, and scanned once for
all terms of all lexicons. What the screen lets through is read properly later; it must be
cheap, and it must not miss what the reader would find.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import hyperscan
import numpy as np
from numpy.typing import NDArray

from bantay.kit.text.table import AT, CLASS, DIGIT, DOT, FOLD, LETTER, SPACE

Bits = NDArray[np.uint64]
COUNTED = ("digit", "digits", "number", "at", "dot", "token", "long")
ALL = np.uint64(2**64 - 1)
_SEPARATOR = "\n"


class Screen:
    """Compiled once from the terms of all lexicons, by class."""

    def __init__(self, terms: Mapping[str, Sequence[str]]):
        names = [*COUNTED, *sorted(terms)]
        self._bit = {name: np.uint64(1 << n) for n, name in enumerate(names)}
        self._expressions, self._bits = _expressions(terms, self._bit)
        self._database = _compile(self._expressions)

    @property
    def classes(self) -> tuple[str, ...]:
        """All class names."""
        return tuple(self._bit)

    def masks(self, screens: Sequence[str]) -> list[int]:
        """A spec's screens as masks: a message passes if it has all bits of any of them.

        KeyError when a class is unknown: a detector would otherwise never be called.
        """
        return [int(sum(self._bit[name] for name in entry.split("+"))) for entry in screens]

    def bits(self, texts: Sequence[str]) -> Bits:
        """The class bits of every text."""
        if not texts:
            return np.zeros(0, np.uint64)
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        starts = np.concatenate(([0], np.cumsum(sizes[:-1] + 1)))
        points = _points(_SEPARATOR.join([*texts, ""]))
        folded = _through(FOLD, points)
        bits = self._counted(_through(CLASS, folded), starts, sizes)
        self._scan(folded, starts, bits)
        return bits

    def _counted(self, classes: NDArray[Any], starts: Any, sizes: Any) -> Bits:
        digit = (classes & DIGIT) != 0
        alnum = digit | ((classes & LETTER) != 0)
        digits = np.add.reduceat(digit, starts, dtype=np.int32)
        dot = (classes & DOT) != 0
        dot[1:-1] &= alnum[:-2] & alnum[2:]
        spaces = np.add.reduceat((classes & SPACE) != 0, starts, dtype=np.int32)
        token = (spaces == 1) & (sizes >= 3) & (sizes <= 40)  # 1: the separator itself
        token &= np.logical_or.reduceat(alnum, starts)
        tests = {
            "digit": digits >= 1,
            "digits": digits >= 3,
            "number": digits >= 7,
            "at": np.logical_or.reduceat((classes & AT) != 0, starts),
            "dot": np.logical_or.reduceat(dot, starts),
            "token": token,
            "long": sizes >= 40,
        }
        bits = np.zeros(len(sizes), np.uint64)
        for name, passed in tests.items():
            bits |= np.where(passed, self._bit[name], np.uint64(0))
        return bits

    def _scan(self, folded: NDArray[np.uint32], starts: Any, bits: Bits) -> None:
        if self._database is None:
            return
        hits: list[int] = []
        ends: list[int] = []

        def hit(id: int, start: int, end: int, flags: int, context: object) -> None:
            hits.append(id)
            ends.append(end)

        raw = folded.astype("<u4").tobytes().decode("utf-32-le", "replace").encode()
        self._database.scan(raw, match_event_handler=hit)
        if hits:
            where = np.searchsorted(_byte_starts(folded, starts), np.array(ends) - 1, "right") - 1
            np.bitwise_or.at(bits, where, self._bits[np.array(hits)])


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _through(table: NDArray[Any], points: NDArray[np.uint32]) -> NDArray[Any]:
    """Look every code point up; those past the table keep themselves (FOLD) or have no class."""
    if points.max() < len(table):
        return table[points]
    inside = points < len(table)
    beyond = points if table is FOLD else np.zeros_like(points)
    return np.where(inside, table[np.where(inside, points, 0)], beyond).astype(table.dtype)


def _byte_starts(folded: NDArray[np.uint32], starts: Any) -> Any:
    widths = np.ones(len(folded), np.int64)
    for bound in (0x80, 0x800, 0x10000):
        widths += folded >= bound
    return (np.cumsum(widths) - widths)[starts]


def _expressions(
    terms: Mapping[str, Sequence[str]], bit: Mapping[str, np.uint64]
) -> tuple[list[bytes], Bits]:
    by_term: dict[str, np.uint64] = {}
    for name in sorted(terms):
        for term in terms[name]:
            by_term[term] = by_term.get(term, np.uint64(0)) | bit[name]
    expressions = [_expression(term) for term in by_term]
    return expressions, np.array(list(by_term.values()), np.uint64)


def _expression(term: str) -> bytes:
    escaped = "".join(rf"\x{{{ord(c):x}}}" if not c.isalnum() else c for c in term)
    left = r"\b" if term[0].isascii() and term[0].isalnum() else ""
    right = r"\b" if term[-1].isascii() and term[-1].isalnum() else ""
    return f"{left}{escaped}{right}".encode()


def _compile(expressions: list[bytes]) -> Any:
    if not expressions:
        return None
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=expressions,
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=[hyperscan.HS_FLAG_UTF8] * len(expressions),
    )
    return database
