"""The sums of the scoreboard: shares at a base rate, curves, and intervals.

Whole communities are drawn again (the bootstrap), people of one community being alike; at
none or all, where drawing again shows nothing, the rule of three stands in.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

BASE = 0.001
"""The base rate that figures are brought to: one account in a thousand (DESIGN section 12)."""
DRAWS = 1_000
Numbers = NDArray[np.float64]


class Estimate(Struct, frozen=True):
    """A figure and its 95 % interval; `of` is how many things it rests on."""

    value: float
    low: float
    high: float
    of: int

    def percent(self) -> str:
        """As a reader sees a share."""
        if not self.of:
            return "–"
        return f"{self.value:.1%} ({self.low:.1%} to {self.high:.1%})"

    def per_10000(self) -> str:
        """As a reader sees alarms per 10,000."""
        if not self.of:
            return "–"
        value, low, high = (10_000 * part for part in (self.value, self.low, self.high))
        return f"{value:.2f} ({low:.2f} to {high:.2f})"


NOTHING = Estimate(0.0, 0.0, 0.0, 0)


class Drawn:
    """Communities and how often each comes in each draw: rows are draws."""

    def __init__(self, communities: Sequence[str], seed: int, draws: int = DRAWS):
        self.names = {name: place for place, name in enumerate(communities)}
        count = len(self.names)
        source = np.random.default_rng(seed)
        shares = np.full(count, 1 / count) if count else np.zeros(0)
        drawn = source.multinomial(count, shares, draws) if count else np.zeros((draws, 0))
        self.times: NDArray[np.float32] = drawn.astype(np.float32)

    def sums(self, where: Sequence[str], values: Sequence[float]) -> Numbers:
        """The sum of values over what each draw holds."""
        by = np.zeros(len(self.names))
        np.add.at(by, [self.names[one] for one in where], np.asarray(values, float))
        return (self.times @ by.astype(np.float32)).astype(float)

    def weights(self, where: Sequence[str], draws: int) -> Numbers:
        """How often each thing comes in each of the first draws."""
        return self.times[:draws, [self.names[one] for one in where]].astype(float)


def interval(values: Numbers) -> tuple[float, float]:
    """The middle 95 % of what draws gave; draws that gave nothing are left out."""
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0, 1.0
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)


def share(hits: Sequence[bool], where: Sequence[str], seed: int = 1) -> Estimate:
    """A share of things that live in communities. At none or all: three over communities."""
    if not hits:
        return NOTHING
    homes = sorted(set(where))
    three = min(1.0, 3 / len(homes))
    value = sum(hits) / len(hits)
    if not any(hits):
        return Estimate(0.0, 0.0, three, len(hits))
    if all(hits):
        return Estimate(1.0, 1.0 - three, 1.0, len(hits))
    drawn = Drawn(homes, seed)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = drawn.sums(where, [float(h) for h in hits]) / drawn.sums(where, [1.0] * len(hits))
    return Estimate(value, *interval(ratio), len(hits))


def precision(recall: Numbers, false: Numbers, base: float = BASE) -> Numbers:
    """Precision at a base rate, from the share found and the share of false alarms."""
    right, wrong = base * recall, (1 - base) * false
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(right / (right + wrong))


class Curve(Struct, frozen=True):
    """Recall and precision at every score, highest score first."""

    recall: tuple[float, ...]
    precision: tuple[float, ...]
    area: Estimate


def curve(
    scores: Numbers, right: NDArray[np.bool_], weights: Numbers, totals: tuple[Numbers, Numbers]
) -> tuple[Numbers, Numbers, Numbers]:
    """Recall, precision and area of many draws at once.

    `weights` has a row a draw and a column a scored thing; `totals` are the positives and the
    ordinary of each draw. What was never scored is found last, at the base rate.
    Average precision: sum of the steps of recall times the precision there.
    """
    order = np.argsort(-scores, kind="stable")
    scores, right, weights = scores[order], right[order], weights[:, order]
    last = (
        np.flatnonzero(np.append(np.diff(scores) != 0, True)) if len(scores) else np.zeros(0, int)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        recall = np.cumsum(weights * right, axis=1)[:, last] / totals[0][:, None]
        false = np.cumsum(weights * ~right, axis=1)[:, last] / totals[1][:, None]
        exact = np.nan_to_num(precision(recall, false))
    steps = np.diff(recall, axis=1, prepend=0.0)
    found = recall[:, -1] if len(last) else np.zeros(len(weights))
    area = (steps * exact).sum(axis=1) + (1 - found) * BASE
    return recall, exact, area


def logistic(db: float) -> float:
    """The probability of odds given in decibans."""
    return 1 / (1 + 10 ** (-db / 10))


def decibans(probability: float) -> float:
    """The odds of a probability, in decibans."""
    return float(10 * np.log10(probability / (1 - probability)))
