"""Signatures of texts: what tells near-copies, and under which values they are found.

Two kinds of shingles: short ones (two words, three characters) say how alike two texts are;
longer ones (three words, five characters) are rare, so texts that share the smallest of them
are worth comparing. Both are kept as minima under fixed permutations (Broder 1997): the share
of equal minima estimates the share of common shingles (Jaccard).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from bantay.kit.neardup.tokens import Tokens, Words64, mixed, tokens

COMPARED = 96
"""Minima that estimate how alike two texts are: a standard error of at most 0.051."""
FOUND_BY = 10
"""Minima of the longer shingles; texts that share one are compared."""
LEAST_TOKENS = 8
"""Fewer words than this, or fewer than twice as many characters, are no text to copy."""
_SHORT = {False: 2, True: 3}
_LONG = {False: 3, True: 5}
_CHUNK = 4_000

Words32 = NDArray[np.uint32]


class Signatures(Struct):
    """Of n texts: `alike` (n by `COMPARED`), `anchors` (n by `FOUND_BY`), and which are long
    enough to be compared at all."""

    alike: Words32
    anchors: Words32
    usable: NDArray[np.bool_]


def signatures(texts: Sequence[str]) -> Signatures:
    """The signatures of a batch of texts."""
    parts = [_signed(texts[n : n + _CHUNK]) for n in range(0, len(texts), _CHUNK)]
    if not parts:
        return Signatures(*_blank(0))
    return Signatures(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def anchors(text: str, count: int = FOUND_BY) -> tuple[str, ...]:
    """The values under which one text is looked up; none when it is too short."""
    found = tokens([text])
    by_char = np.array([found.spaceless.sum() * 2 > len(found.hashes)])
    if len(found.hashes) < LEAST_TOKENS * (1 + by_char[0]):
        return ()
    row = np.zeros((1, FOUND_BY), np.uint32)
    _minima(found, _LONG, by_char, row[:, :count])
    return tuple(f"{n}:{value:08x}" for n, value in enumerate(row[0, :count].tolist()))


def alike(signed: Signatures, one: Any, other: Any) -> NDArray[np.float64]:
    """How alike pairs of texts are, 0 to 1; `one` and `other` are their places."""
    shares = [
        np.mean(signed.alike[one[n : n + _CHUNK]] == signed.alike[other[n : n + _CHUNK]], axis=1)
        for n in range(0, len(one), _CHUNK)
    ]
    return np.concatenate(shares) if shares else np.zeros(0)


def similar_texts(texts: Sequence[str]) -> NDArray[np.float64]:
    """How alike the first text is to each of the others."""
    signed = signatures(texts)
    others = np.arange(1, len(texts))
    found = alike(signed, np.zeros_like(others), others)
    return np.where(signed.usable[1:] & signed.usable[0], found, 0.0)


def _blank(count: int) -> tuple[Words32, Words32, NDArray[np.bool_]]:
    highest = np.iinfo(np.uint32).max
    kept = np.full((count, COMPARED), highest, np.uint32)
    return kept, np.full((count, FOUND_BY), highest, np.uint32), np.zeros(count, bool)


def _signed(texts: Sequence[str]) -> tuple[Words32, Words32, NDArray[np.bool_]]:
    found = tokens(texts)
    kept, looked_up, usable = _blank(len(texts))
    each = np.bincount(found.texts, minlength=len(texts))
    single = np.bincount(found.texts, found.spaceless, minlength=len(texts))
    by_char = single * 2 > each
    usable |= each >= LEAST_TOKENS * (1 + by_char)
    _minima(found, _SHORT, by_char, kept)
    _minima(found, _LONG, by_char, looked_up)
    return kept, looked_up, usable


def _minima(found: Tokens, sizes: dict[bool, int], by_char: Any, into: Words32) -> None:
    """Fill each text's row with the smallest value of its shingles under every permutation."""
    shingled, texts = _shingles(found, sizes, by_char)
    if not len(texts):
        return
    first = np.flatnonzero(np.concatenate(([True], texts[1:] != texts[:-1])))
    rows = texts[first]
    factors, shifts = _permutations()
    for n in range(into.shape[1]):
        into[rows, n] = np.minimum.reduceat(shingled * factors[n] + shifts[n], first)


def _shingles(found: Tokens, sizes: dict[bool, int], by_char: Any) -> tuple[Words32, Any]:
    """Hashes of runs of tokens inside one text, longer runs where a token is a character."""
    wide = by_char[found.texts]
    hashes, whole = _runs(found, sizes[False])
    if wide.any():
        wider, whole_wide = _runs(found, sizes[True])
        hashes, whole = np.where(wide, wider, hashes), np.where(wide, whole_wide, whole)
    narrow: Words32 = (mixed(hashes[whole]) >> np.uint64(32)).astype(np.uint32)
    return narrow, found.texts[whole]


def _runs(found: Tokens, size: int) -> tuple[Words64, NDArray[np.bool_]]:
    """A hash of `size` tokens from each token on, and where so many are left in its text."""
    count = len(found.hashes)
    hashes, whole = found.hashes.copy(), np.zeros(count, bool)
    if count >= size:
        last = count - size + 1
        whole[:last] = found.texts[:last] == found.texts[size - 1 :]
        for step in range(1, size):
            turned = hashes[:last] * np.uint64(0x9FB21C651E98DF25)
            hashes[:last] = (turned ^ (turned >> np.uint64(29))) + found.hashes[step : last + step]
    return hashes, whole


@lru_cache(maxsize=1)
def _permutations() -> tuple[Words32, Words32]:
    """Odd factors and shifts modulo 2**32, the same on every machine and day."""
    count = max(COMPARED, FOUND_BY)
    seeds = mixed(np.arange(1, 2 * count + 1, dtype=np.uint64) * np.uint64(0xD1342543DE82EF95))
    narrow = (seeds >> np.uint64(32)).astype(np.uint32)
    return narrow[:count] | np.uint32(1), narrow[count:]
