"""What people do to decisions of a store: one driver, one record, everything that follows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from bantay.adapters.capabilities.config import Routed
from bantay.engine.detect import AnyDetector
from bantay.engine.naming import keyed
from bantay.errors import InputError
from bantay.model.clock import moment
from bantay.model.decision import Decision
from bantay.model.events import AppealFiled
from bantay.model.evidence import Subject
from bantay.model.log import ApprovalGiven, DecisionReviewed, Record
from bantay.model.settings import Settings
from bantay.policy.deciding import Limits, Policy
from bantay.policy.deciding.people import CAP, NOTICE, refuses, unfit
from bantay.ports.acting import AppealRow, DecisionFilter
from bantay.runtime.embedded import Driver, StoreOfRecord, pipeline, wall
from bantay.runtime.merge import Piece

ACTS = ("approve", "refuse", "confirm", "overturn", "release")


class Undone(Struct, frozen=True):
    """A decision after it was to be undone; `why_not` is empty when it was."""

    decision: Decision
    why_not: str


def undoable(
    store: StoreOfRecord, wanted: DecisionFilter, policy: str | None = None
) -> list[Decision]:
    """Decisions that still cause something, oldest first: in force, or waiting to be taken."""
    return [
        one
        for one in reversed(store.decisions(wanted))
        if (one.in_force or one.status == "waiting")
        and (policy is None or (one.versions is not None and one.versions.policy == policy))
    ]


class Desk:
    """A store, opened so that a named person can decide. Checks first, so that what cannot
    count is refused with a sentence instead of a fault. A server lends its own `driver`."""

    def __init__(
        self,
        store: StoreOfRecord,
        settings: Settings,
        policy: Policy | None = None,
        limits: Limits = Limits(),  # noqa: B008
        capabilities: Routed | None = None,
        detectors: Sequence[AnyDetector] | None = None,
        driver: Driver | None = None,
    ):
        self._store = store
        if driver is None:
            engine = pipeline(settings, store.key, detectors, policy, limits)
            driver = Driver(store, engine, capabilities=capabilities)
        self._driver = driver
        self._driver.tick()

    def _now(self) -> datetime:
        now = self._store.head().now
        return moment(wall() if now is None else now)

    def decide(self, decision: Decision, act: str, by: str) -> Decision:
        """Approve, refuse, confirm, overturn, or release a notice. InputError when it cannot
        count: wrong state, no name, or a person who has judged before."""
        if not by.strip():
            raise InputError("a decision needs the name of a person: --by NAME")
        why = self._why_not(decision, act, by)
        if why is not None:
            raise InputError(f"{decision.decision}: {why}")
        self._give(self._record(decision, act, by))
        [found] = self._store.find_decision(decision.decision)
        return found

    def lift(self, by: str) -> None:
        """Lift the stop after too many automatic decisions at once."""
        if not by.strip():
            raise InputError("lifting a stop needs the name of a person: --by NAME")
        now = self._now()
        self._give(ApprovalGiven(time=now, approval=self._name(CAP, by), of=CAP, by=by))

    def appeal(self, decision: Decision, account: str | None, text: str | None) -> str:
        """File an appeal for the person concerned; its id. InputError when its time is over."""
        now = self._now()
        if decision.status in ("shadow", "waiting"):
            raise InputError(f"{decision.decision} is {decision.status}: nothing was done")
        if decision.appeal_until is not None and now > decision.appeal_until:
            until = f"{decision.appeal_until:%Y-%m-%d}"
            raise InputError(f"{decision.decision}: the time to appeal ended on {until}")
        id = self._name("appeal", decision.decision)
        filed = AppealFiled(
            id=id, time=now, appeal=id, decision=decision.decision, account=account, text=text
        )
        self._driver.batch(Piece(events=[filed]))
        return id

    def undo(self, wanted: DecisionFilter, by: str, policy: str | None = None) -> list[Undone]:
        """Take back everything that a rule, or a version of a policy, still causes: what is in
        force is overturned, what waits is refused. What this person may not judge stays, and
        the answer says why."""
        if not by.strip():
            raise InputError("undoing needs the name of a person: --by NAME")
        return [self._undone(one, by) for one in undoable(self._store, wanted, policy)]

    def _undone(self, decision: Decision, by: str) -> Undone:
        act = "refuse" if decision.status == "waiting" else "overturn"
        try:
            return Undone(self.decide(decision, act, by), "")
        except InputError as wrong:
            return Undone(decision, wrong.reason)

    def answer(self, appeal: AppealRow, verdict: Literal["confirm", "overturn"], by: str) -> None:
        """A person's answer to an appeal against an action that Bantay did not decide: it is
        kept, and taking the action back is the operator's. InputError without a name."""
        if not by.strip():
            raise InputError("an answer needs the name of a person: --by NAME")
        self._give(
            DecisionReviewed(
                time=self._now(),
                review=self._name("answer", appeal.appeal, by),
                decision=appeal.decision,
                subject=Subject("account", appeal.account or "unknown"),
                verdict=verdict,
                by=by,
                appeal=appeal.appeal,
            )
        )

    def _why_not(self, decision: Decision, act: str, by: str) -> str | None:
        match act:
            case "approve":
                return refuses(decision, by)
            case "release":
                return None if decision.notice == "held" else "no notice of it is held back"
            case _:
                return unfit(decision, act, by)

    def _record(self, decision: Decision, act: str, by: str) -> Record:
        now, id, subject = self._now(), decision.decision, decision.subject
        name = self._name(act, id, by)
        match act:
            case "approve" | "release":
                of = id if act == "approve" else f"{NOTICE}{id}"
                return ApprovalGiven(time=now, approval=name, of=of, by=by, subject=subject)
            case "confirm" | "overturn" | "refuse":
                return DecisionReviewed(
                    time=now,
                    review=name,
                    decision=id,
                    subject=subject,
                    verdict=act,
                    by=by,
                    appeal=decision.appeal,
                )
            case _:
                raise InputError(f"{act!r} is none of {', '.join(ACTS)}")

    def _give(self, record: Record) -> None:
        self._driver.own([record])
        self._driver.act()

    def _name(self, *parts: str) -> str:
        seq = str(self._store.head().next_seq)
        return "r-" + keyed(self._store.key, *parts, seq, size=5)
