"""Where money went: who paid whom, as ribbons whose height is the amount, and who keeps what."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bantay.kit.draw.live import live, spot
from bantay.kit.draw.svg import WIDTH, document, fill, stroke, text, words

MOST = 14
"""Names in one column; the smaller ones are drawn together as "n others"."""
_TOP, _DEEP, _BAR, _GAP = 64, 340, 14, 16


@dataclass(frozen=True, slots=True)
class Flow:
    """An amount that went from one name to another, in one currency."""

    source: str
    target: str
    amount: float


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the columns begin, how far they reach, and the room for names beside them."""

    left: float
    reach: float
    cells: int


_PAGE = _Frame(210, WIDTH - 210 - 250, 30)


@dataclass(slots=True)
class _Node:
    name: str
    column: int
    came: float = 0.0
    went: float = 0.0
    y: float = 0.0
    tall: float = 0.0

    @property
    def size(self) -> float:
        return max(self.came, self.went)


def sankey(slug: str, title: str, currency: str, subject: str, flows: Iterable[Flow]) -> str:
    """The flows as one SVG document; an empty string when there are none."""
    merged = _merged(flows)
    if not merged:
        return ""
    columns = _columns(merged)
    kept = _folded(merged, columns)
    nodes = _placed(kept, columns)
    height = _TOP + _DEEP + 40
    told = "; ".join(_told(node, currency, kept) for node in nodes.values())
    parts = [
        text(24, 50, f"Amounts in {currency}, as far as the evidence names them", "soft"),
        *_ribbons(kept, nodes, currency),
        *(line for node in nodes.values() for line in _bar(node, nodes, subject, currency)),
    ]
    return document(slug, title, f"{told}.", height, parts)


def flows_in_page(
    slug: str, title: str, currency: str, subject: str, flows: Iterable[Flow], width: int = 640
) -> str:
    """The same for a page: as wide as asked for, every name and flow focusable."""
    merged = _merged(flows)
    if not merged:
        return ""
    columns = _columns(merged)
    kept = _folded(merged, columns)
    nodes = _placed(kept, columns)
    margin = min(210.0, width * 0.2)
    frame = _Frame(margin, width - 2 * margin - _BAR, max(10, int(margin / 6.4)))
    ribbons = zip(_said(kept, nodes, currency), _ribbons(kept, nodes, currency, frame), strict=True)
    parts = [
        *(spot(said, [ribbon]) for said, ribbon in ribbons),
        *(spot(_told(node, currency, kept), _bar(node, nodes, subject, currency, frame))
          for node in nodes.values()),
    ]  # fmt: skip
    told = "; ".join(_told(node, currency, kept) for node in nodes.values())
    bottom = max(node.y + node.tall for node in nodes.values())
    return live(slug, title, f"{told}.", (width, int(bottom) - _TOP + 24), parts, _TOP)


def shares(flows: Iterable[Flow]) -> list[tuple[str, float, float, float | None]]:
    """For each name what came, what went, and the share it keeps where both are known."""
    nodes: dict[str, _Node] = {}
    for flow in _merged(flows):
        for name in (flow.source, flow.target):
            nodes.setdefault(name, _Node(name, 0))
        nodes[flow.source].went += flow.amount
        nodes[flow.target].came += flow.amount
    order = sorted(nodes.values(), key=lambda n: (-n.size, n.name))
    return [(node.name, node.came, node.went, _share(node)) for node in order]


def _said(flows: Sequence[Flow], nodes: dict[str, _Node], currency: str) -> list[str]:
    """What each ribbon says, in the order in which they are drawn."""
    return [
        f"{flow.source} to {flow.target}: {flow.amount:,.2f} {currency}"
        for flow in sorted(flows, key=lambda f: (nodes[f.source].y, nodes[f.target].y))
    ]


def _merged(flows: Iterable[Flow]) -> list[Flow]:
    total: dict[tuple[str, str], float] = defaultdict(float)
    for flow in flows:
        if flow.source != flow.target and flow.amount > 0:
            total[flow.source, flow.target] += flow.amount
    return [Flow(a, b, amount) for (a, b), amount in sorted(total.items())]


def _columns(flows: Sequence[Flow]) -> dict[str, int]:
    """How far each name is from where money sets out; steps back to an earlier name are drawn
    to a column of their own at the right, so that what returns can be seen."""
    names = sorted({name for flow in flows for name in (flow.source, flow.target)})
    column = dict.fromkeys(names, 0)
    for _ in range(min(len(names), 6)):
        for flow in flows:
            if column[flow.target] <= column[flow.source] < 4:
                back = any(f.source == flow.target and f.target == flow.source for f in flows)
                if not back or flow.source < flow.target:
                    column[flow.target] = column[flow.source] + 1
    return column


