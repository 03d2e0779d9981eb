"""How far anybody could get with patterns whose transfers share no account, or two by two.

`bipartite` is a set of transfers between accounts that have nothing else to do with each other,
`stack` a set of steps of two. With the amounts hidden nothing joins the parts of one but the time.
So the bound is an oracle's: it is told exactly which transfers are those of a shape, and has to
say only which of them belong together.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from bantay.bench.networks import Pattern
from bantay.bench.results import Figures

HOURS = (24, 36, 48, 60, 72, 96, 120)
"""Windows that the oracle may choose from, knowing which is best for it."""
LEAST = 4


def parted_by_time(
    rows: Any, owner: dict[int, int], wanted: Sequence[Pattern], shapes: Sequence[str]
) -> Figures:
    """By shape, of how many patterns the oracle finds half or more, window by window, the fullest
    first. `rows` are (source, target, seconds), `owner` says which row is of which pattern."""
    found: Figures = {}
    for shape in shapes:
        mine = sorted((int(rows[at][2]), n) for at, n in owner.items() if wanted[n].shape == shape)
        of = len({n for _, n in mine})
        best, hours = max((_parted(mine, hours * 3_600), -hours) for hours in HOURS)
        found[shape] = f"{best} of {of} (windows of {-hours} hours)"
    return found


def _parted(mine: list[tuple[int, int]], window: int) -> int:
    """Patterns half of which is in one window, and is most of what is in it."""
    size, hits = Counter(n for _, n in mine), set[int]()
    while mine:
        times = np.array([time for time, _ in mine])
        ends = np.searchsorted(times, times + window, "right")
        at = int((ends - np.arange(len(times))).argmax())
        n, count = Counter(n for _, n in mine[at : ends[at]]).most_common(1)[0]
        if ends[at] - at < LEAST:
            break
        if count * 2 >= size[n]:
            hits.add(n)
        mine = mine[:at] + mine[int(ends[at]) :]
    return len(hits)


def strangers(transfers: Any, circles: Any) -> Figures:
    """How ordinary people pay whom they pay once: beside somebody in a circle of theirs, beside
    somebody in another, or where a circle is not known. It says how far the simulated life is
    from the planted payments, which are between accounts taken at random."""
    of: dict[int, set[int]] = {}
    for account, circle in circles.tolist():
        of.setdefault(account, set()).add(circle)
    pairs = np.sort(transfers[:, :2], axis=1)
    kept, count = np.unique(pairs, axis=0, return_counts=True)
    told = Counter(_beside(of, a, b) for a, b in kept[count == 1].tolist())
    return {"pairs that pay once": int((count == 1).sum()), **dict(sorted(told.items()))}


def _beside(of: dict[int, set[int]], one: int, other: int) -> str:
    ours, theirs = of.get(one), of.get(other)
    if ours is None or theirs is None:
        return "a circle is not known"
    return "in one circle" if ours & theirs else "in two circles"
