"""A case in brief: what the queue needs of it, so that ten thousand rows need no replay."""

from datetime import datetime

from msgspec import Struct

from bantay.cases.people import people
from bantay.cases.rounds import readers, remind
from bantay.cases.state import CaseState
from bantay.kit.named import possible
from bantay.model.alarm import Alarm
from bantay.model.case import CaseStatus, Person
from bantay.model.decision import Step
from bantay.model.vocabulary import Hypothesis, Plane


class Brief(Struct, frozen=True, kw_only=True):
    """A case in one line. `running` are hypotheses of open alarms and when each was detected,
    `over_db` how far the strongest alarm is over its threshold, `readers` who has answered in
    this round, `reportable` whether the answer that stands may lead to a report,
    `untold` when the last answer was given or reversed, if the log has not been told of it."""

    case: str
    status: CaseStatus
    title: str
    why: str
    opened: datetime
    detected: datetime
    first_event_time: datetime
    hypotheses: tuple[Hypothesis, ...]
    running: dict[Hypothesis, datetime]
    planes: tuple[Plane, ...]
    alarms: int
    people: int
    over_db: float
    alarm_ids: tuple[str, ...] = ()
    step: Step | None = None
    leased_by: str | None = None
    leased_until: datetime | None = None
    handed_to: str | None = None
    answered: datetime | None = None
    remind: datetime | None = None
    readers: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    on_hold: bool = False
    worked: bool = False
    reportable: bool = False
    untold: datetime | None = None
    merged_into: str | None = None


def strength(alarm: Alarm) -> float:
    """How far an alarm is over its threshold, in decibans."""
    return alarm.score_db - alarm.threshold_db


def ordered(state: CaseState) -> list[Alarm]:
    """The alarms of a case, open ones first, the strongest first."""
    return sorted(
        state.alarms.values(),
        key=lambda a: (a.status != "open", -round(strength(a), 6), a.alarm),
    )


def why(alarm: Alarm) -> str:
    """The strongest counted finding in its own words, and how many more there are."""
    counted = [f for f in alarm.findings if f.counted and f.weight_db > 0]
    if not counted:
        return "its evidence was withdrawn or has aged out"
    first = max(counted, key=lambda f: (f.weight_db, f.finding))
    more = f" (+{len(counted) - 1} more)" if len(counted) > 1 else ""
    return first.summary + more


def title(alarms: list[Alarm]) -> str:
    """What the case is possibly about: the strongest alarm, and how many people it concerns."""
    first = alarms[0]
    others = len({a.subject for a in alarms}) - 1
    more = f" and {others} more" if others else ""
    return f"{possible(first.hypothesis)}, {first.subject.kind} {first.subject.id}{more}"


def brief_of(state: CaseState, known: tuple[Person, ...] | None = None) -> Brief:
    """A case in brief. `known` are its people, where somebody has counted them already."""
    alarms, last = ordered(state), state.handovers[-1] if state.handovers else None
    open_ = [a for a in alarms if a.status == "open"]
    running: dict[Hypothesis, datetime] = {}
    for alarm in open_:
        since = state.detected[alarm.alarm]
        running[alarm.hypothesis] = min(since, running.get(alarm.hypothesis, since))
    opened = state.opened
    assert opened is not None
    known, final = people(state) if known is None else known, state.final
    return Brief(
        case=state.case,
        status=state.status(),
        title=title(alarms) if alarms else "every alarm went to another case",
        why=why(alarms[0]) if alarms else "",
        opened=opened,
        detected=min(state.detected.values(), default=opened),
        first_event_time=min((a.first_event_time for a in alarms), default=opened),
        hypotheses=tuple(sorted({a.hypothesis for a in open_ or alarms})),
        running=running,
        planes=tuple(sorted({plane for a in open_ or alarms for plane in a.planes})),
        alarms=len(alarms),
        people=len(known),
        over_db=max((strength(a) for a in open_), default=0.0),
        alarm_ids=tuple(sorted(state.alarms)),
        step=final.answer.step if final else None,
        leased_by=state.lease.by if state.lease else None,
        leased_until=state.lease.until if state.lease else None,
        handed_to=last.to if last and not _since(state, last.time) else None,
        answered=state.rulings[-1].time if state.rulings else None,
        remind=remind(state.rulings),
        readers=tuple(sorted(readers(state.rulings))),
        mentions=tuple(sorted({name for note in state.notes for name in note.mentions})),
        on_hold=state.held is not None,
        worked=state.worked,
        reportable=final is not None and final.answer.outcome == "exploitation",
        untold=_untold(state),
        merged_into=state.merged_into,
    )


def _untold(state: CaseState) -> datetime | None:
    if state.taken_back is not None:
        return state.taken_back.time
    final = state.final
    told = final is None or final.ruling in state.told or state.status() != "decided"
    return None if told else state.rulings[-1].time


def _since(state: CaseState, moment: datetime) -> bool:
    """Whether somebody answered after a hand-over: then it is nobody's any more."""
    return any(ruling.time > moment for ruling in state.rulings)
