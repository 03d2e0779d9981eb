"""The screen: which classes a batch of texts carries, in one pass, without state.

Texts are joined, folded one to one by a table, classified by a table, and scanned once for
all terms of all lexicons. What the screen lets through is read properly later; it must be
cheap, and it must not miss what the reader would find.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import hyperscan
import numpy as np
from numpy.typing import NDArray

from bantay.engine.batch import Batch
from bantay.engine.signs import COUNTED, counted, is_apart, is_leet, is_mixed, is_piece, is_spelled
from bantay.kit.lexicon import OWN, PART

Bits = NDArray[np.uint64]
"""A row a text, its classes as bits of as many 64-bit words as there need be: class n is bit
n % 64 of word n // 64."""
Made = Callable[[tuple[bytes, ...]], Any]
"""From patterns, each numbered by its place, to a database that tells their numbers."""
Owned = dict[int, set[int]]
"""The number of a text to the numbers of the own classes it has. Of an operator's own classes
there may be thousands, so they have no bit."""
DISGUISED = ("piece", "spelled", "mixed", "apart", "leet", "drawn")
_NUMBER_WORDS = "number_word"
PIECES = (_NUMBER_WORDS, "joint")
"""Classes whose terms count as digits where it is asked whether a text is little else: "piece"."""
COUNTS = {"spelled": (_NUMBER_WORDS,), "piece": PIECES}
"""Signs that count the terms of other classes."""
_WORD_BITS, _LOW = 64, 2**64 - 1
_WORD = np.zeros(256, bool)
_WORD[[ord(c) for c in "abcdefghijklmnopqrstuvwxyz0123456789_"]] = True


