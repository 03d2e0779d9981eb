"""What a request is told: what of it was taken, what was decided, what the caller must do."""

from datetime import datetime

from msgspec import Struct

from bantay.model.decision import Decision, Order, Step
from bantay.model.evidence import Subject
from bantay.model.vocabulary import ActionKind

SEALED: ActionKind = "report"
"""No caller is told that a report is drafted or sent (DESIGN section 8, rule 6)."""


class Told(Struct, frozen=True, kw_only=True):
    """A decision as the caller hears of it; `status` says whether it is in force."""

    decision: str
    rule: str
    step: Step
    status: str
    actions: tuple[ActionKind, ...]
    subject: Subject
    target: Subject
    until: datetime
    alarm: str


class Taken(Struct, frozen=True, kw_only=True):
    """The answer: counts of this request's events, decisions, and orders to carry out.

    Orders are the platform's to obey, each once by its `order`; an order may rest on an
    earlier request that got no answer. `replayed` marks an answer given before.
    """

    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0
    decisions: tuple[Told, ...] = ()
    orders: tuple[Order, ...] = ()
    replayed: bool = False


def told(decision: Decision) -> Told:
    """What a caller may hear of a decision."""
    return Told(
        decision=decision.decision,
        rule=decision.rule,
        step=decision.step,
        status=decision.status,
        actions=tuple(action for action in decision.actions if action != SEALED),
        subject=decision.subject,
        target=decision.target,
        until=decision.until,
        alarm=decision.alarm,
    )
