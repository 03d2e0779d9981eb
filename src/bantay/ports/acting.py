"""Power: capabilities that act for the engine, and where orders to them rest."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from bantay.errors import BantayError
from bantay.model.decision import Decision, Order
from bantay.model.journal import Entry


class CapabilityError(BantayError):
    """A capability could not do what it was asked; `final` when trying again is no use."""

    def __init__(self, reason: str, *, final: bool = False):
        self.final = final
        super().__init__(reason)


class Capability(Protocol):
    """Something that can act. The same order twice must be done once: `order` is its key."""

    @property
    def name(self) -> str:
        """What it is called in faults and lists."""
        ...

    @property
    def real(self) -> bool:
        """Whether anything happens outside. A simulated twin only remembers."""
        ...

    def act(self, order: Order, wall: int) -> None:
        """Carry out an order. Raises `CapabilityError`."""
        ...


class DecisionFilter(Struct, frozen=True):
    """Which decisions: None means any."""

    status: str | None = None
    subject: str | None = None
    rule: str | None = None
    limit: int | None = None


class Pending(Struct, frozen=True):
    """An order with what became of it. `status` is waiting, done or dead."""

    order: Order
    status: str
    attempts: int
    next: int
    said: str


class AppealRow(Struct, frozen=True):
    """An appeal. `answer` is empty until a person gave one; `ours` is false when it is about an
    action that Bantay did not decide, such as the operator's own."""

    appeal: str
    decision: str
    account: str
    time: datetime
    answer: str
    ours: bool


class Deeds(Protocol):
    """Where decisions and orders rest."""

    def decisions(self, wanted: DecisionFilter) -> list[Decision]:
        """Decisions, the newest first."""
        ...

    def find_decision(self, id_or_prefix: str) -> list[Decision]: ...

    def due_orders(self, wall: int, limit: int) -> list[Pending]:
        """Orders to try now, oldest first."""
        ...

    def orders(self, status: str | None = None) -> list[Pending]: ...

    def order_failed(self, order: str, said: str, next: int | None, wall: int) -> None:
        """Note a failed attempt; without a `next` the order is dead."""
        ...

    def order_waits(self, order: str, said: str, next: int) -> None:
        """Put an order off without counting an attempt: it waits for a person."""
        ...

    def revive(self, orders: Sequence[str], by: str, wall: int) -> int:
        """Try dead orders again, because a person says so; how many there were."""
        ...

    def appeals(self, *, waiting: bool = False) -> list[AppealRow]:
        """Appeals, oldest first; those that nobody has answered yet, when asked so."""
        ...

    def journal(self) -> Iterator[Entry]:
        """What the later stages took in, in order."""
        ...

    def journal_from(self) -> int | None:
        """The seq at which the journal begins; None: it is empty."""
        ...
