"""The surges bar: how often a night calls a surge where there is none, and how often it sees one.

Histories are generated: days that differ by weekday and season, on a platform that grows; once
with chance alone (Poisson), once in clumps, since one ring is several alarms on one day. Each is
looked at every night, as the survey does, so that a week has seven chances to be wrong.
"""

import math
import random
from collections.abc import Callable
from datetime import date, timedelta

from bantay.bench.results import Figures
from bantay.kit.regions.surges import USUAL, weeks

MONDAY = date(2024, 1, 1)
MEANS, YEARS, WEEKS = (1, 8, 60), 12, 52
"""Alarms a week, series of a year each, weeks of one."""
SURGES, SEEN = (10, 20, 60), 100
"""Alarms in a usual week, and how many weeks with three times as many are tried."""
POISSON, CLUMPED = 0.1, 0.5
"""False surges a year of one series that are let pass."""
History = dict[date, int]


def poisson(rng: random.Random, mean: float) -> int:
    """A Poisson count, by multiplication (Knuth 1969, 3.4.1); for the means of a day."""
    left, count, product = math.exp(-mean), -1, 1.0
    while product > left:
        product *= rng.random()
        count += 1
    return count


def plain(seed: int, mean: float, weeks: int = WEEKS) -> History:
    """Chance alone. `mean` is of a week."""
    rng, days = random.Random(seed), weeks * 7
    weekday = [rng.uniform(0.4, 1.6) for _ in range(7)]
    level = [
        mean / 7 * weekday[n % 7] * (1 + 0.3 * math.sin(2 * math.pi * n / 364 + seed))
        for n in range(days)
    ]
    return {
        MONDAY + timedelta(n): poisson(rng, level[n] * (1 + 0.4 * n / days)) for n in range(days)
    }


def clumped(seed: int, mean: float, weeks: int = WEEKS) -> History:
    """A third as many clumps, of 1 + an exponential number with mean 2."""
    rng = random.Random(seed)
    return {
        day: sum(1 + int(rng.expovariate(0.5)) for _ in range(count))
        for day, count in plain(seed, mean / 3, weeks).items()
    }


def nights(counts: History) -> tuple[int, int]:
    """How many weeks could be judged night by night, and how many were ever called a surge."""
    called: set[date] = set()
    first = USUAL.least_past * 7
    for n in range(first, len(counts)):
        until = MONDAY + timedelta(n)
        week = weeks(
            {day: count for day, count in counts.items() if day <= until}, until, MONDAY, last=1
        )[-1]
        called |= {week.begins} if week.surge else set()
    return (len(counts) - first) // 7, len(called)


def false_a_year(made: Callable[[int, float], History], mean: float, years: int) -> float:
    """False surges a year of one series."""
    told = [nights(made(seed, mean)) for seed in range(years)]
    return round(sum(called for _, called in told) / (sum(n for n, _ in told) / WEEKS), 2)


def found(mean: float, tries: int) -> float:
    """The share of weeks with three times as many alarms that are called a surge."""
    seen = 0
    for seed in range(tries):
        counts = plain(seed, mean, 30)
        last = sorted(counts)[-7:]
        counts |= {day: counts[day] * 3 for day in last}
        seen += weeks(counts, last[-1], MONDAY, last=1)[-1].surge
    return seen / tries


def bar(years: int = YEARS, tries: int = SEEN) -> tuple[dict[str, bool], Figures]:
    """False surges night by night, and surges that are seen."""
    chance = {str(mean): false_a_year(plain, mean, years) for mean in MEANS}
    clumps = {str(mean): false_a_year(clumped, mean, years) for mean in MEANS}
    power = {str(mean): found(mean, tries) for mean in SURGES}
    judged = years * (WEEKS - USUAL.least_past) / WEEKS
    figures: Figures = {
        "years of one series, each kind and mean": round(judged, 1),
        "false surges a year of one series, chance alone, by alarms a week": chance,
        "false surges a year of one series, alarms in clumps": clumps,
        "where none was seen, 95 % sure to be below": round(3 / judged, 2),
        "three times the usual, seen, by alarms in a usual week": power,
    }
    met = {
        f"at most {POISSON:g} false surges a year of a series, chance alone": max(chance.values())
        <= POISSON,
        f"at most {CLUMPED:g} where alarms come in clumps": max(clumps.values()) <= CLUMPED,
        f"every threefold week at {SURGES[-1]} alarms": power[str(SURGES[-1])] == 1.0,
    }
    return met, figures
