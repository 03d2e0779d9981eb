"""The step that people take on a case: through the same policy and rights as any other.

The operator's rules for answers (`on_answer`) say what each step means; whoever agreed on the
step has approved it by name, and where more people are wanted it waits for them.
"""

from msgspec import structs

from bantay.model.alarm import Alarm
from bantay.model.clock import DAY
from bantay.model.decision import Ask, Decision, Step
from bantay.model.journal import About
from bantay.model.log import CaseAnswered
from bantay.policy.deciding import rights
from bantay.policy.deciding.desk import ANSWERS_KEPT, Desks
from bantay.policy.deciding.stage import Decider
from bantay.policy.deciding.turn import Made, Turn

GROUND = "people looked at the case and took this step"
"""The ground of a step for which the operator's policy has no rule: then nothing is done."""
_REVIEW = 90 * DAY


def answered(
    decider: Decider,
    given: CaseAnswered,
    alarm: Alarm | None,
    now: int,
    desks: Desks,
    made: Made,
    before: int = 0,
) -> None:
    """Take the step on an alarm as it is now, or take it back. `before` is how many alarms the
    subject had earlier. The same answer twice is taken once."""
    by = _once(given.by)
    turn = decider.turn(given.subject, now, desks, made)
    if not by:
        return rights.loud(made.faults, given.answer, "a step of people needs a name")
    if given.ended:
        return _taken_back(given, by[0], turn)
    if given.answer in turn.desk.answers:
        return None
    turn.desk.answers = [*turn.desk.answers[1 - ANSWERS_KEPT :], given.answer]
    turn.touch()
    seen = _as_seen(decider, given, alarm, turn)
    if seen is None:
        said = f"{given.step} on {given.alarm}: nothing stands that it could rest on"
        return rights.loud(made.faults, given.answer, said)
    situation = decider.situation(seen, About(), before, turn, given.step)
    try:
        asks = decider.policy.asks(situation) or (_nothing(given.step),)
    except Exception as wrong:
        said = f"a rule could not be asked: {type(wrong).__name__}"
        return rights.loud(made.faults, "policy", said)
    return decider.grant_people(asks, seen, given.answer, by, turn)


def _as_seen(
    decider: Decider, given: CaseAnswered, alarm: Alarm | None, turn: Turn
) -> Alarm | None:
    """The alarm as people judged it, without what switches forbid; None when none is left."""
    if alarm is None or alarm.alarm != given.alarm or alarm.status != "open":
        return None
    seen = rights.admissible(alarm, decider.country(About(), turn), decider.limits.switches)
    if seen is None or not rights.rests(seen):
        return None
    return structs.replace(seen, hypothesis=given.possible)


def _nothing(step: Step) -> Ask:
    return Ask(
        rule=f"people: {step}",
        step=step,
        actions=(),
        lasts=_REVIEW,
        ground=GROUND,
        automatic=False,
    )


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    """Each person once, however the name is typed."""
    found: list[str] = []
    for name in names:
        if name.strip() and not any(rights.same_person(name, known) for known in found):
            found.append(name.strip())
    return tuple(found)


def _taken_back(given: CaseAnswered, by: str, turn: Turn) -> None:
    """What was decided on an answer that somebody else reversed ends by its inverse."""
    for decision in list(turn.desk.decisions.values()):
        if decision.answer != given.answer:
            continue
        if decision.status == "waiting":
            turn.end(decision, "refusal", by)
        elif _stands(decision):
            if rights.another_person(decision, by):
                turn.end(decision, "overturn", by)
                if decision.hypothesis is not None:  # whoever answers next may find the same
                    turn.desk.punished.pop(decision.hypothesis, None)
            else:
                said = f"{by} has judged this before: another person must take it back"
                rights.loud(turn.made.faults, decision.decision, said)


def _stands(decision: Decision) -> bool:
    return decision.status == "open" or bool(decision.in_force)
