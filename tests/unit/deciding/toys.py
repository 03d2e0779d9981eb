"""Alarms, asks and a bench on which the deciding stage runs. All people are invented."""

import itertools
from datetime import UTC, datetime
from typing import Any

from bantay.adapters.capabilities.simulated import SimulatedPlatform
from bantay.model.alarm import Alarm, AlarmFinding, Palermo, Versions
from bantay.model.clock import DAY, HOUR, MINUTE, micros, moment
from bantay.model.decision import Ask, Decision, Fine, Order, Situation
from bantay.model.events import AppealFiled, LabelGiven
from bantay.model.evidence import Fault, Quote, Subject
from bantay.model.journal import About
from bantay.model.log import ApprovalGiven, CaseAnswered, DecisionReviewed, NoticeDelivered
from bantay.policy.deciding import Decider, Limits, Made, people
from bantay.policy.deciding.answers import answered
from bantay.runtime.desks import DeskMemory

START = micros(datetime(2026, 3, 1, 12, tzinfo=UTC))
ANN = Subject("account", "ann")
CARD = Subject("instrument", "card-9")
TERMS = "terms 4.2, safety of people"

__all__ = ["ANN", "CARD", "DAY", "HOUR", "MINUTE", "START", "TERMS"]


def finding(id: str, db: float = 10.0, plane: str = "messages", **more: Any) -> AlarmFinding:
    """One counted finding."""
    base: dict[str, Any] = {
        "revision": 1,
        "detector": f"{plane}.toy",
        "version": 1,
        "group": id,
        "counted": True,
        "draft": False,
        "summary": "Zephyrine wrote: come to the garden",
        "quotes": (Quote(f"m-{id}", "text", 0, 4),),
    }
    return AlarmFinding(finding=id, weight_db=db, **base | more)


def alarm(
    hypothesis: Any = "contact_evasion",
    *findings: AlarmFinding,
    subject: Subject = ANN,
    now: int = START,
    **more: Any,
) -> Alarm:
    """An open alarm about ann on the findings given, or on one."""
    findings = findings or (finding("f1"),)
    weight = sum(f.weight_db for f in findings if f.counted)
    base: dict[str, Any] = {
        "revision": 1,
        "episode": 1,
        "status": "open",
        "opened": moment(now),
        "closed_by": None,
        "time": moment(now),
        "roles": {},
        "score_db": weight - 15.0,
        "prior_db": -15.0,
        "weight_db": weight,
        "threshold_db": -5.0,
        "probability": None,
        "calibration": "draft 1",
        "planes": tuple(sorted({f.detector.partition(".")[0] for f in findings})),
        "palermo": Palermo(),
        "region": (),
        "transmission": (),
        "versions": Versions("1", "1", "1"),
        "first_event_time": moment(now),
    }
    id = f"a-{hypothesis}-{subject.id}-{more.get('episode', 1)}"
    return Alarm(alarm=id, hypothesis=hypothesis, subject=subject, findings=findings, **base | more)


def ask(*actions: Any, **more: Any) -> Ask:
    """An ask of one rule; a fine is of 20 euros."""
    base: dict[str, Any] = {
        "fine": Fine("20.00", "EUR") if "fine" in actions else None,
        "rule": "rule one",
        "step": "friction",
        "lasts": 30 * DAY,
        "ground": TERMS,
    }
    return Ask(actions=actions, **base | more)


class Always:
    """A policy that asks for the same whatever it sees."""

    def __init__(self, *asks: Ask):
        self.given = asks
        self.seen: list[Situation] = []

    def asks(self, situation: Situation) -> tuple[Ask, ...]:
        self.seen.append(situation)
        return self.given


