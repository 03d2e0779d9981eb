"""The deciding stage: alarm revisions, labels, signs of a victim and ticks in; decisions out.

Keyed by subject, pure but for the desks it is given. A policy asks; here it is decided what
is granted, on what terms, for real or in shadow.
"""

from typing import Protocol

from msgspec import structs

from bantay.model.alarm import Alarm
from bantay.model.clock import DAY, micros
from bantay.model.decision import Ask, Decision, Situation, Step
from bantay.model.events import LabelGiven
from bantay.model.evidence import Subject
from bantay.model.journal import About
from bantay.policy.deciding import rights
from bantay.policy.deciding.actions import PUNISHING
from bantay.policy.deciding.asking import Policy
from bantay.policy.deciding.composing import (
    Part,
    by_people,
    composed,
    evidence_of,
    key_end,
    lowered,
    needs_now,
    parts,
    ripe,
    rule_key,
)
from bantay.policy.deciding.desk import Asked, Desks
from bantay.policy.deciding.limits import EVERYWHERE, Limits
from bantay.policy.deciding.shielding import look_again
from bantay.policy.deciding.turn import Made, Turn

Evidence = tuple[str, ...]


class Namer(Protocol):
    """Gives a decision its deterministic id."""

    def __call__(self, *parts: str) -> str:
        """The same parts give the same id, for ever."""
        ...


