"""A member of a blocked group opens another one.

Sees:       a group created by an account within a month after a group it was in, or had made, was
            blocked or deleted.
Matters:    a blocked group comes back through its people (typology G05). One member who opens a
            group is weak; groups.reborn says whether the others came along.
Misses:     a new account that nobody connects with the old one.
Wrong when: somebody in a fan club that was blocked opens a group for the family.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Fact, Finding, Indicators, Spec, Window
from bantay.kit.fields import quotes
from bantay.model.clock import micros, moment
from bantay.model.events import GroupCreated, GroupJoined
from bantay.model.keys import compound

SPEC = Spec(
    id="groups.founds_again",
    title="A new group after a block",
    version=1,
    rows=("G05",),
    reads=(GroupCreated, GroupJoined),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=60),
    keeps=60,
    hypotheses=("return_after_block",),
    group="group again",
    ceiling=4.0,
    half_life=timedelta(days=30),
    anchor="the new group",
    indicators=Indicators(act=("recruitment",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    days: int = 30  # after the block within which the new group must be opened


Event = GroupCreated | GroupJoined

_SETTLED = timedelta(minutes=15)
"""After a block, before what happens counts as a return. Longer than events are late: else what
a group is told would depend on whether the block or the joining arrived first."""


def look(window: Window[Event], params: Params) -> Iterator[Finding | Fact]:
    """One finding a group opened after a block; every group joined then is told of it."""
    blocks = [fact for fact in window.facts if fact.name == "group blocked"]
    if not blocks:
        return
    newest = window.events[-1]
    for fact in blocks:
        then = moment(fact.known)
        in_time = then + _SETTLED <= newest.time <= then + timedelta(days=params.days)
        if in_time and newest.group != fact.value:
            value = compound(str(fact.value), newest.account)
            known = micros(newest.time)
            yield Fact(Domain.GROUP, newest.group, "member of blocked", value, known, (newest.id,))
    since = moment(blocks[0].known)
    old = {fact.value for fact in blocks}
    for event in window.events:
        if isinstance(event, GroupCreated) and event.group not in old and event.time > since:
            latest = max(b.known for b in blocks if moment(b.known) < event.time)
            if event.time <= moment(latest) + timedelta(days=params.days):
                yield Finding(
                    anchor=event.group,
                    summary="a group opened after a group of the account was blocked",
                    quotes=quotes([event], "group"),
                )


DETECTOR = Detector(SPEC, Params(), look, needs=("group blocked",))
