"""What may reach a terminal or a picture: people's words, never their control characters.

Line ends, tabs and the like become control pictures; every other invisible control
(direction overrides, zero-width spaces, lone surrogates, non-characters) is named by its
code, because in evidence the invisible is what the reader has to see. Joiners that real
scripts and emoji need stay as they are.
"""

from unicodedata import bidirectional, category, combining, east_asian_width

_ISOLATE, _POP = "\u2068", "\u2069"
_JOINERS = frozenset("\u200c\u200d")
# Arabic, Syriac and Kaithi signs are visible though their category says "format".
_VISIBLE_FORMAT = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
_HARMLESS = frozenset({"Zs", "Co", "Cn"})
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def safe(text: str) -> str:
    """The text with every control character replaced by something that can be seen."""
    if text.isprintable():
        return text
    return "".join(char if _may_stay(char) else _picture(char) for char in text)


def isolated(text: str) -> str:
    """Text that holds right-to-left letters, kept from reordering what stands beside it.

    `safe` has already named any direction control of the text's own, so it cannot close
    the isolate. Text without such letters gets no invisible characters added.
    """
    if any(bidirectional(char) in _RIGHT_TO_LEFT for char in text):
        return f"{_ISOLATE}{text}{_POP}"
    return text


def cut(text: str, cells: int) -> str:
    """At most `cells` character cells (wide characters take two), ended by "…" when cut."""
    if cells_of(text) <= cells:
        return text
    used, kept = 1, []
    for char in text:
        used += _cells(char)
        if used > cells:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def cells_of(text: str) -> int:
    """How many character cells a text takes."""
    return sum(map(_cells, text))


def _may_stay(char: str) -> bool:
    if char.isprintable() or char in _JOINERS or char in _VISIBLE_FORMAT:
        return True
    return category(char) in _HARMLESS and not _non_character(ord(char))


def _non_character(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _picture(char: str) -> str:
    code = ord(char)
    if char == "\n":
        return "\u2424"
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"


def _cells(char: str) -> int:
    if combining(char) or category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(char) in {"W", "F"} else 1
