"""Where the terms of several word lists stand in a text, found in one pass.

    phrases("pay me tonight", "demand", "pressure")  ->  Phrases(reading, (Phrase(...), ...))

Detectors compose them: which terms stand near each other, in which order, how said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bantay.kit.lexicon import Finder, lexicon
from bantay.kit.text.reading import Reading, read

_PLANE = "messages"
_Meanings = dict[tuple[str, str], None]  # (list, kind), in the order of the lists
_CACHED = 2_000  # characters; longer texts are read anew, so that memory stays bounded
MOST = 4_000
"""Characters that are read of a text: what people say to each other fits, and an essay made of
one phrase cannot hold up everybody else."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A term of a word list at folded offsets `start` to `end`; `kind` is its entry's."""

    list: str
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrases:
    """One text, folded, and the terms in it by place; of two that overlap, the longer."""

    reading: Reading
    found: tuple[Phrase, ...]

    @property
    def folded(self) -> str:
        """The text in which the offsets count."""
        return self.reading.folded

    def of(self, list: str, *kinds: str) -> Iterator[Phrase]:
        """Those of one list, or of some of its kinds."""
        return (p for p in self.found if p.list == list and (not kinds or p.kind in kinds))


def phrases(text: str, *lists: str) -> Phrases:
    """The terms of these lists of the messages plane in the first `MOST` characters of a text."""
    return _cached(text, lists) if len(text) <= _CACHED else _phrases(text[:MOST], lists)


def _phrases(text: str, lists: tuple[str, ...]) -> Phrases:
    reading = read(text)
    search, meanings = _compiled(lists)
    found = [
        Phrase(list, kind, match.start(), match.end())
        for match in search.finditer(reading.folded)
        for list, kind in meanings[" ".join(match[0].split())]
    ]
    return Phrases(reading, tuple(found))


_cached = lru_cache(maxsize=4_096)(_phrases)


@lru_cache(maxsize=16)
def _compiled(lists: tuple[str, ...]) -> tuple[Finder, dict[str, _Meanings]]:
    """One finder of all terms, and what each term means in which list."""
    meanings: dict[str, _Meanings] = {}
    unless: dict[str, tuple[str, ...]] = {}
    for name in lists:
        for entry in lexicon(_PLANE, name).entries:
            for term in entry.terms:
                meanings.setdefault(term, {})[name, entry.kind] = None
                unless[term] = (*unless.get(term, ()), *entry.unless)
    return Finder(unless), meanings
