"""One message read closely: folded, stripped of invisible characters, every place kept.

Where `table.fold` maps one character to one, a `Reading` may drop characters (zero-width,
combining marks, the ring of a keycap) and spread one over several ("⑩" is "10"). Every
folded character knows the original characters it stands for, and what was undone there.
Linear in the text, whatever it holds.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from unicodedata import category, decimal, east_asian_width, name, normalize

from bantay.kit.text.late import late
from bantay.kit.text.table import fold

_MARKS = ((0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F))
"""Marks that any script may carry. Vowel signs of Thai and others are letters: they stay."""
_KEYCAP = "\u20e3"
_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
_ZERO_WIDTH = "zero-width"
UNSEEN = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters of Hangul that are drawn as nothing (Unicode: fillers)."""
_TOLD = "@.:/"  # beside letters and digits, signs whose disguise is worth telling


@dataclass(frozen=True, slots=True)
class Reading:
    """A folded text and where each of its characters comes from.

    `starts[i]` and `ends[i]` are the original offsets of folded character i; `notes` are
    (original offset, what was undone there), by offset.
    """

    folded: str
    starts: Sequence[int]
    ends: Sequence[int]
    notes: tuple[tuple[int, str], ...] = field(default=(), repr=False)

    def span(self, i: int, j: int) -> tuple[int, int]:
        """The original offsets of folded characters `i` to `j` (exclusive, i < j)."""
        return self.starts[i], self.ends[j - 1]

    def undone(self, i: int, j: int) -> tuple[str, ...]:
        """What was undone within folded characters `i` to `j`, in order of first sight."""
        start, end = self.span(i, j)
        first, last = (bisect_left(self.notes, (edge, "")) for edge in (start, end))
        return tuple(dict.fromkeys(what for _, what in self.notes[first:last]))


_ONE_TO_ONE = late(
    "[\0-\x7fÀ-ÿ\u0400-\u045f\u0e01-\u0e32\u0e34-\u0e4e‘’“”、。《》「」『』【】"
    "\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff！，？；（）～\U0001f300-\U0001f64f]*"
)
"""Everyday letters and signs of several scripts that only the table folds: nothing is undone."""


def read(text: str) -> Reading:
    """Read one text. What the table alone folds costs little more than its lower case.

    Many detectors read the same message, so the last short texts are remembered.
    """
    return _remembered(text) if len(text) <= _CACHED else _read(text)


def _read(text: str) -> Reading:
    if text.isascii() or _ONE_TO_ONE.fullmatch(text):
        return Reading(fold(text), range(len(text)), range(1, len(text) + 1))
    return _read_closely(text)


_CACHED = 400  # characters; longer texts are read anew, so that memory stays bounded
_remembered = lru_cache(maxsize=2_048)(_read)


def _read_closely(text: str) -> Reading:
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    notes: list[tuple[int, str]] = []
    for at, char in enumerate(text):
        new, note = _undo(char)
        if note:
            notes.append((at, note))
        if new:
            folded.append(new)
            starts.extend([at] * len(new))
            ends.extend([at + 1] * len(new))
        elif ends and _is_attached(char):
            ends[-1] = at + 1  # a mark belongs to what it sits on
    return Reading("".join(folded), starts, ends, tuple(notes))


@lru_cache(maxsize=16_384)
def _undo(char: str) -> tuple[str, str]:
    """What a character reads as (nothing: it is dropped), and what that undoes, if anything."""
    if char.isascii():
        return char.lower(), ""
    if _is_attached(char):
        return "", _attached(char)
    if category(char) == "Cf" or char in UNSEEN:
        return "", _ZERO_WIDTH
    new = fold(char)
    if new == char:
        new = fold(normalize("NFKC", char))
    if new == char or new == char.lower():
        return new, ""
    return new, _disguise(char, new)


def _is_attached(char: str) -> bool:
    return any(low <= ord(char) <= high for low, high in (*_MARKS, *_SELECTORS))


def _attached(char: str) -> str:
    if char == _KEYCAP:
        return "keycap digits"
    return "" if any(low <= ord(char) <= high for low, high in _SELECTORS) else "combining marks"


def _disguise(char: str, new: str) -> str:
    if not (new.isalnum() or new in _TOLD):
        return ""
    if east_asian_width(char) == "F":
        return "full-width"
    if not new.isdigit():
        return "styled letters"
    known = name(char, "")
    if char.isalpha():
        return "look-alike digits"
    if decimal(char, None) is not None:
        return "styled digits" if "MATHEMATICAL" in known else "digits of another script"
    return "raised digits" if "SCRIPT" in known else "circled digits"
