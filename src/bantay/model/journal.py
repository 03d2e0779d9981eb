"""What the later stages take in, in order: a journal from which another policy can be tried.

Findings do not depend on a policy, decisions do. So the journal keeps every changed finding
with its circumstances at that moment, every tick, and what people said.
"""

from msgspec import Struct

from bantay.model.events import AppealFiled, LabelGiven
from bantay.model.evidence import Change
from bantay.model.log import (
    ActingChanged,
    ApprovalGiven,
    CaseAnswered,
    ClockTicked,
    DecisionReviewed,
    ExceptionGiven,
    NoticeDelivered,
)


class About(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Circumstances of a subject at one moment, as the log made them known.

    `occurred` is the time of the event that moved the alarm, `registered` when the account
    was; both microseconds UTC. None: not known. `lang` is the language of that event. `places`
    are what the account's own data tell of where it is; they weigh nothing.
    """

    occurred: int | None = None
    registered: int | None = None
    country: str | None = None
    lang: str | None = None
    group_size: int | None = None
    amount_30d: str | None = None
    places: tuple[tuple[str, str], ...] = ()  # (place, basis)


class Changed(Struct, frozen=True, kw_only=True, tag_field="type", tag="finding.changed"):
    """A finding given, revised or withdrawn, and what was known of its subject then."""

    change: Change
    about: About


Entry = (
    Changed
    | ClockTicked
    | LabelGiven
    | AppealFiled
    | ExceptionGiven
    | ApprovalGiven
    | DecisionReviewed
    | CaseAnswered
    | NoticeDelivered
    | ActingChanged
)
