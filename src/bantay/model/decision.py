"""What a policy asks for and what was decided: steps of the ladder, with their reasons.

A policy file asks (`Ask`), the deciding stage decides (`Decision`); between the two stand
the rights of DESIGN section 8, which no policy can switch off.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from bantay.model.alarm import Alarm, Versions
from bantay.model.evidence import Subject
from bantay.model.vocabulary import ActionKind, Hypothesis, Plane

Step = Literal["watch", "nudge", "friction", "hold", "refer"]
STEPS: tuple[Step, ...] = ("watch", "nudge", "friction", "hold", "refer")
"""The ladder, lowest first."""

Target = Literal["subject", "group", "controller_instrument", "listing", "media", "message", "live"]
"""Whom or what an action falls on; resolved from the alarm's subject, roles and quotes."""


DecisionStatus = Literal["shadow", "waiting", "open", "ended"]
EndReason = Literal[
    "expiry",  # its time was over
    "lapse",  # it waited for people, and nobody came
    "withdrawal",  # the alarm it rested on fell
    "label",  # a reviewer called the alarm false
    "shield",  # the account is shielded now
    "overturn",  # an appeal, or a second look, was right
    "refusal",  # a person did not approve it
]
Notice = Literal["none", "held", "sent", "delivered"]


class Fine(Struct, frozen=True):
    """How much a fine takes: a decimal text, and an ISO 4217 currency."""

    amount: str
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class Situation(Struct, frozen=True, kw_only=True):
    """Everything a policy's conditions may see at one revision of one alarm.

    `now` is microseconds UTC of event time. `strikes` counts open strikes on the subject,
    `strikes_by` the same by the hypothesis they were given for (None: only for this alarm's),
    `earlier` the decisions ever taken on it, `account_age_days` None when the registration
    was never seen. `settled` names rules, not in shadow, that have nothing left to ask on this
    alarm: a policy may leave them out, and what follows is the same.
    """

    alarm: Alarm
    now: int
    shielded: bool = False
    strikes: int = 0
    earlier: int = 0
    alarms_before: int = 0
    account_age_days: int | None = None
    country: str | None = None
    group_size: int | None = None
    amount_30d: str | None = None
    strikes_by: dict[Hypothesis, int] | None = None
    settled: frozenset[str] = frozenset()
    answered: Step | None = None  # the step that people took: only rules for answers are asked

    def strikes_of(self, hypotheses: Collection[Hypothesis]) -> int:
        """Open strikes given for some hypotheses; with none named, for any."""
        if not hypotheses or self.strikes_by is None:
            return self.strikes
        return sum(self.strikes_by.get(name, 0) for name in hypotheses)


class Ask(Struct, frozen=True, kw_only=True):
    """What one rule asks for: a step and its actions. Not yet a decision.

    `lasts` and `cool_down` are microseconds; `ground` names the clause of the operator's
    terms on which the rule rests; `automatic` is false when a person must take the step. `fine`
    is how much its fine takes, if it asks for one.
    """

    rule: str
    step: Step
    actions: tuple[ActionKind, ...]
    target: Target = "subject"
    lasts: int
    cool_down: int = 0
    ground: str
    automatic: bool = True
    two_people: bool = False
    shadow: bool = False
    fine: Fine | None = None


class Decision(Struct, frozen=True, kw_only=True):
    """One step taken, asked of people, or taken in shadow. Its id is deterministic.

    `in_force` are its actions that stand as of now: an inverse takes them away one by one.
    While it waits, `due` is when it may be taken (a monetary step looks again after a day)
    and `needs` how many people must approve. `claimable` are accounts whose share of what is
    held stays theirs to claim. `appeal_until` counts from the delivery of the notice.
    """

    decision: str
    rule: str
    step: Step
    actions: tuple[ActionKind, ...]
    subject: Subject
    target: Subject
    alarm: str
    time: datetime
    until: datetime
    status: DecisionStatus
    automatic: bool
    reasons: tuple[str, ...]
    ground: str
    revision: int = 1
    lasts: int = 0  # microseconds, from when it is taken
    hypothesis: Hypothesis | None = None
    in_force: tuple[ActionKind, ...] = ()
    needs: int = 0
    approved_by: tuple[str, ...] = ()
    due: datetime | None = None
    shielded: bool = False
    shadow_because: str | None = None
    ended_by: EndReason | None = None
    ended: datetime | None = None
    confirmed_by: str | None = None
    overturned_by: str | None = None
    findings: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    planes: tuple[Plane, ...] = ()
    claimable: tuple[str, ...] = ()
    versions: Versions | None = None
    first_event_time: datetime | None = None
    notice: Notice = "none"
    delivered: datetime | None = None
    appeal_until: datetime | None = None
    appeal: str | None = None
    answer: str | None = None  # the answer to a case on which it was taken
    fine: Fine | None = None


class Order(Struct, frozen=True, kw_only=True):
    """What a capability is asked to do: an action, its inverse, or the telling of a person.

    `order` is the idempotency key: the same order twice is done once. `reverses` names the
    order it takes back. `statement` is the notice's text by language. A `report` carries who
    approved it, a `fine` how much it takes, and its inverse the same, to be given back.
    """

    order: str
    decision: str
    kind: ActionKind | Literal["notice"]
    target: Subject
    time: datetime
    automatic: bool
    reverses: str | None = None
    claimable: tuple[str, ...] = ()
    approved_by: tuple[str, ...] = ()
    statement: dict[str, str] = field(default_factory=dict)
    fine: Fine | None = None
