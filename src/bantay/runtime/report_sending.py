"""A report on its way: step after step, each confirmed on its own.

Never sent twice: a call is noted before it goes out; one of which nobody knows whether it
arrived is repeated only where the receiver makes that harmless, begun anew only where the
receiver forgets what was not finished, and otherwise laid before a person. Never lost: steps,
receipts and dead letters rest in the store. Never silently successful: a report is sent when its
last step has a receipt, and not before.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec import structs

from bantay.adapters.store.reports import ReportShelf
from bantay.errors import InputError
from bantay.model.clock import MINUTE, micros, moment
from bantay.model.reporting import Draft, Receipt, Report, Step
from bantay.ports.reporting import Destination, Done, Parcel, SendError
from bantay.runtime.outgoing import backoff

KEPT = timedelta(days=365)
"""How long what a CyberTipline report rests on is kept (REPORT Act, 2024)."""
BEGUN_ANEW = 3
"""How often a report is begun anew before a person must look."""
LEASE = 10 * MINUTE
"""How long a call that was begun is its process's alone; then it counts as interrupted."""
ANOTHER = "another process is sending it"
PRESERVE = "preserve"
UNSURE = "nobody knows whether it arrived"
ASK = "ask the receiver before you send it --again"
Preserve = Callable[[Report, datetime], None]
"""Called after acceptance with the report and until when its evidence must be kept."""