class Screen:
    """Compiled once from the terms of all lexicons, by class; `made` may know a shorter way from
    patterns to a database than compiling them."""

    def __init__(self, terms: Mapping[str, Sequence[str]], made: Made | None = None):
        shipped = {name: some for name, some in terms.items() if not name.startswith(OWN)}
        names = [*COUNTED, *DISGUISED, *sorted(shipped)]
        self._bit = {name: n for n, name in enumerate(names)}
        self._width = -(-len(names) // _WORD_BITS)
        self._own = {name: n for n, name in enumerate(sorted(terms.keys() - shipped.keys()))}
        own = {name: terms[name] for name in self._own}
        self._terms = _Terms(shipped, self._bit, self._width, own)
        self._database = (made or compiled)(tuple(self._terms.expressions))
        self._scratch = hyperscan.Scratch(self._database)  # one a screen: screens share databases

    @property
    def classes(self) -> tuple[str, ...]:
        """All class names."""
        return tuple(self._bit)

    def masks(self, screens: Sequence[str]) -> list[int]:
        """A spec's screens as masks: a message passes if it has all bits of any of them.

        KeyError when a class is unknown: a detector would otherwise never be called.
        """
        shipped = [entry for entry in screens if not entry.startswith(OWN)]
        return [sum(1 << self._bit[name] for name in entry.split("+")) for entry in shipped]

    def holding(self, bits: Bits, mask: int) -> NDArray[np.bool_]:
        """The texts that have all classes of a mask."""
        words = self._words(mask)
        return np.asarray(((bits & words) == words).all(axis=1))

    def _words(self, mask: int) -> Bits:
        shifts = range(0, self._width * _WORD_BITS, _WORD_BITS)
        return np.array([mask >> shift & _LOW for shift in shifts], np.uint64)

    def numbers(self, screens: Sequence[str]) -> list[int]:
        """The numbers of a spec's own classes, as `read` tells them."""
        return [self._own[entry] for entry in screens if entry.startswith(OWN)]

    def bits(self, texts: Sequence[str]) -> list[int]:
        """The class bits of every text, as masks."""
        return [mask_of(row) for row in rows_of(self.read(texts)[0])]

    def read(self, texts: Sequence[str]) -> tuple[Bits, Owned]:
        """The class bits of every text, and the own classes of those texts that have any."""
        owned: Owned = {}
        if not texts:
            return np.zeros((0, self._width), np.uint64), owned
        batch = Batch(texts)
        bits = np.zeros((self._width, len(texts)), np.uint64)
        told, words = self._scan(batch.folded, batch.starts, bits, owned)
        signs = {
            **counted(batch),
            "piece": is_piece(batch, told),
            "spelled": is_spelled(batch, words),
            "mixed": is_mixed(batch),
            "apart": is_apart(batch),
            "leet": is_leet(batch),
        }
        for name, carried in signs.items():
            word, bit = divmod(self._bit[name], _WORD_BITS)
            bits[word] |= carried * np.uint64(1 << bit)
        return np.ascontiguousarray(bits.T), owned

    def _scan(
        self, folded: NDArray[np.uint32], starts: Any, bits: Bits, owned: Owned
    ) -> tuple[Any, Any]:
        """Set the bits of all terms; each text's characters of `PIECES`, and its number words."""
        size = bits.shape[1]
        told, words = np.zeros(size), np.zeros(size)
        hits: list[int] = []
        ends: list[int] = []

        def hit(id: int, start: int, end: int, flags: int, context: object) -> None:
            hits.append(id)
            ends.append(end)

        raw = folded.astype("<u4").tobytes().decode("utf-32-le", "replace").encode()
        self._database.scan(raw, match_event_handler=hit, scratch=self._scratch)
        if hits:
            found, after = np.array(hits), np.array(ends)
            whole = self._terms.whole(raw, found, after)
            found, after = found[whole], after[whole]
            where = np.searchsorted(_byte_starts(folded, starts), after - 1, "right") - 1
            for word, of_terms in zip(bits, self._terms.bits, strict=True):
                np.bitwise_or.at(word, where, of_terms[found])
            told += np.bincount(where, self._terms.told[found], size)
            words += np.bincount(where, self._terms.words[found], size)
            if self._own:
                self._terms.own(where, found, owned)
        return told, words


def rows_of(bits: Bits) -> list[bytes]:
    """Every text's classes as something that can be looked up."""
    rows: list[bytes] = bits.astype("<u8").view(f"V{8 * bits.shape[1]}").ravel().tolist()
    return rows


def mask_of(row: bytes) -> int:
    """The mask of such a row."""
    return int.from_bytes(row, "little")


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

    def __init__(
        self,
        terms: Mapping[str, Sequence[str]],
        bit: Mapping[str, int],
        width: int,
        own: Mapping[str, Sequence[str]],
    ):
        by_term: dict[bytes, int] = {}
        for name in sorted(terms):
            for term in terms[name]:
                by_term[term.encode()] = by_term.get(term.encode(), 0) | 1 << bit[name]
        self._first = len(by_term) + 1
        self._owners = _owners(own)
        mine = [term for term, _ in self._owners]
        self.expressions = [
            *(_expression(term) for term in by_term),
            _DRAWN,
            *(_plain(term) if part else _expression(term) for term, part in self._owners),
        ]
        self._of = list(self._owners.values())
        none = [0] * len(mine)
        masks = [*by_term.values(), 1 << bit["drawn"], *none]
        shifts = range(0, width * _WORD_BITS, _WORD_BITS)
        self.bits = np.array([[m >> shift & _LOW for m in masks] for shift in shifts], np.uint64)
        self._sizes = np.array([*map(len, by_term), 1, *map(len, mine)], np.int64)
        counted = {term for name in PIECES for term in terms.get(name, ())}
        chars = (term.decode() for term in by_term)
        told = [len(t.replace(" ", "")) if t in counted else 0 for t in chars]
        self.told = np.array([*told, 0, *none])
        numbers = frozenset(terms.get(_NUMBER_WORDS, ()))
        self.words = np.array([*(term.decode() in numbers for term in by_term), 0, *none], np.int64)
        edges = [*((term, False) for term in by_term), (_NO_EDGE, False), *self._owners]
        self._word_left = np.array([_WORD[t[0]] and not part for t, part in edges], bool)
        self._word_right = np.array([_WORD[t[-1]] and not part for t, part in edges], bool)

    def own(self, where: Any, found: Any, owned: Owned) -> None:
        """Note which texts have which own classes. Few texts do."""
        mine = found >= self._first
        for text, id in zip(where[mine].tolist(), found[mine].tolist(), strict=True):
            owned.setdefault(text, set()).update(self._of[id - self._first])

    def whole(self, raw: bytes, ids: Any, ends: Any) -> Any:
        """Which hits are whole words, where the term is one of letters or digits."""
        around = np.frombuffer(raw + b" ", np.uint8)
        starts = ends - self._sizes[ids]
        cut_left = self._word_left[ids] & (starts > 0) & _WORD[around[starts - 1]]
        return ~(cut_left | (self._word_right[ids] & _WORD[around[ends]]))


_DRAWN = rb"\b(?:[0-9obliszgq]{7,15}|[0-9](?:[ .-]?[0-9obliszgq]){6,14})\b"
"""A number in which letters stand for the digits they look like."""
_SHORT = 5  # bytes of a term that most texts hold inside some word


_NO_EDGE = b"."


def _owners(own: Mapping[str, Sequence[str]]) -> dict[tuple[bytes, bool], list[int]]:
    """Each term of own classes, with whether it may stand inside words: the classes it is of."""
    found: dict[tuple[bytes, bool], list[int]] = {}
    for number, name in enumerate(own):
        for term in own[name]:
            found.setdefault((term.encode(), name.endswith(PART)), []).append(number)
    return found


_WRITTEN = [b"\\x%02x" % byte for byte in range(256)]


def _plain(term: bytes) -> bytes:
    """A term as a pattern, wherever it stands."""
    return b"".join(map(_WRITTEN.__getitem__, term))


def _expression(term: bytes) -> bytes:
    """A term as a pattern; of a short one only whole words are told, as a hit costs a call."""
    plain = _plain(term)
    return rb"\b%s\b" % plain if len(term) <= _SHORT and _WORD[list(term)].all() else plain


@lru_cache(maxsize=32)
def compiled(expressions: tuple[bytes, ...]) -> Any:
    """A database is never changed; it takes a second to make, and several engines may want it."""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=list(expressions),
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=[0] * len(expressions),
    )
    return database
