"""What people do to a case: who they are, what they say, and the records that keep it.

The case log is append-only. A case is a function of its records (`cases.replay`); times are
the wall clock's, since clocks of people and of the law run by it.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from bantay.model.alarm import Alarm
from bantay.model.case import Card, PersonRole
from bantay.model.decision import Step
from bantay.model.evidence import Quote, Subject

StaffRole = Literal["moderator", "analyst", "financial_analyst", "lead", "auditor", "admin"]
STAFF_ROLES: tuple[StaffRole, ...] = (
    "moderator",
    "analyst",
    "financial_analyst",
    "lead",
    "auditor",
    "admin",
)
Act = Literal[
    "look",
    "look_sealed",
    "lease",
    "note",
    "note_sealed",
    "mark",
    "decide",
    "second_look",
    "reverse",
    "hold",
    "split",
    "bundle",
    "quality",
]
"""What a role may or may not do; `cases.roles` has the table."""

Outcome = Literal["exploitation", "scam", "other", "not_enough"]
"""What a reader holds possible. `other`: nothing of the kind; `not_enough` goes somewhere:
to a second reader, with a reminder."""
Look = Literal["first", "second", "third"]


class Viewer(Struct, frozen=True, kw_only=True):
    """Who looks or acts, in which role and for what purpose: all three go to the audit log.

    `cases` is the case scope: None for every case.
    """

    who: str
    role: StaffRole
    purpose: str
    cases: frozenset[str] | None = None


class Answer(Struct, frozen=True, kw_only=True):
    """What a person decides. `step` is None only for `not_enough`; a step needs quotes.

    `shown` is the hash of the page they saw (`CasePage.shown`): if the case has changed since,
    the answer is refused, so that nobody decides on what they did not see.
    """

    outcome: Outcome
    step: Step | None = None
    reason: str
    quotes: tuple[Quote, ...] = ()
    shown: str | None = None


class CaseRecord(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", gc=False):
    """One entry of the case log: when (wall clock), in which case, by whom and in what role."""

    time: datetime
    case: str
    by: str = "bantay"
    role: StaffRole | None = None


class Touch(Struct, frozen=True):
    """A finding touches a line of the card: taken from its detector's indicators then."""

    finding: str
    card: Card
    name: str


class AlarmTaken(CaseRecord, frozen=True, kw_only=True, tag="alarm.taken"):
    """An alarm, or a new revision of one, belongs to the case. `detected` is when it was first
    taken up, where that was in another case."""

    alarm: Alarm
    touches: tuple[Touch, ...] = ()
    detected: datetime | None = None


class AlarmLeft(CaseRecord, frozen=True, kw_only=True, tag="alarm.left"):
    """An alarm goes to another case: a person, or a withdrawn link, split it off."""

    alarm: str
    to: str
    why: str


class CasesMerged(CaseRecord, frozen=True, kw_only=True, tag="cases.merged"):
    """New evidence joins this case to an older one, which goes on as both."""

    into: str


class NoteAdded(CaseRecord, frozen=True, kw_only=True, tag="note.added"):
    """A note on the case, or on `about` (an event, an account). `mentions` are @names."""

    note: str
    text: str
    about: str | None = None
    mentions: tuple[str, ...] = ()


class MarkFilled(CaseRecord, frozen=True, kw_only=True, tag="mark.filled"):
    """A person's word on a line of the card, with a quote or a note. None takes it back."""

    card: Card
    name: str
    holds: bool | None
    quote: Quote | None = None
    note: str | None = None


class RoleGiven(CaseRecord, frozen=True, kw_only=True, tag="role.given"):
    """A person's word on the part of an account: it stands over what alarms say."""

    subject: Subject
    part: PersonRole
    note: str


class LeaseTaken(CaseRecord, frozen=True, kw_only=True, tag="lease.taken"):
    """Somebody has the case in hand until then."""

    until: datetime


class LeaseEnded(CaseRecord, frozen=True, kw_only=True, tag="lease.ended"):
    """The case was put back."""


class HandedOver(CaseRecord, frozen=True, kw_only=True, tag="handed.over"):
    """The case goes to somebody, or back to the queue, with a note for whoever takes it."""

    to: str | None
    note: str


class Ruled(CaseRecord, frozen=True, kw_only=True, tag="ruled"):
    """An answer was given. `again`: a second look is needed, because `because`."""

    ruling: str
    look: Look
    answer: Answer
    again: bool = False
    because: str = ""
    remind: datetime | None = None


class RulingUndone(CaseRecord, frozen=True, kw_only=True, tag="ruling.undone"):
    """The one who gave an answer took it back in time, as if it had not been given."""

    ruling: str


class RulingReversed(CaseRecord, frozen=True, kw_only=True, tag="ruling.reversed"):
    """Somebody else took a final answer back: the case is open again."""

    ruling: str
    reason: str


class LabelsTold(CaseRecord, frozen=True, kw_only=True, tag="labels.told"):
    """The engine's log has the labels of a final answer."""

    ruling: str


class HoldPlaced(CaseRecord, frozen=True, kw_only=True, tag="hold.placed"):
    """Legal hold: texts of the case outlive retention and erasure until it is lifted."""

    reason: str


class HoldLifted(CaseRecord, frozen=True, kw_only=True, tag="hold.lifted"):
    """The legal hold is over."""

    reason: str


AnyRecord = (
    AlarmTaken
    | AlarmLeft
    | CasesMerged
    | NoteAdded
    | MarkFilled
    | RoleGiven
    | LeaseTaken
    | LeaseEnded
    | HandedOver
    | Ruled
    | RulingUndone
    | RulingReversed
    | LabelsTold
    | HoldPlaced
    | HoldLifted
)


class SealedNote(Struct, frozen=True, kw_only=True):
    """A note under the confidentiality of a suspicion report. It is kept apart from the case
    log under a key of its own; a role without `look_sealed` is not told that it exists."""

    note: str
    case: str
    time: datetime
    by: str
    role: StaffRole
    text: str
