"""Weekly counts against their own past, season and weekday taken out, robustly.

Counts are stabilised (Anscombe 1948: 2·sqrt(x + 3/8) has variance 1 for Poisson counts). The
level is a line through the last weeks by medians (Theil 1950, Sen 1968), so a surge of the
past does not hide the next one. Where there are earlier years, each week of the year has a
factor, drawn towards 1 by its counts. A week that is not over is compared with the share of
a week that its weekdays usually are. A surge is a week far above what was expected, against
the larger of chance and of the past's own scatter.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from statistics import median

from msgspec import Struct

_WEEK = timedelta(days=7)
_ANSCOMBE = 3 / 8
_MAD = 1.4826
"""Median absolute deviation to standard deviation of a normal distribution."""
_MOST, _OUT = 0.85, 1.4395
"""So large a share of a normal distribution lies within so many standard deviations. Alarms come
in clumps, which the median alone does not see; three weeks in twenty may still be surges."""


class Tuning(Struct, frozen=True):
    """How a surge is told; the false rate that goes with it is measured in the tests."""

    past: int = 20  # weeks that the level is drawn from
    least_past: int = 8  # weeks below which nothing can be said
    deviations: float = 4.5  # how far above the expected
    least: int = 6  # counts below which a week is never a surge
    ratio: float = 1.5  # times the expected at least
    pull: float = 10.0  # counts by which a season's factor is drawn towards 1


USUAL = Tuning()


class Week(Struct, frozen=True):
    """One week of one series. `begins` is its Monday, `days` how many are over.

    `expected` is None with too little past; `deviations` says how far above it the count is.
    """

    begins: date
    days: int
    count: int
    expected: float | None = None
    deviations: float = 0.0
    surge: bool = False


def weeks(
    counts: Mapping[date, int],
    until: date,
    since: date | None = None,
    tuning: Tuning = USUAL,
    last: int | None = None,
) -> list[Week]:
    """Every week to the day `until`, each judged by those before it; only the `last` so many
    when that is said.

    The first is that of `since`, from which on nothing counted means nothing was there; else
    that of the first count.
    """
    if not counts and since is None:
        return []
    first = _monday(min([*counts, *([since] if since else [])]))
    mondays = [first + n * _WEEK for n in range((_monday(until) - first) // _WEEK + 1)]
    totals = [sum(counts.get(m + timedelta(d), 0) for d in range(7)) for m in mondays]
    told = range(max(0, len(mondays) - last) if last else 0, len(mondays))
    return [_judged(counts, mondays, totals, n, until, tuning) for n in told]


def _judged(
    counts: Mapping[date, int],
    mondays: Sequence[date],
    totals: Sequence[int],
    n: int,
    until: date,
    tuning: Tuning,
) -> Week:
    days = min(7, (until - mondays[n]).days + 1)
    plain = Week(mondays[n], days, totals[n])
    if n < tuning.least_past:
        return plain
    season = [_season(totals, k, n, tuning) for k in range(max(0, n - tuning.past), n + 1)]
    before = totals[n - len(season) + 1 : n]
    calm = [total / factor for total, factor in zip(before, season[:-1], strict=True)]
    level, scatter = _line([_stable(value) for value in calm])
    share = _share(counts, mondays[max(0, n - tuning.past) : n], days)
    expected = _counts(level) * season[-1] * share
    above = (_stable(totals[n]) - _stable(expected)) / scatter
    return Week(
        begins=mondays[n],
        days=days,
        count=totals[n],
        expected=round(expected, 1),
        deviations=round(above, 1),
        surge=above >= tuning.deviations
        and totals[n] >= max(tuning.least, tuning.ratio * expected),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _stable(count: float) -> float:
    return float(2 * (max(count, 0.0) + _ANSCOMBE) ** 0.5)


def _counts(stable: float) -> float:
    """The count of a stabilised value, never below a tenth."""
    return max((stable / 2) ** 2 - _ANSCOMBE, 0.1) if stable > 0 else 0.1


def _line(values: Sequence[float]) -> tuple[float, float]:
    """The next value of a line through these by medians, and their scatter, at least chance's.

    A prediction is less sure than the past is scattered: by 4/n for a line through n points.
    """
    size = len(values)
    pairs = combinations(range(size), 2)
    slope = median((values[b] - values[a]) / (b - a) for a, b in pairs)
    start = median(value - slope * n for n, value in enumerate(values))
    rests = sorted(abs(value - start - slope * n) for n, value in enumerate(values))
    chance = max(1.0, _MAD * median(rests), rests[math.ceil(_MOST * size) - 1] / _OUT)
    return start + slope * size, float(chance * (1 + 4 / size) ** 0.5)


_YEAR = 52
_BESIDE = (-1, 0, 1)
_AROUND = 6


def _season(totals: Sequence[int], week: int, now: int, tuning: Tuning) -> float:
    """How this week of the year stood to its neighbourhood in the years before `now`."""
    seen, usual = tuning.pull, tuning.pull
    back = week - _YEAR
    while back - _AROUND >= 0:
        for at in (back + step for step in _BESIDE):
            if at + _AROUND < now:
                seen += totals[at]
                usual += median(totals[at - _AROUND + 1 : at + _AROUND + 1])
        back -= _YEAR
    return seen / usual


def _share(counts: Mapping[date, int], mondays: Sequence[date], days: int) -> float:
    """What part of a week its first days usually hold."""
    if days == 7:
        return 1.0
    whole = sum(counts.get(m + timedelta(d), 0) for m in mondays for d in range(7))
    part = sum(counts.get(m + timedelta(d), 0) for m in mondays for d in range(days))
    return (part + days) / (whole + 7)  # a few evenly spread counts are put in
