"""Whether a ranking service may show a listing: the open decisions that fall on it.

A search or directory asks before it shows; the answer is a step of the ladder and when it
ends, never a reason: reasons are for the person concerned and for those who review.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from bantay.model.decision import STEPS, Decision, Step
from bantay.model.evidence import Subject


class Listable(Struct, frozen=True):
    """`shown` is false while a delisting is open; `step` and `until` say which lasts longest."""

    listing: str
    shown: bool
    step: Step | None = None
    until: datetime | None = None


def listable(listing: str, decisions: Iterable[Decision], now: datetime) -> Listable:
    """The answer for one listing at a moment; the highest step counts, then the latest end."""
    target = Subject("listing", listing)
    open_ = [
        decision
        for decision in decisions
        if decision.status == "open" and decision.target == target and decision.until > now
    ]
    if not open_:
        return Listable(listing, True)
    highest = max(open_, key=lambda d: (STEPS.index(d.step), d.until))
    held = any("delist" in decision.actions for decision in open_)
    return Listable(listing, not held, highest.step, highest.until)
