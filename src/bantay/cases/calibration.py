"""What an operator's own sampled labels say of the sums: of alarms that stood at so many decibans,
how many were found right. The log odds of a sum are odds (10 dB: ten to one), so each band also
has the share that a sum of its middle claims; the two side by side are the calibration.

Only labels that were drawn at random count (`sampled`): what policy raised is no sample.
"""

from collections.abc import Iterable

from bantay.cases.agreement import rate
from bantay.model.case_page import Band
from bantay.model.vocabulary import Verdict

EDGES = (-20.0, -10.0, -5.0, 0.0, 5.0, 10.0, 20.0)
"""Decibans between two bands; below the first and above the last is one band each."""
_REACH = 10.0
"""How far the outermost bands are taken to reach, for their middle."""


def calibration(labels: Iterable[tuple[float, Verdict]]) -> tuple[Band, ...]:
    """Bands that hold any label, the lowest first. A label is the score of its alarm, decibans, and
    what the person said; `unsure` says neither and is left out."""
    held: dict[int, list[bool]] = {}
    for score, verdict in labels:
        if verdict != "unsure":
            held.setdefault(sum(score >= edge for edge in EDGES), []).append(verdict == "true")
    return tuple(_band(at, said) for at, said in sorted(held.items()))


def _band(at: int, said: list[bool]) -> Band:
    low = EDGES[at - 1] if at else None
    high = EDGES[at] if at < len(EDGES) else None
    middle = ((EDGES[0] - _REACH if low is None else low) +
              (EDGES[-1] + _REACH if high is None else high)) / 2  # fmt: skip
    return Band(low, high, 1 / (1 + 10 ** (-middle / 10)), rate(sum(said), len(said)))
