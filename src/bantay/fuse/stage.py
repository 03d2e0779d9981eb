"""The fuse stage: changed findings, labels, exceptions and ticks in; alarms out.

One open alarm a (hypothesis, subject). It opens at the threshold, is revised in place,
and closes when evidence falls away, at a day tick 3 dB below the threshold, or by a label;
a later episode has a new number and needs a change that arrives after the close.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import msgspec.structs

from bantay.fuse.compose import Composer, Moment, Namer, compose
from bantay.fuse.evidence import Mark, Scales, Sum, Tally, scales_of
from bantay.fuse.exceptions import Exceptions
from bantay.fuse.subject import Heard, SubjectState, forget_oldest
from bantay.kit import Weighs
from bantay.model.alarm import Alarm, AlarmChange, CloseReason, Versions
from bantay.model.clock import DAY, moment
from bantay.model.events import LabelGiven
from bantay.model.evidence import Change, Subject
from bantay.model.settings import Settings
from bantay.model.vocabulary import Hypothesis, Verdict
from bantay.ports.store import FindingRow

MARGIN = 3.0
"""Decibans: how far below the threshold decay must go, and what a move sinks hear of is."""


class Subjects(Protocol):
    """Where the stage finds and leaves subject states; the driver owns loading and saving."""

    def subject(self, subject: Subject) -> SubjectState:
        """A subject's state, fresh if it has none."""
        ...

    def touch_subject(self, subject: Subject) -> None:
        """The subject's state is about to change."""
        ...

    def opened(self, subject: Subject, is_open: bool) -> None:
        """The subject has, or has no longer, an open alarm."""
        ...

    def open_subjects(self) -> list[Subject]:
        """All subjects with an open alarm, sorted."""
        ...


class Fuse:
    """Keyed by subject; pure but for the states it is given."""

    def __init__(
        self, settings: Settings, specs: Mapping[str, Weighs], versions: Versions, name: Namer
    ):
        self._settings, self._specs = settings, specs
        self._composer = Composer(specs, versions, name)
        self.exceptions = Exceptions()
        self._scales: dict[Hypothesis, Scales] = {}
        self._heads = {id: sorted(spec.hypotheses) for id, spec in specs.items()}
        self._held: tuple[SubjectState, int] | None = None
        self._tallies: dict[Hypothesis, Tally] = {}

    def change(
        self,
        change: Change,
        now: int,
        subjects: Subjects,
        places: tuple[tuple[str, str], ...] = (),
    ) -> tuple[FindingRow | None, list[AlarmChange]]:
        """A finding given, revised or withdrawn. None when it says nothing new. `places` are
        (place, basis) of the subject's own data: the alarm names them, and they weigh nothing."""
        turn = _Turn(self, change.subject, now, subjects)
        old = turn.state.marks.get(change.id)
        if change.given == (old.given if old else None):
            return None, []
        new = _revised(old, change)
        turn.state.places = places
        detector = (change.given or old.given).detector  # type: ignore[union-attr]
        open_ones = turn.open()
        reached = {h for h in self._heads[detector] if h in open_ones and turn.sum(h).reached}
        if new is None:
            del turn.state.marks[change.id]
        else:
            turn.state.marks[change.id] = new
            forget_oldest(turn.state)
        subjects.touch_subject(change.subject)
        alarms = [
            alarm for h in self._heads[detector] for alarm in turn.after_change(h, h in reached)
        ]
        return _row(new, old, now), alarms

    def tick(self, now: int, subjects: Subjects) -> Iterator[AlarmChange]:
        """A day tick: decay moves, alarms are refreshed or close. Ticks open nothing."""
        for subject in subjects.open_subjects():
            turn = _Turn(self, subject, now, subjects)
            for hypothesis in turn.open():
                total = turn.sum(hypothesis)
                yield from turn.put(hypothesis, total, "decay" if _low(total) else None)

    def label(self, label: LabelGiven, now: int, subjects: Subjects) -> list[AlarmChange]:
        """False closes and mutes what the alarm carried; true confirms; unsure asks again. Either
        of these takes an earlier false back: what it muted speaks again, and may open a new
        episode."""
        subject = Subject(label.subject_kind, label.subject)
        turn, hypothesis = _Turn(self, subject, now, subjects), label.hypothesis
        subjects.touch_subject(subject)
        turn.state.verdicts[hypothesis] = label.verdict
        closing: CloseReason | None = None
        if label.verdict == "false":
            closing, self._held = "label", None
            for mark in turn.state.marks.values():
                mark.muted[hypothesis] = mark.revision
        elif turn.unmuted(hypothesis):
            self._held = None
            total = turn.sum(hypothesis)
            if total.reached and hypothesis not in turn.open():
                return list(turn.put(hypothesis, total, None, label.verdict))
        if hypothesis not in turn.open():
            return []
        return list(turn.put(hypothesis, turn.sum(hypothesis), closing))

    def strongest_plane(
        self, subject: Subject, hypotheses: Iterable[Hypothesis], now: int, subjects: Subjects
    ) -> float:
        """What the strongest single plane says for one of some hypotheses, in decibans."""
        turn, most = _Turn(self, subject, now, subjects), 0.0
        for hypothesis in hypotheses:
            said: dict[str, float] = {}
            for line in turn.sum(hypothesis).lines:
                if line.counted and line.db > 0:
                    plane = line.mark.given.plane
                    said[plane] = round(said.get(plane, 0.0) + line.db, 1)
            most = max(most, *said.values(), 0.0)
        return most

    def refresh(
        self, affected: Iterable[Subject], now: int, subjects: Subjects
    ) -> Iterator[AlarmChange]:
        """Mark open alarms that a new or ended exception concerns. Their sums stay as they
        are: whoever gives an exception may not run under the policy that raised them."""
        for subject in affected:
            turn = _Turn(self, subject, now, subjects)
            for hypothesis in turn.open():
                yield from turn.mark(hypothesis)

    def added(self, state: SubjectState, hypothesis: Hypothesis, now: int) -> Sum:
        """A hypothesis about a subject added up. The tallies of the subject that was asked
        about last are kept: one event may change many findings of the same one."""
        day = now // DAY * DAY
        if self._held is None or self._held[0] is not state or self._held[1] != day:
            self._held, self._tallies = (state, day), {}
        tally = self._tallies.get(hypothesis)
        if tally is None:
            bar, scales = self._settings.bars[hypothesis], self._scales.get(hypothesis)
            if scales is None:
                scales = scales_of(hypothesis, self._settings, self._specs)
                self._scales[hypothesis] = scales
            tally = self._tallies[hypothesis] = Tally(hypothesis, bar, scales, day)
        return tally.sum(state.marks)


