"""Cutting a contact into pieces, and writing the pieces."""

import re
from itertools import pairwise
from random import Random

from bantay.bench.generate.contacts import Contact
from bantay.bench.generate.writing import Way

_AT = {"en": (" at ", "(at)", "[at]"), "fil": (" at ", "(at)"), "zh": ("艾特", "(at)", "小老鼠")}
_DOT = {"en": (" dot ", "(dot)"), "fil": (" dot ", " tuldok "), "zh": ("点", "(dot)")}
_SHORT = 3


def cut(contact: Contact, parts: int, source: Random) -> list[str]:
    """The contact in at most `parts` pieces, at least two: joined they are what is written."""
    if contact.kind == "phone":
        return _anywhere(contact.written, parts, source)
    return _between_words(contact.written, parts, source)


def _anywhere(number: str, parts: int, source: Random) -> list[str]:
    plus, digits = ("+", number[1:]) if number[0] == "+" else ("", number)
    inner = min(parts, len(digits)) - 1
    cuts = [0, *sorted(source.sample(range(1, len(digits)), inner)), len(digits)]
    pieces = [digits[a:b] for a, b in pairwise(cuts)]
    return [plus + pieces[0], *pieces[1:]]


def _between_words(name: str, parts: int, source: Random) -> list[str]:
    """Cut where words end while that is enough, then the longest word, in its middle.

    A word that is cut keeps two characters a piece, and a domain's words are not cut:
    nobody could follow, and nobody does it.
    """
    pieces = _words(name)
    while len(pieces) > parts:
        at = source.randrange(len(pieces) - 1)
        pieces[at : at + 2] = [pieces[at] + pieces[at + 1]]
    while len(pieces) < parts:
        local = [n for n, piece in enumerate(pieces) if "@" not in "".join(pieces[: n + 1])]
        at = max(local, key=lambda n: len(pieces[n]))
        if len(pieces[at]) <= _SHORT:
            break
        middle = len(pieces[at]) // 2
        pieces[at : at + 1] = [pieces[at][:middle], pieces[at][middle:]]
    return pieces


def _words(name: str) -> list[str]:
    """Words with the sign before them; letters and digits are words of their own."""
    return re.findall(r"\W?_?[^\W\d_]+|\W?_?\d+", name)


def spell_signs(piece: str, language: str, source: Random) -> str:
    """A piece of an address with its at and dots in words."""
    said = piece.replace("@", source.choice(_AT[language]))
    return said.replace(".", source.choice(_DOT[language])).strip()


def write_piece(piece: str, way: Way, source: Random) -> str:
    """A piece of a number, written; a separator may also stand at its edge."""
    said = way.write(piece, source)
    if way.family == "separators" and source.random() < 0.4:
        by = way.name.removeprefix("separator ")
        said = by + said if source.random() < 0.5 else said + by
    return said
