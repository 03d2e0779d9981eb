"""Sending reports: what a receiver is to us, and where reports rest while they are sent."""

from collections.abc import Sequence
from typing import Literal, Protocol

from msgspec import Struct

from bantay.errors import BantayError
from bantay.model.reporting import (
    Attachment,
    Draft,
    Receipt,
    Report,
    Step,
)
from bantay.ports.reading import Look

Arrived = Literal["no", "unsure"]


class SendError(BantayError):
    """A step that did not succeed.

    `arrived` says whether the call may have reached the receiver: `unsure` when the line was
    cut or timed out after the request was on its way. `final`: trying again is no use.
    `again`: the report must be begun anew, because the receiver has forgotten it. `person`:
    it waits for somebody to do it, and nothing is wrong.
    """

    def __init__(
        self,
        reason: str,
        *,
        arrived: Arrived = "no",
        final: bool = False,
        again: bool = False,
        person: bool = False,
        receipt: Receipt | None = None,
    ):
        self.arrived, self.final, self.again = arrived, final, again
        self.person, self.receipt = person, receipt
        super().__init__(reason)


class Done(Struct, frozen=True, kw_only=True):
    """A step that succeeded: what it gave, the receipt, ids the receiver now has."""

    value: str | None = None
    receipt: Receipt | None = None
    items: tuple[tuple[str, str | None], ...] = ()


class Parcel(Struct, frozen=True, kw_only=True):
    """What a step needs: the report, its document, and what earlier steps gave.

    `known` are ids of the document's items that the receiver has accepted already.
    """

    report: Report
    draft: Draft
    values: dict[str, str]
    known: frozenset[str] = frozenset()
    wall: int = 0


class Destination(Protocol):
    """A receiver as a plug-in. `repeatable`: sending a step twice is harmless there."""

    @property
    def name(self) -> str: ...

    @property
    def production(self) -> bool: ...

    @property
    def host(self) -> str:
        """The host that is called; empty when nothing is called."""
        ...

    def plan(self, draft: Draft) -> Sequence[str]:
        """The names of the steps, in order."""
        ...

    def repeatable(self, step: str) -> bool:
        """Whether a step of which nobody knows whether it arrived may be sent again."""
        ...

    def takes_up(self, step: str) -> bool:
        """Whether a step of which nobody knows whether it arrived is mended by beginning anew."""
        ...

    def take(self, step: str, parcel: Parcel) -> Done:
        """Carry out one step. Raises `SendError`."""
        ...

    def external(self, values: dict[str, str]) -> str | None:
        """The receiver's id of the report, from what the steps gave."""
        ...


class Contents(Protocol):
    """Where the bytes of media are; the store itself keeps none."""

    def read(self, attachment: Attachment) -> bytes | None: ...


class Shelf(Protocol):
    """Where reports rest. Every reading names who looks and why, and is logged."""

    def find(self, prefix: str, look: Look) -> list[Report]: ...

    def listed(self, look: Look, case: str | None = None) -> list[Report]: ...

    def document(self, report: str, look: Look) -> Draft: ...

    def steps(self, report: str) -> list[Step]: ...

    def receipts(self, report: str, look: Look) -> list[Receipt]: ...

    def reported(self, subjects: Sequence[str]) -> bool:
        """Whether a report of suspicion about one of them is drafted or filed."""
        ...
