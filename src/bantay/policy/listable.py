"""May a directory or a search service show this listing?

    listable("e1", decisions, alarms, now)  ->  Listable(listable=False, step="hold", until=…)

The answer is a pure function of what was decided and of what is open. Detection holds no
power here: an alarm alone takes nothing out of search, a decision in force does.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from bantay.model.alarm import Alarm
from bantay.model.decision import STEPS, Decision, Step
from bantay.model.evidence import Subject


class Listable(Struct, frozen=True, kw_only=True):
    """The answer for one listing at one moment.

    `step` is the highest step in force on it, "watch" while it has an open alarm and nothing was
    decided, None when there is nothing. `until` is when the last decision that keeps it out of
    search ends, or else the last one in force; None when none is. `decisions` and `alarms` name
    what the answer rests on.
    """

    listing: str
    listable: bool
    step: Step | None
    until: datetime | None
    decisions: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()


def listable(
    listing: str, decisions: Iterable[Decision], alarms: Iterable[Alarm], now: datetime
) -> Listable:
    """Whether a listing may be shown. A decision that waits for a person, is taken in shadow, has
    ended or is past its time changes nothing; several hold together, the last to end frees."""
    about = Subject("listing", listing)
    force = [d for d in decisions if about in (d.subject, d.target) and _in_force(d, now)]
    watched = sorted(a.alarm for a in alarms if a.subject == about and a.status == "open")
    keeping = [d for d in force if "delist" in d.actions]
    steps = sorted((d.step for d in force), key=STEPS.index)
    lowest: Step | None = "watch" if watched else None
    return Listable(
        listing=listing,
        listable=not keeping,
        step=steps[-1] if steps else lowest,
        until=max((d.until for d in keeping or force), default=None),
        decisions=tuple(sorted(d.decision for d in force)),
        alarms=tuple(watched),
    )


def _in_force(decision: Decision, now: datetime) -> bool:
    return decision.status == "open" and decision.until > now
