"""Templates such as `c-{id}`: text with columns and with what Bantay knows of the row."""

import re
from collections.abc import Sequence

from msgspec import Struct

KNOWN = ("#row", "#turn", "#file", "#speaker", "#listener")
"""What a template may name beside columns."""

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[^{}]+|[{}]")


class Piece(Struct, frozen=True):
    """A part of a template: literal text, or the name of a column or of something known."""

    text: str
    named: bool


def pieces(template: str) -> tuple[Piece, ...]:
    """The parts in order. Raises `ValueError` for a brace alone or a name nobody knows."""
    found = []
    for match in _PIECE.finditer(template):
        whole, name = match[0], match[1]
        if name is not None:
            found.append(Piece(_checked(name), True))
        elif whole in ("{", "}"):
            raise ValueError(f"a single {whole} stands in the template: write {whole * 2}")
        else:
            found.append(Piece(whole[0] if whole in ("{{", "}}") else whole, False))
    return tuple(found)


def columns(template: str) -> Sequence[str]:
    """The columns that a template names."""
    return [p.text for p in pieces(template) if p.named and not p.text.startswith("#")]


def _checked(name: str) -> str:
    if name.startswith("#") and name not in KNOWN:
        raise ValueError(f"{{{name}}} is not known: there are {', '.join(KNOWN)}")
    if not name:
        raise ValueError("a template needs a column's name between its braces")
    return name


def literal(text: str) -> str:
    """Text as it must be written inside a template to stand for itself."""
    return text.replace("{", "{{").replace("}", "}}")
