"""What a policy asks for and what was decided: steps of the ladder, with their reasons.

A policy file asks (`Ask`), the deciding stage decides (`Decision`); between the two stand
the rights of DESIGN section 8, which no policy can switch off.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from bantay.model.alarm import Alarm
from bantay.model.evidence import Subject
from bantay.model.vocabulary import ActionKind

Step = Literal["watch", "nudge", "friction", "hold", "refer"]
STEPS: tuple[Step, ...] = ("watch", "nudge", "friction", "hold", "refer")
"""The ladder, lowest first."""

Target = Literal["subject", "group", "controller_instrument", "listing", "media", "message", "live"]
"""Whom or what an action falls on; resolved from the alarm's subject, roles and quotes."""


class Situation(Struct, frozen=True, kw_only=True):
    """Everything a policy's conditions may see at one revision of one alarm.

    `now` is microseconds UTC of event time. `strikes` counts open strikes on the subject,
    `earlier` the decisions ever taken on it, `account_age_days` None when the registration
    was never seen.
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


class Ask(Struct, frozen=True, kw_only=True):
    """What one rule asks for: a step and its actions. Not yet a decision.

    `lasts` and `cool_down` are microseconds; `ground` names the clause of the operator's
    terms on which the rule rests; `automatic` is false when a person must take the step.
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


class Decision(Struct, frozen=True, kw_only=True):
    """One step taken, asked of people, or taken in shadow. Its id is deterministic."""

    decision: str
    rule: str
    step: Step
    actions: tuple[ActionKind, ...]
    subject: Subject
    target: Subject
    alarm: str
    time: datetime
    until: datetime
    status: Literal["shadow", "waiting", "open", "ended"]
    automatic: bool
    reasons: tuple[str, ...]
    ground: str
