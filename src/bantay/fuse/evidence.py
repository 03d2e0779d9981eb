"""The sum of evidence (DESIGN section 6).

total = prior + sum over groups of the finding with the largest |weight| after decay,
cut at 60 dB either way. Weights are kept to a tenth of a deciban, so that what is printed
adds up exactly. Decay moves at day ticks only: within a day a sum is a function of the
findings alone, whatever order they came in.
"""

from collections.abc import Iterable, Mapping
from operator import attrgetter

from msgspec import Struct, field

from bantay.kit import CEILING_MAX, Weighs
from bantay.model.alarm import AlarmFinding
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


class Line(Struct):
    """One finding's part in a sum; only the strongest of its group is `counted`. `told` is how
    an alarm shows it, made when one first does."""

    mark: Mark
    weight: Weight
    db: float
    counted: bool
    told: AlarmFinding | None = None

    def shown(self) -> AlarmFinding:
        """The line as an alarm carries it."""
        if self.told is None:
            given = self.mark.given
            self.told = AlarmFinding(
                finding=given.id,
                revision=self.mark.revision,
                detector=given.detector,
                version=given.version,
                group=given.group,
                weight_db=self.db,
                counted=self.counted,
                draft=self.weight.draft,
                summary=given.finding.summary,
                quotes=given.finding.quotes,
            )
        return self.told


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


class Scale(Struct, frozen=True):
    """What every finding of one detector weighs for one hypothesis before it ages: decibans cut
    to what it may carry at most, and the microseconds in which half of them are gone."""

    weight: Weight
    db: float
    half_life: int


Scales = dict[str, Scale]
"""By detector; one that is missing says nothing about the hypothesis."""


def scales_of(hypothesis: Hypothesis, settings: Settings, specs: Mapping[str, Weighs]) -> Scales:
    """The scales of all detectors that weigh for a hypothesis."""
    return {
        id: _scale(weight, specs[id])
        for (id, about), weight in settings.weights.items()
        if about == hypothesis and id in specs
    }


def _scale(weight: Weight, spec: Weighs) -> Scale:
    cap = min(spec.ceiling, CEILING_MAX) if weight.draft else CEILING_MAX
    return Scale(weight, max(-cap, min(cap, weight.db)), span(spec.half_life))


class _Entry:
    """A mark on its scale: where it ranks, and its line as it was last told."""

    __slots__ = ("db", "line", "mark", "rank", "weight")

    def __init__(self, mark: Mark, scale: Scale, db: float):
        given = mark.given
        self.mark, self.weight, self.db = mark, scale.weight, db
        self.rank = (-abs(db), -given.last, given.id)
        self.line: Line | None = None


class Tally:
    """The sum for one hypothesis about one subject on one day: what did not change since it was
    last asked for is not weighed again. Muting a mark changes it unseen: begin a new tally.

    `day` is the microseconds of the last day tick.
    """

    def __init__(self, hypothesis: Hypothesis, bar: Bar, scales: Scales, day: int):
        self._hypothesis, self._bar, self._scales, self._day = hypothesis, bar, scales, day
        self._marks: dict[str, Mark] = {}
        self._ranked: list[_Entry] = []

    def sum(self, marks: Mapping[str, Mark]) -> Sum:
        """Add up what speaks for the hypothesis; findings without a weight are left out."""
        held = self._marks
        if not held:
            held.update(marks)
            self._ranked = self._weighed(marks.values())
            if len(self._ranked) > 1:
                self._ranked.sort(key=_rank)
            return self._added()
        changed = [mark for id, mark in marks.items() if held.get(id) is not mark]
        gone = [id for id in held if id not in marks]
        if changed or gone:
            for id in gone:
                del held[id]
            held.update({mark.given.id: mark for mark in changed})
            stay = [entry for entry in self._ranked if held.get(entry.rank[2]) is entry.mark]
            self._ranked = [*stay, *self._weighed(changed)]
            self._ranked.sort(key=_rank)
        return self._added()

    def _weighed(self, marks: Iterable[Mark]) -> list[_Entry]:
        """Those that have a weight for the hypothesis, each as old as it is on this day."""
        scales, hypothesis, day, found = self._scales, self._hypothesis, self._day, []
        for mark in marks:
            given = mark.given
            scale, speaks_for = scales.get(given.detector), given.finding.hypotheses
            if scale is None or (speaks_for and hypothesis not in speaks_for):
                continue
            db, age = scale.db, day - given.last
            if age > 0:
                db *= 0.5 ** (age / scale.half_life)
            if mark.muted and mark.muted.get(hypothesis) == mark.revision:
                db = 0.0
            found.append(_Entry(mark, scale, round(db, 1)))
        return found

    def _added(self) -> Sum:
        if len(self._ranked) == 1:  # as of most subjects
            [entry] = self._ranked
            if entry.line is None or not entry.line.counted:
                entry.line = Line(entry.mark, entry.weight, entry.db, True)
            return self._of((entry.line,), 0.0 + entry.db)
        groups: set[str] = set()
        lines: list[Line] = []
        for entry in self._ranked:
            group = entry.mark.given.group
            counted = group not in groups
            groups.add(group)
            line = entry.line
            if line is None or line.counted is not counted:
                line = entry.line = Line(entry.mark, entry.weight, entry.db, counted)
            lines.append(line)
        weight_db = round(sum([line.db for line in lines if line.counted]), 1)
        return self._of(tuple(lines), weight_db)

    def _of(self, lines: tuple[Line, ...], weight_db: float) -> Sum:
        score = round(max(-CUT, min(CUT, self._bar.prior_db + weight_db)), 1)
        return Sum(self._bar, lines, weight_db, score, _enough(self._hypothesis, lines))


_rank = attrgetter("rank")


def add_up(
    marks: Iterable[Mark],
    hypothesis: Hypothesis,
    settings: Settings,
    specs: Mapping[str, Weighs],
    now: int,
) -> Sum:
    """Add up what speaks for a hypothesis, once."""
    scales = scales_of(hypothesis, settings, specs)
    tally = Tally(hypothesis, settings.bars[hypothesis], scales, now // DAY * DAY)
    return tally.sum({mark.given.id: mark for mark in marks})


def _enough(hypothesis: Hypothesis, lines: Iterable[Line]) -> bool:
    if hypothesis not in TRAFFICKING:
        return True
    strong = [line for line in lines if line.counted and line.db >= TWO_PLANES]
    return len({line.mark.given.plane for line in strong}) >= 2
