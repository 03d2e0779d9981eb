"""Texts with campaigns of near-copies among them, for measuring how templates are found.

The words are invented, drawn as in a language: few are frequent, most are rare. Ordinary texts
share stock phrases with each other, as real profiles do; a campaign is one text whose slots
(name, age, town, price) are filled anew for every copy. A share of the texts is written without
spaces, in ideographs.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct
from numpy.random import Generator, default_rng

_SYLLABLES = [a + b for a in "bdfghklmnprstvwyz" for b in ("a", "e", "i", "o", "u", "ai", "or")]
_WORDS, _HAN, _STOCK, _TOWNS = 20_000, 2_500, 200, 300
_SIZES = (2, 3, 5, 8, 20, 60)
_SPACELESS = 0.2  # share of texts without spaces


class Copies(Struct):
    """Texts in a random order; `campaign[i]` is the number of text i's campaign, -1 of none."""

    texts: list[str]
    campaign: list[int]


class _Tongue:
    """A vocabulary, its frequencies, its stock phrases and towns."""

    def __init__(self, rng: Generator, spaceless: bool):
        self._rng, self.gap = rng, "" if spaceless else " "
        self._words = _ideographs() if spaceless else _invented(rng)
        weights = 1.0 / (np.arange(len(self._words)) + 3.0)
        self._edges = np.cumsum(weights / weights.sum())
        self.stock = [self.some(int(n)) for n in rng.integers(5, 10, _STOCK)]
        self.towns = [self.gap.join(self.some(2)) for _ in range(_TOWNS)]

    def some(self, count: int) -> list[str]:
        """So many words, frequent ones more often."""
        found = np.searchsorted(self._edges, self._rng.random(count))
        return [self._words[n] for n in found.clip(max=len(self._words) - 1)]


def copies(count: int, seed: int, share: float = 0.1) -> Copies:
    """So many texts, the share of them in campaigns."""
    rng = default_rng(seed)
    tongues = (_Tongue(rng, False), _Tongue(rng, True))
    texts: list[str] = []
    marks: list[int] = []
    while len(texts) < count * share:
        made = list(_campaign(rng, _one(rng, tongues), int(rng.choice(_SIZES))))
        marks += [marks[-1] + 1 if marks else 0] * len(made)
        texts += made
    while len(texts) < count:
        texts.append(_ordinary(rng, _one(rng, tongues)))
        marks.append(-1)
    order = rng.permutation(len(texts)).tolist()
    return Copies([texts[n] for n in order], [marks[n] for n in order])


def _one(rng: Generator, tongues: Sequence[_Tongue]) -> _Tongue:
    return tongues[int(rng.random() < _SPACELESS)]


def _invented(rng: Generator) -> list[str]:
    sizes = rng.integers(1, 5, _WORDS)
    return ["".join(rng.choice(_SYLLABLES, size)) for size in sizes]


def _ideographs() -> list[str]:
    return [chr(0x4E00 + n) for n in range(_HAN)]


def _ordinary(rng: Generator, tongue: _Tongue) -> str:
    words = tongue.some(int(rng.integers(15, 41)) * (1 if tongue.gap else 2))
    for _ in range(int(rng.integers(0, 3))):
        at = int(rng.integers(0, len(words)))
        words[at:at] = tongue.stock[int(rng.integers(0, _STOCK))]
    return tongue.gap.join(words)


def _campaign(rng: Generator, tongue: _Tongue, size: int) -> Iterator[str]:
    """Copies of one text with three to five slots, each filled anew."""
    base = tongue.some(int(rng.integers(18, 37)) * (1 if tongue.gap else 2))
    places = rng.choice(len(base), int(rng.integers(3, 6)), replace=False).tolist()
    kinds = rng.integers(0, 4, len(places)).tolist()
    for _ in range(size):
        copy = list(base)
        for place, kind in zip(places, kinds, strict=True):
            copy[place] = _filled(rng, tongue, kind)
        yield tongue.gap.join(copy)


def _filled(rng: Generator, tongue: _Tongue, kind: int) -> str:
    if kind == 0:
        return tongue.gap.join(tongue.some(int(rng.integers(1, 3)))).title()
    if kind == 1:
        return str(int(rng.integers(18, 61)))
    if kind == 2:
        return tongue.towns[int(rng.integers(0, _TOWNS))]
    return f"{int(rng.integers(2, 60)) * 50:,}"
