"""Word lists as data: each plane's `lexicon/<class>.toml`, typed, checked and cached.

A file is one screen class, or with `screen = false` a list that only the reader uses. Its
entries give terms of one language, folded (lower case), with a `kind` that a reader may ask
for, and words after which a term does not count.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, Protocol

from msgspec import Struct

from bantay.errors import ConfigError
from bantay.kit.toml import place_of, read_toml
from bantay.model.vocabulary import Language

OWN, PART = "own.", ".part"
"""Screen classes of an operator's own detectors are named `own.<name>`, or `own.<name>.part`
when their terms may stand inside words; they come from a policy file, not from a lexicon."""


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Terms of one language and one kind. `unless` holds what must not come right after.

    `pairs` are terms of two characters: any one of the first string, then any of the second.
    """

    lang: Language
    terms: tuple[str, ...] = ()
    kind: str = ""
    unless: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    def all_terms(self) -> tuple[str, ...]:
        """The terms, and those that the pairs make."""
        made = (first + last for firsts, lasts in self.pairs for first in firsts for last in lasts)
        return tuple(dict.fromkeys((*self.terms, *made)))


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    about: str
    screen: bool = True
    entry: tuple[Entry, ...]


class Lexicon(Struct, frozen=True):
    """One word list of one plane: its terms, by language and kind, and whether it screens."""

    plane: str
    name: str
    about: str
    entries: tuple[Entry, ...]
    screen: bool = True

    def terms(self, *kinds: str) -> tuple[str, ...]:
        """All terms, or those of the kinds named, sorted and once each."""
        chosen = [e for e in self.entries if not kinds or e.kind in kinds]
        return tuple(sorted({term for entry in chosen for term in entry.all_terms()}))

    def languages(self) -> frozenset[str]:
        """The languages it speaks; "und" stands for names that have none."""
        return frozenset(entry.lang for entry in self.entries)


@lru_cache(maxsize=256)
def lexicon(plane: str, name: str) -> Lexicon:
    """A plane's lexicon. Raises ConfigError when there is none, or where it is wrong."""
    path = _room(plane).joinpath(f"{name}.toml")
    file = f"planes/{plane}/lexicon/{name}.toml"
    if not path.is_file():
        raise ConfigError(f"there is no lexicon {file}")
    raw = path.read_text("utf-8")
    return parse(raw, file, plane, name)


def parse(raw: str, file: str, plane: str, name: str) -> Lexicon:
    """A lexicon of a text. Raises ConfigError with the place of what is wrong."""
    read = read_toml(raw, file, _File)
    for n, entry in enumerate(read.entry):
        for term in entry.all_terms():
            if not term.strip() or term != term.strip().lower():
                where = place_of(raw, file, f".entry[{n}].terms")
                raise ConfigError(f"a term is lower case, without space around: {term!r}", where)
    return Lexicon(plane, name, read.about, read.entry, read.screen)


