"""Ten thousand ends as a picture that somebody can read: what is alike stands as one group.

Ends of one kind with the same neighbours in the same ways are one group from four on. What
is still too much is cut by how many ties it has, and the rest grouped beside what it is tied
to. A group opens in place; nothing else moves.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from hashlib import blake2b

ALIKE = 4
"""So many alike ends become a group."""
MOST_NODES, MOST_TIES = 110, 290
"""Together at most 400 glyphs."""
OPENED = 40
"""Members that an opened group shows; the rest stays a group."""


@dataclass(frozen=True, slots=True)
class Dot:
    """Somebody or something: `kind` is account, instrument, device, group; `part` its role."""

    id: str
    kind: str
    label: str
    part: str = ""
    subject: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """A tie by id; `how` is the plane or relation, `events` what it rests on."""

    one: str
    other: str
    how: str
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Glyph:
    """What is drawn as one node: an end, or a group of `members`."""

    id: str
    kind: str
    label: str
    part: str
    subject: bool
    members: tuple[str, ...] = ()
    parent: str = ""  # the opened group it came from


@dataclass(frozen=True, slots=True)
class Strand:
    """What is drawn as one line: `count` ties of one kind between two glyphs."""

    one: str
    other: str
    how: str
    count: int
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grouped:
    """The picture before its places. `whole` counts all ends, `cut` ties that are not drawn."""

    glyphs: tuple[Glyph, ...]
    strands: tuple[Strand, ...]
    whole: int
    cut: int = 0


@dataclass(slots=True)
class _Work:
    dots: Mapping[str, Dot]
    near: dict[str, set[tuple[str, str]]] = field(default_factory=dict)


def grouped(dots: Sequence[Dot], edges: Iterable[Edge], opened: Set[str] = frozenset()) -> Grouped:
    """Ends and ties as glyphs and strands; `opened` names groups whose members are shown."""
    edges = sorted(set(edges), key=lambda e: (e.one, e.other, e.how, e.events))
    work = _Work({dot.id: dot for dot in sorted(dots, key=lambda d: d.id)})
    for edge in edges:
        if edge.one in work.dots and edge.other in work.dots:
            work.near.setdefault(edge.one, set()).add((edge.other, edge.how))
            work.near.setdefault(edge.other, set()).add((edge.one, edge.how))
    home = _homes(work, opened)
    glyphs = _glyphs(work, home)
    strands, cut = _strands(edges, home)
    return Grouped(tuple(glyphs), tuple(strands), len(work.dots), cut)


def _homes(work: _Work, opened: Set[str]) -> dict[str, tuple[str, str]]:
    """For each end the glyph that stands for it, and the opened group it came from."""
    home = {id: (id, "") for id in work.dots}
    for name, members in _alike(work).items():
        _house(home, name, members, opened)
    crowd = sorted({place for place, _ in home.values()})
    if len(crowd) > MOST_NODES:
        _thin(work, home, opened)
    return home


def _house(
    home: dict[str, tuple[str, str]], name: str, members: Sequence[str], opened: Set[str]
) -> None:
    """Put members under their group; of an opened one the first stand alone."""
    shown = members[:OPENED] if name in opened else ()
    rest = f"{name}+" if name in opened else name
    for member in members:
        home[member] = (member, name) if member in shown else (rest, name if shown else "")


def _alike(work: _Work) -> dict[str, list[str]]:
    """Groups of ends of one kind and part with the same neighbours, four or more."""
    found: dict[tuple[str, str, tuple[tuple[str, str], ...]], list[str]] = {}
    for id, dot in work.dots.items():
        near = tuple(sorted(work.near.get(id, ())))
        if not dot.subject and len(near) <= 12:
            found.setdefault((dot.kind, dot.part, near), []).append(id)
    return {
        _named(*kind_part_near): members
        for kind_part_near, members in found.items()
        if len(members) >= ALIKE
    }


def _thin(work: _Work, home: dict[str, tuple[str, str]], opened: Set[str]) -> None:
    """Keep subjects, groups and the most tied; the rest is grouped beside its best neighbour."""
    alone = [id for id, (place, parent) in home.items() if place == id and not parent]
    order = sorted(alone, key=lambda i: (not work.dots[i].subject, -len(work.near.get(i, ())), i))
    groups = len({place for place, _ in home.values()}) - len(alone)
    keep = set(order[: max(MOST_NODES // 2, MOST_NODES - groups - 40)])
    crowds: dict[tuple[str, str], list[str]] = {}
    for id in order:
        if id not in keep:
            ties = sorted(other for other, _ in work.near.get(id, ()) if other in keep)
            crowds.setdefault((work.dots[id].kind, ties[0] if ties else ""), []).append(id)
    for (kind, beside), members in sorted(crowds.items()):
        _house(home, _named(kind, "crowd", ((beside, ""),)), sorted(members), opened)
    _join_smallest(work, home, opened)


def _join_smallest(work: _Work, home: dict[str, tuple[str, str]], opened: Set[str]) -> None:
    """When there are too many groups still, the smallest of a kind become one."""
    sizes: dict[str, list[str]] = {}
    for id, (place, parent) in home.items():
        if place != id and not parent:
            sizes.setdefault(place, []).append(id)
    alone = len({place for place, _ in home.values()}) - len(sizes)
    order = sorted(sizes, key=lambda name: (-len(sizes[name]), name))
    crowds: dict[str, list[str]] = {}
    for name in order[max(8, MOST_NODES - alone - 8) :]:
        crowds.setdefault(work.dots[sizes[name][0]].kind, []).extend(sizes[name])
    for kind, members in sorted(crowds.items()):
        _house(home, _named(kind, "rest", ()), sorted(members), opened)


def _named(kind: str, part: str, near: tuple[tuple[str, str], ...]) -> str:
    digest = blake2b(repr((kind, part, near)).encode(), digest_size=6).hexdigest()
    return f"g-{digest}"


def _glyphs(work: _Work, home: Mapping[str, tuple[str, str]]) -> list[Glyph]:
    inside: dict[str, list[str]] = {}
    parents: dict[str, str] = {}
    for id, (place, parent) in home.items():
        inside.setdefault(place, []).append(id)
        parents[place] = parent
    found = []
    for place, members in sorted(inside.items()):
        dot = work.dots[members[0]]
        if place in work.dots:
            found.append(Glyph(dot.id, dot.kind, dot.label, dot.part, dot.subject,
                               (), parents[place]))  # fmt: skip
        else:
            label = f"{len(members):,} {_plural(dot.kind)}"
            found.append(Glyph(place, dot.kind, label, dot.part, False,
                               tuple(sorted(members)), parents[place]))  # fmt: skip
    return found


def _plural(kind: str) -> str:
    return kind if kind.endswith("s") else f"{kind}s"


def _strands(
    edges: Iterable[Edge], home: Mapping[str, tuple[str, str]]
) -> tuple[list[Strand], int]:
    counts: dict[tuple[str, str, str], list[tuple[str, ...]]] = {}
    for edge in edges:
        if edge.one in home and edge.other in home:
            one, other = sorted((home[edge.one][0], home[edge.other][0]))
            if one != other:
                counts.setdefault((one, other, edge.how), []).append(edge.events)
    order = sorted(counts.items(), key=lambda item: (-len(item[1]), item[0]))
    kept = [
        Strand(one, other, how, len(lots), tuple(e for lot in lots for e in lot)[:20])
        for (one, other, how), lots in order[:MOST_TIES]
    ]
    return sorted(kept, key=lambda s: (s.one, s.other, s.how)), max(0, len(order) - MOST_TIES)
