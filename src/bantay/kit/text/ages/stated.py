"""What every language's reader of ages hands over, and what they share."""

import re
from typing import Literal, NamedTuple

Kind = Literal["stated", "school"]

UNDER_18 = 17
"""The age that "a minor" or "not 18 yet" stands for."""


class Stated(NamedTuple):
    """An age at folded offsets `start` to `end`."""

    value: int
    kind: Kind
    start: int
    end: int


def alternatives(*parts: str) -> str:
    """A regex group of alternatives, the longest first, spaces stretching."""
    ordered = sorted(parts, key=lambda part: (-len(part), part))
    return "(?:" + "|".join(part.replace(" ", r"\s+") for part in ordered) + ")"


def follows(pattern: re.Pattern[str], folded: str, at: int, reach: int = 32) -> bool:
    """Whether a pattern that ends with `$` matches right before an offset."""
    return pattern.search(folded[max(0, at - reach) : at]) is not None
