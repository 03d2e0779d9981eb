"""Which alarms are one case, and which id it keeps.

*Joining.* Alarms that share a tie (`parts.ties`), directly or through others, are one case.
That does not depend on the order in which they came.
*Ids.* A case is named after its founding alarm, the first to open. The id stays while it grows.
*Merging.* When new evidence joins cases, the oldest goes on and takes the others' records in.
*Splitting.* When an alarm's revision withdraws the only tie, the part with most of the alarms
keeps the id, if no person has worked on the case; once one has, the case stays whole and asks.
A person may split at any time: alarms about those subjects then join nothing but each other.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from msgspec import Struct

from bantay.cases.parts import ties
from bantay.model.alarm import Alarm
from bantay.model.evidence import Subject

Name = Callable[[str, int], str]
"""The id of a case founded by an alarm; the number is above 0 when that id was given before."""


class Earlier(Struct, frozen=True, kw_only=True):
    """What was so before: in which case every alarm is, when those cases were opened
    (anything that orders), which of them a person has worked on, whose alarms a person has
    split off."""

    held: Mapping[str, str] = {}
    opened: Mapping[str, int] = {}
    worked: Collection[str] = frozenset()
    apart: Collection[Subject] = frozenset()


class Plan(Struct, frozen=True, kw_only=True):
    """In which case every alarm belongs, and which cases go on inside another."""

    cases: dict[str, str]
    merges: dict[str, str]


def latest(alarms: Iterable[Alarm]) -> dict[str, Alarm]:
    """The highest revision of every alarm."""
    found: dict[str, Alarm] = {}
    for alarm in alarms:
        old = found.get(alarm.alarm)
        if old is None or alarm.revision > old.revision:
            found[alarm.alarm] = alarm
    return found


def keys(alarm: Alarm, apart: Collection[Subject] = frozenset()) -> frozenset[Subject]:
    """The ties of an alarm, without those that a person has cut."""
    if alarm.subject in apart:
        return frozenset({alarm.subject})
    return frozenset(key for key in ties(alarm) if key not in apart)


def components(
    alarms: Iterable[Alarm],
    apart: Collection[Subject] = frozenset(),
    together: Mapping[str, str] | None = None,
) -> list[frozenset[str]]:
    """Alarm ids that belong together, each set once, in a fixed order.

    `together` names alarms that stay with others of the same value whatever ties them.
    """
    root: dict[object, object] = {}

    def find(node: object) -> object:
        root.setdefault(node, node)
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    found = latest(alarms)
    ids = list(found)
    for id in ids:
        for key in keys(found[id], apart):
            root[find(key)] = find(id)
        if together and id in together:
            root[find(("case", together[id]))] = find(id)
    parted: defaultdict[object, set[str]] = defaultdict(set)
    for id in ids:
        parted[find(id)].add(id)
    return sorted(map(frozenset, parted.values()), key=sorted)


def plan(alarms: Iterable[Alarm], earlier: Earlier, name: Name) -> Plan:
    """Where every alarm belongs now. `alarms` are all of the cases that are touched."""
    found = latest(alarms)
    whole = {id: case for id, case in earlier.held.items() if case in earlier.worked}
    sets = components(found.values(), earlier.apart, whole)
    heirs = _heirs(sets, found, earlier)
    given, cases, merges = set(earlier.opened), dict[str, str](), dict[str, str]()
    for at, ids in enumerate(sets):
        claimed = sorted(
            (case for case, heir in heirs.items() if heir == at),
            key=lambda case: (earlier.opened.get(case, 0), case),
        )
        case = claimed[0] if claimed else _new(_founder(ids, found), given, name)
        given.add(case)
        merges |= dict.fromkeys(claimed[1:], case)
        cases |= dict.fromkeys(sorted(ids), case)
    return Plan(cases=cases, merges=merges)


def _heirs(
    sets: list[frozenset[str]], found: Mapping[str, Alarm], earlier: Earlier
) -> dict[str, int]:
    """Which set goes on with the id of each earlier case: that with most of its alarms."""
    shares: defaultdict[str, dict[int, list[str]]] = defaultdict(dict)
    for at, ids in enumerate(sets):
        for id in ids:
            if id in earlier.held:
                shares[earlier.held[id]].setdefault(at, []).append(id)
    return {
        case: min(parts, key=lambda at: (-len(parts[at]), _order(parts[at], found)))
        for case, parts in shares.items()
    }


def _order(ids: Iterable[str], found: Mapping[str, Alarm]) -> tuple[object, str]:
    return min((found[id].opened, id) for id in ids)


def _founder(ids: Iterable[str], found: Mapping[str, Alarm]) -> str:
    return min(ids, key=lambda id: (found[id].opened, id))


def _new(founder: str, given: Collection[str], name: Name) -> str:
    number = 0
    while name(founder, number) in given:
        number += 1
    return name(founder, number)
