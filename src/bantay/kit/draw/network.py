"""Who is tied to whom, and through what: people left and right, devices and cards between."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from bantay.kit.draw.svg import WIDTH, document, fill, stroke, text, words

GLYPHS = 400
"""Marks in one picture, names not counted: more would be a hairball and nobody's evidence."""
NODES = 60


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody or something: `kind` is account, instrument, device, group …"""

    id: str
    kind: str
    label: str
    subject: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie between two nodes by id; `how` is money, access or another plane."""

    one: str
    other: str
    how: str


Places = dict[str, tuple[float, float]]


def network(slug: str, title: str, nodes: Sequence[Node], ties: Iterable[Tie]) -> str:
    """The ties as one SVG document; an empty string when there are none."""
    ties = sorted(set(_shared(nodes, ties)), key=lambda t: (t.one, t.other, t.how))
    kept, left = _kept(nodes, ties)
    names = {node.id for node in kept}
    drawn = [t for t in ties if t.one in names and t.other in names][: GLYPHS - len(kept)]
    if not drawn:
        return ""
    places, height = _places(kept, drawn)
    parts = [
        *_legend(kept, left + len(ties) - len(drawn)),
        *(_line(tie, places) for tie in drawn),
        *(mark for node in kept for mark in _mark(node, *places[node.id])),
    ]
    labels = {node.id: node.label for node in kept}
    told = "; ".join(f"{labels[t.one]} – {labels[t.other]} ({t.how})" for t in drawn)
    return document(slug, title, f"{told}.", height, parts)


def _kept(nodes: Sequence[Node], ties: Sequence[Tie]) -> tuple[list[Node], int]:
    """The subject and those with the most ties; the rest is counted."""
    degree: dict[str, int] = {}
    for tie in ties:
        for end in (tie.one, tie.other):
            degree[end] = degree.get(end, 0) + 1
    tied = [node for node in nodes if node.id in degree]
    order = sorted(tied, key=lambda n: (not n.subject, -degree[n.id], n.id))
    return order[:NODES], len(order) - len(order[:NODES])


def _shared(nodes: Sequence[Node], ties: Iterable[Tie]) -> list[Tie]:
    """Without the things that only one account has: they tie nobody to anybody."""
    ties = list(ties)
    kinds = {node.id: node.kind for node in nodes if not node.subject}
    ends: dict[str, set[str]] = {}
    for tie in ties:
        ends.setdefault(tie.other, set()).add(tie.one)
    return [t for t in ties if kinds.get(t.other, "account") == "account" or len(ends[t.other]) > 1]


def _places(nodes: Sequence[Node], ties: Sequence[Tie]) -> tuple[Places, int]:
    """The subject at the right, things in the middle, people at the left; without things the
    others stand in columns by how many ties away they are, or in a circle where all are next
    to the subject. Who is tied to one place stands near it."""
    things = any(node.kind != "account" and not node.subject for node in nodes)
    if things:
        rank = {True: 0, False: 1}
        steps = {n.id: 0 if n.subject else 1 + rank[n.kind != "account"] for n in nodes}
    else:
        steps = _steps(nodes, ties)
    deep = max(steps.values())
    if deep == 1:
        return _circle(nodes)
    columns: dict[int, list[Node]] = {}
    for node in sorted(nodes, key=lambda n: n.id):
        columns.setdefault(steps[node.id], []).append(node)
    tall = max(4, *map(len, columns.values())) * 24
    places: Places = {}
    for step, some in sorted(columns.items()):
        x = 790.0 - step / deep * 590.0
        order = sorted(some, key=lambda n: (_height(n.id, ties, places), n.id))
        for at, node in enumerate(order):
            places[node.id] = (x, 84 + (at + 0.5) * tall / len(some))
    return places, tall + 110


