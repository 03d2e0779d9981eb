"""What a claim is, and when two claims say the same."""

from itertools import pairwise
from typing import Literal

from msgspec import Struct

from bantay.kit.text.late import late
from bantay.kit.text.table import fold
from bantay.kit.text.words import SPACELESS, words

Kind = Literal["film", "award", "magazine", "pageant", "employer", "origin", "age", "born"]
FAME: tuple[Kind, ...] = ("film", "award", "magazine", "pageant")
"""Claims to a career before the public. The others are what ordinary profiles say."""

_LINKS = frozenset(("the", "of", "and", "a", "an", "in", "for", "at", "ng", "sa", "na", "ang"))
_YEAR = late(r"(?:19|20)\d\d")
_TRAIL = late(rf"[^\w{SPACELESS}]+$")


class Claim(Struct, frozen=True):
    """One claim at original offsets `start` to `end` of its text. `value` is folded; of "age" it
    is the years, of "born" the year. `year` is when it is said to have been, if it is said."""

    kind: Kind
    value: str
    start: int
    end: int
    year: int | None = None


def plain(value: str) -> str:
    """A value as it is compared: folded, spaces single, no sign or year at its end."""
    folded = " ".join(_TRAIL.sub("", fold(value)).split())
    parts = _TRAIL.sub("", _YEAR.sub("", folded)).split()
    while parts and parts[-1] in _LINKS:
        parts.pop()
    return " ".join(parts) or folded


def same(one: str, other: str) -> bool:
    """Whether two values may name one thing: they share a word that tells, or one holds the
    other ("cebu" and "cebu city"; "《星河》" and "星河")."""
    if one in other or other in one:
        return True
    return bool(_telling(one) & _telling(other))


def _telling(value: str) -> frozenset[str]:
    parts = words(value)
    if parts and sum(len(part) == 1 for part in parts) == len(parts):  # no spaces: pairs tell
        return frozenset(map("".join, pairwise(parts)))
    return frozenset(part for part in parts if part not in _LINKS)
