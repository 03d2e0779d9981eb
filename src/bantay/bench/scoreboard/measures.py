"""What a board measures, as values: one summary a hypothesis, calibration, recall by group."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import get_args

import numpy as np
from msgspec import Struct

from bantay.bench.quality.rates import Likelihood, Rate, likelihood
from bantay.bench.scoreboard.arithmetic import (
    BASE,
    NOTHING,
    Curve,
    Drawn,
    Estimate,
    curve,
    decibans,
    interval,
    logistic,
    precision,
    share,
)
from bantay.bench.scoreboard.board import HARDEST, Board, Positive, Wrong
from bantay.model.vocabulary import Hypothesis

HYPOTHESES: tuple[Hypothesis, ...] = get_args(Hypothesis)
SEED = 20
"""Of the bootstrap: the same board gives the same intervals."""
_POINTS = 60  # of a drawn curve
_CURVES = 200  # draws of a curve: each holds everybody of whom anything was said


class Quartiles(Struct, frozen=True):
    """The middle of some numbers and the quarters around it; None of nothing."""

    low: float | None
    middle: float | None
    high: float | None


class Summary(Struct, frozen=True, kw_only=True):
    """One hypothesis. Shares are of positives at the default difficulty with every plane.

    `false` are alarms about ordinary people, an ordinary account; `others` alarms about people
    of other scenarios. `acts` and `usd` are the shares of what a subject did, and of the money
    it moved, that had happened when its alarm opened, `dollars` how much that was.
    """

    hypothesis: Hypothesis
    detectors: int
    positives: int
    recall: Estimate
    seen: Estimate
    hardest: Estimate
    precision: Estimate
    false: Estimate
    curve: Curve
    others: Estimate
    hours: Quartiles
    acts: Quartiles
    usd: Quartiles
    dollars: Quartiles


class Draws(Struct):
    """The draws all hypotheses share: of communities with ordinary accounts."""

    ordinary: Drawn
    accounts: "np.ndarray[tuple[int], np.dtype[np.float64]]"


def draws_of(board: Board) -> Draws:
    """Draw the communities of ordinary accounts."""
    names = sorted({key[0] for key in board.ordinary})
    drawn = Drawn(names, SEED)
    where = [key[0] for key in board.ordinary]
    return Draws(drawn, drawn.sums(where, [float(n) for n in board.ordinary.values()]))


def summaries(board: Board) -> list[Summary]:
    """Every hypothesis of the closed list, also those that nothing speaks for yet."""
    draws = draws_of(board)
    return [summary(board, name, draws) for name in HYPOTHESES]


def summary(board: Board, hypothesis: Hypothesis, draws: Draws) -> Summary:
    """One hypothesis."""
    mine = [one for one in board.positives if one.hypothesis == hypothesis]
    plain = [one for one in mine if one.plain]
    wrong = [one for one in board.wrong if one.hypothesis == hypothesis]
    caught = [one for one in plain if one.alarmed]
    hits, of = board.others.get(hypothesis, (0, 0))
    exact, false = _exact(board, plain, wrong, draws)
    silent = hypothesis not in board.spoken
    return Summary(
        hypothesis=hypothesis,
        detectors=sum(hypothesis in spec.hypotheses for spec in board.specs.values()),
        positives=len(plain),
        recall=NOTHING if silent else recall(plain),
        seen=NOTHING if silent else share([p.seen for p in plain], _homes(plain), SEED),
        hardest=NOTHING if silent else recall([one for one in mine if _hard(one)]),
        precision=NOTHING if silent else exact,
        false=NOTHING if silent else false,
        curve=Curve((), (), NOTHING) if silent else _curve(plain, wrong, draws, board.accounts),
        others=_plain_share(hits, of),
        hours=_quartiles([one.hours for one in caught if one.hours is not None]),
        acts=_quartiles([before / of for before, of in (o.acts for o in caught) if of]),
        usd=_quartiles([before / of for before, of in (o.usd for o in caught) if of]),
        dollars=_quartiles([before for before, of in (o.usd for o in caught) if of]),
    )


def _hard(one: Positive) -> bool:
    return one.difficulty == HARDEST and not one.absent


def recall(positives: Sequence[Positive]) -> Estimate:
    """The share that was alarmed."""
    return share([one.alarmed for one in positives], _homes(positives), SEED)


def _homes(positives: Iterable[Positive]) -> list[str]:
    return [one.who.community for one in positives]


def _plain_share(hits: int, of: int) -> Estimate:
    rate = Rate(hits, of)
    return Estimate(rate.share, *rate.interval, of) if of else NOTHING


def _exact(
    board: Board, plain: Sequence[Positive], wrong: Sequence[Wrong], draws: Draws
) -> tuple[Estimate, Estimate]:
    """Precision at the base rate, and false alarms an ordinary account."""
    alarmed = [one.who.community for one in wrong if one.said.opened is not None]
    rate = Rate(len(alarmed), board.accounts)
    drawn = draws.ordinary.sums(alarmed, [1.0] * len(alarmed)) / draws.accounts
    low, high = interval(drawn) if alarmed else rate.interval
    false = Estimate(rate.share, low, high, board.accounts)
    if not any(one.alarmed for one in plain):
        return NOTHING, false
    homes = Drawn(sorted(set(_homes(plain))), SEED + 1)
    found = homes.sums(_homes(plain), [float(one.alarmed) for one in plain])
    every = homes.sums(_homes(plain), [1.0] * len(plain))
    value = precision(
        np.array([sum(one.alarmed for one in plain) / len(plain)]), np.array([rate.share])
    )
    shown = drawn if alarmed else np.full(len(drawn), high)
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = interval(precision(found / every, shown))
    return Estimate(float(value[0]), low, 1.0 if not alarmed else high, len(plain)), false


def _curve(plain: Sequence[Positive], wrong: Sequence[Wrong], draws: Draws, accounts: int) -> Curve:
    told = [(one.said, one.who.community) for one in plain if one.said is not None]
    false = [(one.said, one.who.community) for one in wrong]
    scores = np.array([said.score_db for said, _ in (*told, *false)])
    right = np.array([True] * len(told) + [False] * len(false), bool)
    homes = Drawn(sorted(set(_homes(plain))), SEED + 1)
    lots = ((homes, told), (draws.ordinary, false))
    rows = [of.weights([home for _, home in lot], _CURVES) for of, lot in lots]
    positives = homes.sums(_homes(plain), [1.0] * len(plain))
    totals = positives[:_CURVES], draws.accounts[:_CURVES]
    *_, areas = curve(scores, right, np.hstack(rows), totals)
    whole = np.ones((1, len(scores)))
    counts = np.array([float(len(plain))]), np.array([float(accounts)])
    found, exact, area = curve(scores, right, whole, counts)
    low, high = interval(areas)
    last = found.shape[1] - 1
    kept = sorted({round(last * n / _POINTS) for n in range(_POINTS + 1)}) if last >= 0 else []
    return Curve(
        tuple(round(float(found[0, at]), 4) for at in kept),
        tuple(round(float(exact[0, at]), 4) for at in kept),
        Estimate(float(area[0]), low, high, len(plain)),
    )


def _quartiles(values: Sequence[float]) -> Quartiles:
    if not values:
        return Quartiles(None, None, None)
    return Quartiles(*(round(float(v), 3) for v in np.percentile(values, (25, 50, 75))))


# ------------------------------------------------------------------ calibration


class Band(Struct, frozen=True):
    """Subjects whose evidence summed to between two numbers of decibans.

    `claimed` is their mean; `measured` how much more often it happens to positives.
    """

    low: float
    high: float
    claimed: float
    measured: Likelihood
    positives: int
    ordinary: int


FEWEST = 10
"""Subjects a band needs: of fewer, smoothing is all that would be seen."""
BANDS = (-60.0, 0.5, 5.5, 10.5, 15.5, 20.5, 25.5, 30.5, 60.0)


def bands(board: Board, hypothesis: Hypothesis | None = None) -> list[Band]:
    """What the engine's decibans claim beside what they turned out to be worth."""
    names = sorted(board.spoken) if hypothesis is None else [hypothesis]
    mine = [one for one in board.positives if one.plain and one.hypothesis in names]
    ours = [one.said.weight_db for one in mine if one.said is not None]
    theirs = [one.said.weight_db for one in board.wrong if one.hypothesis in names]
    counts = len(mine), board.accounts * len(names)
    found = (_band(low, high, ours, theirs, counts) for low, high in pairwise(BANDS))
    return [band for band in found if band is not None]


