"""Arithmetic of the tables: shares with intervals, and what a sign weighs."""

import math
from collections.abc import Iterable, Sequence

from msgspec import Struct

Z = 1.959963984540054
"""How many standard errors a 95 % interval reaches to each side."""


class Rate(Struct, frozen=True):
    """`hits` of `of`, and the 95 % interval of the share they are drawn from."""

    hits: int
    of: int

    @property
    def share(self) -> float:
        """The share itself; 0 of nothing is 0."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval; at none or all, the rule of three."""
        if not self.of:
            return 0.0, 1.0
        three = min(1.0, 3 / self.of)
        if self.hits <= 0:
            return 0.0, three
        if self.hits >= self.of:
            return 1.0 - three, 1.0
        return _wilson(self.hits / self.of, self.of)

    def percent(self) -> str:
        """As a reader sees it: "92.0% (84.1% to 96.4%)"."""
        low, high = self.interval
        return f"{self.share:.1%} ({low:.1%} to {high:.1%})" if self.of else "–"

    def per_10000(self, shown_from: int = 0) -> str:
        """False alarms per 10,000: "1.2 (0.6 to 2.3)"; of fewer than so many, only "< 12"."""
        low, high = (10_000 * bound for bound in self.interval)
        if self.of < shown_from:
            return f"< {high:.1f}" if self.of else "–"
        return f"{10_000 * self.share:.1f} ({low:.1f} to {high:.1f})"


def _wilson(share: float, of: int) -> tuple[float, float]:
    weight = 1 + Z * Z / of
    middle = (share + Z * Z / (2 * of)) / weight
    reach = Z * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of)) / weight
    return max(0.0, middle - reach), min(1.0, middle + reach)


class Likelihood(Struct, frozen=True):
    """A likelihood ratio in decibans with its 95 % interval."""

    db: float
    low: float
    high: float

    @property
    def cautious(self) -> float:
        """The end nearest to nothing; 0 when the interval holds both signs."""
        if self.low * self.high <= 0:
            return 0.0
        return self.low if self.low > 0 else self.high


def likelihood(positives: Sequence[Rate], negatives: Sequence[Rate]) -> Likelihood:
    """How much more often a sign fires on positives than on negatives, set by set.

    The middle is that of all sets poured together, half a firing and half a silence added to
    both sides so that none of many still gives a number. Keys of one set are alike, so the
    interval is the wider of two: that of drawing keys, and that of drawing sets.
    """
    middle = _middle(positives, negatives)
    keys = _drawing_keys(positives) + _drawing_keys(negatives)
    sets = _drawing_sets([_middle(rest, negatives) for rest in _without_one(positives)])
    sets += _drawing_sets([_middle(positives, rest) for rest in _without_one(negatives)])
    reach = Z * math.sqrt(max(keys, sets))
    return Likelihood(*(round(_TO_DB * end, 1) for end in (middle, middle - reach, middle + reach)))


_TO_DB = 10 / math.log(10)


def pooled(rates: Iterable[Rate]) -> Rate:
    """Several shares as one."""
    many = list(rates)
    return Rate(sum(rate.hits for rate in many), sum(rate.of for rate in many))


def _middle(positives: Sequence[Rate], negatives: Sequence[Rate]) -> float:
    one, two = pooled(positives), pooled(negatives)
    return math.log((one.hits + 0.5) / (one.of + 1)) - math.log((two.hits + 0.5) / (two.of + 1))


def _drawing_keys(rates: Sequence[Rate]) -> float:
    """Variance of the logarithm of a share when its keys are drawn again."""
    all_ = pooled(rates)
    return max(0.0, 1 / (all_.hits + 0.5) - 1 / (all_.of + 1))


def _without_one(rates: Sequence[Rate]) -> list[list[Rate]]:
    return [[*rates[:n], *rates[n + 1 :]] for n in range(len(rates))]


def _drawing_sets(left_out: Sequence[float]) -> float:
    """Variance when whole sets are drawn again: the jackknife, leaving one out at a time."""
    count = len(left_out)
    if count < 2:
        return 0.0
    mean = sum(left_out) / count
    return (count - 1) / count * sum((one - mean) ** 2 for one in left_out)
