"""What the desk hands out: the page of a case, the filter of the queue, figures of quality."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from bantay.model.alarm import Alarm
from bantay.model.case import (
    CaseStatus,
    Clock,
    Elsewhere,
    Lease,
    Link,
    Mark,
    Person,
    Priority,
    Question,
    Thing,
)
from bantay.model.casework import (
    AnyRecord,
    HandedOver,
    NoteAdded,
    Ruled,
    SealedNote,
)
from bantay.model.decision import Decision, Step
from bantay.model.events import Event
from bantay.model.vocabulary import Hypothesis, Plane

Waiting = Literal["first", "second", "third"]
Profile = Literal["full", "masked"]
"""A bundle's redaction: `masked` hides contacts, names, addresses and papers; ids stay."""


class QueueFilter(Struct, frozen=True, kw_only=True):
    """Which cases; None means any. `waits` is the look that is wanted: a second and third
    never list what the viewer has answered. `mentions` lists what names the viewer."""

    status: CaseStatus | None = None
    hypothesis: Hypothesis | None = None
    plane: Plane | None = None
    waits: Waiting | None = None
    mine: bool = False
    mentions: bool = False
    free: bool = False
    subject: str | None = None
    limit: int | None = None
    offset: int = 0


class Asked(Struct, frozen=True, kw_only=True):
    """The answers that may be given on a page now, by this viewer, and which look it is."""

    look: Literal["first", "second", "third", "none"]
    because: str


class CasePage(Struct, frozen=True, kw_only=True):
    """Everything about one case that this viewer may see.

    While a second or third look is wanted, `rulings`, `notes` and `score_db` of others are
    hidden from whoever may give it: `blind` says so. `shown` is the SHA-256 of what the page
    says (clocks and leases left out): it goes into the answer. `sealed` is empty for roles
    that may not read it. `history` is the case log in the viewer's sight.
    """

    case: str
    status: CaseStatus
    title: str
    why: str
    opened: datetime
    first_event_time: datetime
    priority: Priority
    planes: tuple[Plane, ...]
    alarms: tuple[Alarm, ...]
    decisions: tuple[Decision, ...]
    people: tuple[Person, ...]
    things: tuple[Thing, ...]
    palermo: tuple[Mark, ...]
    ilo: tuple[Mark, ...]
    questions: tuple[Question, ...]
    clocks: tuple[Clock, ...]
    notes: tuple[NoteAdded, ...]
    sealed: tuple[SealedNote, ...]
    handovers: tuple[HandedOver, ...]
    rulings: tuple[Ruled, ...]
    history: tuple[AnyRecord, ...]
    linked: tuple[Link, ...]
    elsewhere: tuple[Elsewhere, ...]
    asked: Asked
    shown: str
    score_db: float | None = None
    step: Step | None = None
    lease: Lease | None = None
    merged_into: str | None = None
    was: tuple[str, ...] = ()
    on_hold: bool = False
    blind: bool = False
    draft: str | None = None
    looks: int = 0


class ContextLine(Struct, frozen=True, kw_only=True):
    """One message of a conversation around a quoted one. `quoted`: a finding rests on it."""

    event: Event
    quoted: bool


class Mention(Struct, frozen=True, kw_only=True):
    """A note that names somebody, or their role."""

    case: str
    note: NoteAdded


class Rate(Struct, frozen=True):
    """`hits` of `of`, with the Wilson 95 % interval; None where nothing was counted."""

    hits: int
    of: int
    low: float | None
    high: float | None

    @property
    def value(self) -> float | None:
        """The plain share."""
        return self.hits / self.of if self.of else None


class Agreement(Struct, frozen=True, kw_only=True):
    """Krippendorff's alpha for nominal data, bootstrap 95 % interval; None: cannot be said."""

    alpha: float | None
    low: float | None
    high: float | None
    cases: int
    answers: int


class Band(Struct, frozen=True):
    """Alarms between two sums, decibans (None: without an end there): the share that such a sum
    claims to be right, and what sampled labels found."""

    low_db: float | None
    high_db: float | None
    claimed: float
    right: Rate


class Quality(Struct, frozen=True, kw_only=True):
    """How the work went, of the team and never of a person.

    `agreement` is over all cases that two people answered, `by_hypothesis` split by it;
    `overturned` counts answers that a third seat or a reversal went against, `reversed`
    decisions of the policy that were overturned, `not_enough` answers that said so.
    """

    agreement: Agreement
    by_hypothesis: dict[Hypothesis, Agreement]
    overturned: Rate
    reversed: Rate
    not_enough: Rate
    open: int
    oldest_open: datetime | None
    late: int


class Checked(Struct, frozen=True, kw_only=True):
    """What verifying a bundle found. `wrong` is empty when everything holds; `signer` is the
    fingerprint of the key that signed, `ours` whether it is the store's that was asked."""

    case: str | None
    files: int
    signer: str | None
    ours: bool | None
    wrong: tuple[str, ...]
    head: str | None = None
    made: str | None = None

    @property
    def holds(self) -> bool:
        """Whether every file is as it was signed, and by the key expected."""
        return not self.wrong