def _band(
    low: float, high: float, ours: list[float], theirs: list[float], of: tuple[int, int]
) -> Band | None:
    one, two = ([db for db in values if low <= db < high] for values in (ours, theirs))
    if len(one) + len(two) < FEWEST:
        return None
    measured = likelihood([Rate(len(one), of[0])], [Rate(len(two), of[1])])
    return Band(low, high, round(float(np.mean(one + two)), 1), measured, len(one), len(two))


class Brier(Struct, frozen=True):
    """The mean squared error of the probability at the base rate, and of knowing nothing."""

    hypothesis: str
    score: float
    knowing_nothing: float

    @property
    def skill(self) -> float:
        """1: perfect, 0: no better than the base rate for everybody, below 0: worse."""
        return 1 - self.score / self.knowing_nothing


def brier(board: Board, hypothesis: Hypothesis) -> Brier:
    """Brier score at the base rate; the probability is odds of the base rate plus evidence."""
    mine = [one for one in board.positives if one.plain and one.hypothesis == hypothesis]
    wrong = [one.said.weight_db for one in board.wrong if one.hypothesis == hypothesis]
    sure = [_probability(one.said.weight_db if one.said else 0.0) for one in mine]
    right = sum((1 - p) ** 2 for p in sure) / max(1, len(mine))
    silent = (board.accounts - len(wrong)) * BASE**2
    false = (sum(_probability(db) ** 2 for db in wrong) + silent) / max(1, board.accounts)
    return Brier(hypothesis, BASE * right + (1 - BASE) * false, BASE * (1 - BASE))


