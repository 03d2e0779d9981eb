"""No tipping off: a notice beside a report of suspicion waits until a named person releases it.

The deciding stage holds back what it knows to be reported when it decides. This is the last look
before a notice leaves: a report may have been drafted since.
"""

from collections.abc import Callable
from typing import Any

from bantay.model.decision import Order
from bantay.model.evidence import Subject
from bantay.reports import guards


def hush(store: Any, subject_of: Callable[[str], Subject | None]) -> Callable[[Order], str | None]:
    """Why a notice must wait, by the reports of a store; a store without reports says nothing."""
    shelf = getattr(store, "reports", None)

    def hushed(order: Order) -> str | None:
        if shelf is None:
            return None
        subject = subject_of(order.decision)
        about = {order.target.id, *([] if subject is None else [subject.id])}
        return guards.hushed(shelf.reported(sorted(about)), shelf.released_by(order.decision))

    return hushed
