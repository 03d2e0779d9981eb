"""What the deciding stage remembers: of one subject (`Desk`), and of all together (`Ledger`)."""

from datetime import datetime
from typing import Protocol

import msgspec
from msgspec import Struct, field

from bantay.model.clock import DAY, micros
from bantay.model.decision import Decision
from bantay.model.evidence import Subject
from bantay.model.vocabulary import ActionKind, Hypothesis

VERSION = 1
DECISIONS_KEPT, RULES_KEPT, FEW = 64, 256, 16
ANSWERS_KEPT = 64
"""Answers to cases that are remembered, so that none is taken twice."""
KEPT_FOR = 400 * DAY
"""How long an ended decision stays at hand for an appeal; longer than any appeal window."""


class Asked(Struct):
    """What a rule last decided about a subject: on which alarm, how often, on what evidence."""

    alarm: str
    count: int = 0
    evidence: tuple[str, ...] = ()
    cool_until: int = 0


class Standing(Struct):
    """A state the subject is in as a target: the decisions that hold it, the order behind it."""

    order: str
    holders: list[str]


class Desk(Struct):
    """One subject: its decisions, its shield, and what holds it when it is a target.

    `victim` is what a reviewer said of the two hypotheses of possible victims; `signs_db` the
    most that one plane says for either; `fallen` alarms withdrawn since the last tick;
    `country` where the account was when its evidence last changed, where switches ask.
    """

    version: int = VERSION
    decisions: dict[str, Decision] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    punished: dict[str, tuple[str, ...]] = field(default_factory=dict)
    taken: int = 0
    victim: dict[Hypothesis, bool] = field(default_factory=dict)
    open_victim: tuple[Hypothesis, ...] = ()
    signs_db: float = 0.0
    shielded: bool = False
    reported: bool = False
    fallen: dict[str, str] = field(default_factory=dict)
    standing: dict[ActionKind, Standing] = field(default_factory=dict)
    country: str | None = None
    answers: list[str] = field(default_factory=list)

    @property
    def strikes(self) -> int:
        """A strike is an open decision, not a counter."""
        return self.struck()[0]

    @property
    def strikes_by(self) -> dict[Hypothesis, int]:
        """The same by the hypothesis they were given for: each ladder climbs its own."""
        return self.struck()[1]

    def struck(self) -> tuple[int, dict[Hypothesis, int]]:
        """Open strikes, and the same by hypothesis."""
        total, by = 0, dict[Hypothesis, int]()
        if not self.decisions:
            return total, by
        for one in self.decisions.values():
            if one.status == "open" and "strike" in one.in_force:
                total += 1
                if one.hypothesis is not None:
                    by[one.hypothesis] = by.get(one.hypothesis, 0) + 1
        return total, by

    @property
    def is_reported(self) -> bool:
        """Whether a suspicion report is asked for, drafted or filed."""
        return self.reported or any(
            "report" in one.actions and one.status in ("waiting", "open")
            for one in self.decisions.values()
        )

    def due(self) -> int | None:
        """When a tick has to look at this desk again; None: never."""
        if self.fallen:
            return 0
        soonest: datetime | None = None  # compared as they are: only one becomes microseconds
        for one in self.decisions.values():
            at = _next(one)
            if at is not None and (soonest is None or at < soonest):
                soonest = at
        return None if soonest is None else micros(soonest)

    def tidy(self, now: int) -> None:
        """Forget what nobody can appeal any more, then the longest ended beyond the bound."""
        if len(self.decisions) < FEW and len(self.asked) <= RULES_KEPT:
            return
        ended = [d for d in self.decisions.values() if d.status == "ended" and d.ended is not None]
        ended.sort(key=lambda d: (d.ended, d.decision))
        excess = len(self.decisions) - DECISIONS_KEPT
        for rank, one in enumerate(ended):
            if rank < excess or (one.ended is not None and micros(one.ended) < now - KEPT_FOR):
                del self.decisions[one.decision]
        for key in list(self.asked)[: max(0, len(self.asked) - RULES_KEPT)]:
            del self.asked[key]


def _next(decision: Decision) -> datetime | None:
    if decision.status == "open":
        return decision.until
    if decision.status != "waiting":
        return None
    ready = decision.due is not None and len(decision.approved_by) >= decision.needs
    return decision.due if ready else decision.until


class Ledger(Struct):
    """What belongs to no subject: how many decided lately, whether a person must lift a stop,
    and whether decisions may act at all now."""

    version: int = VERSION
    recent: list[int] = field(default_factory=list)
    stopped: bool = False
    live: bool = False
    why: str = "no capability is configured"


class Desks(Protocol):
    """Where the stage finds and leaves what it remembers; the driver owns loading and saving."""

    def desk(self, subject: Subject) -> Desk:
        """A subject's desk, empty if it has none."""
        ...

    def touch_desk(self, subject: Subject, due: int | None) -> None:
        """The desk was changed; ticks look at it again when `due` has come."""
        ...

    def own(self, decision: str, subject: Subject) -> None:
        """The decision is about that subject."""
        ...

    def whose(self, decision: str) -> Subject | None:
        """Whom a decision is about; None: there is no such decision."""
        ...

    def due_desks(self, now: int) -> list[Subject]:
        """Subjects with something due, sorted."""
        ...

    def ledger(self) -> Ledger:
        """The one ledger."""
        ...

    def touch_ledger(self) -> None:
        """The ledger was changed."""
        ...


_ENCODER = msgspec.msgpack.Encoder()
_DESK = msgspec.msgpack.Decoder(Desk)
_LEDGER = msgspec.msgpack.Decoder(Ledger)


def dump(state: Desk | Ledger) -> bytes:
    """A state as bytes; `restore` and `restore_ledger` are its inverse."""
    return _ENCODER.encode(state)


def restore(body: bytes) -> Desk:
    """A desk from bytes that `dump` wrote."""
    return _DESK.decode(body)


def restore_ledger(body: bytes) -> Ledger:
    """A ledger from bytes that `dump` wrote."""
    return _LEDGER.decode(body)
