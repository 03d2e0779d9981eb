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

from bantay.engine.batch import Batch
from bantay.engine.signs import COUNTED, counted, is_apart, is_leet, is_mixed, is_piece, is_spelled

Bits = NDArray[np.uint64]
DISGUISED = ("piece", "spelled", "mixed", "apart", "leet", "drawn")
_NUMBER_WORDS = "number_word"
PIECES = (_NUMBER_WORDS, "joint")
"""Classes whose terms count as digits where it is asked whether a text is little else: "piece"."""
COUNTS = {"spelled": (_NUMBER_WORDS,), "piece": PIECES}
"""Signs that count the terms of other classes."""
ALL = np.uint64(2**64 - 1)
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
        batch = Batch(texts)
        bits = np.zeros(len(texts), np.uint64)
        told, words = self._scan(batch.folded, batch.starts, bits)
        signs = {
            **counted(batch),
            "piece": is_piece(batch, told),
            "spelled": is_spelled(batch, words),
            "mixed": is_mixed(batch),
            "apart": is_apart(batch),
            "leet": is_leet(batch),
        }
        for name, carried in signs.items():
            bits[carried] |= self._bit[name]
        return bits

    def _scan(self, folded: NDArray[np.uint32], starts: Any, bits: Bits) -> tuple[Any, Any]:
        """Set the bits of all terms; each text's characters of `PIECES`, and its number words."""
        told, words = np.zeros(len(bits)), np.zeros(len(bits))
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
        self.expressions = [*(_expression(term) for term in by_term), _DRAWN]
        self.bits = np.array([*by_term.values(), bit["drawn"]], np.uint64)
        self._sizes = np.array([*(len(term) for term in by_term), 1], np.int64)
        counted = {term for name in PIECES for term in terms.get(name, ())}
        chars = (term.decode() for term in by_term)
        told = [len(t.replace(" ", "")) if t in counted else 0 for t in chars]
        self.told = np.array([*told, 0])
        numbers = frozenset(terms.get(_NUMBER_WORDS, ()))
        self.words = np.array([*(term.decode() in numbers for term in by_term), 0], np.int64)
        self._word_left = np.array([*(_WORD[term[0]] for term in by_term), False], bool)
        self._word_right = np.array([*(_WORD[term[-1]] for term in by_term), False], bool)

    def whole(self, raw: bytes, ids: Any, ends: Any) -> Any:
        """Which hits are whole words, where the term is one of letters or digits."""
        around = np.frombuffer(raw + b" ", np.uint8)
        starts = ends - self._sizes[ids]
        cut_left = self._word_left[ids] & (starts > 0) & _WORD[around[starts - 1]]
        return ~(cut_left | (self._word_right[ids] & _WORD[around[ends]]))


_DRAWN = rb"\b(?:[0-9obliszgq]{7,15}|[0-9](?:[ .-]?[0-9obliszgq]){6,14})\b"
"""A number in which letters stand for the digits they look like."""
_SHORT = 5  # bytes of a term that most texts hold inside some word


def _expression(term: bytes) -> bytes:
    """A term as a pattern; of a short one only whole words are told, as a hit costs a call."""
    plain = b"".join(b"\\x%02x" % byte for byte in term)
    return rb"\b%s\b" % plain if len(term) <= _SHORT and _WORD[list(term)].all() else plain


def _compile(expressions: list[bytes]) -> Any:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=expressions,
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=[0] * len(expressions),
    )
    return database
