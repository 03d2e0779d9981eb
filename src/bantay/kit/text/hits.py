"""What the finders of contacts hand over: places in folded text, not yet in the original."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bantay.kit.lexicon import lexicon

Kind = Literal["phone", "email", "url", "handle", "payment"]

CERTAIN, LIKELY, FAIR, WEAK, FAINT = 0.95, 0.8, 0.6, 0.5, 0.3
"""How sure the reader is that this leads to a person elsewhere, in five steps."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A contact at folded offsets `start` to `end`, with what had to be undone to read it."""

    kind: Kind
    value: str
    start: int
    end: int
    confidence: float
    undone: tuple[str, ...] = ()


@lru_cache(maxsize=4)
def endings(*kinds: str) -> frozenset[str]:
    """Endings of internet names, without their dot: "name", "word" or both."""
    return frozenset(term[1:] for term in lexicon("messages", "tld").terms(*kinds))


def one_of(terms: tuple[str, ...]) -> str:
    """A regex part that matches the longest of the terms."""
    return "|".join(re.escape(term) for term in sorted(terms, key=lambda t: (-len(t), t)))
