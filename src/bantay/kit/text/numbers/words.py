"""The number words of all languages as one table, and the patterns that find them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bantay.kit.lexicon import Entry, lexicon
from bantay.kit.text.words import SPACELESS

LETTER = "[a-z\u00df-\u024f\u0370-\u074f\u0900-\u0963\u1e00-\u1eff]"
"""A letter, or a vowel sign, of the scripts with spaces that have number words here."""
_GLUED_LEAST = 3  # letters of a word that may stand glued to others


@dataclass(frozen=True, slots=True)
class Word:
    """What a term says: its `kind` (a number, or "double", "and" …) and in which languages.

    In the languages of `weak` it is an ordinary word too.
    """

    kind: str
    strong: frozenset[str]
    weak: frozenset[str]


@lru_cache(maxsize=1)
def table() -> dict[str, Word]:
    """Every term with what it says. A term means one number, whatever the language."""
    found: dict[str, Word] = {}
    for name in ("number_word", "number_weak"):
        for entry in lexicon("messages", name).entries:
            for term in entry.terms:
                found[term] = _with(found.get(term), entry, name == "number_weak")
    return found


def _with(known: Word | None, entry: Entry, weak: bool) -> Word:
    before = known or Word(entry.kind, frozenset(), frozenset())
    if weak:
        return Word(entry.kind, before.strong, before.weak | {entry.lang})
    return Word(entry.kind, before.strong | {entry.lang}, before.weak)


def _is_spaceless(term: str) -> bool:
    return re.match(f"[{SPACELESS}]", term) is not None


def _one_of(terms: list[str]) -> str:
    return "|".join(re.escape(term) for term in sorted(terms, key=lambda t: (-len(t), t)))


@lru_cache(maxsize=1)
def pattern() -> re.Pattern[str]:
    """Digits, words of letters, and number words of scripts without spaces."""
    spaceless = _one_of([term for term in table() if _is_spaceless(term)])
    return re.compile(rf"(?P<digits>[0-9]++)|(?P<letters>{LETTER}++)|(?P<spaceless>{spaceless})")


@lru_cache(maxsize=1)
def _gluable() -> tuple[str, ...]:
    terms = [t for t, word in table().items() if word.strong and not _is_spaceless(t)]
    return tuple(term for term in terms if len(term) >= _GLUED_LEAST)


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    return frozenset(term[:_GLUED_LEAST] for term in _gluable())


@lru_cache(maxsize=1)
def _glued() -> re.Pattern[str]:
    """Number words one after another; never tried twice at a place."""
    return re.compile(rf"(?:(?>{_one_of(list(_gluable()))}))++")


def is_glued(word: str) -> bool:
    """Whether a word of letters is number words written as one: "fiveninezero"."""
    return any_glued([word])


def any_glued(words: list[str]) -> bool:
    """Whether any of the words is."""
    beginnings = _beginnings()
    begun = [w for w in words if len(w) >= 2 * _GLUED_LEAST and w[:_GLUED_LEAST] in beginnings]
    return any(map(_glued().fullmatch, begun))


@lru_cache(maxsize=1)
def one_glued() -> re.Pattern[str]:
    """One of the words that may be glued to others."""
    return re.compile(_one_of(list(_gluable())))


@lru_cache(maxsize=1)
def any_spaceless() -> re.Pattern[str]:
    """Number words of a script without spaces that may be dense: two, one by a digit, or alone."""
    one = f"(?:{_one_of([t for t in table() if _is_spaceless(t)])})"
    return re.compile(rf"{one}\W{{0,4}}(?:[0-9]|{one}|$)|[0-9]\W{{0,4}}{one}")
