"""What an answer needs, what it leads to, and who may not give it.

A second look is wanted for every `refer` and for a share of all answers, chosen by a keyed
hash of the case and its round: nobody can foresee it, and a replay chooses the same.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from bantay.cases.rounds import look, pending, readers, said
from bantay.cases.settings import CaseSettings
from bantay.cases.state import CaseState
from bantay.errors import Conflict, InputError
from bantay.model.case_page import Asked
from bantay.model.casework import Answer, Ruled, RulingReversed, Viewer

Chance = Callable[[str, int], float]
"""A number from 0 to 1 of a case and a round: a keyed hash."""


def asked(state: CaseState, viewer: Viewer, now: datetime) -> Asked:
    """Which answer the viewer may give now, or why none. Rights of roles are not looked at."""
    status, wanted = state.status(), look(state.rulings)
    if status == "merged":
        return Asked(look="none", because=f"it goes on in {state.merged_into}")
    if status == "decided":
        return Asked(look="none", because="it is decided; reverse it to open it again")
    if viewer.who in readers(state.rulings) and not _again(state, now):
        return Asked(look="none", because="the next answer must come from another person")
    because = {
        "first": "nobody has answered yet",
        "second": "a second reader is wanted, who does not know the first answer",
        "third": "two readers differ: a third decides",
    }
    return Asked(look=wanted, because=because[wanted])


def _again(state: CaseState, now: datetime) -> bool:
    """Whether those who could not decide may look again: the reminder has come."""
    due = state.rulings[-1].remind
    return pending(state.rulings) == "not_enough" and due is not None and now >= due


def blind(state: CaseState, viewer: Viewer, *, reader: bool) -> bool:
    """Whether answers, notes and score are hidden: the viewer may give the next answer."""
    waiting = pending(state.rulings) in ("second_look", "third_look")
    return waiting and reader and viewer.who not in readers(state.rulings)


def ruled(
    state: CaseState,
    viewer: Viewer,
    answer: Answer,
    now: datetime,
    settings: CaseSettings,
    chance: Chance,
) -> Ruled:
    """The record of an answer. InputError when something is missing, Conflict when it may not
    be given now."""
    wanted = asked(state, viewer, now)
    if wanted.look == "none":
        raise Conflict(f"{state.case}: {wanted.because}")
    _complete(state, answer)
    again, because = False, ""
    if answer.outcome != "not_enough" and not said(state.rulings):
        again, because = _second(state, answer, settings, chance)
    remind = now + timedelta(hours=settings.remind_hours)
    number = sum(isinstance(record, Ruled) for record in state.history)
    return Ruled(
        time=now,
        case=state.case,
        by=viewer.who,
        role=viewer.role,
        ruling=f"{state.case}.{number + 1}",
        look=wanted.look,
        answer=answer,
        again=again,
        because=because,
        remind=remind if answer.outcome == "not_enough" else None,
    )


def _complete(state: CaseState, answer: Answer) -> None:
    if not answer.reason.strip():
        raise InputError("an answer needs a reason in words")
    if answer.outcome == "not_enough":
        if answer.step is not None:
            raise InputError("'not enough' takes no step: say what is missing instead")
        return
    if answer.step is None:
        raise InputError("an answer needs a step: watch, nudge, friction, hold or refer")
    known = {q.event for a in state.alarms.values() for f in a.findings for q in f.quotes}
    stray = [quote.event for quote in answer.quotes if quote.event not in known]
    if stray:
        raise InputError(f"{stray[0]} is no evidence of case {state.case}: quote what it shows")
    if answer.step != "watch" and answer.outcome != "other" and not answer.quotes:
        raise InputError(f"the step {answer.step} needs at least one quote of the evidence")


def _second(
    state: CaseState, answer: Answer, settings: CaseSettings, chance: Chance
) -> tuple[bool, str]:
    if answer.step == "refer":
        return True, "refer is always looked at by two"
    drawn = chance(state.case, len(state.past)) < settings.second_look_share
    return drawn, "drawn for a second look" if drawn else ""


def undone(state: CaseState, viewer: Viewer, now: datetime, settings: CaseSettings) -> Ruled:
    """The viewer's latest answer, if it can still be taken back. Conflict says why not."""
    if not state.rulings or state.rulings[-1].by != viewer.who:
        raise Conflict(f"{state.case}: only one's own answer can be undone, while it is the latest")
    last = state.rulings[-1]
    if now > last.time + timedelta(minutes=settings.undo_minutes):
        minutes = settings.undo_minutes
        raise Conflict(f"{state.case}: an answer can be undone for {minutes} minutes; reverse it")
    return last


def reversed_by(state: CaseState, viewer: Viewer, reason: str, now: datetime) -> RulingReversed:
    """The record that opens a decided case again. Nobody reverses what they took part in."""
    final = state.final
    if final is None:
        raise Conflict(f"{state.case}: nothing is decided, so nothing can be reversed")
    if viewer.who in readers(state.rulings):
        raise Conflict(f"{state.case}: somebody who did not answer it has to reverse it")
    if not reason.strip():
        raise InputError("a reversal needs a reason in words")
    return RulingReversed(
        time=now,
        case=state.case,
        by=viewer.who,
        role=viewer.role,
        ruling=final.ruling,
        reason=reason,
    )


def settled(state: CaseState, now: datetime, settings: CaseSettings) -> Ruled | None:
    """The answer whose labels the engine's log has not been told: final, and past undoing."""
    final = state.final
    if final is None or final.ruling in state.told or state.status() != "decided":
        return None
    until = state.rulings[-1].time + timedelta(minutes=settings.undo_minutes)
    return final if now > until else None
