"""A case as a function of its records: the same records give the same case, for ever."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct, field

from bantay.cases.rounds import final, pending
from bantay.model.alarm import Alarm
from bantay.model.case import Card, CaseStatus
from bantay.model.casework import (
    AlarmLeft,
    AlarmTaken,
    AnyRecord,
    CaseRecord,
    CasesMerged,
    HandedOver,
    HoldLifted,
    HoldPlaced,
    LabelsTold,
    LeaseEnded,
    LeaseTaken,
    MarkFilled,
    NoteAdded,
    RoleGiven,
    Ruled,
    RulingReversed,
    RulingUndone,
    Touch,
)
from bantay.model.evidence import Subject


class CaseState(Struct, kw_only=True):
    """What a case is after its records. `rulings` are the answers of the current round,
    `past` those of rounds that were reversed; `was` are cases that went on inside this one,
    `apart` subjects a person has split off it."""

    case: str
    opened: datetime | None = None
    alarms: dict[str, Alarm] = field(default_factory=dict)
    touches: dict[str, tuple[Touch, ...]] = field(default_factory=dict)
    detected: dict[str, datetime] = field(default_factory=dict)
    notes: list[NoteAdded] = field(default_factory=list)
    marks: dict[tuple[Card, str], MarkFilled] = field(default_factory=dict)
    parts: dict[Subject, RoleGiven] = field(default_factory=dict)
    lease: LeaseTaken | None = None
    handovers: list[HandedOver] = field(default_factory=list)
    rulings: list[Ruled] = field(default_factory=list)
    past: list[list[Ruled]] = field(default_factory=list)
    reversals: list[RulingReversed] = field(default_factory=list)
    held: HoldPlaced | None = None
    merged_into: str | None = None
    was: list[str] = field(default_factory=list)
    apart: dict[Subject, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    history: list[AnyRecord] = field(default_factory=list)

    @property
    def final(self) -> Ruled | None:
        """The answer that stands, if the round has one."""
        return final(self.rulings)

    @property
    def worked(self) -> bool:
        """Whether a person has left anything in it."""
        return any(record.role is not None for record in self.history)

    @property
    def taken_back(self) -> RulingReversed | None:
        """The latest reversal, if the engine was told labels that it takes back."""
        last = self.reversals[-1] if self.reversals else None
        if last is None or last.ruling not in self.told or back(last.ruling) in self.told:
            return None
        return last

    def status(self) -> CaseStatus:
        """Where the case stands."""
        if self.merged_into is not None:
            return "merged"
        waits = pending(self.rulings)
        if waits is not None:
            return waits
        if self.final is not None:
            return "decided"
        waiting = bool(self.reversals) or any(a.status == "open" for a in self.alarms.values())
        return "open" if waiting else "quiet"

    def lease_at(self, now: datetime) -> LeaseTaken | None:
        """The lease in force."""
        return self.lease if self.lease is not None and now < self.lease.until else None


def back(ruling: str) -> str:
    """What the log calls the taking back of a ruling's labels."""
    return f"{ruling} taken back"


def replay(case: str, records: Iterable[AnyRecord]) -> CaseState:
    """The case after its records and those of cases merged into it, in the order of the log."""
    state = CaseState(case=case)
    for record in records:
        state.history.append(record)
        if state.opened is None:
            state.opened = record.time
        if not _people(state, record):
            _engine(state, record)
    return state


def _engine(state: CaseState, record: CaseRecord) -> None:
    """What the engine, or a split, does to a case."""
    match record:
        case AlarmTaken(alarm=alarm):
            if alarm.alarm not in state.alarms:
                _reopen(state)
            if record.role is not None:  # a person split it off another case
                state.apart[alarm.subject] = record.case
            state.alarms[alarm.alarm] = alarm
            state.touches[alarm.alarm] = record.touches
            state.detected.setdefault(alarm.alarm, record.detected or record.time)
        case AlarmLeft(alarm=id):
            left = state.alarms.pop(id, None)
            state.touches.pop(id, None)
            if left is not None and record.role is not None:
                state.apart[left.subject] = record.to
        case CasesMerged():
            if record.case == state.case:
                state.merged_into = record.into
            else:
                state.was.append(record.case)
                _reopen(state, record.case)
        case LabelsTold(ruling=ruling):
            state.told.add(ruling)


def _reopen(state: CaseState, merged: str | None = None) -> None:
    """New evidence ends a round that had its answer; what a merged case answered is past."""
    other = [one for one in state.rulings if merged is not None and one.case == merged]
    own = [one for one in state.rulings if one not in other]
    if other:
        state.past.append(other)
    if final(own) is not None:
        state.past.append(own)
        own = []
    state.rulings = own


def _people(state: CaseState, record: CaseRecord) -> bool:
    """What people do to a case; False when it was no such record."""
    match record:
        case NoteAdded():
            state.notes.append(record)
        case MarkFilled(card=card, name=name):
            state.marks[card, name] = record
        case RoleGiven(subject=subject):
            state.parts[subject] = record
        case LeaseTaken():
            state.lease = record
        case LeaseEnded():
            state.lease = None
        case HandedOver():
            state.handovers.append(record)
            state.lease = None
        case HoldPlaced():
            state.held = record
        case HoldLifted():
            state.held = None
        case Ruled() | RulingUndone() | RulingReversed():
            _answer(state, record)
        case _:
            return False
    return True


def _answer(state: CaseState, record: Ruled | RulingUndone | RulingReversed) -> None:
    match record:
        case Ruled():
            state.rulings.append(record)
            state.lease = None
        case RulingUndone(ruling=id):
            state.rulings = [one for one in state.rulings if one.ruling != id]
        case RulingReversed():
            state.past.append(state.rulings)
            state.reversals.append(record)
            state.rulings = []
