"""Clocks of a case: since detection, until a report is due, reminders, the second look.

They run by the wall clock, from the moment the case log took an alarm up: that is when the
operator could first have known.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bantay.cases.brief import Brief
from bantay.cases.settings import CaseSettings
from bantay.kit.named import possible
from bantay.model.case import Clock


def clocks(brief: Brief, now: datetime, settings: CaseSettings) -> tuple[Clock, ...]:
    """The clocks that run, in a fixed order."""
    return tuple(_running(brief, now, settings))


def _running(brief: Brief, now: datetime, settings: CaseSettings) -> Iterator[Clock]:
    if brief.status == "merged":
        return
    yield Clock(name="since_detection", since=brief.detected)
    if brief.status not in ("decided", "quiet") or brief.reportable:
        yield from _report(brief, now, settings)
    if brief.remind is not None:
        yield Clock(
            name="reminder",
            since=brief.answered or brief.detected,
            due=brief.remind,
            late=now >= brief.remind,
            because="a reader could not decide",
        )
    if brief.status in ("second_look", "third_look") and brief.answered is not None:
        due = brief.answered + timedelta(hours=settings.second_look_hours)
        because = "another reader is wanted"
        yield Clock(
            name="second_look", since=brief.answered, due=due, late=now >= due, because=because
        )


def _report(brief: Brief, now: datetime, settings: CaseSettings) -> Iterator[Clock]:
    """The earliest of the reports that may be due."""
    due = [
        (since + timedelta(hours=hours), since, hypothesis)
        for hypothesis, since in brief.running.items()
        if (hours := settings.report_within(hypothesis)) is not None
    ]
    if due:
        until, since, hypothesis = min(due)
        because = f"{possible(hypothesis)}: decide whether to report"
        yield Clock(name="report_due", since=since, due=until, late=now >= until, because=because)
