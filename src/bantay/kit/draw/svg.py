"""The ink of all pictures: escaped text, colours for light and dark, a frame that is read out.

No script, no font, no style from elsewhere. Presentation attributes repeat the light colours
for pages whose policy drops styles; shape and place say what colour says, so that nobody has
to tell colours apart.
"""

from collections.abc import Iterable
from html import escape

from bantay.kit.draw.safe import cut, isolated, safe

WIDTH = 960
LIGHT = {
    "back": "#ffffff",
    "ink": "#1a1a1a",
    "soft": "#5c5c5c",
    "grid": "#dddddd",
    "subject": "#c2570c",
    "other": "#0b6fb5",
    "thing": "#7a1fa2",
    "money": "#2f7d4f",
    "link": "#777777",
}
DARK = {
    "back": "#16181b",
    "ink": "#ececec",
    "soft": "#a9adb3",
    "grid": "#34383d",
    "subject": "#f0924a",
    "other": "#5db3ee",
    "thing": "#d79af0",
    "money": "#6cc793",
    "link": "#8d9299",
}


def _style() -> str:
    def rules(colours: dict[str, str]) -> str:
        return "".join(
            f".bp-{look}{{fill:{c}}}.bp-line-{look}{{stroke:{c}}}" for look, c in colours.items()
        )

    return f"{rules(LIGHT)}@media (prefers-color-scheme:dark){{{rules(DARK)}}}"


def document(slug: str, title: str, told: str, height: int, parts: Iterable[str]) -> str:
    """A picture with a title, a description that tells all of it, and a heading."""
    name = "".join(c if c.isascii() and c.isalnum() else "-" for c in slug)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            f'width="{WIDTH}" height="{height}" role="img" font-family="system-ui, sans-serif" '
            f'aria-labelledby="bp-title-{name} bp-desc-{name}">',
            f'<title id="bp-title-{name}">{words(title)}</title>',
            f'<desc id="bp-desc-{name}">{words(told)}</desc>',
            f"<style>{_style()}</style>",
            f'<rect {fill("back")} width="{WIDTH}" height="{height}"/>',
            text(24, 30, title, "ink", size=16, weight=600, cells=110),
            *parts,
            "</svg>\n",
        ]
    )


def stacked(pictures: Iterable[str], title: str) -> str:
    """Several pictures as one document, one below the other."""
    parts, height = [], 0
    for picture in pictures:
        tall = int(picture.split('height="', 1)[1].split('"', 1)[0])
        parts.append(picture.replace("<svg ", f'<svg y="{height}" ', 1))
        height += tall
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="group" aria-label="{words(title)}">\n'
    )
    return head + "".join(parts) + "</svg>\n"


def text(
    x: float,
    y: float,
    told: str,
    look: str,
    *,
    size: int = 12,
    weight: int = 400,
    anchor: str = "start",
    cells: int = 60,
) -> str:
    """A line of text, made safe and cut; what was cut is in its title."""
    shown = cut(safe(told), cells)
    full = f"<title>{words(told)}</title>" if shown != safe(told) else ""
    return (
        f'<text {fill(look)} x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{full}{escape(isolated(shown))}</text>'
    )


def words(told: str) -> str:
    """Text for titles and attributes: safe, isolated, escaped."""
    return escape(isolated(safe(told)))


def fill(look: str) -> str:
    """The class and colour of something filled."""
    return f'class="bp-{look}" fill="{LIGHT[look]}"'


def stroke(look: str) -> str:
    """The class and colour of a line."""
    return f'class="bp-line-{look}" stroke="{LIGHT[look]}" fill="none"'