def _probability(weight_db: float) -> float:
    return logistic(decibans(BASE) + weight_db)


# ------------------------------------------------------------------ groups


class Group(Struct, frozen=True):
    """Recall among the positives of one hypothesis that share something."""

    hypothesis: Hypothesis
    by: str
    recall: Estimate
    seen: int


def grouped(
    positives: Iterable[Positive], key: Callable[[Positive], str]
) -> dict[tuple[Hypothesis, str], list[Positive]]:
    """Positives by hypothesis and something else."""
    found: dict[tuple[Hypothesis, str], list[Positive]] = {}
    for one in positives:
        found.setdefault((one.hypothesis, key(one)), []).append(one)
    return dict(sorted(found.items()))


def recalls(positives: Iterable[Positive], key: Callable[[Positive], str]) -> list[Group]:
    """Recall by hypothesis and something else."""
    return [
        Group(hypothesis, by, recall(mine), sum(one.seen for one in mine))
        for (hypothesis, by), mine in grouped(positives, key).items()
    ]


class Step(Struct, frozen=True):
    """Recall among those whose structural number or dial lies between two values."""

    hypothesis: Hypothesis
    scenario: str
    name: str
    low: float
    high: float
    recall: Estimate


STEPS = 4


def steps(board: Board) -> list[Step]:
    """Recall against every dial and structural number, in quarters of the positives.

    Default difficulty, every plane there: the hardest have all dials high at once, so that a
    fall along one of them would be that of all. One hypothesis in one scenario at a time.
    """
    whole = [one for one in board.positives if one.plain and one.hypothesis in board.spoken]
    found: list[Step] = []
    for (hypothesis, scenario), mine in grouped(whole, lambda one: one.who.scenario).items():
        for name in sorted({*mine[0].dials, *mine[0].numbers}):
            found += _steps(hypothesis, scenario, name, mine)
    return found


def _steps(
    hypothesis: Hypothesis, scenario: str, name: str, mine: Sequence[Positive]
) -> Iterable[Step]:
    values = [{**one.dials, **one.numbers}.get(name, 0.0) for one in mine]
    edges = np.unique(np.quantile(values, np.linspace(0, 1, STEPS + 1)))
    for at, (low, high) in enumerate(pairwise(edges)):
        last = at == len(edges) - 2
        inside = [
            one
            for one, value in zip(mine, values, strict=True)
            if low <= value < high or (last and value == high)
        ]
        if inside:
            yield Step(
                hypothesis,
                scenario,
                name,
                round(float(low), 3),
                round(float(high), 3),
                recall(inside),
            )
