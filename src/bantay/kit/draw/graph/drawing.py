"""The evidence graph as marks: shape says the kind, colour and shape the part, words the rest."""

from collections.abc import Iterable, Iterator, Sequence, Set

from bantay.kit.draw.graph.grouping import Dot, Edge, Glyph, Grouped, Strand, grouped
from bantay.kit.draw.graph.layout import Places, places
from bantay.kit.draw.live import live, spot
from bantay.kit.draw.svg import fill, stroke, text

_ALWAYS_NAMED = 40
"""Up to so many nodes all names are written; beyond, those of groups and subjects."""


def graph(
    slug: str,
    title: str,
    dots: Sequence[Dot],
    edges: Iterable[Edge],
    opened: Set[str] = frozenset(),
    width: int = 640,
    height: int = 420,
) -> tuple[str, Grouped]:
    """The picture and what it shows; an empty text when there is nobody."""
    shown = grouped(dots, edges, opened)
    if not shown.glyphs:
        return "", shown
    where = places(shown.glyphs, shown.strands, width, height)
    parts = [
        *(_line(strand, where) for strand in shown.strands),
        *(_node(glyph, where, shown) for glyph in shown.glyphs),
    ]
    told = f"{len(shown.glyphs)} of {shown.whole} ends, {len(shown.strands)} kinds of ties"
    return live(slug, title, told, (width, height), parts), shown


def _line(strand: Strand, where: Places) -> str:
    (x1, y1), (x2, y2) = where[strand.one], where[strand.other]
    look = "money" if strand.how == "money" else "link"
    dash = "" if strand.how == "money" else ' stroke-dasharray="5 3"'
    wide = min(5.0, 1.2 + strand.count**0.5 * 0.35)
    return (
        f'<line {stroke(look)} stroke-width="{wide:.1f}"{dash} x1="{x1}" y1="{y1}" '
        f'x2="{x2}" y2="{y2}"/>'
    )


def _node(glyph: Glyph, where: Places, shown: Grouped) -> str:
    x, y = where[glyph.id]
    named = len(shown.glyphs) <= _ALWAYS_NAMED or glyph.members or glyph.subject
    label = text(x, y + 24, glyph.label, "ink", size=11, anchor="middle", cells=18,
                 weight=600 if glyph.subject else 400)  # fmt: skip
    parts = [*_shape(glyph, x, y), *([label] if named else [])]
    part = f", {glyph.part}" if glyph.part else ""
    many = ", a group: Enter opens it" if glyph.members else ""
    kind = "" if glyph.members else f"{glyph.kind} "
    return spot(f"{kind}{glyph.label}{part}{many}", parts, node=glyph.id)


def _shape(glyph: Glyph, x: float, y: float) -> Iterator[str]:
    look = "subject" if glyph.subject else "other" if glyph.kind == "account" else "thing"
    if glyph.members:
        yield (
            f'<rect {fill("back")} x="{x - 14}" y="{y - 10}" width="28" height="20" rx="10"/>'
            f'<rect {stroke(look)} stroke-width="2" x="{x - 14}" y="{y - 10}" width="28" '
            f'height="20" rx="10"/>'
        )
        yield text(x, y + 4, _short(len(glyph.members)), "ink", size=10, anchor="middle")
    elif glyph.kind == "account":
        yield f'<circle {fill(look)} cx="{x}" cy="{y}" r="{10 if glyph.subject else 8}"/>'
        if "possible victim" in glyph.part:  # a ring beside the colour: never colour alone
            yield f'<circle {stroke("ink")} stroke-width="1.5" cx="{x}" cy="{y}" r="12"/>'
    elif glyph.kind == "instrument":
        yield f'<path {fill(look)} d="M{x} {y - 11}l11 11l-11 11l-11 -11Z"/>'
    else:
        yield f'<rect {fill(look)} x="{x - 8}" y="{y - 8}" width="16" height="16" rx="2"/>'


def _short(number: int) -> str:
    return str(number) if number < 1_000 else f"{number // 1_000}k"
