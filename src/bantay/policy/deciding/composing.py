"""From an ask to decisions: what each part falls on, on what terms, with which reasons."""

from msgspec import structs

from bantay.model.alarm import Alarm
from bantay.model.clock import micros, moment
from bantay.model.decision import Ask, Decision
from bantay.model.evidence import Subject
from bantay.model.vocabulary import ActionKind
from bantay.policy.deciding import rights
from bantay.policy.deciding.rights import Case, Terms
from bantay.policy.deciding.targets import claimants, targets
from bantay.policy.deciding.turn import Turn

EVENTS_KEPT = 20
Part = tuple[Subject, Terms, tuple[ActionKind, ...]]


def evidence_of(alarm: Alarm) -> tuple[str, ...]:
    """What an alarm rests on as of now: its counted findings, each in its revision."""
    return tuple(sorted([f"{f.finding}:{f.revision}" for f in alarm.findings if f.counted]))


def rule_key(ask: Ask, alarm: Alarm, *, shadow: bool) -> str:
    """Under which a desk remembers what a rule asked; shadow and real do not mix."""
    return f"{ask.rule}{key_end(alarm, shadow=shadow)}"


def key_end(alarm: Alarm, *, shadow: bool) -> str:
    """What such a key ends with after the rule's name."""
    return f"|{alarm.hypothesis}|shadow" if shadow else f"|{alarm.hypothesis}"


def lowered(ask: Ask, alarm: Alarm) -> Ask:
    """An exception in force lowers any step to `watch`."""
    return ask if alarm.exception is None else structs.replace(ask, step="watch", actions=())


def parts(ask: Ask, alarm: Alarm, turn: Turn) -> list[Part]:
    """The ask's actions by what they fall on and on what terms they may be taken."""
    if not ask.actions:
        return [(alarm.subject, Terms(0, 0), ())]
    parts: dict[tuple[Subject, Terms], list[ActionKind]] = {}
    for action in sorted(dict.fromkeys(ask.actions), key=lambda a: a != "report"):
        found = targets(alarm, ask, action, turn.desk.shielded)
        if not found:
            said = f"{action}: the alarm names no {ask.target.replace('_', ' ')}"
            rights.loud(turn.made.faults, f"rule {ask.rule}", said)
        for target in found:
            terms = rights.terms(action, _case(ask, alarm, target, turn))
            parts.setdefault((target, terms), []).append(action)
    return [(target, terms, tuple(actions)) for (target, terms), actions in parts.items()]


def _case(ask: Ask, alarm: Alarm, target: Subject, turn: Turn) -> Case:
    return Case(
        alarm.hypothesis,
        ask.lasts,
        alarm.subject,
        target,
        turn.desk.shielded,
        ask.automatic,
        ask.two_people,
    )


def needs_now(decision: Decision, turn: Turn) -> int:
    """How many people the shield asks for as of now."""
    case = Case(
        decision.hypothesis,
        decision.lasts,
        decision.subject,
        decision.target,
        turn.desk.shielded,
    )
    return max((rights.shield(action, case) for action in decision.actions), default=0)


def ripe(decision: Decision, now: int) -> bool:
    """Whether a step has waited its time."""
    return decision.due is None or micros(decision.due) <= now


def composed(id: str, ask: Ask, alarm: Alarm, turn: Turn, part: Part) -> Decision:
    """The decision of one part of an ask, before anything is done about it."""
    target, terms, actions = part
    counted = [f for f in alarm.findings if f.counted]
    events = dict.fromkeys(quote.event for f in counted for quote in f.quotes)
    return Decision(
        decision=id,
        rule=ask.rule,
        step=ask.step,
        actions=actions,
        subject=alarm.subject,
        target=target,
        alarm=alarm.alarm,
        time=moment(turn.now),
        until=moment(turn.now + ask.lasts),
        status="waiting",
        automatic=terms.needs == 0,
        reasons=_reasons(ask, alarm, len(counted), terms, turn),
        ground=ask.ground,
        lasts=ask.lasts,
        hypothesis=alarm.hypothesis,
        needs=terms.needs,
        due=moment(turn.now + terms.wait) if terms.wait else None,
        shielded=turn.desk.shielded,
        findings=tuple(f.finding for f in counted),
        events=tuple(events)[:EVENTS_KEPT],
        planes=alarm.planes,
        claimable=_claimable(alarm, target, actions, turn.desk.shielded),
        versions=alarm.versions,
        first_event_time=alarm.first_event_time,
        fine=ask.fine if "fine" in actions else None,
    )


def by_people(decision: Decision, answer: str, by: tuple[str, ...]) -> Decision:
    """A decision on a case's answer: those who agreed on the step have approved it."""
    said = f"a step of people: answer {answer} by {' and '.join(by)}"
    return structs.replace(
        decision,
        answer=answer,
        approved_by=by,
        automatic=False,
        reasons=(*decision.reasons, said),
    )


def _claimable(
    alarm: Alarm, target: Subject, actions: tuple[ActionKind, ...], shielded: bool
) -> tuple[str, ...]:
    if "hold_payout" in actions:
        return claimants(alarm, target, shielded)
    return (target.id,) if "pause_live" in actions and target.kind == "account" else ()


def _reasons(ask: Ask, alarm: Alarm, counted: int, terms: Terms, turn: Turn) -> tuple[str, ...]:
    """Facts, ground and how it was decided, in words for people at work; the person concerned
    reads the statement instead."""
    over = round(alarm.score_db - alarm.threshold_db, 1)
    said = [
        f"possible {alarm.hypothesis}, {over} dB over the threshold",
        f"{counted} counted finding{'s' if counted != 1 else ''} on {', '.join(alarm.planes)}",
        f"rule {ask.rule}",
    ]
    if ask.fine is not None and "fine" in ask.actions:
        said.append(f"a fine of {ask.fine}")
    if alarm.exception is not None:
        said.append(f"exception {alarm.exception}: at most watch")
    if turn.desk.shielded:
        said.append("the account is shielded: possible victim")
    if terms.needs:
        said.append(f"needs {terms.needs} named {'people' if terms.needs > 1 else 'person'}")
    if terms.wait:
        said.append("waits a day and looks at the shield again")
    return tuple(said)
