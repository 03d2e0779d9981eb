"""Plots as SVG text: no script, no font, no colour of their own; the page's style gives those.

Everything that comes from data is a number or passes `escape`.
"""

from collections.abc import Iterable, Sequence
from html import escape

from msgspec import Struct

from bantay.bench.scoreboard.arithmetic import Estimate
from bantay.bench.scoreboard.measures import Band, Step, Summary

_ROW = 24
_LEFT, _WIDTH, _RIGHT = 190, 420, 70


class Axis(Struct, frozen=True):
    """Values from `low` to `high` onto pixels from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value is drawn; what lies outside is drawn at the edge."""
        inside = min(max(value, self.low), self.high)
        part = (inside - self.low) / (self.high - self.low) if self.high > self.low else 0.0
        return round(self.start + part * (self.end - self.start), 1)


def text(x: float, y: float, said: str, anchor: str = "start", kind: str = "") -> str:
    """A word in a drawing."""
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{named}>{escape(said)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A line in a drawing."""
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" class="{kind}"/>'


def drawing(width: float, height: float, title: str, parts: Iterable[str]) -> str:
    """An SVG with a title that a screen reader says."""
    said = escape(title, quote=True)
    head = f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{said}"'
    return f'{head} style="max-width:{width:g}px">{"".join(parts)}</svg>'


def recalls(found: Sequence[Summary]) -> str:
    """Recall of every hypothesis: default difficulty and hardest, with intervals."""
    axis = Axis(0, 1, _LEFT, _LEFT + _WIDTH)
    height = 34 + _ROW * len(found)
    parts = [*_grid(axis, height)]
    for at, one in enumerate(found):
        y = 34 + _ROW * at + _ROW / 2
        parts.append(text(_LEFT - 10, y + 4, one.hypothesis, "end"))
        if not one.detectors:
            parts.append(text(_LEFT + 8, y + 4, "no detector yet", kind="soft"))
            continue
        parts += [*_dot(axis, y - 4, one.recall, "one"), *_dot(axis, y + 5, one.hardest, "two")]
    legend = [text(_LEFT, 10, "● default difficulty", kind="one")]
    legend.append(text(_LEFT + 150, 10, "● hardest", kind="two"))
    title = "Recall by hypothesis"
    return drawing(_LEFT + _WIDTH + _RIGHT, height + 6, title, [*legend, *parts])


def _grid(axis: Axis, height: float) -> Iterable[str]:
    for tenth in range(0, 11, 2):
        x = axis.at(tenth / 10)
        yield line(x, 30, x, height, "grid")
        yield text(x, 26, f"{tenth * 10} %", "middle", "soft")


def _dot(axis: Axis, y: float, one: Estimate, kind: str) -> Iterable[str]:
    if one.of:
        yield line(axis.at(one.low), y, axis.at(one.high), y, kind)
        yield f'<circle cx="{axis.at(one.value):g}" cy="{y:g}" r="3.5" class="{kind}"/>'


_SIDE, _GAP, _ACROSS = 130, 34, 4


def curves(found: Sequence[Summary]) -> str:
    """Precision over recall at the base rate, one small square a hypothesis with findings."""
    drawn = [one for one in found if one.curve.recall]
    squares = []
    for at, one in enumerate(drawn):
        x, y = _corner(at)
        right, up = Axis(0, 1, x, x + _SIDE), Axis(0, 1, y + _SIDE, y)
        points = zip(one.curve.recall, one.curve.precision, strict=True)
        path = " ".join(f"{right.at(recall):g},{up.at(exact):g}" for recall, exact in points)
        squares += [_frame(x, y), f'<polyline points="{path}" class="curve"/>']
        squares.append(text(x, y - 5, f"{one.hypothesis} {one.curve.area.value:.2f}"))
    return _tiled(len(drawn), "Precision over recall, by hypothesis", squares)


def dials(found: Sequence[Step], hypothesis: str) -> str:
    """Recall against every dial and number of one hypothesis's scenarios."""
    names = sorted({(one.scenario, one.name) for one in found if one.hypothesis == hypothesis})
    squares: list[str] = []
    for at, (scenario, name) in enumerate(names):
        mine = [
            one
            for one in found
            if (one.hypothesis, one.scenario, one.name) == (hypothesis, scenario, name)
        ]
        squares += _dial(at, f"{scenario}: {name}", mine)
    return _tiled(len(names), f"Recall of {hypothesis} against dials and numbers", squares)


def _dial(at: int, title: str, mine: Sequence[Step]) -> list[str]:
    x, y = _corner(at)
    low, high = mine[0].low, mine[-1].high
    right, up = Axis(low, high, x, x + _SIDE), Axis(0, 1, y + _SIDE, y)
    parts = [_frame(x, y), text(x, y - 5, title)]
    path = []
    for one in mine:
        across, there = right.at((one.low + one.high) / 2), up.at(one.recall.value)
        path.append(f"{across:g},{there:g}")
        parts.append(line(across, up.at(one.recall.low), across, up.at(one.recall.high), "thin"))
        parts.append(f'<circle cx="{across:g}" cy="{there:g}" r="2.5" class="one"/>')
    parts.append(f'<polyline points="{" ".join(path)}" class="curve"/>')
    parts.append(text(x, y + _SIDE + 13, f"{low:g}", kind="soft"))
    parts.append(text(x + _SIDE, y + _SIDE + 13, f"{high:g}", "end", "soft"))
    return parts


def calibration(bands: Sequence[Band]) -> str:
    """Claimed decibans against measured ones; on the line the claim is right."""
    right, up = Axis(-10, 40, 60, 380), Axis(-10, 60, 330, 20)
    parts = [line(right.at(-10), up.at(-10), right.at(40), up.at(40), "grid")]
    for db in range(-10, 50, 10):
        parts.append(text(right.at(db), 346, f"{db:+d}", "middle", "soft"))
    for db in range(-10, 70, 10):
        parts.append(text(52, up.at(db) + 4, f"{db:+d}", "end", "soft"))
    for band in bands:
        x, m = right.at(band.claimed), band.measured
        parts.append(line(x, up.at(m.low), x, up.at(m.high), "one"))
        parts.append(f'<circle cx="{x:g}" cy="{up.at(m.db):g}" r="4" class="one"/>')
    parts.append(text(220, 364, "claimed, decibans", "middle", "soft"))
    parts.append(text(60, 12, "measured, decibans", kind="soft"))
    return drawing(420, 370, "Claimed decibans against measured decibans", parts)


def _corner(at: int) -> tuple[float, float]:
    return 10 + (at % _ACROSS) * (_SIDE + _GAP), 22 + (at // _ACROSS) * (_SIDE + _GAP + 10)


def _frame(x: float, y: float) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{_SIDE}" height="{_SIDE}" class="frame"/>'


def _tiled(count: int, title: str, parts: Iterable[str]) -> str:
    rows = -(-count // _ACROSS)
    return drawing(_ACROSS * (_SIDE + _GAP), 10 + rows * (_SIDE + _GAP + 10), title, parts)
