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

from bantay.engine.disguise import is_apart, is_leet, is_mixed, is_spelled
from bantay.kit.text.table import AT, CLASS, DIGIT, DOT, FOLD, JOINER, LETTER, SPACE

Bits = NDArray[np.uint64]
COUNTED = ("digit", "digits", "number", "at", "dot", "token", "short", "long", "piece")
DISGUISED = ("spelled", "mixed", "apart", "leet")
PIECES = ("number_word", "joint")
"""Classes whose terms count as digits where it is asked whether a text is little else: "piece"."""
ALL = np.uint64(2**64 - 1)
_SEPARATOR = "\n"
_NUMBER_WORDS = "number_word"
_WORD = np.zeros(256, bool)
_WORD[[ord(c) for c in "abcdefghijklmnopqrstuvwxyz0123456789_"]] = True


class Screen:
    """Compiled once from the terms of all lexicons, by class."""

    def __init__(self, terms: Mapping[str, Sequence[str]]):
        names = [*COUNTED, *DISGUISED, *sorted(terms)]
        self._bit = {name: np.uint64(1 << n) for n, name in enumerate(names)}
        self._terms = _Terms(terms, self._bit)
        self._database = _compile(self._terms.expressions)

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
        classes = _through(CLASS, folded)
        bits = self._counted(classes, starts, sizes)
        told, words = self._scan(folded, starts, bits)
        bits[_is_piece(classes, folded, starts, sizes, told)] |= self._bit["piece"]
        bits[is_spelled(classes, starts, words)] |= self._bit["spelled"]
        bits[is_mixed(classes, starts)] |= self._bit["mixed"]
        bits[is_apart(classes, starts)] |= self._bit["apart"]
        bits[is_leet(classes, starts)] |= self._bit["leet"]
        return bits

    def _counted(self, classes: NDArray[Any], starts: Any, sizes: Any) -> Bits:
        digit = (classes & DIGIT) != 0
        alnum = digit | ((classes & LETTER) != 0)
        digits = np.add.reduceat(digit, starts, dtype=np.int32)
        dot = (classes & DOT) != 0
        dot[0] = False  # nothing stands before it
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
            "short": sizes <= 20,
            "long": sizes >= 40,
        }
        bits = np.zeros(len(sizes), np.uint64)
        for name, passed in tests.items():
            bits |= np.where(passed, self._bit[name], np.uint64(0))
        return bits

    def _scan(self, folded: NDArray[np.uint32], starts: Any, bits: Bits) -> tuple[Any, Any]:
        """Set the bits of all terms; each text's characters of `PIECES`, and its number words."""
        told, words = np.zeros(len(bits)), np.zeros(len(bits))
        if self._database is None:
            return told, words
        hits: list[int] = []
        ends: list[int] = []

        def hit(id: int, start: int, end: int, flags: int, context: object) -> None:
            hits.append(id)
            ends.append(end)

        raw = folded.astype("<u4").tobytes().decode("utf-32-le", "replace").encode()
        self._database.scan(raw, match_event_handler=hit)
        if hits:
            found, after = np.array(hits), np.array(ends)
            whole = self._terms.whole(raw, found, after)
            found, after = found[whole], after[whole]
            where = np.searchsorted(_byte_starts(folded, starts), after - 1, "right") - 1
            np.bitwise_or.at(bits, where, self._terms.bits[found])
            told += np.bincount(where, self._terms.told[found], len(bits))
            words += np.bincount(where, self._terms.words[found], len(bits))
        return told, words


_OTHERS = 8  # characters beside the digits, number words and joints of a piece
_LONE_WITHIN = 40  # characters of a message of lone letters


def _is_piece(classes: NDArray[Any], points: Any, starts: Any, sizes: Any, told: Any) -> Any:
    """Which texts are digits or number words with little beside them, or letters one by one."""
    digit = (classes & DIGIT) != 0
    letter = (classes & LETTER) != 0
    gap = _through(_GAP, points)
    digits = np.add.reduceat(digit, starts, dtype=np.int32)
    others = np.add.reduceat(~(digit | gap), starts, dtype=np.int32) - told
    worded = (told > 0) & (others <= told + 4 * (told > 2))
    found = (others <= _OTHERS) & ((digits > 0) | worded)
    lone = letter.copy()
    lone[1:] &= gap[:-1]
    lone[:-1] &= gap[1:]
    letters = np.add.reduceat(letter, starts, dtype=np.int32)
    spelled = (letters > 0) & (np.add.reduceat(lone, starts, dtype=np.int32) == letters)
    return found | (spelled & (sizes <= _LONE_WITHIN))


