"""Names of apps and words that ask to be added, found in one pass over a folded text.

Chinese names are also found by sound and shape: the pairs of `sound.toml` are characters
that sound or look like those of a messenger's name, with a sign or a gap between them.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bantay.kit.lexicon import Entry, lexicon
from bantay.kit.text.late import late
from bantay.kit.text.markers.sounds import first_two, second_sounds
from bantay.kit.text.markers.trie import by_first, group, rests

_LISTS = ("cue", "page", "sound", "payment")
_NUMBERED = ("number", "number asked", "initials", "asked")
_OTHERS, _SIGNS = late("[\u0400-\u0e7f]"), late("[\u2600-\U0001ffff]")
_CYRILLIC, _LETTERS = late("[\u0400-\u04ff]"), late("[\u0600-\u06ff\u0900-\u0e7f]")
_SOUND = "messenger's name by sound or shape"


class Marker(NamedTuple):
    """A term of `kind` at folded offsets `start` to `end`; `list` is the word list it is from.

    `lang` is its language, `undone` says that it only sounds or looks like what it stands for.
    """

    list: str
    kind: str
    lang: str
    start: int
    end: int
    undone: tuple[str, ...]


class _Meaning(NamedTuple):
    list: str
    kind: str
    lang: str
    undone: tuple[str, ...]


def markers(folded: str) -> Iterator[Marker]:
    """All markers of a folded text: those of Latin letters first, each script from the left."""
    for match in _matches(folded):
        meaning = _meaning(match[0])
        yield Marker(meaning.list, meaning.kind, meaning.lang, *match.span(), meaning.undone)


def _matches(folded: str) -> Iterator[re.Match[str]]:
    if folded.isascii():
        yield from _pattern("latin").finditer(folded)
        return
    yield from _pattern("latin", rare=True).finditer(folded)
    if _SIGNS.search(folded):
        yield from _pattern("signs").finditer(folded)
    if _OTHERS.search(folded):
        yield from _pattern("cyrillic", rare=True).finditer(folded)
        yield from _pattern("letters").finditer(folded)


def _family(char: str) -> str:
    """Which pattern a term belongs to, by its first character."""
    if _CYRILLIC.match(char):
        return "cyrillic"
    if _LETTERS.match(char):
        return "letters"
    return "latin" if char < "\u0250" else "signs"


@lru_cache(maxsize=8)
def _pattern(family: str, rare: bool = False) -> re.Pattern[str]:
    terms: dict[str, tuple[str, ...]] = {}
    numbered: set[str] = set()
    for _, entry in _entries():
        mine = [term for term in entry.terms if _family(term[0]) == family]
        terms |= dict.fromkeys(mine, entry.unless)
        if entry.kind in _NUMBERED:
            numbered.update(mine)
    if family != "signs":
        return re.compile(group(terms, frozenset(numbered), rare=rare))
    return re.compile(by_first(_signs(terms, frozenset(numbered))))


def _signs(terms: dict[str, tuple[str, ...]], numbered: frozenset[str]) -> dict[str, str]:
    """By first character what may follow it: words as they should be, pairs, then nothing."""
    words = {term: unless for term, unless in terms.items() if len(term) > 1}
    single = {term: unless for term, unless in terms.items() if len(term) == 1}
    found: dict[str, list[str]] = {}
    pairs = second_sounds(entry for _, entry in _entries())
    for part in (rests(words, numbered), pairs, rests(single)):
        for first, after in part.items():
            found.setdefault(first, []).append(after)
    return {first: "|".join(found[first]) for first in sorted(found)}


@lru_cache(maxsize=1)
def _entries() -> tuple[tuple[str, Entry], ...]:
    return tuple((name, entry) for name in _LISTS for entry in lexicon("messages", name).entries)


@lru_cache(maxsize=1)
def _meanings() -> dict[str, _Meaning]:
    found: dict[str, _Meaning] = {}
    for name, entry in _entries():
        undone = (_SOUND,) if name == "sound" else ()
        for term in entry.all_terms():
            found.setdefault(term, _Meaning(name, entry.kind, entry.lang, undone))
    return found


@lru_cache(maxsize=4_096)
def _meaning(found: str) -> _Meaning:
    """What a found term means; a pair may have had a gap or a sign in it, or more after it."""
    meanings = _meanings()
    known = meanings.get(found) or meanings.get(" ".join(found.split()))
    return known or meanings[first_two(found)]
