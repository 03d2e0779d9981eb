"""The log: everything the engine learned, in the order in which it learned it.

Operator events and records of the engine's own share one sequence; state is a pure
function of it. `seq` is given on acceptance and is not part of the record.
"""

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from bantay.model.decision import Step
from bantay.model.events import Event
from bantay.model.evidence import Fact, Given, Subject
from bantay.model.surge import Surge
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


class SurgeGiven(OwnRecord, frozen=True, kw_only=True, tag="surge.given"):
    """A surge that a survey's run saw, new or with other figures. `heard`: sinks are told."""

    survey: str
    surge: Surge
    heard: bool = False


class SurgeWithdrawn(OwnRecord, frozen=True, kw_only=True, tag="surge.withdrawn"):
    """A surge of an earlier run that the latest run did not see again."""

    survey: str
    surge: Surge
    heard: bool = False


class FactNoted(OwnRecord, frozen=True, kw_only=True, tag="fact.noted"):
    """A fact on its way to the key it is for."""

    fact: Fact


class ApprovalGiven(OwnRecord, frozen=True, kw_only=True, tag="approval.given"):
    """A named person's approval of something that waits for one."""

    approval: str
    of: str  # a decision's id; "notice DECISION"; or "cap", when decisions were stopped
    by: str
    subject: Subject | None = None  # whose decision it is


class ExceptionGiven(OwnRecord, frozen=True, kw_only=True, tag="exception.given"):
    """A named person's exception, or its end. It hides nothing: the step is lowered only."""

    exception: str
    subject: Subject
    hypothesis: Hypothesis | None  # None: every hypothesis that may have exceptions
    reason: str
    by: str
    until: datetime
    ended: bool = False


class DecisionReviewed(OwnRecord, frozen=True, kw_only=True, tag="decision.reviewed"):
    """A named person's second look: it stands, it is taken back, or it is not to be taken.

    An appeal's outcome names the appeal; the person may not have judged the decision before.
    """

    review: str
    decision: str
    subject: Subject
    verdict: Literal["confirm", "overturn", "refuse"]
    by: str
    appeal: str | None = None


class CaseAnswered(OwnRecord, frozen=True, kw_only=True, tag="case.answered"):
    """The step that people took on an alarm of a case, or that it was taken back.

    `by` are those who agreed on it, each once; of one that is `ended`, who took it back.
    `possible` is what they hold possible: the alarm's hypothesis, or `scam` instead of it.
    """

    answer: str
    alarm: str
    subject: Subject
    hypothesis: Hypothesis  # the alarm's
    possible: Hypothesis
    step: Step
    by: tuple[str, ...]
    ended: bool = False


class NoticeDelivered(OwnRecord, frozen=True, kw_only=True, tag="notice.delivered"):
    """The person concerned has been told of a decision: the time to appeal begins."""

    decision: str
    subject: Subject


class ActingChanged(OwnRecord, frozen=True, kw_only=True, tag="acting.changed"):
    """From here on decisions may reach real capabilities, or may not and why."""

    live: bool
    why: str = ""


OWN: tuple[type[OwnRecord], ...] = (
    ClockTicked,
    SurveyFinished,
    FindingGiven,
    FindingWithdrawn,
    SurgeGiven,
    SurgeWithdrawn,
    FactNoted,
    ApprovalGiven,
    ExceptionGiven,
    DecisionReviewed,
    CaseAnswered,
    NoticeDelivered,
    ActingChanged,
)
Own = (
    ClockTicked
    | SurveyFinished
    | FindingGiven
    | FindingWithdrawn
    | SurgeGiven
    | SurgeWithdrawn
    | FactNoted
    | ApprovalGiven
    | ExceptionGiven
    | DecisionReviewed
    | CaseAnswered
    | NoticeDelivered
    | ActingChanged
)
Record = Event | Own