def _height(id: str, ties: Sequence[Tie], places: Places) -> float:
    """The mean height of what is tied to a node and has its place already."""
    near = [t.other if t.one == id else t.one for t in ties if id in (t.one, t.other)]
    heights = [places[other][1] for other in near if other in places]
    return sum(heights) / len(heights) if heights else 0.0


def _steps(nodes: Sequence[Node], ties: Sequence[Tie]) -> dict[str, int]:
    """How many ties each is away from a subject; the farthest and one more where none leads."""
    steps = {node.id: 0 for node in nodes if node.subject}
    edge = set(steps)
    while edge:
        near = {b for t in ties for a, b in ((t.one, t.other), (t.other, t.one)) if a in edge}
        edge = near - steps.keys()
        steps |= dict.fromkeys(edge, max(steps.values()) + 1)
    away = max([1, *steps.values()])
    for node in nodes:
        lone = node.id not in steps
        if lone:
            steps[node.id] = away + 1 if node.kind == "account" else away
    return steps


def _circle(nodes: Sequence[Node]) -> tuple[Places, int]:
    people = sorted((node for node in nodes if not node.subject), key=lambda node: node.id)
    radius = max(110.0, len(people) * 26 / (2 * pi))
    middle = (WIDTH / 2, 84 + radius)
    places: Places = {node.id: middle for node in nodes if node.subject}
    for at, node in enumerate(people):
        angle = 2 * pi * at / len(people) - pi / 2
        places[node.id] = (middle[0] + radius * 1.6 * cos(angle), middle[1] + radius * sin(angle))
    return places, int(84 + 2 * radius + 50)


def _line(tie: Tie, places: Places) -> str:
    (x1, y1), (x2, y2) = places[tie.one], places[tie.other]
    look = "money" if tie.how == "money" else "link"
    dash = "" if tie.how == "money" else ' stroke-dasharray="5 3"'
    return (
        f'<line {stroke(look)} stroke-width="1.4"{dash} x1="{x1:.1f}" y1="{y1:.1f}" '
        f'x2="{x2:.1f}" y2="{y2:.1f}"/>'
    )


def _mark(node: Node, x: float, y: float) -> Iterator[str]:
    look = "subject" if node.subject else "other" if node.kind == "account" else "thing"
    size = 9 if node.subject else 6
    said = f"<title>{words(f'{node.kind} {node.label}')}</title>"
    if node.kind == "account":
        yield f'<circle {fill(look)} cx="{x:.1f}" cy="{y:.1f}" r="{size}">{said}</circle>'
    elif node.kind == "instrument":
        r = size + 2
        path = f"M{x:.1f} {y - r:.1f}l{r} {r}l-{r} {r}l-{r} -{r}Z"
        yield f'<path {fill(look)} d="{path}">{said}</path>'
    else:
        yield (
            f'<rect {fill(look)} x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size}" '
            f'height="{2 * size}">{said}</rect>'
        )
    yield _name(node, x, y, size)


def _name(node: Node, x: float, y: float, size: int) -> str:
    """Beside people, on the outer side; above things, which have lines on both sides."""
    left, inner = x < WIDTH * 0.4, WIDTH * 0.4 <= x <= WIDTH * 0.6
    if inner and node.kind != "account" and not node.subject:
        return text(x, y - size - 6, node.label, "ink", size=11, anchor="middle", cells=26)
    at, anchor = (x - size - 6, "end") if left else (x + size + 6, "start")
    weight = 600 if node.subject else 400
    return text(at, y + 4, node.label, "ink", size=11, anchor=anchor, cells=26, weight=weight)


def _legend(nodes: Sequence[Node], left: int) -> Iterator[str]:
    shapes = {"account": "circle account", "instrument": "diamond card or account"}
    kinds = sorted({node.kind for node in nodes})
    told = [shapes.get(kind, f"square {kind}") for kind in kinds]
    more = f"; {left} more ties or ends not drawn" if left else ""
    said = f"{', '.join(told)}; line money, dashes everything else{more}"
    yield text(24, 50, said, "soft", cells=130)