class Bench:
    """The stage with its desks and a simulated platform that obeys every order."""

    def __init__(
        self, *asks: Ask, limits: Limits | None = None, live: bool = True, policy: Any = None
    ):
        self.policy = policy or Always(*asks)
        self.decider = Decider(self.policy, limits or Limits(), lambda *parts: "-".join(parts[1:]))
        self.rows: dict[tuple[str, str], bytes] = {}
        self.desks = self.fresh()
        self.now = START
        self.platform = SimulatedPlatform()
        self.orders: list[Order] = []
        self.faults: list[Fault] = []
        self.decisions: dict[str, Decision] = {}
        self.numbers = itertools.count()
        self.desks.ledger().live = live
        if live:
            self.desks.ledger().why = ""

    def fresh(self) -> DeskMemory:
        """Desks from what was saved alone."""
        due = {key: int(body) for (domain, key), body in self.rows.items() if domain == "desk due"}
        return DeskMemory(lambda keys: {k: self.rows[k] for k in keys if k in self.rows}, due)

    def reload(self) -> None:
        """Save and begin again from the bytes."""
        for row in self.desks.rows():
            if row.body is None:
                self.rows.pop((row.domain, row.key), None)
            else:
                self.rows[row.domain, row.key] = row.body
        self.desks = self.fresh()

    def _after(self, made: Made) -> Made:
        self.decisions.update(made.decisions)
        self.faults += made.faults
        for order in made.orders:
            self.orders.append(order)
            self.platform.act(order)
        return made

    def revise(self, alarm: Alarm, **about: Any) -> Made:
        """An alarm's revision."""
        made = Made()
        about = {"occurred": self.now} | about
        self.decider.revise(alarm, About(**about), self.now, self.desks, made)
        return self._after(made)

    def tick(self, after: int = MINUTE) -> Made:
        """Time goes on."""
        self.now += after
        made = Made()
        self.decider.tick(self.now, self.desks, made)
        return self._after(made)

    def signs(self, db: float, subject: Subject = ANN) -> Made:
        """What a plane says for the subject being a possible victim."""
        made = Made()
        self.decider.signs(subject, db, self.now, self.desks, made)
        return self._after(made)

    def label(self, hypothesis: Any, verdict: Any, subject: Subject = ANN) -> Made:
        """A reviewer's word."""
        made = Made()
        given = LabelGiven(
            id=f"l{next(self.numbers)}",
            time=moment(self.now),
            subject_kind=subject.kind,
            subject=subject.id,
            hypothesis=hypothesis,
            verdict=verdict,
            by="Kim",
        )
        self.decider.label(given, self.now, self.desks, made)
        return self._after(made)

    def answer(
        self, about: Alarm, step: Any, by: tuple[str, ...], name: str, *, ended: bool = False
    ) -> Made:
        """People answer a case with a step, or somebody takes an answer back."""
        made = Made()
        given = CaseAnswered(
            time=moment(self.now),
            answer=name,
            alarm=about.alarm,
            subject=about.subject,
            hypothesis=about.hypothesis,
            possible=about.hypothesis,
            step=step,
            by=by,
            ended=ended,
        )
        answered(self.decider, given, about, self.now, self.desks, made)
        return self._after(made)

    def approve(self, of: str, by: str) -> Made:
        """A named person approves."""
        made = Made()
        given = ApprovalGiven(
            time=moment(self.now), approval=f"p{next(self.numbers)}", of=of, by=by
        )
        people.approved(self.decider, given, self.now, self.desks, made)
        return self._after(made)

    def review(
        self, of: str, verdict: Any, by: str, subject: Subject = ANN, appeal: str | None = None
    ) -> Made:
        """A named person looks again."""
        made = Made()
        given = DecisionReviewed(
            time=moment(self.now),
            review=f"r{next(self.numbers)}",
            decision=of,
            subject=subject,
            verdict=verdict,
            by=by,
            appeal=appeal,
        )
        people.reviewed(self.decider, given, self.now, self.desks, made)
        return self._after(made)

    def deliver(self, of: str, subject: Subject = ANN) -> Made:
        """The person concerned was told."""
        made = Made()
        told = NoticeDelivered(time=moment(self.now), decision=of, subject=subject)
        people.delivered(self.decider, told, self.now, self.desks, made)
        return self._after(made)

    def appeal(self, of: str) -> Made:
        """The person concerned asks for another look."""
        made = Made()
        id = f"ap{next(self.numbers)}"
        filed = AppealFiled(id=id, time=moment(self.now), appeal=id, decision=of)
        people.appealed(self.decider, filed, self.now, self.desks, made)
        return self._after(made)

    def only(self) -> Decision:
        """The one decision there is."""
        [decision] = self.decisions.values()
        return decision

    def of(self, *actions: str) -> Decision:
        """The latest decision with exactly these actions."""
        return [d for d in self.decisions.values() if d.actions == actions][-1]
