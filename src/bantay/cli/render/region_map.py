"""Regions as a picture: every country one tile of the same size, near to where it lies.

Small countries matter as much as large ones here, so none is larger than another. One
self-contained SVG: no script, nothing from elsewhere, light and dark, and every tile says in
words what it shows.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from bantay.cli.render.words import count
from bantay.kit.regions.countries import name_of, tiles
from bantay.runtime.regions import Line, Regions

_SIDE, _GAP = 26, 3
_STEP = _SIDE + _GAP
_TOP, _LEFT = 74, 16
_SHADES = 5

_STYLE = """
.bm-back{fill:#ffffff}.bm-ink{fill:#1a1a1a}.bm-soft{fill:#5c5c5c}
.bm-s0{fill:#eceae6}.bm-s1{fill:#fbd9b5}.bm-s2{fill:#f5b072}.bm-s3{fill:#e58338}
.bm-s4{fill:#c2570c}.bm-s5{fill:#7f3404}.bm-surge{stroke:#7a1fa2;fill:none}
.bm-mark{fill:#7a1fa2}.bm-c0{fill:#8b8780}.bm-c1,.bm-c2,.bm-c3{fill:#1a1a1a}
.bm-c4,.bm-c5{fill:#ffffff}
@media (prefers-color-scheme:dark){
.bm-back{fill:#16181b}.bm-ink{fill:#ececec}.bm-soft{fill:#a9adb3}.bm-s0{fill:#25282c}
.bm-s1{fill:#4a2f17}.bm-s2{fill:#7a4516}.bm-s3{fill:#b0601a}.bm-s4{fill:#e5852f}
.bm-s5{fill:#ffc078}.bm-surge{stroke:#d79af0}.bm-mark{fill:#d79af0}.bm-c0{fill:#777d84}
.bm-c1,.bm-c2{fill:#ececec}.bm-c3,.bm-c4,.bm-c5{fill:#16181b}}
"""


def region_map(told: Regions) -> str:
    """The map of a store's regions, as one SVG."""
    lines = {line.name: line for line in told.lines if line.by == "region"}
    surging = {name for by, name, _ in told.latest() if by == "region"}
    bounds = _bounds([line.alarms for line in lines.values()])
    places = tiles()
    least = min(column for column, _ in places.values()), min(row for _, row in places.values())
    most = max(column for column, _ in places.values()), max(row for _, row in places.values())
    width = _LEFT * 2 + (most[0] - least[0] + 1) * _STEP
    height = _TOP + (most[1] - least[1] + 1) * _STEP + 62
    drawn = [
        _tile(code, (column - least[0], row - least[1]), lines.get(code), code in surging, bounds)
        for code, (column, row) in sorted(places.items())
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" aria-labelledby="bm-t bm-d" '
            'font-family="system-ui,sans-serif">',
            f'<title id="bm-t">{_title(told)}</title>',
            f'<desc id="bm-d">{escape(_described(lines, surging))}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="bm-back" width="{width}" height="{height}" fill="#ffffff"/>',
            _text(_LEFT, 30, _title(told), size=18, weight=600),
            _text(_LEFT, 52, _elsewhere(lines), "soft"),
            *drawn,
            *_legend(height - 40, bounds),
            "</svg>",
            "",
        ]
    )


def _title(told: Regions) -> str:
    until = f" until {told.until.isoformat()}" if told.until else ""
    return f"Places that possible cases name{until}"


def _elsewhere(lines: dict[str, Line]) -> str:
    lost = [line for name, line in lines.items() if name not in tiles()]
    words = "Alarms by the countries that evidence and accounts point to; one may name several."
    return words + "".join(f" {count(line.alarms, 'alarm')}: {line.name}." for line in lost)


def _described(lines: dict[str, Line], surging: set[str]) -> str:
    told = [
        f"{name_of(name)} {count(line.alarms, 'alarm')}{' (surge)' if name in surging else ''}"
        for name, line in sorted(lines.items(), key=lambda item: -item[1].alarms)
        if line.alarms
    ]
    return "; ".join(told) or "no alarms"


def _bounds(counts: Sequence[int]) -> list[int]:
    """Upper bounds of the shades: evenly many countries in each, as far as counts differ."""
    known = sorted({n for n in counts if n})
    if len(known) <= _SHADES:
        return known
    return sorted({known[(k * len(known) - 1) // _SHADES] for k in range(1, _SHADES + 1)})


def _shade(alarms: int, bounds: Sequence[int]) -> int:
    if not alarms:
        return 0
    step = next(n for n, bound in enumerate(bounds) if alarms <= bound)
    return _SHADES - (len(bounds) - 1 - step)


_FILL = ("#eceae6", "#fbd9b5", "#f5b072", "#e58338", "#c2570c", "#7f3404")
_LETTERS = ("#8b8780", "#1a1a1a", "#1a1a1a", "#1a1a1a", "#ffffff", "#ffffff")


def _tile(
    code: str, cell: tuple[int, int], line: Line | None, surging: bool, bounds: Sequence[int]
) -> str:
    x, y = _LEFT + cell[0] * _STEP, _TOP + cell[1] * _STEP
    alarms = line.alarms if line else 0
    shade = _shade(alarms, bounds)
    box = f'x="{x}" y="{y}" width="{_SIDE}" height="{_SIDE}" rx="3"'
    parts = [
        f"<g><title>{escape(_said(code, line, surging))}</title>",
        f'<rect class="bm-s{shade}" {box} fill="{_FILL[shade]}"/>',
        f'<text class="bm-c{shade}" x="{x + _SIDE / 2:g}" y="{y + (12 if alarms else 17)}" '
        f'font-size="10" text-anchor="middle" fill="{_LETTERS[shade]}">{code}</text>',
    ]
    if alarms:
        parts.append(
            f'<text class="bm-c{shade}" x="{x + _SIDE / 2:g}" y="{y + 22}" font-size="9" '
            f'text-anchor="middle" fill="{_LETTERS[shade]}">{_short(alarms)}</text>'
        )
    if surging:
        parts.append(
            f'<rect class="bm-surge" {box} stroke="#7a1fa2" fill="none" stroke-width="3"/>'
        )
    return "".join([*parts, "</g>"])


def _said(code: str, line: Line | None, surging: bool) -> str:
    name = f"{name_of(code)} ({code})"
    if line is None or not line.alarms:
        return f"{name}: no alarms"
    sure = f", at best {line.certainty}: {', '.join(line.bases)}" if line.certainty else ""
    return f"{name}: {count(line.alarms, 'alarm')}{sure}{'; surge' if surging else ''}"


def _short(number: int) -> str:
    """A number in at most four signs."""
    if number < 10_000:
        return str(number)
    return f"{number // 1_000}k" if number < 1_000_000 else f"{number // 1_000_000}M"


def _legend(y: int, bounds: Sequence[int]) -> list[str]:
    x, parts, below = _LEFT, list[str](), 0
    for n, bound in enumerate((0, *bounds)):
        shade = 0 if n == 0 else _shade(bound, bounds)
        parts.append(
            f'<rect class="bm-s{shade}" x="{x}" y="{y}" width="16" height="16" rx="3" '
            f'fill="{_FILL[shade]}"/>'
        )
        words = "none" if n == 0 else f"{below + 1}-{bound}" if below + 1 < bound else f"{bound}"
        parts.append(_text(x + 22, y + 13, words, "soft"))
        x, below = x + 40 + 8 * len(words), bound
    parts.append(
        f'<rect class="bm-surge" x="{x}" y="{y}" width="16" height="16" rx="3" '
        'stroke="#7a1fa2" fill="none" stroke-width="3"/>'
    )
    parts.append(_text(x + 22, y + 13, "surge: far above its own past", "soft"))
    return parts


def _text(x: int, y: int, words: str, look: str = "ink", size: int = 13, weight: int = 400) -> str:
    fill = "#1a1a1a" if look == "ink" else "#5c5c5c"
    return (
        f'<text class="bm-{look}" x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" '
        f'fill="{fill}">{escape(words)}</text>'
    )
