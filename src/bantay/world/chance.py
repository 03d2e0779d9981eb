"""Chance that gives the same on every machine and every version of Python.

Only `random()` and `getrandbits()` of the generator are used: the library promises that
they stay as they are, which it does not of `choice` or `sample`.
"""

import math
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")

MASK = (1 << 64) - 1
_GOLDEN, _MIX_1, _MIX_2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def mix(number: int) -> int:
    """A number scrambled over 64 bits; different numbers below 2**64 stay different."""
    number = (number + _GOLDEN) & MASK
    number = ((number ^ (number >> 30)) * _MIX_1) & MASK
    number = ((number ^ (number >> 27)) * _MIX_2) & MASK
    return number ^ (number >> 31)


def derive(seed: int, *parts: int) -> int:
    """A seed of its own for each sequence of parts."""
    for part in parts:
        seed = mix((seed * 31 + part) & MASK)
    return seed


class Chance:
    """One stream of draws. `random` is a float in [0, 1); `bits(k)` an integer of k bits."""

    __slots__ = ("bits", "random")

    def __init__(self, seed: int):
        source = Random(seed)
        self.random, self.bits = source.random, source.getrandbits

    def hit(self, probability: float) -> bool:
        """True with that probability."""
        return self.random() < probability

    def below(self, limit: int) -> int:
        """A whole number from 0 to below the limit."""
        return int(self.random() * limit)

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def between(self, low: float, high: float) -> float:
        """A number between the two, evenly."""
        return low + self.random() * (high - low)

    def stretch(self, low: float, high: float, at: float | None = None) -> float:
        """A number between the two, evenly in its logarithm; or the one at a share of the way."""
        share = self.random() if at is None else at
        return low * math.exp(math.log(high / low) * share)

    def pick(self, things: Sequence[T]) -> T:
        """One of them. There must be one."""
        return things[int(self.random() * len(things))]

    def some(self, things: Sequence[T], count: int) -> list[T]:
        """So many different ones in random order; all of them when there are fewer."""
        left = list(things)
        for at in range(min(count, len(left))):
            other = at + int(self.random() * (len(left) - at))
            left[at], left[other] = left[other], left[at]
        return left[:count]

    def poisson(self, mean: float) -> int:
        """How often something happens that happens `mean` times on average."""
        if mean > 30:
            return max(0, round(mean + math.sqrt(mean) * self.normal()))
        limit, count, product = math.exp(-mean), 0, self.random()
        while product > limit:
            count += 1
            product *= self.random()
        return count

    def normal(self) -> float:
        """Roughly normal, mean 0 and deviation 1: no tail beyond three and a half."""
        r = self.random
        return (r() + r() + r() + r() - 2.0) * 1.7320508


class Urn(Generic[T]):
    """Things drawn by weight."""

    __slots__ = ("_bounds", "_things", "_total")

    def __init__(self, weights: dict[T, float]):
        self._things = tuple(weights)
        self._bounds = tuple(accumulate(weights.values()))
        self._total = self._bounds[-1] if self._bounds else 0.0

    def __bool__(self) -> bool:
        return self._total > 0

    def draw(self, chance: Chance) -> T:
        """One thing. The urn must not be empty."""
        at = chance.random() * self._total
        for thing, bound in zip(self._things, self._bounds, strict=True):
            if at < bound:
                return thing
        return self._things[-1]