@lru_cache(maxsize=64)
def names(plane: str) -> tuple[str, ...]:
    """The names of all of a plane's word lists, sorted; none when it has no such folder."""
    room = _room(plane)
    if not room.is_dir():
        return ()
    found = (path.name for path in room.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def classes(plane: str) -> tuple[str, ...]:
    """The names of those that are screen classes."""
    return tuple(name for name in names(plane) if lexicon(plane, name).screen)


@lru_cache(maxsize=256)
def matcher(plane: str, name: str, *kinds: str) -> re.Pattern[str]:
    """A pattern that finds the terms in folded text, as the screen does.

    Terms of letters match as whole words (no ASCII letter, digit or underscore beside
    them), terms of scripts without spaces anywhere; the longest term wins.
    """
    chosen = [e for e in lexicon(plane, name).entries if not kinds or e.kind in kinds]
    return pattern({t: e.unless for e in chosen for t in e.all_terms()})


class Found(Protocol):
    """Where a term stands, as `re.Match` tells it."""

    def start(self) -> int: ...

    def end(self) -> int: ...

    def span(self) -> tuple[int, int]: ...

    def __getitem__(self, group: Literal[0]) -> str: ...


class _Hit:
    """A term found without a pattern."""

    __slots__ = ("_end", "_folded", "_start")

    def __init__(self, folded: str, start: int, end: int):
        self._folded, self._start, self._end = folded, start, end

    def start(self) -> int:
        return self._start

    def end(self) -> int:
        return self._end

    def span(self) -> tuple[int, int]:
        return self._start, self._end

    def __getitem__(self, group: Literal[0]) -> str:
        return self._folded[self._start : self._end]


_Tail = tuple[str, bool, tuple[str, ...]]
"""What follows a term's first word, whether no letter may come right after, and `unless`."""


class Finder:
    """Finds what `pattern` of the same terms finds, in a fifth of the time.

    A term that begins with a letter can only stand where a word of the text is its first word;
    so words are looked up, and only terms that begin with that very word are compared. A pattern
    is compiled only for texts whose spaces are not single ones.
    """

    def __init__(self, terms: dict[str, tuple[str, ...]]):
        self._first: dict[str, dict[str, tuple[str, ...]]] = {}
        for term, unless in terms.items():
            first = _RUN.match(term)
            self._first.setdefault(first[0] if first else term[0], {})[term] = unless
        self._firsts = frozenset(self._first)
        self._tails: dict[str, list[_Tail]] = {}  # made when their word is first met, as these
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._whole = pattern(terms) if any(_has_loose_end(term) for term in terms) else None

    def finditer(self, folded: str) -> Iterator[Found]:
        """The terms in a folded text by place, none within another; the longest wins."""
        if self._whole is not None:
            yield from self._whole.finditer(folded)
            return
        begins = _begins(folded)
        some = self._firsts.intersection(begins)  # `&` would walk through all terms
        if not some:
            return
        end, spaced = 0, _ODD_SPACE.search(folded) is not None
        for place, first in sorted([(at, word) for word in some for at in begins[word]]):
            if place >= end:
                found = self._at(place, first, folded, spaced)
                if found is not None:
                    end = found.end()
                    yield found

    def _at(self, begin: int, word: str, folded: str, spaced: bool) -> Found | None:
        """The longest term that begins at a place, with this word."""
        if spaced:
            return self._of(word).match(folded, begin)
        tails = self._tails.get(word)
        if tails is None:
            tails = self._tails[word] = _tails(word, self._first[word])
        after = begin + len(word)
        for rest, closed, unless in tails:
            end = after + len(rest)
            if not folded.startswith(rest, after):
                continue
            if closed and _RUN.match(folded, end):
                continue
            if not unless or not folded[end:].lstrip().startswith(unless):
                return _Hit(folded, begin, end)
        return None

    def _of(self, first: str) -> re.Pattern[str]:
        made = self._patterns.get(first)
        if made is None:
            made = self._patterns[first] = pattern(self._first[first])
        return made

    def search(self, folded: str) -> Found | None:
        """The first of them."""
        return next(self.finditer(folded), None)


def _tails(word: str, terms: dict[str, tuple[str, ...]]) -> list[_Tail]:
    ordered = sorted(terms, key=lambda term: (-len(term), term))
    return [(term[len(word) :], _is_word(term[-1]), terms[term]) for term in ordered]


@lru_cache(maxsize=1_024)
def _begins(folded: str) -> dict[str, list[int]]:
    """What a term in a text can begin with, and where: its words, and characters that are in none.

    Many lists are looked for in the same text, so the last texts are remembered.
    """
    places: dict[str, list[int]] = {}
    for found in _BEGINS.finditer(folded):
        places.setdefault(found[0], []).append(found.start())
    return places


_ODD_SPACE = re.compile(r"\s\s|[^\S ]")
_BEGINS = re.compile(r"[a-z0-9_]+|[^a-z0-9_\s]")
_RUN = re.compile("[a-z0-9_]+")


def _has_loose_end(term: str) -> bool:
    """Whether its first word may be less than a word of the text: no shipped term's is."""
    return term[0] == "_" or term[-1] == "_"


@lru_cache(maxsize=256)
def finder(plane: str, name: str, *kinds: str) -> Finder:
    """What `matcher` of the same list finds, for texts of every message."""
    chosen = [e for e in lexicon(plane, name).entries if not kinds or e.kind in kinds]
    return Finder({t: e.unless for e in chosen for t in e.all_terms()})


def pattern(terms: dict[str, tuple[str, ...]]) -> re.Pattern[str]:
    """The same pattern for any terms, each with what must not come right after it."""
    if not terms:
        return re.compile(r"(?!)")
    return re.compile("|".join(_groups(terms)))


def _groups(terms: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """One alternative per first letter, so that most places of a text fail at once."""
    by_first: dict[str, list[str]] = {}
    for term in sorted(terms, key=lambda term: (-len(term), term)):
        by_first.setdefault(term[0], []).append(term)
    for first in sorted(by_first):
        left = r"(?<![a-z0-9_])" if _is_word(first) else ""
        rest = "|".join(_rest(term, terms[term]) for term in by_first[first])
        yield f"{re.escape(first)}{_after(left)}(?:{rest})"


def _rest(term: str, unless: tuple[str, ...]) -> str:
    right = r"(?![a-z0-9_])" if _is_word(term[-1]) else ""
    forbidden = "|".join(re.escape(word) for word in unless)
    body = re.escape(term[1:]).replace(r"\ ", r"\s+")
    return f"{body}{right}" + (rf"(?!\s*(?:{forbidden}))" if forbidden else "")


def _after(left: str) -> str:
    """The same look behind, asked one character later."""
    return left.replace("])", "].)") if left else ""


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _room(plane: str) -> Traversable:
    return files("bantay").joinpath("planes", plane, "lexicon")
