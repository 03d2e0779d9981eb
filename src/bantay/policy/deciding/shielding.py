"""The victim shield at one desk: whether it is up, and what happens when it rises."""

from bantay.model.clock import micros
from bantay.policy.deciding import rights
from bantay.policy.deciding.turn import Turn

UNDONE = ("fine", "strike")


def look_again(turn: Turn) -> None:
    """Look at the shield; when it has just risen, undo automatic fines and strikes."""
    desk = turn.desk
    before = desk.shielded
    reviewed = any(desk.victim.values())
    if turn.subject.kind == "account":
        desk.shielded = rights.shielded(desk.signs_db, desk.open_victim, reviewed)
    turn.touch()
    if desk.shielded and not before:
        _undo(turn)


def _undo(turn: Turn) -> None:
    """Fines and strikes that no person approved, as far back as the rule reaches."""
    since = turn.now - rights.UNDONE_FOR
    for decision in list(turn.desk.decisions.values()):
        back = [action for action in decision.in_force if action in UNDONE]
        if not back or not decision.automatic or micros(decision.time) < since:
            continue
        if decision.status == "open" and set(back) == set(decision.in_force):
            turn.end(decision, "shield")
        else:
            turn.take_back(decision, back)
