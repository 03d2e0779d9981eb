"""What named people do to decisions: approve, refuse, confirm, overturn, let a notice go."""

from datetime import timedelta

from msgspec import structs

from bantay.model.clock import moment, span
from bantay.model.decision import Decision
from bantay.model.events import AppealFiled
from bantay.model.log import ApprovalGiven, DecisionReviewed, NoticeDelivered
from bantay.policy.deciding import rights
from bantay.policy.deciding.desk import Desks
from bantay.policy.deciding.stage import Decider
from bantay.policy.deciding.turn import Made, Turn

CAP = "cap"
NOTICE = "notice "
APPEAL_WINDOW = span(timedelta(days=184))
"""Six months, counted from delivery: no six months are longer than 184 days."""


def approved(decider: Decider, given: ApprovalGiven, now: int, desks: Desks, made: Made) -> None:
    """An approval: of a decision, of a notice that is held back, or of going on after a stop."""
    if not given.by.strip():
        return rights.loud(made.faults, given.of, "an approval needs a name")
    if given.of == CAP:
        ledger = desks.ledger()
        ledger.stopped, ledger.recent = False, []
        return desks.touch_ledger()
    id = given.of.removeprefix(NOTICE)
    found = _found(decider, id, now, desks, made)
    if found is None:
        return None
    turn, decision = found
    if given.of.startswith(NOTICE):
        return _release(decision, turn)
    why = refuses(decision, given.by)
    if why is not None:
        return rights.loud(made.faults, id, why)
    approved_by = (*decision.approved_by, given.by.strip())
    decision = turn.keep(structs.replace(decision, approved_by=approved_by, automatic=False))
    return decider.ripen(decision, turn)


def refuses(decision: Decision, by: str) -> str | None:
    """Why a person's approval does not count; None: it does."""
    if decision.status != "waiting":
        return f"this decision is {decision.status}: only one that waits can be approved"
    if any(rights.same_person(by, name) for name in decision.approved_by):
        return f"{by} has approved this already: it needs another person"
    return None


def unfit(decision: Decision, verdict: str, by: str) -> str | None:
    """Why a person's review does not count; None: it does."""
    if verdict == "refuse":
        return None if decision.status == "waiting" else "only one that waits can be refused"
    if decision.status == "waiting":
        return "it waits: approve or refuse it"
    if decision.status == "shadow":
        return "it was decided in shadow: nothing happened that could be taken back"
    if decision.overturned_by is not None:
        return "it was overturned already"
    if (verdict == "overturn" or decision.appeal) and not rights.another_person(decision, by):
        return f"{by} has judged this before: another person must"
    return None


def reviewed(
    decider: Decider, review: DecisionReviewed, now: int, desks: Desks, made: Made
) -> None:
    """A second look. An overturn gives back content, strikes and money. The answer to an
    appeal against an action that is none of ours changes nothing here: the operator does."""
    if review.appeal is not None and desks.whose(review.decision) is None and review.by.strip():
        return
    found = _found(decider, review.decision, now, desks, made)
    if found is None:
        return
    turn, decision = found
    why = unfit(decision, review.verdict, review.by) if review.by.strip() else "it needs a name"
    if why is not None:
        return rights.loud(made.faults, review.decision, why)
    if review.verdict == "confirm":
        turn.keep(structs.replace(decision, confirmed_by=review.by.strip()))
    else:
        turn.end(decision, "overturn" if review.verdict == "overturn" else "refusal", review.by)


def delivered(decider: Decider, told: NoticeDelivered, now: int, desks: Desks, made: Made) -> None:
    """The person concerned was told: the window to appeal begins."""
    found = _found(decider, told.decision, now, desks, made)
    if found is not None and found[1].delivered is None:
        turn, decision = found
        turn.keep(
            structs.replace(
                decision,
                notice="delivered",
                delivered=moment(now),
                appeal_until=moment(now + APPEAL_WINDOW),
            )
        )


def appealed(decider: Decider, appeal: AppealFiled, now: int, desks: Desks, made: Made) -> None:
    """An appeal: it waits for a person who has not judged the decision before. One against
    an action that is none of ours, as the operator's own, is no fault: the store lists it
    until a person has answered."""
    if desks.whose(appeal.decision) is None:
        return
    found = _found(decider, appeal.decision, now, desks, made)
    if found is None:
        return
    turn, decision = found
    if decision.appeal_until is not None and moment(now) > decision.appeal_until:
        return rights.loud(made.faults, appeal.decision, "the appeal came after its window")
    turn.keep(structs.replace(decision, appeal=appeal.appeal))


def _found(
    decider: Decider, id: str, now: int, desks: Desks, made: Made
) -> tuple[Turn, Decision] | None:
    subject = desks.whose(id)
    if subject is not None:
        turn = decider.turn(subject, now, desks, made)
        decision = turn.desk.decisions.get(id)
        if decision is not None:
            return turn, decision
    rights.loud(made.faults, id, "there is no such decision, or it is long over")
    return None


def _release(decision: Decision, turn: Turn) -> None:
    if decision.notice != "held":
        return
    decision = turn.keep(structs.replace(decision, notice="sent"))
    if decision.status == "ended":
        turn.tell_of_end(decision, decision.actions)
    else:
        turn.tell(decision)
