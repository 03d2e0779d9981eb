"""Fuse and decide, entry by entry: what the pipeline runs live and a backtest runs again."""

from collections.abc import Mapping
from typing import Protocol

from bantay.fuse.stage import Fuse
from bantay.kit import Weighs
from bantay.model.alarm import Alarm, AlarmChange
from bantay.model.clock import DAY, micros
from bantay.model.decision import Decision, Order
from bantay.model.events import AppealFiled, LabelGiven
from bantay.model.evidence import Fault, Subject
from bantay.model.journal import About, Changed, Entry
from bantay.model.log import (
    ActingChanged,
    ApprovalGiven,
    CaseAnswered,
    ClockTicked,
    DecisionReviewed,
    ExceptionGiven,
    NoticeDelivered,
)
from bantay.policy.deciding import Decider, Made
from bantay.policy.deciding.answers import answered
from bantay.policy.deciding.people import appealed, approved, delivered, reviewed
from bantay.policy.deciding.rights import VICTIM
from bantay.ports.store import FindingRow
from bantay.runtime.memory import Memory


class Kept(Protocol):
    """Where what follows from an entry is left; the pipeline's `Outcome` is one."""

    now: int | None
    findings: dict[str, FindingRow]
    alarms: list[AlarmChange]
    decisions: dict[str, Decision]
    orders: list[Order]
    faults: list[Fault]
    journal: list[Entry]

    def count(self, name: str, by: int = 1) -> None:
        """Add to a counter."""
        ...


class Judge:
    """The two stages keyed by subject. The same entries leave the same behind, live or not."""

    def __init__(self, fuse: Fuse, decider: Decider, specs: Mapping[str, Weighs]):
        self.fuse, self.decider = fuse, decider
        self._victim = frozenset(
            id for id, spec in specs.items() if set(spec.hypotheses) & {*VICTIM}
        )

    def take(self, entry: Entry, kept: Kept, memory: Memory) -> None:
        """One entry, in order."""
        made, now = Made(), kept.now or 0
        match entry:
            case Changed():
                self._changed(entry, kept, memory, made)
            case ClockTicked():
                self._tick(micros(entry.time), kept, memory, made)
            case LabelGiven():
                self._heard(self.fuse.label(entry, now, memory), About(), kept, memory, made)
                self.decider.label(entry, now, memory.desks, made)
                self._signs(Subject(entry.subject_kind, entry.subject), kept, memory, made)
            case ExceptionGiven():
                self._except(entry, kept, memory, made)
            case AppealFiled():
                appealed(self.decider, entry, now, memory.desks, made)
            case ApprovalGiven():
                approved(self.decider, entry, now, memory.desks, made)
            case CaseAnswered():
                self._answered(entry, kept, memory, made)
            case DecisionReviewed():
                reviewed(self.decider, entry, now, memory.desks, made)
            case NoticeDelivered():
                delivered(self.decider, entry, now, memory.desks, made)
            case ActingChanged():
                ledger = memory.desks.ledger()
                ledger.live, ledger.why = entry.live, entry.why
                memory.desks.touch_ledger()
        _leave(made, kept)
        if not isinstance(entry, Changed):  # a change that says nothing new is not kept
            kept.journal.append(entry)

    def _changed(self, entry: Changed, kept: Kept, memory: Memory, made: Made) -> None:
        now = kept.now or 0
        row, alarms = self.fuse.change(entry.change, now, memory, entry.about.places)
        if row is None:
            return
        kept.journal.append(entry)
        kept.findings[row.given.id] = row
        kept.count("finding changes")
        if row.given.detector in self._victim:
            self._signs(entry.change.subject, kept, memory, made)
        self._heard(alarms, entry.about, kept, memory, made)

    def _signs(self, subject: Subject, kept: Kept, memory: Memory, made: Made) -> None:
        if subject.kind == "account":
            now = kept.now or 0
            db = self.fuse.strongest_plane(subject, VICTIM, now, memory)
            self.decider.signs(subject, db, now, memory.desks, made)

    def _heard(
        self, changes: list[AlarmChange], about: About, kept: Kept, memory: Memory, made: Made
    ) -> None:
        kept.alarms.extend(changes)
        for change in changes:
            earlier = _earlier(change.alarm, memory)
            self.decider.revise(change.alarm, about, kept.now or 0, memory.desks, made, earlier)

    def _answered(self, given: CaseAnswered, kept: Kept, memory: Memory, made: Made) -> None:
        alarm = memory.subject(given.subject).alarms.get(given.hypothesis)
        before = 0 if alarm is None else _earlier(alarm, memory)
        answered(self.decider, given, alarm, kept.now or 0, memory.desks, made, before)

    def _tick(self, tick: int, kept: Kept, memory: Memory, made: Made) -> None:
        before, kept.now = kept.now, tick
        if before is not None and before // DAY != tick // DAY:
            self._heard(list(self.fuse.tick(tick, memory)), About(), kept, memory, made)
        self.decider.tick(tick, memory.desks, made)

    def _except(self, record: ExceptionGiven, kept: Kept, memory: Memory, made: Made) -> None:
        self.fuse.exceptions.put(record)
        about = record.subject
        affected = memory.open_subjects() if about.kind == "contact" else [about]
        changes = list(self.fuse.refresh(affected, kept.now or 0, memory))
        self._heard(changes, About(), kept, memory, made)


def _earlier(alarm: Alarm, memory: Memory) -> int:
    alarms = memory.subject(alarm.subject).alarms
    if len(alarms) == 1:  # as of most subjects
        return alarm.episode - 1
    return sum([one.episode for one in alarms.values()]) - 1


def _leave(made: Made, kept: Kept) -> None:
    kept.orders.extend(made.orders)
    if made.faults:
        kept.faults.extend(made.faults)
        kept.count("faults", len(made.faults))
    if not made.decisions:
        return
    kept.decisions.update(made.decisions)
    kept.count("decisions", sum(one.revision == 1 for one in made.decisions.values()))
