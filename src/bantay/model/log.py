"""The log: everything the engine learned, in the order in which it learned it.

Operator events and records of the engine's own share one sequence; state is a pure
function of it. `seq` is given on acceptance and is not part of the record.
"""

from datetime import datetime
from typing import Any

from msgspec import Struct

from bantay.model.events import Event
from bantay.model.evidence import Fact, Given, Subject
from bantay.model.vocabulary import Hypothesis


class OwnRecord(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", gc=False):
    """A record the engine or its people write; `time` is event time."""

    time: datetime


class ClockTicked(OwnRecord, frozen=True, kw_only=True, tag="clock.ticked"):
    """The driver's clock: expiry, decay, closing and reminders happen here only."""


class SurveyFinished(OwnRecord, frozen=True, kw_only=True, tag="survey.finished"):
    """A survey read the log up to `as_of` (a seq); its findings replace the run before."""

    survey: str
    version: int
    as_of: int
    params: dict[str, Any]


class FindingGiven(OwnRecord, frozen=True, kw_only=True, tag="finding.given"):
    """One finding of a survey's run."""

    survey: str
    given: Given


class FindingWithdrawn(OwnRecord, frozen=True, kw_only=True, tag="finding.withdrawn"):
    """A finding of an earlier run of a survey that the latest run did not give again."""

    survey: str
    finding: str
    subject: Subject


class FactNoted(OwnRecord, frozen=True, kw_only=True, tag="fact.noted"):
    """A fact on its way to the key it is for."""

    fact: Fact


class ApprovalGiven(OwnRecord, frozen=True, kw_only=True, tag="approval.given"):
    """A named person's approval of something that waits for one."""

    approval: str
    of: str
    by: str


class ExceptionGiven(OwnRecord, frozen=True, kw_only=True, tag="exception.given"):
    """A named person's exception, or its end. It hides nothing: the step is lowered only."""

    exception: str
    subject: Subject
    hypothesis: Hypothesis | None  # None: every hypothesis that may have exceptions
    reason: str
    by: str
    until: datetime
    ended: bool = False


OWN: tuple[type[OwnRecord], ...] = (
    ClockTicked,
    SurveyFinished,
    FindingGiven,
    FindingWithdrawn,
    FactNoted,
    ApprovalGiven,
    ExceptionGiven,
)
Own = (
    ClockTicked
    | SurveyFinished
    | FindingGiven
    | FindingWithdrawn
    | FactNoted
    | ApprovalGiven
    | ExceptionGiven
)
Record = Event | Own
