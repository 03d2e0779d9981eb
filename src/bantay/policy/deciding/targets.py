"""Whom or what an action falls on, and whose share of what is held stays claimable."""

from collections.abc import Iterable

from bantay.model.alarm import Alarm
from bantay.model.decision import Ask
from bantay.model.decision import Target as TargetName
from bantay.model.evidence import Subject
from bantay.model.vocabulary import ActionKind, SubjectKind

MOST = 20
"""Targets of one ask; more need an ask of their own or a person."""
INSTRUMENT_ROLES = ("controller_instrument", "payout_instrument", "instrument")
"""Roles by which detectors name the instrument on which the money lands, likeliest first."""
CONTROLLING = frozenset({"controller", "collector", "manager", "broker", "recruiter", "payer"})
"""Roles of people whose money a hold is meant for; all other people named stay claimants."""
_ROLE_KIND: dict[TargetName, tuple[SubjectKind, tuple[str, ...]]] = {
    "group": ("group", ("group", "groups")),
    "controller_instrument": ("instrument", INSTRUMENT_ROLES),
    "listing": ("listing", ("listing", "listings")),
    "media": ("media", ("media",)),
    "live": ("live", ("live",)),
    "message": ("message", ("message",)),
}


def targets(alarm: Alarm, ask: Ask, action: ActionKind, shielded: bool) -> tuple[Subject, ...]:
    """What an action of an ask falls on; empty when the alarm does not name it.

    A hold meant for a shielded account falls on the controller's instrument when one is named.
    """
    if shielded and action == "hold_payout" and ask.target == "subject":
        return _named(alarm, "controller_instrument") or (alarm.subject,)
    if ask.target == "subject":
        return (alarm.subject,)
    return _named(alarm, ask.target)


def _named(alarm: Alarm, target: TargetName) -> tuple[Subject, ...]:
    kind, roles = _ROLE_KIND[target]
    ids = [id for role in roles for id in alarm.roles.get(role, ())]
    if alarm.subject.kind == kind:
        ids.insert(0, alarm.subject.id)
    if not ids and target == "message":
        ids = [quote.event for f in alarm.findings if f.counted for quote in f.quotes]
    return tuple(Subject(kind, id) for id in dict.fromkeys(ids))[:MOST]


def claimants(alarm: Alarm, target: Subject, shielded: bool) -> tuple[str, ...]:
    """Accounts whose share of what is held on `target` stays theirs to claim."""
    people = [id for role, ids in alarm.roles.items() if _person(role) for id in ids]
    if alarm.subject.kind == "account" and (shielded or not _controls(alarm)):
        people.insert(0, alarm.subject.id)
    return tuple(sorted(set(people)))


def _controls(alarm: Alarm) -> bool:
    return alarm.hypothesis in ("controller", "proceeds_mover", "broker")


def _person(role: str) -> bool:
    things: Iterable[str] = (name for _, names in _ROLE_KIND.values() for name in names)
    return role not in CONTROLLING and role not in frozenset(things)