class Sender:
    """Sends one document to one destination."""

    def __init__(
        self,
        shelf: ReportShelf,
        plug: Destination,
        draft: Draft,
        clock: Callable[[], int],
        preserve: Preserve | None = None,
    ):
        self._shelf, self._plug, self._draft = shelf, plug, draft
        self._clock, self._preserve = clock, preserve

    def send(self, report: Report, by: str, again: bool) -> Report:
        """Begin, or go on, as far as it gets now. `again` is a person's word that a dead letter
        may go out once more. InputError when the report is in no state to be sent."""
        if report.status == "sent":
            return self._go_on(report)  # what follows acceptance may still be due
        if report.status == "approved" or (report.status == "dead" and again):
            report = self._begin(report, by, again)
        if report.status != "sending":
            said = f"{report.report} is {report.status}: {report.said}"
            raise InputError(f"{said} (--again to try once more)")
        return self._go_on(report)

    def _begin(self, report: Report, by: str, again: bool) -> Report:
        steps = self._shelf.steps(report.report) if again else []
        anew = any(s.forgotten or (s.unsure and self._plug.takes_up(s.name)) for s in steps)
        kept = [] if anew else [_waiting(step) for step in steps]
        fresh = kept or self._planned(report.report)
        begun = structs.replace(report, status="sending", production=self._plug.production, said="")
        self._shelf.begin(begun, fresh, by, self._clock())
        return begun

    def _planned(self, report: str) -> list[Step]:
        return [
            Step(report=report, n=n, name=name)
            for n, name in enumerate(self._plug.plan(self._draft))
        ]

    def _go_on(self, report: Report) -> Report:
        """Step after step, until one fails or the last is done."""
        while True:
            steps = self._shelf.steps(report.report)
            values = {step.name: step.value for step in steps if step.value is not None}
            step = next((one for one in steps if one.status != "done"), None)
            if report.status != "sent" and (step is None or step.name == PRESERVE):
                report = self.accepted(report, self._plug.external(values))
            if step is None:
                return report
            after = self._one(report, step, values)
            if after is not None:
                return after

    def _one(
        self,
        report: Report,
        step: Step,
        values: dict[str, str],
    ) -> Report | None:
        """One step; what the report is now when it cannot go on, None when it can."""
        now, before = self._clock(), step
        if step.next > now:
            return structs.replace(report, said=ANOTHER if step.status == "started" else step.said)
        if step.status == "started":  # the last process ended between call and answer
            step = structs.replace(step, unsure=True)
        if step.unsure and not self._plug.repeatable(step.name):
            return self._unsure(report, step)
        started = structs.replace(
            step, status="started", attempts=step.attempts + 1, next=now + LEASE
        )
        if not self._shelf.started(before, started):
            return structs.replace(report, said=ANOTHER)
        try:
            done = self._take(report, started, values)
        except SendError as wrong:
            return self._failed(report, started, wrong)
        ended = structs.replace(started, status="done", value=done.value or "", said="", next=0)
        mine = self._note(ended, started, done.receipt, done.items)
        return None if mine else structs.replace(report, said=ANOTHER)

    def _note(
        self,
        step: Step,
        started: Step,
        receipt: Receipt | None,
        items: Sequence[tuple[str, str | None]] = (),
    ) -> bool:
        """Note how a step ended; False: another process has taken the report over."""
        now, name = self._clock(), self._plug.name
        return self._shelf.stepped(step, now, receipt, items, name, started)

    def _take(
        self,
        report: Report,
        step: Step,
        values: dict[str, str],
    ) -> Done:
        known = frozenset(self._shelf.known(self._plug.name, self._draft.items))
        parcel = Parcel(
            report=report, draft=self._draft, values=values, known=known, wall=self._clock()
        )
        if step.name == PRESERVE:
            return self._preserved(report)
        return self._plug.take(step.name, parcel)

    def _preserved(self, report: Report) -> Done:
        """What follows acceptance: it is tried again by itself and sends nothing twice."""
        until = report.keep_until or moment(self._clock()) + KEPT
        try:
            if self._preserve is not None:
                self._preserve(report, until)
        except Exception as wrong:
            raise SendError(f"keeping the evidence failed: {type(wrong).__name__}") from wrong
        return Done(value=until.isoformat())

    def _failed(self, report: Report, step: Step, wrong: SendError) -> Report | None:
        now, items = self._clock(), getattr(wrong, "items", ())
        if wrong.person:
            waits = structs.replace(step, status="waiting", next=0, said=str(wrong))
            self._note(waits, step, wrong.receipt)
            return structs.replace(report, said=str(wrong))
        unsure = wrong.arrived == "unsure"
        lost = step.unsure or unsure
        why = f"{UNSURE}: {wrong}" if lost and self._plug.repeatable(step.name) else str(wrong)
        wait = None if wrong.final else backoff(f"{step.report}.{step.name}", step.attempts - 1)
        after = structs.replace(
            step,
            status="waiting" if wait is not None else "dead",
            next=0 if wait is None else now + wait,
            said=why,
            unsure=lost,
            forgotten=wrong.again,
        )
        if not self._note(after, step, wrong.receipt, items):
            return structs.replace(report, said=ANOTHER)
        if wrong.again or (unsure and not self._plug.repeatable(step.name)):
            return self._unsure(report, after)
        if wait is None:
            return self._dead(report, f"{why}; {ASK}" if lost else why)
        return structs.replace(report, said=why)

    def _unsure(self, report: Report, step: Step) -> Report | None:
        """Nobody knows whether a call arrived, or the receiver has forgotten the report."""
        anew = self._plug.takes_up(step.name) or (step.forgotten and not step.unsure)
        if not anew or step.attempts > BEGUN_ANEW:
            dead = structs.replace(step, status="dead", unsure=True)
            self._shelf.stepped(dead, self._clock())
            why = step.said.removeprefix(f"{UNSURE}: ") or "the process ended"
            return self._dead(report, f"{step.name}: {UNSURE}: {why}; {ASK}")
        fresh = [
            structs.replace(one, attempts=step.attempts, next=step.next)
            for one in self._planned(report.report)
        ]
        self._shelf.begin(report, fresh, "bantay", self._clock())
        return structs.replace(report, said=step.said) if step.next > self._clock() else None

    def _dead(self, report: Report, why: str) -> Report:
        if report.status == "sent":  # a side step: what was accepted stays so, and says it
            told = structs.replace(report, said=why)
            self._shelf.change(told, "bantay", "a side step is dead", self._clock(), ("sent",))
            return told
        dead = structs.replace(report, status="dead", said=why)
        self._shelf.change(dead, "bantay", "a report is dead", self._clock(), ("sending",))
        return dead

    def accepted(self, report: Report, external: str | None) -> Report:
        """Note that the receiver has it, under which id, and how long evidence is kept."""
        now = moment(self._clock())
        kept = now + KEPT if report.format == "ncmec" else report.keep_until
        sent = structs.replace(
            report, status="sent", external=external, sent=now, keep_until=kept, said=""
        )
        self._shelf.change(
            sent, "bantay", "a report was accepted", micros(now), ("sending", "dead")
        )
        return sent


def _waiting(step: Step) -> Step:
    """A step as a person's word makes it: what is done stays done."""
    if step.status == "done":
        return step
    return structs.replace(step, status="waiting", attempts=0, next=0, unsure=False, said="")
