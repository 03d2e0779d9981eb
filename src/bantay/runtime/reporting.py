"""Reports from draft to receipt: one clerk for a store, its settings and its people."""

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import structs

from bantay.adapters.store.reports import ReportShelf
from bantay.errors import InputError
from bantay.model.clock import moment
from bantay.model.report import SUSPICION, Party, ReportCase
from bantay.model.reporting import Draft, Receipt, Report, Step
from bantay.ports.reading import Look
from bantay.ports.reporting import Destination, Parcel, SendError
from bantay.reports import guards
from bantay.reports.formats import EXPORTERS
from bantay.runtime.report_sending import Preserve, Sender
from bantay.runtime.report_settings import Room, Target


class Clerk:
    """Drafts, approves and sends the reports of one store."""

    def __init__(
        self,
        shelf: ReportShelf,
        room: Room,
        clock: Callable[[], int],
        preserve: Preserve | None = None,
        media: Path | None = None,
    ):
        self._shelf, self._room, self._clock = shelf, room, clock
        self._preserve, self._media = preserve, media

    # ------------------------------------------------------------------ drafting

    def draft(
        self,
        case: ReportCase,
        target: Target,
        by: str,
        follows: str | None = None,
        *,
        added: str = "",
    ) -> Report:
        """Write a case's document and keep it; its problems are in it, and what a person
        `added` to the case, as they wrote it."""
        self._may(by, self._room.said.people.openers)
        self._free(self._name(case, target, follows))
        now = moment(self._clock())
        shown = guards.quiet(case, target.format, self._hidden(case))
        shown = self._followed(shown, target, follows, by)
        made = EXPORTERS[target.format](shown, self._room.means(target), now)
        made = structs.replace(made, added=added)
        report = Report(
            report=self._name(case, target, follows),
            case=case.case,
            format=target.format,
            destination=target.name,
            status="draft",
            digest=guards.digest(made),
            drafted=now,
            drafted_by=by,
            subjects=tuple(party.account for party in case.parties if party.role != "victim"),
            problems=sum(problem.final for problem in made.problems),
            follows=follows,
        )
        self._shelf.draft(report, made, self._clock())
        return report

    def receipts(self, report: Report, by: str) -> list[Receipt]:
        """What receivers answered about a report, oldest first."""
        self._may(by, self._room.said.people.openers)
        return self._shelf.receipts(report.report, Look(by, "report receipts"))

    def steps(self, report: Report, by: str) -> list[Step]:
        """How far the sending of a report has come."""
        self._may(by, self._room.said.people.openers)
        return self._shelf.steps(report.report)

    def may_draft(self, by: str) -> None:
        """InputError unless this person may open report records."""
        self._may(by, self._room.said.people.openers)

    def _free(self, id: str) -> None:
        """InputError when the report of that id is filed, or may be."""
        before = self._shelf.peek(id)
        if before is None:
            return
        if before.status in ("sending", "sent"):
            raise InputError(f"{id} is {before.status}: draft what is new with --follows {id}")
        if any(step.unsure for step in self._shelf.steps(id)):
            raise InputError(f"{id}: nobody knows whether it arrived; ask the receiver first")

    def _hidden(self, case: ReportCase) -> frozenset[str]:
        """Decisions that a document for anybody else must not show while a report is about."""
        subjects = [party.account for party in case.parties]
        if not self._shelf.reported(subjects):
            return frozenset()
        held = (one.decision for one in case.decisions)
        return frozenset(
            id for id in held if guards.hushed(True, self._shelf.released_by(id)) is not None
        )

    def _followed(
        self, case: ReportCase, target: Target, follows: str | None, by: str
    ) -> ReportCase:
        """The case with the numbers under which the receiver has earlier reports about the same
        accounts, and of the one that this report continues."""
        named: list[Report] = []
        if follows is not None:
            named = [self.find(follows, by)]
            if not _number(named[0]):
                raise InputError(f"{follows} has no number at its receiver: it cannot be followed")
        parties = tuple(
            structs.replace(party, prior=self._numbers(party, target, named))
            if party.role == "reported"
            else party
            for party in case.parties
        )
        return structs.replace(case, parties=parties)

    def _numbers(self, party: Party, target: Target, named: list[Report]) -> tuple[int, ...]:
        earlier = [*self._shelf.earlier(party.account, target.name), *named]
        numbers = [number for one in earlier for number in _number(one)]
        return tuple(dict.fromkeys((*party.prior, *numbers)))

    def _name(self, case: ReportCase, target: Target, follows: str | None) -> str:
        """The same case to the same destination is one report, until it is followed."""
        return self._shelf.name("report", case.case, target.name, follows or "")

    # ------------------------------------------------------------------ people

    def find(self, prefix: str, by: str) -> Report:
        """The one report whose id begins so. InputError otherwise."""
        self._may(by, self._room.said.people.openers)
        found = self._shelf.find(prefix, Look(by, "report"))
        if len(found) != 1:
            why = "no report begins" if not found else f"{len(found)} reports begin"
            raise InputError(f"{why} with {prefix!r}; `bantay report status` lists them")
        return found[0]

    def listed(self, by: str, case: str | None = None) -> list[Report]:
        """All reports, for those who may open them."""
        self._may(by, self._room.said.people.openers)
        return self._shelf.listed(Look(by, "report list"), case)

    def document(self, report: Report, by: str) -> Draft:
        """A report's document, for those who may open it."""
        self._may(by, self._room.said.people.openers)
        return self._shelf.document(report.report, Look(by, "report preview"))

    def approve(self, report: Report, digest: str, by: str) -> Report:
        """A named person says yes to exactly this document, which they have seen."""
        self._may(by, self._room.said.people.approvers)
        if not report.digest.startswith(digest) or len(digest) < 8:
            raise InputError(f"{report.report} has changed since: look at it again")
        if report.problems:
            raise InputError(
                f"{report.report} has {report.problems} problems: "
                f"bantay report check {report.report}"
            )
        now = self._clock()
        yes = structs.replace(report, status="approved", approved_by=by, approved=moment(now))
        self._shelf.change(yes, by, "approved a report", now, ("draft",))
        return yes

    def discard(self, report: Report, by: str) -> Report:
        """A draft that is not to be sent."""
        self._may(by, self._room.said.people.openers)
        gone = structs.replace(report, status="discarded")
        self._shelf.change(gone, by, "discarded a report", self._clock(), ("draft", "approved"))
        return gone

    def release(self, decision: str, by: str) -> None:
        """A named person lets people be told of a decision beside a report of suspicion."""
        self._may(by, self._room.said.people.approvers)
        self._shelf.release(decision, by, self._clock())

    def reference(self, report: Report, said: str, by: str) -> Report:
        """A person notes under which reference the receiver has what was handed over."""
        self._may(by, self._room.said.people.approvers)
        steps = self._shelf.steps(report.report)
        last = steps[-1] if steps else None
        if last is None or last.status == "done" or any(s.status != "done" for s in steps[:-1]):
            raise InputError(f"{report.report} does not wait for a reference")
        now = self._clock()
        receipt = Receipt(report=report.report, step=last.name, time=moment(now), code=said)
        self._shelf.received(receipt, by, now)
        done = structs.replace(last, status="done", value=said, said="")
        self._shelf.stepped(done, now)
        return self._sender(self._plug(report), self._shelf.parcel(report.report)).accepted(
            report, said
        )

    # ------------------------------------------------------------------ sending

    def send(
        self, report: Report, by: str, production: str | None = None, again: bool = False
    ) -> Report:
        """Send an approved report, or go on with one that waits; as far as it gets now.

        `again` is a person's word that a dead letter may go out once more.
        """
        self._may(by, self._room.said.people.approvers)
        plug, draft = self._plug(report), self._shelf.parcel(report.report)
        self._guard(report, draft, plug, production)
        with self._shelf.sending():
            current = self._shelf.peek(report.report) or report
            return self._sender(plug, draft).send(current, by, again)

    def due(self) -> list[str]:
        """Ids of reports with a step to try now."""
        return self._shelf.due(self._clock())

    def _sender(self, plug: Destination, draft: Draft) -> Sender:
        return Sender(self._shelf, plug, draft, self._clock, self._preserve)

    def _guard(
        self, report: Report, draft: Draft, plug: Destination, production: str | None
    ) -> None:
        """The last look before anything leaves."""
        why = guards.may_leave(report, draft)
        why = why or guards.may_go_live(plug.name, plug.production, plug.host, production)
        if why is not None:
            raise InputError(f"{report.report}: {why}")

    # ------------------------------------------------------------------ taking back

    def retract(self, report: Report, by: str, why: str) -> Report:
        """Take a report back before it is filed; afterwards only a follow-up corrects it. What
        was never sent is discarded: then it hushes nobody any more."""
        self._may(by, self._room.said.people.approvers)
        if report.status in ("draft", "approved"):
            return self.discard(report, by)
        if report.status == "sent":
            raise InputError(
                f"{report.report} is filed and cannot be taken back: draft a "
                f"correction with --follows {report.report}"
            )
        plug, steps = self._plug(report), self._shelf.steps(report.report)
        values = {step.name: step.value for step in steps if step.value}
        finish = next((step for step in steps if step.name == "finish"), None)
        if finish is not None and (finish.status in ("started", "done") or finish.unsure):
            raise InputError(
                f"{report.report}: nobody knows whether it is filed: send it --again, "
                "then correct it"
            )
        take_back = getattr(plug, "retract", None)
        now = self._clock()
        if take_back is not None and "submit" in values:
            draft = self._shelf.parcel(report.report)
            parcel = Parcel(report=report, draft=draft, values=values, wall=now)
            self._shelf.received(_retracted(take_back, parcel), by, now)
        gone = structs.replace(report, status="retracted", said=why)
        only = ("draft", "approved", "sending", "dead")
        self._shelf.change(gone, by, "retracted a report", now, only)
        return gone

    def _plug(self, report: Report) -> Destination:
        return self._room.destination(self._room.target(report.destination), self._media)

    def _may(self, by: str, people: Sequence[str]) -> None:
        why = guards.may_open(by, people)
        if why is not None:
            raise InputError(why)


def _number(report: Report) -> list[int]:
    """The receiver's number of a report, where it is one."""
    external = report.external or ""
    return [int(external)] if external.isdigit() else []


def _retracted(take_back: Callable[[Parcel], Receipt], parcel: Parcel) -> Receipt:
    try:
        return take_back(parcel)
    except SendError as wrong:
        raise InputError(f"it could not be retracted: {wrong}") from None


def is_suspicion(report: Report) -> bool:
    """Whether the people a report is about may not be told of it."""
    return report.format in SUSPICION
