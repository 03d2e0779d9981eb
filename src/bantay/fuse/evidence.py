"""The sum of evidence (DESIGN section 6).

total = prior + sum over groups of the finding with the largest |weight| after decay,
cut at 60 dB either way. Weights are kept to a tenth of a deciban, so that what is printed
adds up exactly. Decay moves at day ticks only: within a day a sum is a function of the
findings alone, whatever order they came in.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from bantay.kit import CEILING_MAX, Weighs
from bantay.model.clock import DAY, span
from bantay.model.evidence import Given, Weight
from bantay.model.settings import TRAFFICKING, Bar, Settings
from bantay.model.vocabulary import Hypothesis

CUT = 60.0
TWO_PLANES = 5.0
"""What each of two groups from two planes needs before a trafficking-type alarm opens."""


class Mark(Struct):
    """A finding held against a subject. `muted`: the revision a reviewer called false, by
    hypothesis; it weighs nothing there until revised."""

    given: Given
    revision: int
    muted: dict[Hypothesis, int] = field(default_factory=dict)


class Line(Struct, frozen=True):
    """One finding's part in a sum; only the strongest of its group is `counted`."""

    mark: Mark
    weight: Weight
    db: float
    counted: bool


class Sum(Struct, frozen=True):
    """A hypothesis about a subject, added up."""

    bar: Bar
    lines: tuple[Line, ...]
    weight_db: float
    score_db: float
    enough: bool  # the two-planes rule, where it applies

    @property
    def reached(self) -> bool:
        """Whether this is an alarm."""
        return self.enough and self.score_db >= self.bar.threshold_db


def weighed(mark: Mark, weight: Weight, spec: Weighs, hypothesis: Hypothesis, day: int) -> float:
    """A mark's decibans on a day (microseconds of the last day tick), to a tenth."""
    if mark.muted.get(hypothesis) == mark.revision:
        return 0.0
    cap = min(spec.ceiling, CEILING_MAX) if weight.draft else CEILING_MAX
    db = max(-cap, min(cap, weight.db))
    age = max(0, day - mark.given.last)
    left: float = 0.5 ** (age / span(spec.half_life))
    return round(db * left, 1)


def add_up(
    marks: Iterable[Mark],
    hypothesis: Hypothesis,
    settings: Settings,
    specs: Mapping[str, Weighs],
    now: int,
) -> Sum:
    """Add up what speaks for a hypothesis; findings without a weight for it are left out."""
    day = now // DAY * DAY
    bar = settings.bars[hypothesis]
    scored = [
        (weighed(mark, weight, specs[mark.given.detector], hypothesis, day), mark, weight)
        for mark in marks
        if (weight := settings.weights.get((mark.given.detector, hypothesis))) is not None
        and mark.given.detector in specs
        and hypothesis in (mark.given.finding.hypotheses or (hypothesis,))
    ]
    scored.sort(key=lambda s: (-abs(s[0]), -s[1].given.last, s[1].given.id))
    groups: set[str] = set()
    lines: list[Line] = []
    for db, mark, weight in scored:
        counted = mark.given.group not in groups
        groups.add(mark.given.group)
        lines.append(Line(mark, weight, db, counted))
    weight_db = round(sum(line.db for line in lines if line.counted), 1)
    score = round(max(-CUT, min(CUT, bar.prior_db + weight_db)), 1)
    return Sum(bar, tuple(lines), weight_db, score, _enough(hypothesis, lines))


def _enough(hypothesis: Hypothesis, lines: Iterable[Line]) -> bool:
    if hypothesis not in TRAFFICKING:
        return True
    strong = [line for line in lines if line.counted and line.db >= TWO_PLANES]
    return len({line.mark.given.plane for line in strong}) >= 2
