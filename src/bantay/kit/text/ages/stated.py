"""What every language's reader of ages hands over, and what they share.

A reader looks for *leads* ("i'm", "我", a number) with one cheap pattern, and only behind a
lead tries its *tails* one after another: most texts hold no lead, most leads no tail.
"""

import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from bantay.kit.text.late import late

Kind = Literal["stated", "school", "born"]

UNDER_18 = 17
"""The age that "a minor" or "not 18 yet" stands for."""

Value = Callable[[re.Match[str]], int]
"""What a tail's match says: an age in years, or with kind "born" a year; 0 is no age."""

_REACH = 32
"""Characters before a lead that may take it back ("when", "以为")."""


class Stated(NamedTuple):
    """An age, or with kind "born" a birth year, at folded offsets `start` to `end`."""

    value: int
    kind: Kind
    start: int
    end: int


class Tail(NamedTuple):
    """What may come behind a lead, and what it then says."""

    kind: Kind
    value: Value
    pattern: re.Pattern[str]


def tails(*rules: tuple[Kind, Value, str]) -> tuple[Tail, ...]:
    """Compiled tails, in the order in which they are tried."""
    return tuple(Tail(kind, value, late(pattern)) for kind, value, pattern in rules)


def behind(folded: str, start: int, at: int, choices: tuple[Tail, ...]) -> Iterator[Stated]:
    """The first tail that matches at `at`, told with the lead that began at `start`."""
    for kind, value, pattern in choices:
        match = pattern.match(folded, at)
        if match and (said := value(match)):
            yield Stated(said, kind, start, match.end())
            return


def alternatives(*parts: str) -> str:
    """A regex group of alternatives, the longest first, spaces stretching."""
    ordered = sorted(parts, key=lambda part: (-len(part), part))
    return "(?:" + "|".join(part.replace(" ", r"\s+") for part in ordered) + ")"


def follows(pattern: re.Pattern[str], folded: str, at: int) -> bool:
    """Whether a pattern that ends with `$` matches right before an offset."""
    return pattern.search(folded[max(0, at - _REACH) : at]) is not None


def minor(match: re.Match[str]) -> int:
    """What "a minor" says."""
    return UNDER_18


def full_year(digits: str) -> int:
    """A birth year of two or four digits; two digits are of this century."""
    return int(digits) + (2000 if len(digits) == 2 else 0)
