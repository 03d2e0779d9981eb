"""Quotes with the exact words lit: colour and underline on a terminal, marks elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import click

from bantay.cli.render.safe import isolated, safe

AROUND = 60
"""Characters of context kept on each side of lit words in an excerpt."""

LONGEST = 400
"""A lit stretch longer than this is shown by its two ends."""

_MARKS = (("«", "»"), ("⟦", "⟧"), ("⟪", "⟫"))
_GAP = " … "


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the original text, lit or not."""

    text: str
    lit: bool


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> list[Piece]:
    """The whole text in order, cut where light begins and ends. Overlapping spans join."""
    found, at = [], 0
    for start, end in _joined(spans, len(text)):
        found += [Piece(text[at:start], False), Piece(text[start:end], True)]
        at = end
    found.append(Piece(text[at:], False))
    return [piece for piece in found if piece.text]


def excerpt(parts: Sequence[Piece], around: int = AROUND) -> list[Piece]:
    """The same with long dark stretches cut to `around` characters beside the light."""
    last = len(parts) - 1
    return [
        Piece(
            _long(part.text) if part.lit else _dark(part.text, i == 0, i == last, around), part.lit
        )
        for i, part in enumerate(parts)
    ]


def marked(parts: Sequence[Piece]) -> str:
    """Plain text with marks around the lit words; the marks are signs the text itself lacks."""
    shown = [Piece(safe(part.text), part.lit) for part in parts]
    opening, closing, shown = _marks_for(shown)
    joined = "".join(f"{opening}{p.text}{closing}" if p.lit else p.text for p in shown)
    return isolated(joined)


def coloured(parts: Sequence[Piece]) -> str:
    """Terminal text: lit words are coloured *and* underlined, so colour is never needed."""
    return isolated("".join(_light(p.text) if p.lit else safe(p.text) for p in parts))


def _light(text: str) -> str:
    return click.style(safe(text), fg="yellow", bold=True, underline=True)


def _joined(spans: Iterable[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted((max(0, s), min(size, e)) for s, e in spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _dark(text: str, first: bool, last: bool, around: int) -> str:
    head, tail = "" if first else text[:around], "" if last else text[-around:]
    if len(text) <= around + (0 if first or last else around):
        return text
    return f"{head}{_GAP}{tail}"


def _long(text: str) -> str:
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]}{_GAP}{text[-half:]}"


def _marks_for(shown: list[Piece]) -> tuple[str, str, list[Piece]]:
    whole = "".join(piece.text for piece in shown)
    for opening, closing in _MARKS:
        if opening not in whole and closing not in whole:
            return opening, closing, shown
    opening, closing = _MARKS[0]
    named = {ord(mark): f"<U+{ord(mark):04X}>" for mark in (opening, closing)}
    return opening, closing, [Piece(p.text.translate(named), p.lit) for p in shown]