_UNREAD = (
    *((0x300, 0x370), (0x200B, 0x2070), (0x20D0, 0x2100), (0xFE00, 0xFE10)),  # marks, zero width
    *((0x2190, 0x2460), (0x2500, 0x2776), (0x2794, 0x2C00), (0x1F300, 0x1FB00)),  # symbols, emoji
)


def _gaps() -> NDArray[np.bool_]:
    """What may stand between the digits of a piece: space, joiners, symbols, what is not seen."""
    gap: NDArray[np.bool_] = (CLASS & (SPACE | JOINER)) != 0
    for low, high in _UNREAD:
        gap[low:high] = True
    return gap


_GAP = _gaps()


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _through(table: NDArray[Any], points: NDArray[np.uint32]) -> NDArray[Any]:
    """Look every code point up; those past the table keep themselves (FOLD) or have no class."""
    if points.max() < len(table):
        return table.take(points, mode="clip")  # clip: no second look at the bounds
    inside = points < len(table)
    beyond = points if table is FOLD else np.zeros_like(points)
    return np.where(inside, table[np.where(inside, points, 0)], beyond).astype(table.dtype)


def _byte_starts(folded: NDArray[np.uint32], starts: Any) -> Any:
    """Where each message begins in the UTF-8 of the folded text (RFC 3629: 1 to 4 bytes)."""
    more = (folded >= 0x80).view(np.int8) + (folded >= 0x800).view(np.int8)
    more += (folded >= 0x10000).view(np.int8)
    extra = np.add.reduceat(more, starts, dtype=np.int64)
    return starts + np.cumsum(extra) - extra


class _Terms:
    """All terms as byte patterns, with what has to hold around a hit.

    Word edges are looked at after the scan: patterns with edges in them take a second to
    compile, plain ones a fiftieth.
    """

    def __init__(self, terms: Mapping[str, Sequence[str]], bit: Mapping[str, np.uint64]):
        by_term: dict[bytes, np.uint64] = {}
        for name in sorted(terms):
            for term in terms[name]:
                by_term[term.encode()] = by_term.get(term.encode(), np.uint64(0)) | bit[name]
        self.expressions = [_expression(term) for term in by_term]
        self.bits = np.array(list(by_term.values()), np.uint64)
        self._sizes = np.array([len(term) for term in by_term], np.int64)
        counted = {term for name in PIECES for term in terms.get(name, ())}
        chars = (term.decode() for term in by_term)
        self.told = np.array([len(t.replace(" ", "")) if t in counted else 0 for t in chars])
        numbers = frozenset(terms.get(_NUMBER_WORDS, ()))
        self.words = np.array([term.decode() in numbers for term in by_term], np.int64)
        self._word_left = np.array([_WORD[term[0]] for term in by_term], bool)
        self._word_right = np.array([_WORD[term[-1]] for term in by_term], bool)

    def whole(self, raw: bytes, ids: Any, ends: Any) -> Any:
        """Which hits are whole words, where the term is one of letters or digits."""
        word = _WORD[np.frombuffer(raw + b" ", np.uint8)]
        starts = ends - self._sizes[ids]
        cut_left = self._word_left[ids] & (starts > 0) & word[starts - 1]
        return ~(cut_left | (self._word_right[ids] & word[ends]))


_SHORT = 3  # bytes of a term that most texts hold inside some word


def _expression(term: bytes) -> bytes:
    """A term as a pattern; of a short one only whole words are told, as a hit costs a call."""
    plain = b"".join(b"\\x%02x" % byte for byte in term)
    return rb"\b%s\b" % plain if len(term) <= _SHORT and _WORD[list(term)].all() else plain


def _compile(expressions: list[bytes]) -> Any:
    if not expressions:
        return None
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=expressions,
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=[0] * len(expressions),
    )
    return database
