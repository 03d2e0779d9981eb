"""An alarm's sum in decimals that add up exactly as they are printed.

Weights that decay are long fractions. Printed with one decimal each they may miss the
printed total by a tenth; the reader would be right not to trust the rest. So the fewest
decimals are taken at which the printed parts add up, and when none do, the difference is
a line of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bantay.model.alarm import Alarm, AlarmFinding

_FEWEST, _MOST = 1, 3


@dataclass(frozen=True, slots=True)
class Sum:
    """`prior` + the counted findings' parts + `rounding` + `cut` = `total`, to the last digit.

    `cut` is what the limit of 60 decibans took away; `uncounted` are findings of a group
    whose stronger finding counts.
    """

    prior: Decimal
    counted: tuple[tuple[AlarmFinding, Decimal], ...]
    uncounted: tuple[tuple[AlarmFinding, Decimal], ...]
    rounding: Decimal
    cut: Decimal
    total: Decimal
    threshold: Decimal

    @property
    def over(self) -> Decimal:
        """How far the total is over the threshold; negative when it is under."""
        return self.total - self.threshold


def sum_of(alarm: Alarm) -> Sum:
    """The alarm's sum, strongest findings first."""
    ordered = sorted(alarm.findings, key=lambda f: (-abs(f.weight_db), f.finding))
    counted = [finding for finding in ordered if finding.counted]
    raw = alarm.prior_db + sum(finding.weight_db for finding in counted)
    parts = [alarm.prior_db, *(finding.weight_db for finding in counted), alarm.score_db - raw]
    places = _places(parts, alarm.score_db)
    prior, *weights, cut = (_round(part, places) for part in parts)
    total = _round(alarm.score_db, places)
    return Sum(
        prior=prior,
        counted=tuple(zip(counted, weights, strict=True)),
        uncounted=_uncounted(ordered, places),
        rounding=total - prior - sum(weights, Decimal()) - cut,
        cut=cut,
        total=total,
        threshold=_round(alarm.threshold_db, places),
    )


def signed(value: Decimal) -> str:
    """`+11.0`, `−3.2`, `0.0`, with a real minus sign."""
    if not value:
        return f"{abs(value)}"
    return f"{'+' if value > 0 else '−'}{abs(value)}"


def plain(value: Decimal) -> str:
    """`11.0`, `−5.0`: a sign only where it is a minus, and a real one."""
    return f"{'−' if value < 0 else ''}{abs(value)}"


def _places(parts: Sequence[float], total: float) -> int:
    for places in range(_FEWEST, _MOST + 1):
        if sum((_round(part, places) for part in parts), Decimal()) == _round(total, places):
            return places
    return _FEWEST


def _round(value: float, places: int) -> Decimal:
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places))
    return rounded if rounded else abs(rounded)  # never "-0.0"


def _uncounted(
    findings: Sequence[AlarmFinding], places: int
) -> tuple[tuple[AlarmFinding, Decimal], ...]:
    """Once each: the same thing may be seen under several keys, in the same words and places."""
    said = {(f.detector, f.summary, f.quotes) for f in findings if f.counted}
    told: list[tuple[AlarmFinding, Decimal]] = []
    for finding in findings:
        one = (finding.detector, finding.summary, finding.quotes)
        if not finding.counted and one not in said:
            said.add(one)
            told.append((finding, _round(finding.weight_db, places)))
    return tuple(told)
