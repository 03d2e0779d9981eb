"""A method for each operation.

Made by `make docs` from the server's own description: change that instead.
"""

from collections.abc import Sequence
from typing import Literal

from bantay.client.answers import Alarms, Decisions, Listable, Orders, Receipt, Regions, Statement
from bantay.client.wire import Wire, part
from bantay.model.alarm import Alarm
from bantay.model.decision import Decision, DecisionStatus
from bantay.model.vocabulary import Hypothesis, LabelClass, NoticeReason, SubjectKind, Verdict


class Operations:
    """What a machine's key may ask for. A refusal is an `ApiError`; the words of people are
    never sent twice by themselves."""

    _wire: Wire

    def alarms(
        self,
        *,
        status: Literal["open", "closed"] | None = None,
        hypothesis: Hypothesis | None = None,
        subject: str | None = None,
        limit: int = 100,
    ) -> Alarms:
        """List alarms within the visitor's scope."""
        given: dict[str, object] = {
            "status": status,
            "hypothesis": hypothesis,
            "subject": subject,
            "limit": limit,
        }
        return self._wire.get("/v1/alarms", Alarms, given)

    def alarm(self, id: str) -> Alarm:
        """One alarm with the whole sum of its evidence."""
        return self._wire.get(f"/v1/alarms/{part(id)}", Alarm)

    def appeal(
        self,
        decision: str,
        *,
        account: str | None = None,
        text: str | None = None,
    ) -> Receipt:
        """File an appeal; a person who has not judged the decision decides it."""
        given: dict[str, object] = {
            "decision": decision,
            "account": account,
            "text": text,
        }
        return self._wire.post("/v1/appeals", Receipt, given)

    def decisions(
        self,
        *,
        status: DecisionStatus | None = None,
        subject: str | None = None,
        rule: str | None = None,
        limit: int = 100,
    ) -> Decisions:
        """List decisions within the visitor's scope."""
        given: dict[str, object] = {
            "status": status,
            "subject": subject,
            "rule": rule,
            "limit": limit,
        }
        return self._wire.get("/v1/decisions", Decisions, given)

    def decision(self, id: str) -> Decision:
        """One decision with its reasons, its end, and who may look again."""
        return self._wire.get(f"/v1/decisions/{part(id)}", Decision)

    def statement(self, id: str, *, lang: Literal["en", "zh", "fil"] = "en") -> Statement:
        """What the person concerned is told; it never speaks of reports."""
        given: dict[str, object] = {
            "lang": lang,
        }
        return self._wire.get(f"/v1/decisions/{part(id)}/statement", Statement, given)

    def label(
        self,
        alarm: str,
        verdict: Verdict,
        *,
        klass: LabelClass | None = None,
        sampled: bool | None = None,
    ) -> Receipt:
        """Say of an alarm whether it is true, false, or needs a second reader."""
        given: dict[str, object] = {
            "alarm": alarm,
            "verdict": verdict,
            "klass": klass,
            "sampled": sampled,
        }
        return self._wire.post("/v1/labels", Receipt, given)

    def may_list(self, listing: str) -> Listable:
        """Only a decision in force takes a listing out of search; an alarm alone never does."""
        given: dict[str, object] = {
            "listing": listing,
        }
        return self._wire.get("/v1/listable", Listable, given)

    def notice(
        self,
        subject_kind: SubjectKind,
        subject: str,
        reason: NoticeReason,
        explanation: str,
        location: Sequence[str],
        *,
        good_faith: bool,
        name: str | None = None,
        email: str | None = None,
    ) -> Receipt:
        """File a notice; the answer confirms that it arrived."""
        given: dict[str, object] = {
            "subject_kind": subject_kind,
            "subject": subject,
            "reason": reason,
            "explanation": explanation,
            "location": location,
            "good_faith": good_faith,
            "name": name,
            "email": email,
        }
        return self._wire.post("/v1/notices", Receipt, given)

    def orders(
        self,
        *,
        status: Literal["waiting", "done", "dead"] | None = None,
        limit: int = 100,
    ) -> Orders:
        """What capabilities were asked to do, and what became of it."""
        given: dict[str, object] = {
            "status": status,
            "limit": limit,
        }
        return self._wire.get("/v1/orders", Orders, given)

    def regions(self) -> Regions:
        """Regions, means of transmission and hypotheses of alarms, with surges. Counts below
        five are left out. `alarmed` are the surges in the log, as the nightly survey last
        saw them."""
        return self._wire.get("/v1/regions", Regions)
