"""The life of a decision at one subject's desk: taken, opened, ended, told of.

A target may be another subject: then its own desk remembers which decisions hold it.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct, field, structs

from bantay.model.clock import moment
from bantay.model.decision import Decision, EndReason, Notice, Order
from bantay.model.evidence import Fault, Subject
from bantay.model.vocabulary import ActionKind
from bantay.policy.deciding import rights
from bantay.policy.deciding.actions import LAPSING, SILENT, STANDING
from bantay.policy.deciding.desk import Desk, Desks, Standing
from bantay.policy.deciding.limits import Limits
from bantay.policy.deciding.statement import ended_statement, statement


class Made(Struct):
    """What the stage leaves behind: decisions as of now, orders to send, what went wrong."""

    decisions: dict[str, Decision] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class Turn:
    """One subject's desk at one moment. `keep` is the only place that changes a decision."""

    def __init__(
        self,
        subject: Subject,
        now: int,
        desks: Desks,
        limits: Limits,
        made: Made,
        *,
        telling: bool = True,
    ):
        self._telling = telling
        self.subject, self.now, self.desks, self.limits = subject, now, desks, limits
        self.made = made
        self.desk: Desk = desks.desk(subject)

    def keep(self, decision: Decision) -> Decision:
        """Remember a decision's new state and what it asks of the clock."""
        old = self.desk.decisions.get(decision.decision)
        if old is not None:
            decision = structs.replace(decision, revision=old.revision + 1)
        self.desk.decisions[decision.decision] = decision
        self.made.decisions[decision.decision] = decision
        self.desks.own(decision.decision, self.subject)
        self.desk.tidy(self.now)
        self.touch()
        return decision

    def touch(self) -> None:
        """The desk was changed."""
        self.desks.touch_desk(self.subject, self.desk.due())

    # -------------------------------------------------------------- opening

    def open(self, decision: Decision) -> Decision | None:
        """Take a step for real. None when the cap stops it: then it waits for a person."""
        automatic = not decision.approved_by
        if automatic and not self._under_the_cap(decision):
            return None
        opened = structs.replace(
            decision,
            status="open",
            due=None,
            automatic=automatic,
            in_force=decision.actions,
            notice=self._notice(decision),
            until=moment(self.now + decision.lasts),
        )
        for action in opened.actions:
            self._take(opened, action)
        if "report" in opened.actions:
            self.desk.reported = True
        if opened.notice == "sent":
            self.tell(opened)
        return self.keep(opened)

    def _under_the_cap(self, decision: Decision) -> bool:
        ledger, limits = self.desks.ledger(), self.limits
        del ledger.recent[: bisect_right(ledger.recent, self.now - limits.cap_window)]
        if not ledger.stopped and len(ledger.recent) >= limits.cap:
            ledger.stopped = True
            minutes = limits.cap_window // 60_000_000
            said = f"more than {limits.cap} automatic decisions in {minutes} minutes: all further"
            rights.loud(self.made.faults, "cap", f"{said} ones wait until a person lifts the stop")
        self.desks.touch_ledger()
        if not ledger.stopped:
            ledger.recent.append(self.now)
            return True
        why = (*decision.reasons, "stopped: too many automatic decisions at once")
        waiting = structs.replace(
            decision, status="waiting", needs=max(1, decision.needs), reasons=why, due=None
        )
        self.keep(self.patient(waiting))
        return False

    def patient(self, decision: Decision) -> Decision:
        """A decision that waits: while it does, `until` is when it lapses."""
        return structs.replace(decision, until=moment(self.now + self.limits.patience))

    def _notice(self, decision: Decision) -> Notice:
        if not set(decision.actions) - SILENT:
            return "none"
        return rights.notice(self.reported(decision))

    def reported(self, decision: Decision) -> bool:
        """Whether a suspicion report is asked for, drafted or filed that this concerns."""
        desks = (self.desk, self.desks.desk(decision.target))
        return "report" in decision.actions or any(desk.is_reported for desk in desks)

    def tell(self, decision: Decision) -> None:
        """Order the notice with its statement of reasons."""
        said = statement(decision) if self._telling else {}
        self._order(decision, "notice", f"{decision.decision}.notice", said=said)

    # -------------------------------------------------------------- ending

    def end(self, decision: Decision, why: EndReason, by: str | None = None) -> Decision:
        """End a decision by its inverse; at its expiry only what lapses is taken back."""
        back = [a for a in decision.in_force if why != "expiry" or a in LAPSING]
        ended = structs.replace(
            decision,
            status="ended",
            ended_by=why,
            ended=moment(self.now),
            overturned_by=by if why == "overturn" else decision.overturned_by,
            due=None,
        )
        return self.take_back(ended, back, by)

    def take_back(
        self, decision: Decision, actions: Sequence[ActionKind], by: str | None = None
    ) -> Decision:
        """Undo some of a decision's actions by their inverse, with notice."""
        for action in actions:
            self._give_back(decision, action, by)
        left = tuple(a for a in decision.in_force if a not in actions)
        decision = structs.replace(decision, in_force=left)
        if set(actions) - SILENT and decision.ended_by != "expiry":
            decision = self._tell_of_end(decision, actions)
        return self.keep(decision)

    def _tell_of_end(self, decision: Decision, actions: Sequence[ActionKind]) -> Decision:
        if decision.notice == "held" or rights.notice(self.reported(decision)) == "held":
            return structs.replace(decision, notice="held")
        self.tell_of_end(decision, actions)
        return decision

    def tell_of_end(self, decision: Decision, actions: Sequence[ActionKind]) -> None:
        """Order the notice that something was taken back."""
        id = f"{decision.decision}.notice.{decision.revision + 1}"
        said = ended_statement(decision, actions) if self._telling else {}
        self._order(decision, "notice", id, said=said)

    # -------------------------------------------------------------- what holds a target

    def _take(self, decision: Decision, action: ActionKind) -> None:
        order = f"{decision.decision}.{action}"
        if action in STANDING:
            target = self.desks.desk(decision.target)
            standing = target.standing.get(action)
            if standing is not None:
                standing.holders.append(decision.decision)
                self.desks.touch_desk(decision.target, target.due())
                return
            target.standing[action] = Standing(order, [decision.decision])
            self.desks.touch_desk(decision.target, target.due())
        self._order(decision, action, order)

    def _give_back(self, decision: Decision, action: ActionKind, by: str | None) -> None:
        undo, first = f"{decision.decision}.{action}.undo", f"{decision.decision}.{action}"
        if action in STANDING:
            target = self.desks.desk(decision.target)
            standing = target.standing[action]
            standing.holders.remove(decision.decision)
            if standing.holders:
                self.desks.touch_desk(decision.target, target.due())
                return
            first = standing.order
            del target.standing[action]
            self.desks.touch_desk(decision.target, target.due())
        self._order(decision, action, undo, reverses=first, by=by)

    def _order(
        self,
        decision: Decision,
        kind: ActionKind | Literal["notice"],
        order: str,
        *,
        reverses: str | None = None,
        by: str | None = None,
        said: dict[str, str] | None = None,
    ) -> None:
        self.made.orders.append(
            Order(
                order=order,
                decision=decision.decision,
                kind=kind,
                target=decision.target,
                time=moment(self.now),
                automatic=decision.automatic,
                reverses=reverses,
                claimable=decision.claimable,
                approved_by=decision.approved_by if by is None else (by,),
                statement=said or {},
                fine=decision.fine if kind == "fine" else None,
            )
        )
