"""A small map: every country one tile, shaded by a count; few words, all of them readable."""

from collections.abc import Mapping

from bantay.kit.draw.live import live, spot
from bantay.kit.draw.svg import text
from bantay.kit.regions.countries import name_of, tiles

_SHADES = 5
_LIGHT = ("#eceae6", "#fbd9b5", "#f5b072", "#e58338", "#c2570c", "#7f3404")
_INK = ("#6b675f", "#1a1a1a", "#1a1a1a", "#1a1a1a", "#ffffff", "#ffffff")


def region_tiles(
    slug: str, title: str, told: Mapping[str, tuple[int, str]], width: int = 640
) -> str:
    """Countries by code with a count and what to say of it; those without are drawn pale."""
    places = tiles()
    left = min(column for column, _ in places.values())
    top = min(row for _, row in places.values())
    columns = max(column for column, _ in places.values()) - left + 1
    rows = max(row for _, row in places.values()) - top + 1
    step = max(11, width // columns)
    most = max((count for count, _ in told.values()), default=1)
    drawn = [
        _tile(code, (column - left) * step, (row - top) * step, step, told.get(code), most)
        for code, (column, row) in sorted(places.items())
    ]
    said = "; ".join(f"{name_of(code)}: {said}" for code, (_, said) in sorted(told.items()))
    return live(slug, title, said or "no places", (columns * step, rows * step), drawn)


def _tile(code: str, x: int, y: int, step: int, said: tuple[int, str] | None, most: int) -> str:
    count = said[0] if said else 0
    shade = min(_SHADES, 2 + round(3 * count / most)) if count else 0
    side = step - 2
    rect = (
        f'<rect class="bm-s{shade}" fill="{_LIGHT[shade]}" x="{x}" y="{y}" width="{side}" '
        f'height="{side}" rx="2"/>'
    )
    if said is None:
        return rect
    size = max(9, min(12, step // 2))
    letters = text(x + side / 2, y + side / 2 + size * 0.36, code, "ink", size=size,
                   weight=600, anchor="middle")  # fmt: skip
    letters = letters.replace('class="bp-ink" fill="#1a1a1a"',
                              f'class="bm-c{shade}" fill="{_INK[shade]}"')  # fmt: skip
    return spot(f"{name_of(code)}: {said[1]}", [rect, letters], place=code)
