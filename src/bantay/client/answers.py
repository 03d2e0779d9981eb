"""What the server answers, as typed values. Fields it may add later are ignored."""

from datetime import date, datetime
from typing import Any

from msgspec import Struct, field

from bantay.model.alarm import Alarm
from bantay.model.decision import Decision, Order, Step
from bantay.model.evidence import Subject
from bantay.model.vocabulary import ActionKind


class Wrong(Struct, frozen=True, kw_only=True):
    """One thing that is wrong in what was sent: where (a JSON pointer) and what."""

    pointer: str
    detail: str


class Told(Struct, frozen=True, kw_only=True):
    """A decision because of what was sent; `status` says whether it is in force."""

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
    """What became of events: they are durable. `orders` are yours to carry out, each once by
    its `order`. `wrong` names events that were invalid: they are in quarantine."""

    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0
    decisions: tuple[Told, ...] = ()
    orders: tuple[Order, ...] = ()
    replayed: bool = False
    wrong: tuple[Wrong, ...] = field(default=(), name="errors")


class Alarms(Struct, frozen=True, kw_only=True):
    """Alarms, the strongest first; `more` says that there are others."""

    alarms: tuple[Alarm, ...]
    more: bool


class Decisions(Struct, frozen=True, kw_only=True):
    """Decisions, the newest first; `more` says that there are others."""

    decisions: tuple[Decision, ...]
    more: bool


class Pending(Struct, frozen=True, kw_only=True):
    """An order and what became of it; `next` is when it is tried again (microseconds)."""

    order: Order
    status: str
    attempts: int
    next: int
    said: str


class Orders(Struct, frozen=True, kw_only=True):
    """Orders, the oldest first; `dead` counts those that nobody could carry out."""

    orders: tuple[Pending, ...]
    dead: int


class Statement(Struct, frozen=True, kw_only=True):
    """What the person concerned is told of a decision."""

    decision: str
    lang: str
    text: str


class Receipt(Struct, frozen=True, kw_only=True):
    """That it arrived and is durable, and under which id."""

    id: str
    received: datetime


class Listable(Struct, frozen=True, kw_only=True):
    """Whether a listing may be shown, and what the answer rests on."""

    listing: str
    listable: bool
    step: Step | None
    until: datetime | None
    decisions: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()


class Counted(Struct, frozen=True, kw_only=True):
    """Regions, means and hypotheses of alarms, counted; small counts are left out."""

    until: date | None
    lines: tuple[dict[str, Any], ...]
    surges: tuple[Any, ...] = ()
    alarmed: tuple[dict[str, Any], ...] = ()
