"""The fuse stage: changed findings, labels, exceptions and ticks in; alarms out.

One open alarm a (hypothesis, subject). It opens at the threshold, is revised in place,
and closes when evidence falls away, at a day tick 3 dB below the threshold, or by a label;
a later episode has a new number and needs a change that arrives after the close.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import msgspec.structs

from bantay.fuse.compose import compose
from bantay.fuse.evidence import Mark, Sum, add_up
from bantay.fuse.exceptions import Exceptions
from bantay.fuse.subject import Heard, SubjectState, forget_oldest
from bantay.kit import Spec
from bantay.model.alarm import Alarm, AlarmChange, CloseReason, Versions
from bantay.model.clock import moment
from bantay.model.events import LabelGiven
from bantay.model.evidence import Change, Subject
from bantay.model.settings import Settings
from bantay.model.vocabulary import Hypothesis
from bantay.ports.store import FindingRow

MARGIN = 3.0
"""Decibans: how far below the threshold decay must go, and what a move sinks hear of is."""


class Subjects(Protocol):
    """Where the stage finds and leaves subject states; the driver owns loading and saving."""

    def subject(self, subject: Subject) -> SubjectState: ...

    def touch_subject(self, subject: Subject) -> None: ...

    def opened(self, subject: Subject, is_open: bool) -> None:
        """The subject has, or has no longer, an open alarm."""
        ...

    def open_subjects(self) -> list[Subject]:
        """All subjects with an open alarm, sorted."""
        ...


class Namer(Protocol):
    """Gives an alarm its deterministic id."""

    def __call__(self, hypothesis: str, subject: Subject, episode: int) -> str: ...


class Fuse:
    """Keyed by subject; pure but for the states it is given."""

    def __init__(
        self, settings: Settings, specs: Mapping[str, Spec], versions: Versions, namer: Namer
    ):
        self._settings, self._specs = settings, specs
        self._versions, self._name = versions, namer
        self.exceptions = Exceptions()

    def change(
        self, change: Change, now: int, subjects: Subjects
    ) -> tuple[FindingRow | None, list[AlarmChange]]:
        """A finding given, revised or withdrawn. None when it says nothing new."""
        state = subjects.subject(change.subject)
        mark = state.marks.get(change.id)
        if change.given is None:
            if mark is None:
                return None, []
            row = FindingRow(mark.given, mark.revision, "withdrawn", now)
            touched, before = mark, self._sums(state, (mark,), now)
            del state.marks[change.id]
        else:
            if mark is not None and mark.given == change.given:
                return None, []
            revision = mark.revision + 1 if mark else 1
            touched = Mark(change.given, revision, dict(mark.muted) if mark else {})
            row = FindingRow(change.given, revision, "open", now)
            before = self._sums(state, (touched,), now)
            state.marks[change.id] = touched
            forget_oldest(state)
        subjects.touch_subject(change.subject)
        alarms = [
            alarm
            for hypothesis, old in before.items()
            for alarm in self._after_change(change.subject, state, hypothesis, old, now, subjects)
        ]
        return row, alarms

    def tick(self, now: int, subjects: Subjects) -> Iterator[AlarmChange]:
        """A day tick: decay moves, alarms are refreshed or close. Ticks open nothing."""
        for subject in subjects.open_subjects():
            state = subjects.subject(subject)
            for hypothesis, alarm in list(state.alarms.items()):
                if alarm.status == "open":
                    total = self._sum(state, hypothesis, now)
                    low = total.score_db < total.bar.threshold_db - MARGIN
                    closing: CloseReason | None = "decay" if low or not total.enough else None
                    yield from self._put(subject, state, hypothesis, total, now, subjects, closing)

    def label(self, label: LabelGiven, now: int, subjects: Subjects) -> list[AlarmChange]:
        """False closes and mutes what the alarm carried; true confirms; unsure asks again."""
        subject = Subject(label.subject_kind, label.subject)
        state, hypothesis = subjects.subject(subject), label.hypothesis
        subjects.touch_subject(subject)
        state.verdicts[hypothesis] = label.verdict
        if label.verdict == "false":
            for mark in state.marks.values():
                mark.muted[hypothesis] = mark.revision
        alarm = state.alarms.get(hypothesis)
        if alarm is None or alarm.status != "open":
            return []
        closing: CloseReason | None = "label" if label.verdict == "false" else None
        total = self._sum(state, hypothesis, now)
        return list(self._put(subject, state, hypothesis, total, now, subjects, closing))

    def refresh(self, affected: Iterable[Subject], now: int, subjects: Subjects) -> Iterator[AlarmChange]:
        """Look again at open alarms that a new or ended exception may concern."""
        for subject in affected:
            state = subjects.subject(subject)
            for hypothesis, alarm in list(state.alarms.items()):
                if alarm.status == "open":
                    total = self._sum(state, hypothesis, now)
                    yield from self._put(subject, state, hypothesis, total, now, subjects, None)

    def _sum(self, state: SubjectState, hypothesis: Hypothesis, now: int) -> Sum:
        return add_up(state.marks.values(), hypothesis, self._settings, self._specs, now)

    def _sums(
        self, state: SubjectState, touched: Iterable[Mark], now: int
    ) -> dict[Hypothesis, Sum]:
        wanted = {h for mark in touched for h in self._specs[mark.given.detector].hypotheses}
        return {h: self._sum(state, h, now) for h in sorted(wanted)}

    def _after_change(
        self,
        subject: Subject,
        state: SubjectState,
        hypothesis: Hypothesis,
        before: Sum,
        now: int,
        subjects: Subjects,
    ) -> Iterator[AlarmChange]:
        total = self._sum(state, hypothesis, now)
        alarm = state.alarms.get(hypothesis)
        is_open = alarm is not None and alarm.status == "open"
        if not is_open and not total.reached:
            return
        fell = before.reached and not total.reached
        low = total.score_db < total.bar.threshold_db - MARGIN or not total.enough
        closing: CloseReason | None = "withdrawal" if fell or low else None
        yield from self._put(subject, state, hypothesis, total, now, subjects, closing)

    def _put(
        self,
        subject: Subject,
        state: SubjectState,
        hypothesis: Hypothesis,
        total: Sum,
        now: int,
        subjects: Subjects,
        closing: CloseReason | None,
    ) -> Iterator[AlarmChange]:
        old = state.alarms.get(hypothesis)
        reopening = old is None or old.status == "closed"
        episode = 1 if old is None else old.episode + reopening
        new = compose(
            total,
            id=self._name(hypothesis, subject, episode),
            episode=episode,
            hypothesis=hypothesis,
            subject=subject,
            status="closed" if closing else "open",
            versions=self._versions,
            specs=self._specs,
            now=now,
            opened=now,
        )
        if reopening:
            state.verdicts.pop(hypothesis, None)
        verdict = state.verdicts.get(hypothesis)
        new = msgspec.structs.replace(
            new,
            closed_by=closing,
            exception=self.exceptions.covering(new, total, now),
            confirmed=verdict == "true",
            second_reader=verdict == "unsure",
        )
        if old is not None and not reopening:
            new = msgspec.structs.replace(new, opened=old.opened, revision=old.revision + 1)
            if _same(old, new):
                return
        state.alarms[hypothesis] = new
        subjects.touch_subject(subject)
        subjects.opened(subject, any(a.status == "open" for a in state.alarms.values()))
        yield AlarmChange(new, self._is_heard(state, old if not reopening else None, new))

    def _is_heard(self, state: SubjectState, old: Alarm | None, new: Alarm) -> bool:
        last = state.heard.get(new.hypothesis)
        heard = (
            old is None
            or last is None
            or old.status != new.status
            or (old.exception, old.confirmed, old.second_reader)
            != (new.exception, new.confirmed, new.second_reader)
            or bool(set(new.planes) - set(last.planes))
            or abs(new.score_db - last.score_db) >= MARGIN
        )
        if heard:
            state.heard[new.hypothesis] = Heard(new.score_db, tuple(new.planes))
        return heard


def _same(old: Alarm, new: Alarm) -> bool:
    """Whether nothing changed but the clock."""
    return msgspec.structs.replace(new, revision=old.revision, time=old.time) == old
