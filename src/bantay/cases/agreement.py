"""How far readers agree, and how often an answer was taken back: of the team, never of one.

Krippendorff's alpha for nominal data (K. Krippendorff, Content Analysis, 4th ed., chapter 12):
alpha = 1 - observed / expected disagreement, over cases that at least two people answered.
Intervals: percentile bootstrap over cases for alpha, Wilson's score interval for shares.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from math import sqrt

import numpy as np

from bantay.model.case_page import Agreement, Rate

DRAWS, SEED, Z = 2_000, 20_260, 1.959964
FEWEST = 5
"""Below so many cases nothing is said: drawing again from a handful invents certainty."""
Units = Sequence[Sequence[Hashable]]
"""The answers to each case, one a reader."""


def alpha(units: Units) -> float | None:
    """Krippendorff's alpha; None when no case has two answers or all answers are the same."""
    pairable = [Counter(unit) for unit in units if len(unit) >= 2]
    values = sorted({value for unit in pairable for value in unit}, key=repr)
    if not pairable:
        return None
    table = np.array([[unit[value] for value in values] for unit in pairable], float)
    return _alpha(table)


def agreement(units: Units) -> Agreement:
    """Alpha with its interval, over the cases that can say something."""
    pairable = [unit for unit in units if len(unit) >= 2]
    counts = [Counter(unit) for unit in pairable]
    values = sorted({value for unit in counts for value in unit}, key=repr)
    found = alpha(pairable) if len(pairable) >= FEWEST else None
    low = high = None
    if found is not None:
        table = np.array([[unit[value] for value in values] for unit in counts], float)
        chance = np.random.default_rng(SEED)  # seeded: the same answers, the same interval
        drawn = [_alpha(table[chance.integers(0, len(table), len(table))]) for _ in range(DRAWS)]
        kept = [value for value in drawn if value is not None]
        if kept:
            low, high = (float(value) for value in np.quantile(kept, (0.025, 0.975)))
    return Agreement(
        alpha=found,
        low=low,
        high=high,
        cases=len(pairable),
        answers=sum(map(len, pairable)),
    )


def rate(hits: int, of: int) -> Rate:
    """A share with Wilson's 95 % interval."""
    if of == 0:
        return Rate(0, 0, None, None)
    share = hits / of
    middle = (share + Z**2 / (2 * of)) / (1 + Z**2 / of)
    reach = Z * sqrt(share * (1 - share) / of + Z**2 / (4 * of**2)) / (1 + Z**2 / of)
    return Rate(hits, of, max(0.0, middle - reach), min(1.0, middle + reach))


def _alpha(table: "np.typing.NDArray[np.float64]") -> float | None:
    """Of a table with a row a case and a column a value: how often each was said."""
    answers = table.sum(axis=1)
    weights = 1 / (answers - 1)
    agreeing = (table * (table - 1)).sum(axis=1)
    observed = ((answers * (answers - 1) - agreeing) * weights).sum()
    said = table.sum(axis=0)
    total = said.sum()
    expected = (total**2 - (said**2).sum()) / (total - 1)
    return None if expected == 0 else float(1 - observed / expected)
