"""Digits and number words of a folded text, in chains of neighbours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bantay.kit.text.numbers.words import Word, is_glued, one_glued, pattern, table

DIGITS = "digits"
_BETWEEN = re.compile(r"[\s,.;:\-‐‑‒–—−/_·•*~()\[\]|、，。']{0,4}")
_LONGEST = 200  # letters of a chain of glued words


@dataclass(frozen=True, slots=True)
class Token:
    """Folded offsets of digits as they stand, or of a number word.

    `kind` is "digits", a number or the name of a multiplier; `text` what stands there.
    """

    kind: str
    text: str
    start: int
    end: int
    word: Word | None = None

    @property
    def is_weak(self) -> bool:
        """Whether it counts only beside words of its language."""
        return self.word is not None and not self.word.strong


def tokens(folded: str) -> Iterator[Token]:
    """All of a text, from the left; words that say no number are left out."""
    for match in pattern().finditer(folded):
        text, start = match[0], match.start()
        if match.lastgroup == DIGITS:
            yield Token(DIGITS, text, start, match.end())
        elif word := table().get(text):
            yield Token(word.kind, text, start, match.end(), word)
        elif match.lastgroup == "letters" and len(text) <= _LONGEST and is_glued(text):
            yield from _each(text, start)


def _each(text: str, start: int) -> Iterator[Token]:
    for part in one_glued().finditer(text):
        word = table()[part[0]]
        yield Token(word.kind, part[0], start + part.start(), start + part.end(), word)


def chains(folded: str) -> Iterator[list[Token]]:
    """Tokens with nothing but signs between them, where at least one is a word."""
    chain: list[Token] = []
    for token in tokens(folded):
        if chain and not _BETWEEN.fullmatch(folded, chain[-1].end, token.start):
            yield from _supported(chain)
            chain = []
        chain.append(token)
    yield from _supported(chain)


def _supported(chain: list[Token]) -> Iterator[list[Token]]:
    """The chain, cut at weak words that no word of their language supports."""
    spoken = {lang for token in chain if token.word for lang in token.word.strong}
    part: list[Token] = []
    for n, token in enumerate(chain):
        if token.is_weak and not _holds(token, chain[max(0, n - 1) : n + 2], spoken):
            yield from _with_words(part)
            part = []
        else:
            part.append(token)
    yield from _with_words(part)


def _holds(token: Token, around: list[Token], spoken: set[str]) -> bool:
    """Whether a weak word counts: its language is spoken, or it is "o" glued to digits or words."""
    assert token.word is not None
    if token.word.weak & spoken:
        return True
    says = (t for t in around if t is not token and not t.is_weak)
    return token.text == "o" and any(token.start in (t.end, t.start - 1) for t in says)


def _with_words(part: list[Token]) -> Iterator[list[Token]]:
    if any(token.word for token in part):
        yield part
