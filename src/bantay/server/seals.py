"""What of a decision or an order somebody may see: their cases only, and no trace of reports.

A report of suspicion, a notice that waits because of one, an order that carries one: whoever
has no right to what is confidential does not learn that they exist (DESIGN section 8, rule 6).
"""

from msgspec import structs

from bantay.model.alarm import Alarm
from bantay.model.decision import Decision
from bantay.ports.acting import Pending
from bantay.ports.visitor import Visitor

CONFIDENTIAL = "confidential"
REPORT = "report"


def alarm_for(alarm: Alarm | None, visitor: Visitor) -> Alarm | None:
    """The alarm, when the visitor's scope covers it."""
    return alarm if alarm is not None and visitor.sees(alarm.hypothesis) else None


def decision_for(decision: Decision, visitor: Visitor) -> Decision | None:
    """The decision as the visitor may see it; None: not at all."""
    if not visitor.sees(decision.hypothesis):
        return None
    if visitor.may(CONFIDENTIAL):
        return decision
    if decision.actions and set(decision.actions) == {REPORT}:
        return None
    return structs.replace(
        decision,
        actions=tuple(one for one in decision.actions if one != REPORT),
        in_force=tuple(one for one in decision.in_force if one != REPORT),
        notice="none" if decision.notice == "held" else decision.notice,
    )


def order_for(pending: Pending, visitor: Visitor) -> Pending | None:
    """The order, unless it is a report and the visitor may not know of such."""
    hidden = pending.order.kind == REPORT and not visitor.may(CONFIDENTIAL)
    return None if hidden else pending
