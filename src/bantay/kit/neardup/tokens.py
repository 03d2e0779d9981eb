"""Many texts to token hashes at once: words of spaced scripts, characters of the others.

Case and digits are folded away: a run of digits is one token whatever it says, so a price or
an age that changes from copy to copy is no difference.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from unicodedata import category

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from bantay.kit.text.table import FOLD, SIZE
from bantay.kit.text.words import is_spaceless

Words64 = NDArray[np.uint64]
_NONE, _LETTER, _DIGIT, _SPACELESS = 0, 1, 2, 3
_MANY = 1 << 21
"""Characters that one pass reads: what the powers below are made for."""
_BASE = 0x9E3779B97F4A7C15
"""An odd number, so that it has an inverse modulo 2**64 (2**64 divided by the golden ratio)."""
_NUMBER = np.uint64(0x2545F4914F6CDD1D)
"""The hash of every run of digits."""


class Tokens(Struct):
    """Hashes of all tokens of a batch, the text each is of, and which are single characters."""

    hashes: Words64
    texts: NDArray[np.int64]
    spaceless: NDArray[np.bool_]


def tokens(texts: Sequence[str]) -> Tokens:
    """The tokens of a batch of texts, in order."""
    parts = [_pass(texts[first:last], first) for first, last in _passes(texts)]
    if not parts:
        return Tokens(np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, bool))
    return Tokens(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _passes(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Cuts of the batch of at most `_MANY` characters each; a longer text is cut short later."""
    cuts, first, held = list[tuple[int, int]](), 0, 0
    for at, text in enumerate(texts):
        size = min(len(text), _MANY - 1) + 1
        if held and held + size > _MANY:
            cuts.append((first, at))
            first, held = at, 0
        held += size
    return [*cuts, (first, len(texts))] if held else cuts


def _pass(texts: Sequence[str], offset: int) -> tuple[Any, Any, Any]:
    cut = [text if len(text) < _MANY else text[: _MANY - 1] for text in texts]
    raw = "\n".join([*cut, ""]).encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(raw, "<u4")
    if points.max() >= SIZE:
        points = np.where(points < SIZE, points, 0)
    folded = FOLD.take(points, mode="clip")
    kinds = _kinds().take(np.minimum(folded, SIZE - 1), mode="clip")
    changed = np.empty(len(kinds), bool)
    changed[0] = True
    np.not_equal(kinds[1:], kinds[:-1], out=changed[1:])
    changed |= kinds == _SPACELESS
    starts = np.flatnonzero(changed & (kinds != _NONE))
    edges = np.append(np.flatnonzero(changed), len(kinds))
    ends = edges[np.searchsorted(edges, starts, "right")]
    sizes = np.fromiter(map(len, cut), np.int64, len(cut)) + 1
    which = np.repeat(np.arange(len(cut)), sizes)[starts]
    return _folded_numbers(_hashes(folded, starts, ends), kinds[starts], which, offset)


def _hashes(folded: Any, starts: Any, ends: Any) -> Words64:
    """A polynomial hash of each token, from one running sum; wrapping is meant."""
    powers, inverse = _powers()
    terms = (folded.astype(np.uint64) + np.uint64(1)) * powers[: len(folded)]
    running = np.concatenate((np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)))
    return mixed((running[ends] - running[starts]) * inverse[starts])


def _folded_numbers(hashes: Words64, kinds: Any, which: Any, offset: int) -> tuple[Any, Any, Any]:
    """Every number as the same token, and "1,500" as one number."""
    number = kinds == _DIGIT
    hashes = np.where(number, _NUMBER, hashes)
    again = np.zeros(len(number), bool)
    again[1:] = number[1:] & number[:-1] & (which[1:] == which[:-1])
    return hashes[~again], which[~again] + offset, (kinds == _SPACELESS)[~again]


def mixed(values: Words64) -> Words64:
    """Every bit of a value spread over all (the finaliser of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@lru_cache(maxsize=1)
def _powers() -> tuple[Words64, Words64]:
    """Powers of the base and of its inverse modulo 2**64."""
    both = []
    for base in (_BASE, pow(_BASE, -1, 1 << 64)):
        factors = np.full(_MANY + 1, base, np.uint64)
        factors[0] = 1
        both.append(np.cumprod(factors, dtype=np.uint64))
    return both[0], both[1]


@lru_cache(maxsize=1)
def _kinds() -> NDArray[np.uint8]:
    """What each folded code point is to a token."""
    table = np.zeros(SIZE, np.uint8)
    for point in range(SIZE):
        char = chr(point)
        if is_spaceless(char):
            table[point] = _SPACELESS
        elif char.isdigit():
            table[point] = _DIGIT
        elif char.isalnum() or category(char)[0] == "M" or char in "'’":
            table[point] = _LETTER
    return table
