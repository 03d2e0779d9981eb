"""Places for a graph: the same graph has the same places on every machine and every day.

Springs and repulsion (Fruchterman and Reingold, 1991) from a start that the ids give; then
names are kept from lying on each other. Opened groups are laid around their own place, so
that opening and closing moves nothing else.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from math import cos, pi, sin, sqrt

import numpy as np
import numpy.typing as npt

from bantay.kit.draw.graph.grouping import Glyph, Strand

Places = dict[str, tuple[float, float]]
Spots = npt.NDArray[np.float64]
Ends = npt.NDArray[np.int64]
_ROUNDS, _FEWEST, _PAIRS = 160, 60, 6_000
"""Rounds of settling: so many, and fewer the more there are; a crowd settles coarsely anyway."""
_TURN = pi * (3 - sqrt(5))


def places(
    glyphs: Sequence[Glyph], strands: Sequence[Strand], width: float, height: float
) -> Places:
    """Where each glyph stands, inside `width` by `height` pixels.

    Members of an opened group stand around the place that the group has when closed.
    """
    names = sorted({glyph.parent or glyph.id for glyph in glyphs})
    belongs = {glyph.id: glyph.parent or glyph.id for glyph in glyphs}
    pairs = sorted({_pair(belongs[s.one], belongs[s.other]) for s in strands})
    base = _settled(names, [p for p in pairs if p[0] != p[1]], width, height)
    return _opened(glyphs, base, width, height)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _settled(
    names: Sequence[str], pairs: Sequence[tuple[str, str]], width: float, height: float
) -> Places:
    at = {name: n for n, name in enumerate(names)}
    spots = np.array([_start(name) for name in names], dtype=np.float64).reshape(-1, 2)
    spots *= (width / height, 1.0)
    ends = np.array([(at[a], at[b]) for a, b in pairs], dtype=np.int64).reshape(-1, 2)
    if len(names) > 1:
        spots = _sprung(spots, ends, width / height)
    fitted = _fitted(spots, width, height)
    apart = _apart(fitted, width, height)
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, apart, strict=True)}


def _start(name: str) -> tuple[float, float]:
    """A place in the unit square, from the name alone."""
    digest = blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4]) / 2**32, int.from_bytes(digest[4:]) / 2**32


def _sprung(
    spots: Spots,
    ends: Ends,
    wide: float,
) -> Spots:
    """Springs along ties, repulsion between all, a slight pull to the middle, cooling down."""
    ideal = sqrt(wide / len(spots)) * 0.9
    rounds = max(_FEWEST, min(_ROUNDS, _PAIRS // len(spots)))
    for turn in range(rounds):
        apart = spots[:, None, :] - spots[None, :, :]
        far2 = np.einsum("ijk,ijk->ij", apart, apart) + 1e-12
        push = np.einsum("ijk,ij->ik", apart, ideal**2 / far2)
        if len(ends):
            along = spots[ends[:, 0]] - spots[ends[:, 1]]
            length = np.sqrt((along**2).sum(axis=1))[:, None]
            pull = along * length / ideal
            np.add.at(push, ends[:, 0], -pull)
            np.add.at(push, ends[:, 1], pull)
        push -= (spots - np.array([wide / 2, 0.5])) * 0.6
        size = np.sqrt((push**2).sum(axis=1))[:, None] + 1e-9
        cool = 0.1 * (1 - turn / rounds)
        spots = spots + push / size * np.minimum(size, cool)
    return spots


def _fitted(spots: Spots, width: float, height: float) -> Spots:
    """Stretched to the room there is, with a margin for names."""
    low, high = spots.min(axis=0), spots.max(axis=0)
    reach = np.where(high - low < 1e-6, 1.0, high - low)
    room = np.array([width - 140, height - 80])
    middle = np.where(high - low < 1e-6, 0.5, (spots - low) / reach)
    fitted: Spots = np.round(np.array([70, 34]) + middle * room, 1)
    return fitted


def _apart(spots: Spots, width: float, height: float) -> Spots:
    """Pushed apart where a name would lie on another, as far as there is room."""
    box = np.array([94.0, 40.0]) * min(1.0, sqrt(width * height / (len(spots) * 94 * 52)))
    for _ in range(40):
        gap = spots[:, None, :] - spots[None, :, :]
        over = box - np.abs(gap)
        hit: npt.NDArray[np.bool_] = np.all(over > 0, axis=2)
        np.fill_diagonal(hit, False)
        if not hit.any():
            break
        sign = np.where(gap >= 0, 1.0, -1.0)
        low = np.arange(len(spots))
        sign = np.where(gap == 0, np.where(low[:, None] > low[None, :], 1.0, -1.0)[..., None], sign)
        upright = (over[:, :, 1] <= over[:, :, 0])[:, :, None]
        move = sign * over * 0.25 * hit[:, :, None]
        spots = spots + np.where(upright, move * (0, 1), move * (1, 0)).sum(axis=1)
        spots = np.clip(spots, [52, 24], [width - 52, height - 34])
    rounded: Spots = np.round(spots, 1)
    return rounded


def _opened(glyphs: Sequence[Glyph], base: Mapping[str, tuple[float, float]],
            width: float, height: float) -> Places:  # fmt: skip
    """Members of opened groups in a spiral around the group's place; all others at their own."""
    found: Places = {}
    turn: dict[str, int] = {}
    for glyph in glyphs:
        x, y = base[glyph.parent or glyph.id]
        if glyph.parent:
            n = turn[glyph.parent] = turn.get(glyph.parent, 0) + 1
            far = 17 * sqrt(n)
            x, y = x + far * cos(n * _TURN) * 1.3, y + far * sin(n * _TURN)
            x, y = min(width - 12, max(12, x)), min(height - 20, max(12, y))
        found[glyph.id] = (round(x, 1), round(y, 1))
    return found
