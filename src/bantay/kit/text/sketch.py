"""Near-copies: a small set of hashes of a text, and how alike two such sets are.

Digits are masked and case is folded, so that a price or a number that changes from copy to
copy does not hide the template. Long texts keep their smallest hashes only.
"""

from functools import lru_cache
from heapq import nsmallest
from zlib import crc32

from bantay.kit.text.reading import read
from bantay.kit.text.words import is_spaceless, words

KEPT = 128
"""Hashes kept of a text: shorter texts are compared exactly, longer ones by estimate."""
_CACHED = 2_000  # characters; longer texts are sketched anew, so that memory stays bounded

Sketch = frozenset[int]


def sketch(text: str) -> Sketch:
    """The text's smallest shingle hashes, of word pairs or of character triples."""
    return _cached(text) if len(text) <= _CACHED else _sketch(text)


def similar(one: Sketch, other: Sketch) -> float:
    """The share of shingles two texts have in common, 0 to 1 (Jaccard)."""
    shared = one & other
    union = len(one) + len(other) - len(shared)
    if not union:
        return 0.0
    if max(len(one), len(other)) < KEPT:
        return len(shared) / union
    smallest = nsmallest(KEPT, one | other)
    return sum(hash_ in shared for hash_ in smallest) / len(smallest)


def _sketch(text: str) -> Sketch:
    tokens = ["0" if token.isdigit() else token for token in words(read(text).folded)]
    size = 3 if sum(map(is_spaceless, tokens)) * 2 > len(tokens) else 2
    count = max(len(tokens) - size + 1, 1 if tokens else 0)
    shingles = {" ".join(tokens[n : n + size]) for n in range(count)}
    return frozenset(nsmallest(KEPT, {crc32(s.encode("utf-8", "replace")) for s in shingles}))


_cached = lru_cache(maxsize=4_096)(_sketch)