class Decider:
    """The stage, for one policy and one operator's limits. Without `telling` notices are
    ordered with no text, for replays that nobody reads."""

    def __init__(self, policy: Policy, limits: Limits, name: Namer, *, telling: bool = True):
        self.policy, self.limits, self._name, self._telling = policy, limits, name, telling

    def turn(self, subject: Subject, now: int, desks: Desks, made: Made) -> Turn:
        """One subject's desk at one moment."""
        return Turn(subject, now, desks, self.limits, made, telling=self._telling)

    # -------------------------------------------------------------- what comes in

    def revise(
        self, alarm: Alarm, about: About, now: int, desks: Desks, made: Made, before: int = 0
    ) -> None:
        """A revision of an alarm: ask the policy, grant what the rights allow. `before` is how
        many alarms the subject had earlier."""
        turn = self.turn(alarm.subject, now, desks, made)
        self._note_victim(alarm, turn)
        if alarm.status == "closed":
            _fallen(alarm, turn)
            return
        seen = rights.admissible(alarm, self.country(about, turn), self.limits.switches)
        if seen is None or not rights.rests(seen):
            return
        evidence = evidence_of(seen)
        try:
            settled = self._settled(seen, about, evidence, turn)
            asks = self.policy.asks(self.situation(seen, about, before, turn, settled=settled))
        except Exception as wrong:
            rights.loud(made.faults, "policy", f"a rule could not be asked: {type(wrong).__name__}")
            return
        if asks:
            self._grant_all(asks, seen, evidence, about, turn)

    def signs(self, subject: Subject, db: float, now: int, desks: Desks, made: Made) -> None:
        """What the strongest plane says, in decibans, for the subject being a possible victim."""
        turn = self.turn(subject, now, desks, made)
        if turn.desk.signs_db != db:
            turn.desk.signs_db = db
            look_again(turn)

    def label(self, label: LabelGiven, now: int, desks: Desks, made: Made) -> None:
        """A reviewer's word on a possible victim shields, or ends that reason for a shield."""
        if label.hypothesis in rights.VICTIM and label.verdict != "unsure":
            turn = self.turn(Subject(label.subject_kind, label.subject), now, desks, made)
            turn.desk.victim[label.hypothesis] = label.verdict == "true"
            look_again(turn)

    def tick(self, now: int, desks: Desks, made: Made) -> None:
        """Expiry, steps that waited their day, decisions whose alarm has fallen."""
        for subject in desks.due_desks(now):
            turn = self.turn(subject, now, desks, made)
            _end_fallen(turn)
            for decision in list(turn.desk.decisions.values()):
                self._tick_one(decision, turn)
            turn.touch()

    def country(self, about: About, turn: Turn) -> str | None:
        """Whose switches hold: at ticks and labels that is remembered. What is no account rests
        on events that were switched off one by one."""
        if turn.subject.kind != "account":
            return EVERYWHERE
        if about.country is not None and about.country != turn.desk.country:
            if self.limits.switches:
                turn.desk.country = about.country
                turn.touch()
            return about.country
        return turn.desk.country

    # -------------------------------------------------------------- granting

    def situation(
        self,
        alarm: Alarm,
        about: About,
        before: int,
        turn: Turn,
        answered: Step | None = None,
        settled: frozenset[str] = frozenset(),
    ) -> Situation:
        """What rules may see of an alarm now; `answered` is the step that people took on it."""
        age = None if about.registered is None else max(0, turn.now - about.registered) // DAY
        strikes, strikes_by = turn.desk.struck()
        return Situation(
            alarm=alarm,
            now=turn.now,
            shielded=turn.desk.shielded,
            strikes=strikes,
            strikes_by=strikes_by,
            earlier=turn.desk.taken,
            alarms_before=before,
            account_age_days=age,
            country=about.country,
            group_size=about.group_size,
            amount_30d=about.amount_30d,
            settled=settled,
            answered=answered,
        )

    def _settled(
        self, alarm: Alarm, about: About, evidence: Evidence, turn: Turn
    ) -> frozenset[str]:
        """Rules, not in shadow, that asked on this alarm and all of its evidence already: however
        they answer, `_may_ask_again` says no."""
        asked = turn.desk.asked
        if not asked:
            return frozenset()
        end, id = key_end(alarm, shadow=self._not_live(about, turn) is not None), alarm.alarm
        return frozenset(
            [
                key.removesuffix(end)
                for key, one in asked.items()
                if one.alarm == id and key.endswith(end) and _within(evidence, one)
            ]
        )

    def _grant_all(
        self,
        asks: tuple[Ask, ...],
        alarm: Alarm,
        evidence: Evidence,
        about: About,
        turn: Turn,
    ) -> None:
        before = set(turn.desk.punished.get(alarm.hypothesis, ()))
        repeated = before >= set(evidence)
        for ask in sorted(asks, key=_reports_first):
            why = rights.refused(ask, alarm)
            if why is not None:
                rights.loud(turn.made.faults, f"rule {ask.rule or '?'}", f"refused: {why}")
                continue
            granted = lowered(rights.bounded(ask), alarm)
            if repeated and set(granted.actions) & PUNISHING:
                continue  # nobody is punished twice for the same facts
            if self._may_ask_again(granted, alarm, evidence, about, turn):
                self._grant(granted, alarm, about, turn)

    def _may_ask_again(
        self, ask: Ask, alarm: Alarm, evidence: Evidence, about: About, turn: Turn
    ) -> bool:
        """Once an alarm; again with new evidence when the rule has cooled down."""
        shadow = self._shadow(ask, about, turn) is not None
        asked = turn.desk.asked.get(rule_key(ask, alarm, shadow=shadow))
        if asked is None:
            return True
        if turn.now < asked.cool_until:
            return False
        if asked.alarm != alarm.alarm:
            return True
        return ask.cool_down > 0 and not _within(evidence, asked)

    def _shadow(self, ask: Ask, about: About, turn: Turn) -> str | None:
        """Why an ask is decided in shadow; None: for real."""
        if ask.shadow:
            return "the rule is in shadow"
        return self._not_live(about, turn)

    def _not_live(self, about: About, turn: Turn) -> str | None:
        ledger = turn.desks.ledger()
        if not ledger.live:
            return ledger.why
        if about.occurred is not None and about.occurred < turn.now - self.limits.act_within:
            return "the event is older than the time within which decisions act"
        return None

    def grant_people(
        self,
        asks: tuple[Ask, ...],
        alarm: Alarm,
        answer: str,
        by: tuple[str, ...],
        turn: Turn,
    ) -> None:
        """Grant what rules ask for on an answer that these people agreed on."""
        repeated = {*turn.desk.punished.get(alarm.hypothesis, ())} >= {*evidence_of(alarm)}
        for ask in sorted(asks, key=_reports_first):
            granted = lowered(rights.bounded(ask), alarm)
            why = rights.refused(ask, alarm)
            if why is None and repeated and set(granted.actions) & PUNISHING:
                why = "nobody is punished twice for the same facts"
            if why is not None:
                rights.loud(turn.made.faults, f"rule {ask.rule or '?'}", f"refused: {why}")
                continue
            self._grant(granted, alarm, About(), turn, answer, by)

    def _grant(
        self,
        ask: Ask,
        alarm: Alarm,
        about: About,
        turn: Turn,
        answer: str | None = None,
        by: tuple[str, ...] = (),
    ) -> None:
        because = self._shadow(ask, about, turn)
        asked = self._remember(ask, alarm, turn, shadow=because is not None)
        for part in parts(ask, alarm, turn):
            id = self._id(ask, alarm, part, asked, shadow=because is not None)
            decision = composed(id, ask, alarm, turn, part)
            if answer is not None:
                decision = by_people(decision, answer, by)
            if because is not None:
                self._in_shadow(decision, because, turn)
            else:
                self._for_real(decision, turn)

    def _remember(self, ask: Ask, alarm: Alarm, turn: Turn, *, shadow: bool) -> Asked:
        key, desk = rule_key(ask, alarm, shadow=shadow), turn.desk
        old = desk.asked.pop(key, None)
        count = old.count + 1 if old is not None and old.alarm == alarm.alarm else 1
        now_asked = Asked(alarm.alarm, count, evidence_of(alarm), turn.now + ask.cool_down)
        desk.asked[key] = now_asked
        if not shadow:
            desk.taken += 1
            if set(ask.actions) & PUNISHING:
                desk.punished[alarm.hypothesis] = evidence_of(alarm)
        turn.touch()
        return now_asked

    def _id(self, ask: Ask, alarm: Alarm, part: Part, asked: Asked, *, shadow: bool) -> str:
        target, terms, _ = part
        about = (ask.rule, alarm.alarm, target.kind, target.id, str(asked.count))
        mode = "shadow" if shadow else "real"
        return f"d-{self._name('decision', *about, str(terms.wait), str(terms.needs), mode)}"

    def _in_shadow(self, decision: Decision, because: str, turn: Turn) -> None:
        why = (*decision.reasons, f"in shadow: {because}")
        shadow = structs.replace(
            decision, status="shadow", shadow_because=because, reasons=why, due=None
        )
        turn.made.decisions[shadow.decision] = shadow

    def _for_real(self, decision: Decision, turn: Turn) -> None:
        if decision.needs <= len(decision.approved_by) and decision.due is None:
            turn.open(decision)
        else:
            turn.keep(turn.patient(decision))

    # -------------------------------------------------------------- ticks

    def _tick_one(self, decision: Decision, turn: Turn) -> None:
        if decision.status == "open" and micros(decision.until) <= turn.now:
            turn.end(decision, "expiry")
        elif decision.status == "waiting":
            self.ripen(decision, turn)

    def ripen(self, decision: Decision, turn: Turn) -> None:
        """Take a step that waited, when its time and its people have come; look at the shield
        again first, for it may have risen meanwhile."""
        needs = max(decision.needs, needs_now(decision, turn))
        if needs != decision.needs:
            decision = turn.keep(structs.replace(decision, needs=needs, shielded=True))
        if micros(decision.until) <= turn.now:
            turn.end(decision, "lapse")
        elif len(decision.approved_by) >= needs and ripe(decision, turn.now):
            turn.open(decision)

    # -------------------------------------------------------------- what alarms say of a victim

    def _note_victim(self, alarm: Alarm, turn: Turn) -> None:
        if alarm.hypothesis not in rights.VICTIM:
            return
        others = {h for h in turn.desk.open_victim if h != alarm.hypothesis}
        now_open = others | ({alarm.hypothesis} if alarm.status == "open" else set())
        if tuple(sorted(now_open)) != turn.desk.open_victim:
            turn.desk.open_victim = tuple(sorted(now_open))
            look_again(turn)


def _within(evidence: Evidence, asked: Asked) -> bool:
    return evidence == asked.evidence or set(evidence) <= set(asked.evidence)


def _reports_first(ask: Ask) -> bool:
    """A report that is asked for in the same breath already forbids telling."""
    return "report" not in ask.actions


def _fallen(alarm: Alarm, turn: Turn) -> None:
    """An alarm that evidence or a reviewer took back: the next tick ends what rests on it."""
    if alarm.closed_by in ("withdrawal", "label"):
        turn.desk.fallen[alarm.alarm] = alarm.closed_by
        turn.touch()


def _end_fallen(turn: Turn) -> None:
    fallen, turn.desk.fallen = turn.desk.fallen, {}
    for decision in list(turn.desk.decisions.values()):
        why = fallen.get(decision.alarm)
        if why is None or decision.confirmed_by is not None or decision.answer is not None:
            continue  # people took it: people take it back
        mine = decision.status == "open" and decision.automatic
        if mine or decision.status == "waiting":
            turn.end(decision, "label" if why == "label" else "withdrawal")
