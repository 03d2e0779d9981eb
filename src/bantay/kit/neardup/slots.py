"""What a cluster of near-copies has in common, and where its copies differ.

The first copy is laid beside each of the others; the words that stay in (nearly) all are the
constant text, what stands between them are slots, and a slot's fillings tell its kind.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from bantay.kit.text.late import late
from bantay.kit.text.places import places
from bantay.kit.text.reading import Reading, read
from bantay.kit.text.words import SPACELESS

SlotKind = Literal["number", "price", "place", "name", "words"]
KEPT_BY = 0.8
"""The share of copies in which a word must stay to be constant: one odd copy hides nothing."""
_SHOWN = 12  # copies laid beside the first
_LONGEST = 1_500  # tokens of a text that are compared
_TOKEN = late(rf"\d+(?:[.,:]\d+)*|[{SPACELESS}]|[^\W\d_{SPACELESS}]+")
_PRICE = late(r"[$€£¥₱元块]|\b(?:php|usd|aud|gbp|cny|rmb|pesos?|dollars?|piso|rate|price|presyo)\b")
_AROUND = 8


class Slot(Struct, frozen=True):
    """A place of the template whose content changes; `values` are what was read, folded."""

    kind: SlotKind
    values: tuple[str, ...]


class Template(Struct, frozen=True):
    """The constant text, slots shown as "_", the slots, and where the constant text stands in
    each copy, as original offsets."""

    constant: str
    slots: tuple[Slot, ...]
    spans: tuple[tuple[tuple[int, int], ...], ...]

    def kinds(self) -> tuple[str, ...]:
        """The kinds of its slots, sorted and once each."""
        return tuple(sorted({slot.kind for slot in self.slots}))


class _Copy(Struct):
    reading: Reading
    tokens: list[str]
    places: list[tuple[int, int]]  # in the folded text


def template_of(texts: Sequence[str]) -> Template:
    """What at least two near-copies have in common. The first is what the others are held to."""
    copies = [_copy(text) for text in texts[:_SHOWN]]
    kept = [_kept(copies[0], other) for other in copies]
    votes = [sum(n in by for by in kept) for n in range(len(copies[0].tokens))]
    constant = [n for n, stay in enumerate(votes) if stay >= KEPT_BY * len(copies)]
    spans = tuple(
        _spans(copy, [by[n] for n in constant if n in by])
        for copy, by in zip(copies, kept, strict=True)
    )
    return Template(_shown(copies[0], constant), _slots(copies, kept, constant), spans)


def _copy(text: str) -> _Copy:
    reading = read(text)
    found = [m for m, _ in zip(_TOKEN.finditer(reading.folded), range(_LONGEST), strict=False)]
    return _Copy(reading, [m[0] for m in found], [m.span() for m in found])


def _kept(first: _Copy, other: _Copy) -> dict[int, int]:
    """Which tokens of the first stand in the other, and where."""
    blocks = SequenceMatcher(None, first.tokens, other.tokens, autojunk=False)
    return {
        block.a + n: block.b + n
        for block in blocks.get_matching_blocks()
        for n in range(block.size)
    }


def _spans(copy: _Copy, kept: list[int]) -> tuple[tuple[int, int], ...]:
    """Runs of constant tokens of a copy, as offsets in its original text."""
    runs: list[tuple[int, int]] = []
    for n in sorted(kept):
        if runs and runs[-1][1] == n:
            runs[-1] = (runs[-1][0], n + 1)
        else:
            runs.append((n, n + 1))
    return tuple(
        copy.reading.span(copy.places[first][0], copy.places[last - 1][1]) for first, last in runs
    )


def _shown(first: _Copy, constant: list[int]) -> str:
    parts: list[str] = []
    for at, n in enumerate(constant):
        if n != (constant[at - 1] + 1 if at else 0):
            parts.append("_")
        parts.append(first.tokens[n])
    if constant and constant[-1] != len(first.tokens) - 1:
        parts.append("_")
    return " ".join(parts)


def _slots(
    copies: list[_Copy], kept: list[dict[int, int]], constant: list[int]
) -> tuple[Slot, ...]:
    """What stands between each two neighbours of the constant text, copy by copy."""
    slots: list[Slot] = []
    for left, right in pairwise((-1, *constant, len(copies[0].tokens))):
        values, priced = dict[str, None](), False
        for copy, by in zip(copies, kept, strict=True):
            at = {-1: -1, len(copies[0].tokens): len(copy.tokens), **by}
            if left in at and right in at and at[left] + 1 < at[right]:
                values[" ".join(copy.tokens[at[left] + 1 : at[right]])] = None
                priced |= _is_priced(copy, at[left] + 1, at[right])
        if len(values) > 1:
            slots.append(Slot(_kind(tuple(values), priced), tuple(values)))
    return tuple(slots)


def _is_priced(copy: _Copy, start: int, end: int) -> bool:
    """Whether money is named in or right beside a slot."""
    first = max(0, copy.places[start][0] - _AROUND)
    around = copy.reading.folded[first : copy.places[end - 1][1] + _AROUND]
    return _PRICE.search(around) is not None


def _kind(values: tuple[str, ...], priced: bool) -> SlotKind:
    if all(any(map(str.isdigit, value)) for value in values):
        return "price" if priced else "number"
    if sum(bool(places(value)) for value in values) * 2 >= len(values):
        return "place"
    short = all(len(value.split()) <= 2 or len(value.replace(" ", "")) <= 4 for value in values)
    return "name" if short else "words"
