"""The sum of an alarm as a picture: prior, each counted finding, the total, the threshold.

One self-contained SVG: no script, no font or style from elsewhere, readable in light and
dark, with a title and a description that tell a screen reader the whole sum. The same
string serves the command line, notebooks and pages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor
from xml.sax.saxutils import escape

from bantay.kit.draw.safe import cut, isolated, safe
from bantay.kit.draw.sums import Sum, plain, signed, sum_of
from bantay.kit.named import called, count, possible
from bantay.model.alarm import Alarm, AlarmFinding

MOST_BARS = 24
"""More counted findings than this are drawn as one bar of the rest, so that it still adds up."""

_WIDTH, _LEFT, _RIGHT, _ROW, _TOP = 960, 330, 870, 40, 92
_LABEL_CELLS, _NAME_CELLS, _TITLE_CELLS = 44, 52, 96

_STYLE = """
.bw-back{fill:#ffffff}.bw-ink{fill:#1a1a1a}.bw-soft{fill:#5c5c5c}.bw-grid{stroke:#dddddd}
.bw-zero{stroke:#777777}.bw-link{stroke:#777777}.bw-bar{fill:#777777}.bw-up{fill:#c2570c}
.bw-down{fill:#0b6fb5}.bw-sum{fill:#1a1a1a}.bw-limit{stroke:#7a1fa2}.bw-limit-ink{fill:#7a1fa2}
.bw-draft{stroke:#ffffff}
@media (prefers-color-scheme:dark){
.bw-back{fill:#16181b}.bw-ink{fill:#ececec}.bw-soft{fill:#a9adb3}.bw-grid{stroke:#34383d}
.bw-zero{stroke:#8d9299}.bw-link{stroke:#8d9299}.bw-bar{fill:#8d9299}.bw-up{fill:#f0924a}
.bw-down{fill:#5db3ee}.bw-sum{fill:#ececec}.bw-limit{stroke:#d79af0}.bw-limit-ink{fill:#d79af0}
.bw-draft{stroke:#16181b}}
"""

# Presentation attributes repeat the light colours, for pages whose policy drops the style.
_FILL = {
    "back": "#ffffff",
    "ink": "#1a1a1a",
    "soft": "#5c5c5c",
    "bar": "#777777",
    "up": "#c2570c",
    "down": "#0b6fb5",
    "sum": "#1a1a1a",
    "limit-ink": "#7a1fa2",
}
_STROKE = {
    "grid": "#dddddd",
    "zero": "#777777",
    "link": "#777777",
    "limit": "#7a1fa2",
    "draft": "#ffffff",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a bar from `start` to `end` decibans, or none for a row that is only told."""

    label: str
    name: str
    value: str
    start: Decimal
    end: Decimal
    look: str  # "bar", "up", "down", "sum"; "none" draws no bar
    draft: bool = False


def waterfall(alarm: Alarm) -> str:
    """The alarm's sum as one SVG document."""
    added = sum_of(alarm)
    bars = bars_of(added)
    scale = Scale.over(bars, added.threshold)
    height = _TOP + _ROW * len(bars) + 56
    parts = [
        _head(alarm, added, height),
        *_grid(scale, height),
        *(line for at, bar in enumerate(bars) for line in _row(bar, at, scale)),
        *_links(bars, scale),
        *_threshold(added, scale, height),
        "</svg>\n",
    ]
    return "\n".join(parts)


def bars_of(added: Sum) -> list[Bar]:
    """The rows from the prior to the total, each beginning where the one before ended."""
    bars = [Bar("prior", "before any evidence", signed(added.prior), Decimal(), added.prior, "bar")]
    for label, name, step, draft in _steps(added):
        start = bars[-1].end
        look = "up" if step >= 0 else "down"
        bars.append(Bar(label, name, signed(step), start, start + step, look, draft))
    bars.append(Bar("total", _verdict(added), signed(added.total), Decimal(), added.total, "sum"))
    return bars + [_told(finding, weight, added.total) for finding, weight in added.uncounted]


Step = tuple[str, str, Decimal, bool]


def _steps(added: Sum) -> Iterable[Step]:
    shown, rest = added.counted[:MOST_BARS], added.counted[MOST_BARS:]
    for finding, weight in shown:
        yield finding.summary, finding.detector, weight, finding.draft
    if rest:
        weights = sum((weight for _, weight in rest), Decimal())
        drafts = any(finding.draft for finding, _ in rest)
        yield count(len(rest), "weaker finding"), "added together", weights, drafts
    if added.rounding:
        yield "rounding", "weights are shown with fewer digits", added.rounding, False
    if added.cut:
        yield "limit", "a sum ends at 60 dB either way", added.cut, False


def _verdict(added: Sum) -> str:
    side = "over" if added.over >= 0 else "under"
    return f"{abs(added.over)} {side} the threshold of {plain(added.threshold)}"


def _told(finding: AlarmFinding, weight: Decimal, at: Decimal) -> Bar:
    name = f"not counted twice · {finding.detector}"
    return Bar(finding.summary, name, f"({signed(weight)})", at, at, "none")


@dataclass(frozen=True, slots=True)
class Scale:
    """Decibans to pixels, with a tick every `step`."""

    low: Decimal
    high: Decimal
    step: int

    @classmethod
    def over(cls, bars: Sequence[Bar], threshold: Decimal) -> "Scale":
        """A scale that holds every bar, zero and the threshold."""
        ends = [Decimal(), threshold, *(v for bar in bars for v in (bar.start, bar.end))]
        low, high = min(ends), max(ends)
        step = next(s for s in (1, 2, 5, 10, 20, 50, 100) if (high - low) / s <= 8 or s == 100)
        return cls(Decimal(floor(low / step) * step), Decimal(ceil(high / step) * step), step)

    def x(self, value: Decimal) -> str:
        """The horizontal place of a value, in pixels with one decimal."""
        reach = self.high - self.low or Decimal(1)
        return f"{_LEFT + (value - self.low) / reach * (_RIGHT - _LEFT):.1f}"

    def ticks(self) -> list[Decimal]:
        """The values that get a line."""
        return [Decimal(v) for v in range(int(self.low), int(self.high) + 1, self.step)]


def _head(alarm: Alarm, added: Sum, height: int) -> str:
    slug = "".join(c if c.isascii() and c.isalnum() else "-" for c in alarm.alarm)
    title = f"{possible(alarm.hypothesis).capitalize()}: {_words(called(alarm.subject))}"
    numbers = f"{plain(added.total)} dB, threshold {plain(added.threshold)} dB"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
            f'width="{_WIDTH}" height="{height}" role="img" font-family="system-ui, sans-serif" '
            f'aria-labelledby="bw-title-{slug} bw-desc-{slug}">',
            f'<title id="bw-title-{slug}">{escape(title)}</title>',
            f'<desc id="bw-desc-{slug}">{escape(_told_whole(added))}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect {_fill("back")} width="{_WIDTH}" height="{height}"/>',
            _text(24, 34, title, "ink", size=18, weight=600, cells=_TITLE_CELLS),
            _text(24, 56, f"{numbers}. A sum of evidence, not a verdict.", "soft", size=13),
        ]
    )


def _told_whole(added: Sum) -> str:
    rows = [f"{_words(b.label)} ({b.name}): {b.value} dB" for b in bars_of(added)]
    return "; ".join(rows) + "."


def _grid(scale: Scale, height: int) -> Iterable[str]:
    bottom = height - 36
    yield _text(_WIDTH - 24, bottom + 18, "dB", "soft", size=11, anchor="end")
    for value in scale.ticks():
        x = scale.x(value)
        look = "grid" if value else "zero"
        yield f'<line {_stroke(look)} x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{bottom}"/>'
        yield _text(x, bottom + 18, signed(value), "soft", size=11, anchor="middle")


def _row(bar: Bar, at: int, scale: Scale) -> Iterable[str]:
    y = _TOP + at * _ROW
    weight = 600 if bar.look == "sum" else 400
    ink = "soft" if bar.look == "none" else "ink"
    name = f"{bar.name} · draft weight" if bar.draft else bar.name
    yield "<g>"
    yield f"<title>{escape(f'{_words(bar.label)} ({name}): {bar.value} dB')}</title>"
    yield _text(24, y + 13, bar.label, ink, size=13, weight=weight, cells=_LABEL_CELLS)
    yield _text(24, y + 28, name, "soft", size=11, cells=_NAME_CELLS)
    if bar.look != "none":
        yield from _bar(bar, y, scale)
    yield _text(_WIDTH - 24, y + 20, bar.value, ink, size=13, weight=weight, anchor="end")
    yield "</g>"


def _bar(bar: Bar, y: int, scale: Scale) -> Iterable[str]:
    left, right = sorted((float(scale.x(bar.start)), float(scale.x(bar.end))))
    width = max(right - left, 1.5)
    yield f'<rect {_fill(bar.look)} x="{left:.1f}" y="{y + 4}" width="{width:.1f}" height="22"/>'
    if bar.draft:  # a draft weight is not measured: hatched, so that colour is not the only sign
        for x in range(int(left) + 8, int(left + width) - 2, 10):
            line = f"M{x - 6} {y + 26}L{x + 2} {y + 4}"
            yield f'<path {_stroke("draft")} stroke-width="2" d="{line}"/>'


def _links(bars: Sequence[Bar], scale: Scale) -> Iterable[str]:
    drawn = [bar for bar in bars if bar.look != "none"]
    for at, bar in enumerate(drawn[:-1]):
        x, y = scale.x(bar.end), _TOP + at * _ROW + 26
        yield f'<line {_stroke("link")} x1="{x}" y1="{y}" x2="{x}" y2="{y + _ROW - 22}"/>'


def _threshold(added: Sum, scale: Scale, height: int) -> Iterable[str]:
    x, bottom = scale.x(added.threshold), height - 36
    yield (
        f'<line {_stroke("limit")} stroke-width="2" stroke-dasharray="6 4" '
        f'x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{bottom}"/>'
    )
    yield _text(
        x, _TOP - 14, f"threshold {plain(added.threshold)}", "limit-ink", size=12, anchor="middle"
    )


def _text(
    x: float | str,
    y: int,
    text: str,
    look: str,
    *,
    size: int,
    weight: int = 400,
    anchor: str = "start",
    cells: int | None = None,
) -> str:
    shown = safe(text) if cells is None else cut(safe(text), cells)
    full = f"<title>{escape(_words(text))}</title>" if cells and shown != safe(text) else ""
    return (
        f'<text {_fill(look)} x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{full}{escape(isolated(shown))}</text>'
    )


def _words(text: str) -> str:
    return isolated(safe(text))


def _fill(look: str) -> str:
    return f'class="bw-{look}" fill="{_FILL[look]}"'


def _stroke(look: str) -> str:
    return f'class="bw-{look}" stroke="{_STROKE[look]}"'
