"""A group whose people were in a group that was blocked.

Sees:       a group of which at least half of those who came last were members of one blocked
            group, at least four of them, and came after the block.
Matters:    whoever loses a group opens it again under another name and calls its people back
            (typology G05). The finding is about the new group and about whoever opened it.
Misses:     a group opened before the block; a handful of people who come back among many others.
Wrong when: the blocked group was a school class, and the class has another group.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Fact, Finding, Indicators, Spec, Subject, Window
from bantay.kit.fields import quotes
from bantay.model.clock import micros
from bantay.model.events import ActionTaken, GroupCreated, GroupJoined
from bantay.model.keys import split_compound

SPEC = Spec(
    id="groups.reborn",
    title="A blocked group's people in a new group",
    version=1,
    rows=("G05",),
    reads=(GroupCreated, GroupJoined, ActionTaken),
    keyed_by=Domain.GROUP,
    window=timedelta(days=90),
    keeps=400,
    hypotheses=("return_after_block",),
    group="group reborn",
    ceiling=12.0,
    half_life=timedelta(days=60),
    anchor="the blocked group and the subject",
    subject="group",
    indicators=Indicators(act=("recruitment",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    members: int = 4  # members of the blocked group who came
    share: float = 0.5  # of those who came last; typology: Jaccard 0.5


Event = GroupCreated | GroupJoined | ActionTaken

RECENT = 30
"""Those who came last: as many as a key remembers facts about."""
_BLOCKS = frozenset(("block_group", "delete_group"))


def admits(event: Event, params: Params) -> bool:
    """Members, and the group's end."""
    return not isinstance(event, ActionTaken) or (event.kind in _BLOCKS and event.reverses is None)


def completes(event: Event, params: Params) -> bool:
    """The group's own end; else somebody has to come from a blocked one."""
    return isinstance(event, ActionTaken)


def look(window: Window[Event], params: Params) -> Iterator[Finding | Fact]:
    """Two findings a blocked group whose people came; at a block its members are told."""
    newest = window.events[-1]
    if isinstance(newest, ActionTaken):
        yield from _told(window, newest)
        return
    came = _came(window)
    if not came:
        return
    joined = [event for event in window.events if isinstance(event, GroupJoined)]
    recent = dict.fromkeys(event.account for event in reversed(joined))
    last = set(list(recent)[:RECENT])
    for old, count in sorted(Counter(old for old, who in came if who in last).items()):
        if count >= params.members and count >= params.share * len(last):
            back = [e for e in joined if (old, e.account) in came]
            yield from _findings(window, old, f"{count} of the last {len(last)}", back)


def _findings(
    window: Window[Event], old: str, how_many: str, back: list[GroupJoined]
) -> Iterator[Finding]:
    subjects = [Subject("group", window.key)]
    subjects += [
        Subject("account", event.account)
        for event in window.events
        if isinstance(event, GroupCreated)
    ]
    for subject in subjects:
        yield Finding(
            anchor=f"{old} {subject.kind} {subject.id}",
            summary=f"{how_many} who joined were members of a group that was blocked",
            quotes=quotes(back, "account"),
            subject=subject,
            roles={"before": (old,)},
        )


def _came(window: Window[Event]) -> set[tuple[str, str]]:
    """(blocked group, account) of those who came, as the accounts themselves were told."""
    facts = [fact for fact in window.facts if fact.name == "member of blocked"]
    return {split_compound(str(fact.value)) for fact in facts}


def _told(window: Window[Event], block: ActionTaken) -> Iterator[Fact]:
    known = micros(block.time)
    members = {e.account for e in window.events if not isinstance(e, ActionTaken)}
    for account in sorted(members):
        yield Fact(Domain.ACCOUNT, account, "group blocked", window.key, known, (block.id,))


DETECTOR = Detector(SPEC, Params(), look, admits, completes=completes, needs=("member of blocked",))