class _Turn:
    """One subject at one moment."""

    def __init__(self, fuse: Fuse, subject: Subject, now: int, subjects: Subjects):
        self._fuse, self._subject, self._now, self._subjects = fuse, subject, now, subjects
        self.state = subjects.subject(subject)

    def open(self) -> list[Hypothesis]:
        return [h for h, alarm in self.state.alarms.items() if alarm.status == "open"]

    def sum(self, hypothesis: Hypothesis) -> Sum:
        return self._fuse.added(self.state, hypothesis, self._now)

    def after_change(self, hypothesis: Hypothesis, was_reached: bool) -> Iterator[AlarmChange]:
        """`was_reached` is asked of open alarms only: others cannot fall."""
        total = self.sum(hypothesis)
        if total.reached or hypothesis in self.open():
            fell = was_reached and not total.reached
            yield from self.put(hypothesis, total, "withdrawal" if fell or _low(total) else None)

    def unmuted(self, hypothesis: Hypothesis) -> bool:
        """Take back what a reviewer called false; whether there was anything."""
        muted = [mark for mark in self.state.marks.values() if hypothesis in mark.muted]
        for mark in muted:
            del mark.muted[hypothesis]
        return bool(muted)

    def put(
        self,
        hypothesis: Hypothesis,
        total: Sum,
        closing: CloseReason | None,
        said: Verdict | None = None,
    ) -> Iterator[AlarmChange]:
        """`said` is the label that opens a new episode, if one does."""
        old = self.state.alarms.get(hypothesis)
        if old is None or old.status == "closed":
            self.state.verdicts.pop(hypothesis, None)
            if said is not None:
                self.state.verdicts[hypothesis] = said
        exception = self._fuse.exceptions.covering(hypothesis, self._subject, total, self._now)
        verdict = self.state.verdicts.get(hypothesis)
        at = Moment(
            hypothesis,
            self._subject,
            self._now,
            closing,
            verdict,
            exception,
            self.state.places,
        )
        new = compose(self._fuse._composer, total, old, at)
        if old is None or not _same(old, new):
            yield self._keep(old, new)

    def mark(self, hypothesis: Hypothesis) -> Iterator[AlarmChange]:
        old, total = self.state.alarms[hypothesis], self.sum(hypothesis)
        covering = self._fuse.exceptions.covering(hypothesis, self._subject, total, self._now)
        if covering != old.exception:
            changes = {"exception": covering, "revision": old.revision + 1}
            yield self._keep(old, msgspec.structs.replace(old, time=moment(self._now), **changes))

    def _keep(self, old: Alarm | None, new: Alarm) -> AlarmChange:
        self.state.alarms[new.hypothesis] = new
        self._subjects.touch_subject(self._subject)
        if old is None or old.status != new.status:
            self._subjects.opened(self._subject, bool(self.open()))
        return AlarmChange(new, _heard(self.state, old, new))


def _low(total: Sum) -> bool:
    return total.score_db < total.bar.threshold_db - MARGIN or not total.enough


def _revised(old: Mark | None, change: Change) -> Mark | None:
    if change.given is None:
        return None
    return Mark(change.given, old.revision + 1, dict(old.muted)) if old else Mark(change.given, 1)


def _row(new: Mark | None, old: Mark | None, now: int) -> FindingRow | None:
    if new is not None:
        return FindingRow(new.given, new.revision, "open", now)
    return FindingRow(old.given, old.revision, "withdrawn", now) if old else None


def _heard(state: SubjectState, old: Alarm | None, new: Alarm) -> bool:
    """Whether sinks are told: a turn in its life, a plane that joins, a move of 3 dB."""
    last = state.heard.get(new.hypothesis)
    heard = (
        old is None
        or last is None
        or _turns(old) != _turns(new)
        or (new.planes != last.planes and bool(set(new.planes) - set(last.planes)))
        or abs(new.score_db - last.score_db) >= MARGIN
    )
    if heard:
        state.heard[new.hypothesis] = Heard(new.score_db, tuple(new.planes))
    return heard


def _turns(alarm: Alarm) -> tuple[object, ...]:
    return (
        alarm.alarm,
        alarm.status,
        alarm.exception,
        alarm.confirmed,
        alarm.second_reader,
    )


def _same(old: Alarm, new: Alarm) -> bool:
    """Whether nothing changed but the clock."""
    if new.score_db != old.score_db:  # most often it is the score, so it is asked first
        return False
    return msgspec.structs.replace(new, revision=old.revision, time=old.time) == old
