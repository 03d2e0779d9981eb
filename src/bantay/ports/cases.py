"""The desk where people work on cases: what the server, the console and the command line call.

Every call is by a `Viewer`: who, in which role, for what purpose. Every look and every
change is in the audit log before the call returns. A call that may not be made raises
`NotPermitted`; one that meets a changed case, another's lease or the same person twice raises
`Conflict`; a case that is not there, or words that are missing, `InputError`.
"""

from collections.abc import Sequence
from typing import Protocol

from bantay.model.case import Card, Lease, PersonRole, QueueRow
from bantay.model.case_page import (
    CasePage,
    ContextLine,
    Mention,
    Profile,
    Quality,
    QueueFilter,
)
from bantay.model.casework import Answer, NoteAdded, Ruled, SealedNote, Viewer
from bantay.model.events import Event
from bantay.model.evidence import Quote, Subject


class CasesDesk(Protocol):
    """What people do with cases. Ids may be given as any unique beginning."""

    def take_up(self) -> int:
        """Join alarms that changed since the last time into cases; how many were taken up.
        `queue` does it too, so nobody has to call it."""
        ...

    def queue(self, viewer: Viewer, wanted: QueueFilter = ...) -> list[QueueRow]:
        """Cases in the order in which somebody should look: urgency and age."""
        ...

    def case(self, id: str, viewer: Viewer) -> CasePage:
        """A case with everything this viewer may see. The look is in the audit log."""
        ...

    def evidence(self, id: str, viewer: Viewer) -> dict[str, Event]:
        """The events that the case's findings quote, texts as far as they are kept, logged."""
        ...

    def context(self, id: str, event: str, viewer: Viewer) -> list[ContextLine]:
        """A quoted message with the five before and the five after it in its conversation,
        texts as far as the vault still has them, logged under the viewer's purpose."""
        ...

    def lease(self, id: str, viewer: Viewer, minutes: int | None = None) -> Lease:
        """Take the case in hand, or keep it longer. Conflict while it is another's."""
        ...

    def release(self, id: str, viewer: Viewer) -> None:
        """Put a case back that one has in hand."""
        ...

    def handover(self, id: str, viewer: Viewer, note: str, to: str | None = None) -> None:
        """Give a case in hand to somebody, or back to the queue, with a note."""
        ...

    def note(self, id: str, viewer: Viewer, text: str, about: str | None = None) -> NoteAdded:
        """Write a note; `@name` and `@role` in it are mentions."""
        ...

    def sealed_note(self, id: str, viewer: Viewer, text: str) -> SealedNote:
        """Write a note that only roles with `look_sealed` can read, or know of."""
        ...

    def mentions(self, viewer: Viewer) -> list[Mention]:
        """Notes that name the viewer or the viewer's role, the newest first."""
        ...

    def draft(self, id: str, viewer: Viewer, body: str | None) -> None:
        """Keep an unfinished answer for oneself, or drop it (None)."""
        ...

    def mark(
        self,
        id: str,
        viewer: Viewer,
        card: Card,
        name: str,
        holds: bool | None,
        *,
        quote: Quote | None = None,
        note: str | None = None,
    ) -> None:
        """Fill a line of the Palermo or ILO card, with a quote or a note; None takes it back."""
        ...

    def role(self, id: str, viewer: Viewer, subject: Subject, part: PersonRole, note: str) -> None:
        """Say what part an account has: it stands over what alarms say."""
        ...

    def decide(self, id: str, viewer: Viewer, answer: Answer) -> Ruled:
        """Give the first answer to a case in hand, or a first answer again after a reversal."""
        ...

    def second_look(self, id: str, viewer: Viewer, answer: Answer) -> Ruled:
        """Give the second or third answer, blind to those before. Conflict for whoever gave one."""
        ...

    def undo(self, id: str, viewer: Viewer) -> Ruled:
        """Take back one's own latest answer, within the time that settings allow."""
        ...

    def reverse(self, id: str, viewer: Viewer, reason: str) -> None:
        """Open a decided case again, as somebody who did not answer it."""
        ...

    def hold(self, id: str, viewer: Viewer, reason: str) -> None:
        """Place a legal hold: the case's texts outlive retention and erasure."""
        ...

    def lift(self, id: str, viewer: Viewer, reason: str) -> None:
        """Lift the legal hold."""
        ...

    def split(self, id: str, viewer: Viewer, alarms: Sequence[str], reason: str) -> str:
        """Move alarms into a case of their own; its id. They do not join again by themselves."""
        ...

    def bundle(self, id: str, viewer: Viewer, profile: Profile = "masked") -> bytes:
        """The evidence bundle: one signed zip."""
        ...

    def quality(self, viewer: Viewer) -> Quality:
        """Agreement, reversals, age of the queue."""
        ...
