"""How alike people's writing is, by the runs of characters they use, with an interval.

    styles = [style_of(texts) for texts in everybody]
    compared(styles)[0, 1]  ->  Alike(share=0.31, above=0.09, low=0.07, high=0.11)

A style is how often each run of three characters (two where there are no spaces between words)
stands in an equal amount of text: character n-gram profiles (Keselj and others 2003; Stamatatos
2009). Two are compared by what they share of each run, least over most (Ruzicka's measure, as
Koppel and Winter 2014 use it), and by how far that is above what both share with all the others
that are compared: people who talk of the same things in the same language share much anyway.
So few texts, or few people, say nothing. The interval is a jackknife over parts of the texts.

It tells topics as well as hands, and a script is no style: what it says is a guess about an
order of reading and evidence of nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from bantay.kit.text.words import SPACELESS

SPACED, UNSPACED = 4_000, 1_600
"""Characters that are compared of each; with less there is no style."""
PARTS = 5
COHORT = 8
"""People at least, of one way of writing, that are compared at once."""
ALIKE = 0.03
"""How far above the others two must be; chosen on 13 people, measured on others (`bars style`)."""
_MIXED = 0.9
"""The share of letters that must be of one way of writing."""
_NORMAL = 1.96
_LETTERS = re.compile(r"[^\W\d_]")
_UNSPACED = re.compile(f"[{SPACELESS}]")
_NUMBER = re.compile(r"\d+")
Table = NDArray[np.float64]
_LINK = re.compile(r"\S*(?:://|www\.|@)\S*")


class Style(Struct, frozen=True):
    """Runs of characters in each part of somebody's text. `spaced`: words have spaces between."""

    spaced: bool
    parts: tuple[dict[str, int], ...]


class Alike(Struct, frozen=True):
    """What two styles share, 0 to 1; how far that is `above` what they share with the others,
    and its 95 % interval."""

    share: float
    above: float
    low: float
    high: float


def style_of(texts: Iterable[str]) -> Style | None:
    """The style of somebody's texts, oldest first; None when they are too few or too mixed.

    Numbers, links, addresses and names of people called are put aside: they are what is
    written, not how.
    """
    text = " ".join(_plain(one) for one in texts)
    letters = _LETTERS.findall(text)
    unspaced = sum(1 for letter in letters if _UNSPACED.match(letter))
    share = unspaced / len(letters) if letters else 0.5
    if 1 - _MIXED < share < _MIXED:
        return None
    spaced = share < 0.5
    size, run = (SPACED, 3) if spaced else (UNSPACED, 2)
    if len(text) < size:
        return None
    step = size // PARTS
    cuts = [text[at : at + step] for at in range(0, size, step)]
    return Style(spaced, tuple(_runs(cut, run) for cut in cuts))


def compared(styles: Sequence[Style]) -> dict[tuple[int, int], Alike]:
    """All pairs of one way of writing, by their places, the lower first; nothing where fewer
    than `COHORT` people are."""
    found: dict[tuple[int, int], Alike] = {}
    for spaced in (True, False):
        some = [n for n, style in enumerate(styles) if style.spaced is spaced]
        if len(some) >= COHORT:
            pairs = _compared([styles[n] for n in some])
            found |= {(some[one], some[other]): how for (one, other), how in pairs.items()}
    return found


def _compared(styles: Sequence[Style]) -> dict[tuple[int, int], Alike]:
    parts = _counted(styles)
    whole = parts.sum(axis=0)
    shares, above = _shares(whole), _above(_shares(whole))
    left = np.stack([_above(_shares(whole - part)) for part in parts])
    spread = ((left - left.mean(axis=0)) ** 2).sum(axis=0)
    error = _NORMAL * np.sqrt((PARTS - 1) / PARTS * spread)
    return {
        (one, other): Alike(
            round(float(shares[one, other]), 3),
            round(float(above[one, other]), 3),
            round(float(above[one, other] - error[one, other]), 3),
            round(float(above[one, other] + error[one, other]), 3),
        )
        for one in range(len(styles))
        for other in range(one + 1, len(styles))
    }


def _counted(styles: Sequence[Style]) -> Table:
    """Counts of runs by part, style and run."""
    places: dict[str, int] = {}
    for style in styles:
        for part in style.parts:
            for run in part:
                places.setdefault(run, len(places))
    table: Table = np.zeros((PARTS, len(styles), len(places)))
    for at, style in enumerate(styles):
        for n, part in enumerate(style.parts):
            table[n, at, [places[run] for run in part]] = list(part.values())
    return table


def _shares(counts: Table) -> Table:
    """What each two share, least over most."""
    sizes = counts.sum(axis=1)
    least = np.stack([np.minimum(row, counts).sum(axis=1) for row in counts])
    shares: Table = least / (sizes[:, None] + sizes[None, :] - least)
    return shares


def _above(shares: Table) -> Table:
    """How far each two are above the mean of what either shares with all the others."""
    size = len(shares)
    others = shares.sum(axis=1) - np.diag(shares)
    usual = (others[:, None] - shares) / (size - 2)
    above: Table = shares - (usual + usual.T) / 2
    return above


def _plain(text: str) -> str:
    return " ".join(_NUMBER.sub("0", _LINK.sub(" ", text)).split())


def _runs(text: str, run: int) -> dict[str, int]:
    return dict(Counter(text[at : at + run] for at in range(len(text) - run + 1)))