def _folded(flows: Sequence[Flow], columns: dict[str, int]) -> list[Flow]:
    """The flows with the small names of crowded columns put together."""
    size: dict[str, float] = defaultdict(float)
    for flow in flows:
        size[flow.source] += flow.amount
        size[flow.target] += flow.amount
    new: dict[str, str] = {}
    for column in set(columns.values()):
        names = sorted((n for n in columns if columns[n] == column), key=lambda n: (-size[n], n))
        small = names[MOST:]
        for name in small:
            new[name] = f"{len(small)} others"
            columns[new[name]] = column
    return _merged(
        Flow(new.get(f.source, f.source), new.get(f.target, f.target), f.amount) for f in flows
    )


def _placed(flows: Sequence[Flow], columns: dict[str, int]) -> dict[str, _Node]:
    nodes: dict[str, _Node] = {}
    for flow in flows:
        for name in (flow.source, flow.target):
            nodes.setdefault(name, _Node(name, columns[name]))
        nodes[flow.source].went += flow.amount
        nodes[flow.target].came += flow.amount
    by_column: dict[int, list[_Node]] = defaultdict(list)
    for node in sorted(nodes.values(), key=lambda n: (-n.size, n.name)):
        by_column[node.column].append(node)
    scale = min(
        (_DEEP - _GAP * len(some)) / (sum(n.size for n in some) or 1) for some in by_column.values()
    )
    for some in by_column.values():
        y = float(_TOP + 10)
        for node in some:
            node.tall, node.y = max(2.0, node.size * scale), y
            y += node.tall + _GAP
    return nodes


def _x(node: _Node, nodes: dict[str, _Node], frame: _Frame) -> float:
    last = max(n.column for n in nodes.values()) or 1
    return frame.left + node.column / last * frame.reach


def _ribbons(
    flows: Sequence[Flow], nodes: dict[str, _Node], currency: str, frame: _Frame = _PAGE
) -> Iterator[str]:
    left: dict[str, float] = {name: node.y for name, node in nodes.items()}
    right = dict(left)
    for flow in sorted(flows, key=lambda f: (nodes[f.source].y, nodes[f.target].y)):
        a, b = nodes[flow.source], nodes[flow.target]
        tall_a = flow.amount / (a.size or 1) * a.tall
        tall_b = flow.amount / (b.size or 1) * b.tall
        x1, x2 = _x(a, nodes, frame) + _BAR, _x(b, nodes, frame)
        y1, y2 = right[a.name], left[b.name]
        right[a.name] += tall_a
        left[b.name] += tall_b
        bend = (x1 + x2) / 2
        path = (
            f"M{x1:.1f} {y1:.1f}C{bend:.1f} {y1:.1f} {bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
            f"V{y2 + tall_b:.1f}C{bend:.1f} {y2 + tall_b:.1f} {bend:.1f} {y1 + tall_a:.1f} "
            f"{x1:.1f} {y1 + tall_a:.1f}Z"
        )
        said = f"{flow.source} to {flow.target}: {flow.amount:,.2f} {currency}"
        shape = f'<path {fill("money")} fill-opacity="0.35" d="{path}">'
        yield f"{shape}<title>{words(said)}</title></path>"


def _bar(
    node: _Node, nodes: dict[str, _Node], subject: str, currency: str, frame: _Frame = _PAGE
) -> Iterator[str]:
    x = _x(node, nodes, frame)
    look = "subject" if node.name == subject else "other"
    yield (
        f'<rect {fill(look)} x="{x:.1f}" y="{node.y:.1f}" width="{_BAR}" height="{node.tall:.1f}"/>'
    )
    if node.name == subject:
        yield (
            f'<rect {stroke("ink")} stroke-width="1.5" x="{x - 2:.1f}" y="{node.y - 2:.1f}" '
            f'width="{_BAR + 4}" height="{node.tall + 4:.1f}"/>'
        )
    first = node.column == 0
    at, anchor = (x - 8, "end") if first else (x + _BAR + 6, "start")
    y = node.y + node.tall / 2 + 4
    last = max(n.column for n in nodes.values()) or 1
    outer = first or node.column == last
    room = frame.cells if outer else int(frame.reach / last / 7)
    kept = _kept(node)
    yield text(at, y - 5 * bool(kept), node.name, "ink", size=11, anchor=anchor, cells=room)
    if kept:
        yield text(at, y + 7, kept[2:], "ink", size=11, weight=600, anchor=anchor)


def _kept(node: _Node) -> str:
    """What share of what came stays, where it is known that something went on."""
    share = _share(node)
    return "" if share is None else f", keeps {share:.0%}"


def _share(node: _Node) -> float | None:
    if not node.came or not node.went or node.went > node.came * 1.001:
        return None
    return abs(node.came - node.went) / node.came


def _told(node: _Node, currency: str, flows: Sequence[Flow]) -> str:
    others = len([f for f in flows if node.name in (f.source, f.target)])
    return (
        f"{node.name}: {node.came:,.2f} {currency} came, {node.went:,.2f} went, "
        f"{others} ways{_kept(node)}"
    )
