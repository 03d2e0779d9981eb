"""The queue: urgency and age, with one sentence of reason.

Points: what is possible (`settings.URGENCY`), one point for every two hours of waiting up to
sixty, how far a report's time has run down, a second look or a reminder that is late, and at
most ten for the strength of the evidence. So the gravest comes first, and nothing waits for
ever behind what is graver.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bantay.cases.brief import Brief
from bantay.cases.clocks import clocks
from bantay.cases.settings import URGENCY, CaseSettings
from bantay.kit.named import possible
from bantay.model.case import Clock, Lease, Priority, QueueRow
from bantay.model.case_page import QueueFilter
from bantay.model.casework import Viewer

HOURS_A_POINT, MOST_FOR_AGE = 2, 60.0
LATE, DUE_SOON, WANTED, MOST_FOR_STRENGTH = 200.0, 100.0, 40.0, 10.0
DONE = -1000.0

_WAITS = {
    "open": "a first reader",
    "not_enough": "a second reader, or more evidence",
    "second_look": "a second reader",
    "third_look": "a third reader",
    "decided": "nobody: decided",
    "quiet": "nobody: its alarms closed",
    "merged": "nobody: it goes on in another case",
}


def row(brief: Brief, now: datetime, settings: CaseSettings) -> QueueRow:
    """A case as the queue shows it at that moment."""
    running = clocks(brief, now, settings)
    lease = None
    if brief.leased_by and brief.leased_until and now < brief.leased_until:
        lease = Lease(brief.leased_by, brief.leased_until)
    waits = _WAITS[brief.status]
    if brief.handed_to and brief.status not in ("decided", "quiet", "merged"):
        waits = f"{brief.handed_to}, to whom it was handed"
    return QueueRow(
        case=brief.case,
        status=brief.status,
        title=brief.title,
        why=brief.why,
        priority=priority(brief, running, now),
        hypotheses=brief.hypotheses,
        planes=brief.planes,
        clocks=running,
        alarms=brief.alarms,
        people=brief.people,
        opened=brief.opened,
        first_event_time=brief.first_event_time,
        step=brief.step,
        lease=lease,
        waits=waits,
        on_hold=brief.on_hold,
        mentions=brief.mentions,
    )


def priority(brief: Brief, running: Iterable[Clock], now: datetime) -> Priority:
    """The place in the queue. The sentence tells what weighed most, and the age."""
    first = max(brief.hypotheses, key=lambda h: (URGENCY[h], h), default=None)
    said = possible(first) if first else "nothing is open"
    waited = now - brief.detected
    score = URGENCY[first] if first else 0.0
    score += min(MOST_FOR_AGE, waited / timedelta(hours=HOURS_A_POINT))
    score += min(MOST_FOR_STRENGTH, max(0.0, brief.over_db) / 2)
    for clock in running:
        points, words = _hurry(clock, now)
        score += points
        said += f"; {words}" if words else ""
    if brief.status in ("decided", "quiet", "merged"):
        score += DONE
        return Priority(round(score, 2), f"{_WAITS[brief.status]}; {said}")
    return Priority(round(score, 2), f"{said}; waiting for {ago(waited)}")


def _hurry(clock: Clock, now: datetime) -> tuple[float, str]:
    if clock.due is None:
        return 0.0, ""
    name = {"report_due": "a report", "second_look": "the second look"}.get(clock.name, "")
    if clock.name == "reminder":
        return (WANTED, "look again: a reader could not decide") if clock.late else (0.0, "")
    if clock.late:
        points = LATE if clock.name == "report_due" else WANTED
        return points, f"{name} is late by {ago(now - clock.due)}"
    share = (now - clock.since) / (clock.due - clock.since)
    points = DUE_SOON if clock.name == "report_due" else WANTED
    return points * share, f"{name} is due in {ago(clock.due - now)}"


def ago(duration: timedelta) -> str:
    """A duration as people say it: `40 min`, `18 h`, `3 d`."""
    minutes = max(0, int(duration / timedelta(minutes=1)))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"


def names_of(viewer: Viewer) -> frozenset[str]:
    """By what names a note may mention somebody."""
    return frozenset({viewer.who.casefold(), viewer.role})


def listed(brief: Brief, wanted: QueueFilter, viewer: Viewer, now: datetime) -> bool:
    """Whether the filter lists a case for this viewer; its subject is looked up elsewhere."""
    if viewer.cases is not None and brief.case not in viewer.cases:
        return False
    if brief.status == "merged" and wanted.status != "merged":
        return False
    leased = brief.leased_until is not None and now < brief.leased_until
    return all(
        (
            wanted.status is None or brief.status == wanted.status,
            wanted.hypothesis is None or wanted.hypothesis in brief.hypotheses,
            wanted.plane is None or wanted.plane in brief.planes,
            wanted.waits is None or _waits(brief, wanted, viewer),
            not wanted.mine or (leased and brief.leased_by == viewer.who) or _given(brief, viewer),
            not wanted.free or not leased,
            not wanted.mentions or bool(names_of(viewer) & set(brief.mentions)),
        )
    )


def _given(brief: Brief, viewer: Viewer) -> bool:
    return brief.handed_to is not None and brief.handed_to == viewer.who


def _waits(brief: Brief, wanted: QueueFilter, viewer: Viewer) -> bool:
    statuses = {
        "first": ("open",),
        "second": ("second_look", "not_enough"),
        "third": ("third_look",),
    }[wanted.waits or "first"]
    return brief.status in statuses and viewer.who not in brief.readers
