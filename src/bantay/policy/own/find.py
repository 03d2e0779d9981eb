"""Where terms and patterns of an own detector stand in one text."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import hyperscan

from bantay.kit.lexicon import pattern as pattern_of
from bantay.kit.text.table import fold

Span = tuple[int, int]

_FLAGS = (
    hyperscan.HS_FLAG_SOM_LEFTMOST
    | hyperscan.HS_FLAG_UTF8
    | hyperscan.HS_FLAG_CASELESS
    | hyperscan.HS_FLAG_DOTALL
)
_MOST, _FEW_TERMS = 20, 8


@lru_cache(maxsize=64)
def folded(text: str) -> str:
    """The folded text: many detectors ask for the same message, one after the other."""
    return fold(text)


def refused(pattern: str) -> str | None:
    """Why the automaton cannot be made; None when it can."""
    try:
        _automaton(pattern)
    except hyperscan.HyperscanError as wrong:
        return str(wrong)
    return None


@lru_cache(maxsize=4096)
def _automaton(pattern: str) -> Any:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(expressions=[pattern.encode()], ids=[0], elements=1, flags=[_FLAGS])
    return database


@dataclass(frozen=True, slots=True)
class Find:
    """Finds terms or a pattern in folded text: whether they are there, and where."""

    any: Callable[[str], object]
    all: Callable[[str], list[Span]]


def finder(terms: tuple[str, ...], pattern: str | None) -> Find:
    """Finds any of the terms, or else the pattern."""
    if pattern is None:
        return _of_terms(terms)
    by_pattern = _of_pattern(pattern)
    if not terms:
        return Find(by_pattern, by_pattern)
    by_term = _of_terms(terms)
    return Find(
        lambda text: by_term.any(text) or by_pattern(text),
        lambda text: by_term.all(text) or by_pattern(text),
    )


def _of_terms(terms: tuple[str, ...]) -> Find:
    compiled = pattern_of({term: () for term in terms})
    return Find(
        _seldom(terms, compiled.search),
        lambda text: [found.span() for found in islice(compiled.finditer(text), _MOST)],
    )


def _seldom(terms: tuple[str, ...], search: Callable[[str], object]) -> Callable[[str], object]:
    """The search, after a look for a word of each term: a tenth of its cost where none is there.

    A term's words stand in a text as they are; only the spaces between them may differ.
    """
    if not 0 < len(terms) <= _FEW_TERMS:
        return search
    [word, *others] = [max(term.split(), key=len) for term in terms]

    def any_of(text: str) -> object:
        if word in text:
            return search(text)
        for other in others:
            if other in text:
                return search(text)
        return None

    return any_of


def _of_pattern(pattern: str) -> Callable[[str], list[Span]]:
    """The longest match from each leftmost start, at most `_MOST`, in characters."""
    automaton = _automaton(pattern)

    def find(text: str) -> list[Span]:
        raw = text.encode("utf-8", "replace")
        longest: dict[int, int] = {}

        def hit(id: int, start: int, end: int, flags: int, context: object) -> None:
            if len(longest) < _MOST or start in longest:
                longest[start] = max(end, longest.get(start, 0))

        automaton.scan(raw, match_event_handler=hit)
        return _apart(raw, longest, len(raw) == len(text))

    return find


def _apart(raw: bytes, longest: dict[int, int], plain: bool) -> list[Span]:
    """Matches that do not overlap, from byte places to characters."""
    found: list[Span] = []
    last = 0
    for start, end in sorted(longest.items()):
        if start >= last and end > start:
            last = end
            found.append((start, end) if plain else (_chars(raw, start), _chars(raw, end)))
    return found


def _chars(raw: bytes, place: int) -> int:
    return len(raw[:place].decode("utf-8", "ignore"))
