"""Hashes of parts of a picture, of which a cut copy keeps most, in numpy.

A hash of the whole changes when an edge is cut off. Parts are found by what they show, not by
where they stand: spots that stay spots at their own scale (differences of blurred copies, as in
D. Lowe, "Distinctive Image Features from Scale-Invariant Keypoints", 2004), the clearest first.
Of the surroundings of each, as PDQ does of a whole picture, the lowest cosine frequencies are
compared with their median: 64 bits.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bantay.kit.pdq.hashing import Grey

SIDE = 320
"""The side in pixels to which larger pictures are shrunk before parts are looked for."""
MOST = 32
"""Parts of one picture at most."""
WITHIN = 6
"""Bits of 64 in which two hashes of one part differ at most."""
LEAST = 3
"""Parts that two pictures must have in common; two may look alike by chance."""
KEYED = 12
"""Of so many parts, the clearest, keys are made."""

_FIRST, _STEP, _SCALES = 2.2, 1.26, 12
"""The finest blur in pixels, how much coarser the next is (a third of an octave), how many."""
_FAINT = 2.0  # of 255: spots that differ less from what is around them are noise
_REACH = 6  # scales to each side that belong to a spot's surroundings
_SAMPLES, _KEPT = 16, 8
_COSINES = math.sqrt(2 / _SAMPLES) * np.cos(
    math.pi / (2 * _SAMPLES) * np.outer(np.arange(_KEPT + 1), 2 * np.arange(_SAMPLES) + 1)
)
Spot = tuple[float, float, float, float]
"""How clear it is, its place (down, right) in pixels, its scale in pixels."""


def parts_of(grey: Grey) -> list[str]:
    """The hashes, 16 digits each, of brightnesses 0 to 255 (height x width), clearest first."""
    return [f"{_hash(grey, spot):016x}" for spot in _spread(sorted(_spots(grey), reverse=True))]


def common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many parts of two pictures are the same, each counted once."""
    left = [int(text, 16) for text in other]
    found = 0
    for value in (int(text, 16) for text in one):
        best = min(left, key=lambda known: (known ^ value).bit_count(), default=None)
        if best is not None and (best ^ value).bit_count() <= WITHIN:
            left.remove(best)
            found += 1
    return found


def part_keys(hashes: Sequence[str]) -> Iterator[str]:
    """Four short keys a part, a quarter of its hash each: parts within 3 bits share one, those
    within 6 most do, and one shared key of one part is enough to meet."""
    for text in hashes[:KEYED]:
        yield from (f"part{n // 4}{text[n : n + 4]}" for n in range(0, 16, 4))


def _spots(grey: Grey) -> Iterator[Spot]:
    """Places that are brighter or darker than around them, more so than at scales beside."""
    scales = [_FIRST * _STEP**n for n in range(_SCALES)]
    blurred = [_blur(grey, scale) for scale in scales]
    apart = np.abs(np.stack([b - a for a, b in pairwise(blurred)]))
    for n in range(1, len(apart) - 1):
        reach = int(scales[n] * _REACH)
        inner = apart[n, reach : grey.shape[0] - reach, reach : grey.shape[1] - reach]
        if reach < 1 or min(inner.shape) < 1:
            return
        for down, right in np.argwhere(_peaks(apart, n, reach, inner)) + reach:
            yield _refined(apart, n, int(down), int(right), scales[n])


def _peaks(apart: Any, n: int, reach: int, inner: Any) -> Any:
    """Which places are at least as high as all twenty-six around them, in place and scale."""
    height, width = inner.shape
    high = inner > _FAINT
    for scale in (n - 1, n, n + 1):
        for down in (reach - 1, reach, reach + 1):
            for right in (reach - 1, reach, reach + 1):
                high &= inner >= apart[scale, down : down + height, right : right + width]
    return high


def _refined(apart: Any, n: int, down: int, right: int, scale: float) -> Spot:
    """The top of the parabolas through a peak and its neighbours."""
    height = float(apart[n, down, right])
    finer = _STEP ** _top(*apart[n - 1 : n + 2, down, right])
    return (
        height * math.sqrt(scale),
        down + _top(*apart[n, down - 1 : down + 2, right]),
        right + _top(*apart[n, down, right - 1 : right + 2]),
        scale * finer,
    )


def _top(before: float, here: float, after: float) -> float:
    bend = before - 2 * here + after
    return float(np.clip((before - after) / (2 * bend), -0.5, 0.5)) if bend < 0 else 0.0


def _spread(spots: Sequence[Spot]) -> list[Spot]:
    """The clearest, none within two scales of a clearer one."""
    kept: list[Spot] = []
    for spot in spots:
        if len(kept) == MOST:
            break
        if all(math.dist(spot[1:3], one[1:3]) > 2 * max(spot[3], one[3]) for one in kept):
            kept.append(spot)
    return kept


def _hash(grey: Grey, spot: Spot) -> int:
    """64 bits of a spot's surroundings: frequencies above their median, the constant left out."""
    _, down, right, scale = spot
    half = _REACH * scale
    top, left = max(0, int(down - half) - 8), max(0, int(right - half) - 8)
    around = grey[top : int(down + half) + 9, left : int(right + half) + 9]
    steps = ((np.arange(_SAMPLES) + 0.5) / _SAMPLES * 2 - 1) * half
    samples = _between(
        _blur(around, max(0.5, half / _SAMPLES)), down + steps - top, right + steps - left
    )
    frequencies = (_COSINES @ samples @ _COSINES.T)[:_KEPT].ravel()[1 : _KEPT * _KEPT + 1]
    bits = frequencies > np.median(frequencies)
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def _between(grey: Grey, downs: NDArray[np.float64], rights: NDArray[np.float64]) -> Grey:
    """Brightnesses at places between pixels."""
    downs = np.clip(downs, 0, grey.shape[0] - 1.001)
    rights = np.clip(rights, 0, grey.shape[1] - 1.001)
    y, x = downs.astype(np.int64), rights.astype(np.int64)
    low, far = (downs - y)[:, None], (rights - x)[None]
    above = grey[np.ix_(y, x)] * (1 - far) + grey[np.ix_(y, x + 1)] * far
    below = grey[np.ix_(y + 1, x)] * (1 - far) + grey[np.ix_(y + 1, x + 1)] * far
    return np.asarray(above * (1 - low) + below * low)


def _blur(grey: Grey, scale: float) -> Grey:
    """Three means of windows, which together are near a bell curve of that scale."""
    width = max(1, round(math.sqrt(4 * scale * scale + 1)) | 1)
    for axis in (0, 1, 0, 1, 0, 1):
        grey = _mean(grey, width, axis)
    return grey


def _mean(grey: Grey, width: int, axis: int) -> Grey:
    """Each value the mean of the window around it; edges go on as they end."""
    pads = [(width // 2, width // 2) if n == axis else (0, 0) for n in (0, 1)]
    sums = np.cumsum(np.pad(grey, pads, mode="edge"), axis=axis)
    sums = np.concatenate((np.zeros_like(sums.take([0], axis)), sums), axis)
    size = grey.shape[axis]
    upper = sums.take(range(width, width + size), axis)
    return np.asarray((upper - sums.take(range(size), axis)) / width)
