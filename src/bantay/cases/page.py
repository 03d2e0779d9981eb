"""The page of a case as one viewer may see it, and the hash of what it says."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bantay.cases.brief import Brief, brief_of, ordered
from bantay.cases.card import marks
from bantay.cases.clocks import clocks
from bantay.cases.deciding import asked, blind
from bantay.cases.people import people, things_of
from bantay.cases.questions import questions
from bantay.cases.queue import row
from bantay.cases.roles import may
from bantay.cases.settings import CaseSettings
from bantay.cases.state import CaseState
from bantay.model.alarm import Alarm
from bantay.model.case import Elsewhere, Lease, Link
from bantay.model.case_page import CasePage
from bantay.model.casework import (
    AlarmTaken,
    AnyRecord,
    HandedOver,
    MarkFilled,
    NoteAdded,
    RoleGiven,
    Ruled,
    RulingReversed,
    RulingUndone,
    SealedNote,
    Viewer,
)
from bantay.model.decision import STEPS, Decision, Step

_ANSWERS = (Ruled, RulingUndone, RulingReversed, NoteAdded, MarkFilled, RoleGiven, HandedOver)


class Beside(Struct, frozen=True, kw_only=True):
    """What a page shows beside the case's own records; the desk looks it up."""

    decisions: tuple[Decision, ...] = ()
    sealed: tuple[SealedNote, ...] = ()
    linked: tuple[Link, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    draft: str | None = None
    looks: int = 0


def page(
    state: CaseState, viewer: Viewer, now: datetime, settings: CaseSettings, beside: Beside
) -> CasePage:
    """The page. Whoever may give a second look sees evidence, and nobody's opinion of it."""
    hidden = blind(state, viewer, reader=may(viewer, "second_look"))
    bare = replace(state, marks={}, parts={}) if hidden else state
    card, known = marks(bare), people(bare)
    brief, alarms, lease = brief_of(state, known), ordered(state), state.lease_at(now)
    line = row(brief, now, settings)
    return CasePage(
        case=state.case,
        status=line.status,
        title=line.title,
        why=line.why,
        opened=line.opened,
        first_event_time=line.first_event_time,
        priority=line.priority,
        planes=line.planes,
        alarms=tuple(map(_unscored, alarms)) if hidden else tuple(alarms),
        decisions=() if hidden else beside.decisions,
        people=known,
        things=things_of(state),
        palermo=tuple(mark for mark in card if mark.card != "ilo"),
        ilo=tuple(mark for mark in card if mark.card == "ilo"),
        questions=questions(bare, known),
        clocks=clocks(brief, now, settings),
        notes=() if hidden else tuple(state.notes),
        sealed=beside.sealed if may(viewer, "look_sealed") and not hidden else (),
        handovers=() if hidden else tuple(state.handovers),
        rulings=() if hidden else tuple(state.rulings),
        history=_history(state, viewer, hidden=hidden),
        linked=beside.linked,
        elsewhere=beside.elsewhere,
        asked=asked(state, viewer, now),
        shown=shown(state),
        score_db=None if hidden else _strongest(alarms),
        step=None if hidden else highest(beside.decisions, brief),
        lease=Lease(lease.by, lease.until) if lease else None,
        merged_into=state.merged_into,
        was=tuple(state.was),
        on_hold=state.held is not None,
        blind=hidden,
        draft=beside.draft,
        looks=beside.looks,
    )


def shown(state: CaseState) -> str:
    """SHA-256 of what the page says of its evidence: alarms, people's words, parts. Clocks,
    leases, looks and answers are left out, so that it changes only when the evidence does."""
    said = {
        "alarms": [state.alarms[id] for id in sorted(state.alarms)],
        "touches": [state.touches[id] for id in sorted(state.touches)],
        "notes": [note.note for note in state.notes],
        "marks": [state.marks[key] for key in sorted(state.marks)],
        "parts": [state.parts[key] for key in sorted(state.parts)],
    }
    return sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


def highest(decisions: Sequence[Decision], brief: Brief) -> Step | None:
    """The highest step that policy or people stand at."""
    steps = [one.step for one in decisions if one.status != "ended"]
    if brief.step is not None:
        steps.append(brief.step)
    return max(steps, key=STEPS.index, default=None)


def _strongest(alarms: Sequence[Alarm]) -> float | None:
    return max((alarm.score_db for alarm in alarms), default=None)


def _unscored(alarm: Alarm) -> Alarm:
    """The alarm with its findings and without any number: a blind reader weighs for himself."""
    findings = tuple(replace(finding, weight_db=0.0) for finding in alarm.findings)
    return replace(
        alarm, score_db=0.0, prior_db=0.0, weight_db=0.0, threshold_db=0.0, findings=findings
    )


def _history(state: CaseState, viewer: Viewer, *, hidden: bool) -> tuple[AnyRecord, ...]:
    """The case log: an alarm's body once, and nobody's opinion for a blind reader."""
    kept = [
        record
        for record in state.history
        if not (hidden and isinstance(record, _ANSWERS) and record.by != viewer.who)
    ]
    return tuple(
        replace(r, alarm=_unscored(r.alarm)) if hidden and isinstance(r, AlarmTaken) else r
        for r in kept
    )
