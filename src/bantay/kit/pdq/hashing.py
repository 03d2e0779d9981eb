"""The PDQ hash of a picture's grey values, from the published description, in numpy.

Blur so that 64 x 64 samples lose nothing, take them, transform them by cosines, keep the
16 x 16 lowest frequencies but the constant ones, and write for each whether it is above
their median. Source: "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing
Algorithm" (2019), sections on PDQ.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bantay.kit.pdq.bits import written

Grey = NDArray[np.float64]

_SIDE, _KEPT = 64, 16
_LEAST = 5
"""Pixels a side below which there is nothing to hash."""
_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601
_PASSES = 2
_STEEP = 90
"""Sum of differences between neighbours, in hundredths, that is one point of quality."""
_COSINES = math.sqrt(2 / _SIDE) * np.cos(
    math.pi / (2 * _SIDE) * np.outer(np.arange(1, _KEPT + 1), 2 * np.arange(_SIDE) + 1)
)


def grey_of(rgb: NDArray[np.uint8]) -> Grey:
    """The brightness, 0 to 255, of red, green and blue (height x width x 3)."""
    return np.asarray(rgb.astype(np.float64) @ _LUMA)


def pdq_of(grey: Grey) -> tuple[str, int]:
    """The hash, 64 digits, and its quality, 0 to 100, of brightnesses (height x width).

    A picture smaller than 5 x 5 has a hash of zeros and quality 0.
    """
    if min(grey.shape) < _LEAST:
        return written(0), 0
    small = _samples(grey)
    frequencies = _COSINES @ small @ _COSINES.T
    ordered = np.sort(frequencies, axis=None)
    bits = (frequencies > ordered[(len(ordered) - 1) // 2]).ravel()
    value = int.from_bytes(np.packbits(bits, bitorder="little").tobytes(), "little")
    return written(value), _quality(small)


def _samples(grey: Grey) -> Grey:
    """64 x 64 brightnesses of the blurred picture."""
    height, width = grey.shape
    if (height, width) == (_SIDE, _SIDE):
        return grey
    for _ in range(_PASSES):
        grey = _box(grey, _window(width), axis=1)
        grey = _box(grey, _window(height), axis=0)
    return np.asarray(grey[np.ix_(_centres(height), _centres(width))])


def _window(size: int) -> int:
    """How wide the blur is: half the distance of two samples, rounded up."""
    return (size + 2 * _SIDE - 1) // (2 * _SIDE)


def _centres(size: int) -> Any:
    return ((np.arange(_SIDE) + 0.5) * size / _SIDE).astype(np.int64)


def _box(grey: Grey, window: int, axis: int) -> Grey:
    """Each value the mean of its window, which is cut off at the edges."""
    if window == 1:
        return grey
    size = grey.shape[axis]
    right = (window + 2) // 2 - 1
    upper = np.minimum(np.arange(size) + right + 1, size)
    lower = np.maximum(np.arange(size) + right + 1 - window, 0)
    zero = np.zeros_like(grey.take([0], axis))
    sums = np.concatenate((zero, np.cumsum(grey, axis)), axis)
    counts = np.expand_dims(upper - lower, 1 - axis)
    return np.asarray((sums.take(upper, axis) - sums.take(lower, axis)) / counts)


def _quality(small: Grey) -> int:
    """How much there is to see: differences of neighbours, cut to whole hundredths of white."""
    down = np.trunc((small[:-1] - small[1:]) * 100 / 255)
    across = np.trunc((small[:, :-1] - small[:, 1:]) * 100 / 255)
    total = int(np.abs(down).sum() + np.abs(across).sum())
    return min(100, total // _STEEP)
