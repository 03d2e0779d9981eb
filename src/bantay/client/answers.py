"""What the server answers, as typed values.

Made by `make docs` from the server's own description: change that instead.
"""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from bantay.model.alarm import Alarm
from bantay.model.decision import Decision, Order, Step
from bantay.model.evidence import Subject
from bantay.model.surge import Surge
from bantay.model.vocabulary import ActionKind


class Listable(Struct, frozen=True, kw_only=True):
    """The answer for one listing at one moment."""

    listing: str
    listable: bool
    step: Step | None
    until: datetime | None
    decisions: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()


class Receipt(Struct, frozen=True, kw_only=True):
    """That it arrived and is durable (article 16(4)), and under which id."""

    id: str
    received: datetime


class Statement(Struct, frozen=True, kw_only=True):
    """What the person concerned is told of a decision."""

    decision: str
    lang: str
    text: str


class Alarms(Struct, frozen=True, kw_only=True):
    """Alarms, the strongest first; `more` says that there are others."""

    alarms: tuple[Alarm, ...]
    more: bool


class Decisions(Struct, frozen=True, kw_only=True):
    """Decisions, the newest first; `more` says that there are others."""

    decisions: tuple[Decision, ...]
    more: bool


class Pending(Struct, frozen=True, kw_only=True):
    """An order with what became of it. `status` is waiting, done or dead."""

    order: Order
    status: str
    attempts: int
    next: int
    said: str


class Orders(Struct, frozen=True, kw_only=True):
    """Orders, the oldest first; `dead` counts those that nobody could carry out."""

    orders: tuple[Pending, ...]
    dead: int


class SurgeRow(Struct, frozen=True, kw_only=True):
    """A surge as the latest run saw it. `told` and `time` are when it was first given and last
    changed (event time)."""

    surge: Surge
    revision: int
    status: Literal["open", "withdrawn"]
    told: datetime
    time: datetime


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
    """The answer: counts of this request's events, decisions, and orders to carry out."""

    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0
    decisions: tuple[Told, ...] = ()
    orders: tuple[Order, ...] = ()
    replayed: bool = False


class Week(Struct, frozen=True, kw_only=True):
    """One week of one series. `begins` is its Monday, `days` how many are over."""

    begins: date
    days: int
    count: int
    expected: float | None = None
    deviations: float = 0.0
    surge: bool = False


class Line(Struct, frozen=True, kw_only=True):
    """One region, means of transmission or hypothesis: its alarms and its latest week."""

    by: Literal["region", "transmission", "hypothesis"]
    name: str
    title: str
    alarms: int
    open: int
    certainty: Literal["likely", "possible", "weak"] | None
    bases: tuple[str, ...]
    transmission: tuple[str, ...]
    hypotheses: tuple[str, ...]
    activity: int | None
    week: Week | None


class Regions(Struct, frozen=True, kw_only=True):
    """Everything that is told: lines by kind, and every surge that ever was, latest first."""

    until: date | None
    lines: tuple[Line, ...]
    surges: tuple[tuple[Literal["region", "transmission", "hypothesis"], str, Week], ...]
    alarmed: tuple[SurgeRow, ...] = ()


class Wrong(Struct, frozen=True, kw_only=True):
    """One thing that is wrong: where (an RFC 6901 pointer into the body) and what."""

    pointer: str
    detail: str
