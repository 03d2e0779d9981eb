"""Pictures that stand inside a page: no style of their own, every mark can be reached and read.

A page under a strict content policy gives the colours by class; the attributes repeat the
light ones. The picture is a group, so that a screen reader goes into it: each `spot` is one
focusable thing with a name.
"""

import re
from collections.abc import Iterable

from bantay.kit.draw.svg import words

_STYLE = re.compile(r"<style>.*?</style>\n?", re.DOTALL)


def live(
    slug: str,
    title: str,
    told: str,
    size: tuple[int, int],
    parts: Iterable[str],
    top: int = 0,
) -> str:
    """A picture of `size` pixels, seen from `top` on; `told` says all of it in words."""
    width, height = size
    name = "".join(c if c.isascii() and c.isalnum() else "-" for c in slug)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {top} {width} {height}" '
            f'width="{width}" height="{height}" role="group" '
            f'aria-labelledby="bp-title-{name}" aria-describedby="bp-desc-{name}">',
            f'<title id="bp-title-{name}">{words(title)}</title>',
            f'<desc id="bp-desc-{name}">{words(told)}</desc>',
            *parts,
            "</svg>\n",
        ]
    )


def spot(name: str, parts: Iterable[str], **data: str) -> str:
    """A focusable part of a picture, read out by its name. `data` goes to the page's code."""
    more = "".join(f' data-{key}="{words(value)}"' for key, value in data.items())
    inner = "".join(parts)
    return (
        f'<g class="spot" tabindex="0" role="img" aria-label="{words(name)}"{more}>'
        f"<title>{words(name)}</title>{inner}</g>"
    )


def bare(picture: str) -> str:
    """A self-contained picture without its style element, for a page that has its own."""
    return _STYLE.sub("", picture)
