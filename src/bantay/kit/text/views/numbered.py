"""Names that end in digits said in words: "ana_mint six six nine" is "ana_mint669".

What stands right behind a name is put to it where the words were read as digits already: who
counts, counts things, and a thing is no name. Words written onto the name are read as well
("mintfoursix").
"""

import re
from bisect import bisect_left
from functools import lru_cache

from bantay.kit.lexicon import lexicon
from bantay.kit.text.markers.tokens import is_ordinary
from bantay.kit.text.numbers import NUMBER_WORDS
from bantay.kit.text.numbers.words import gluable, one_glued, table
from bantay.kit.text.piece import fillers
from bantay.kit.text.reading import Reading
from bantay.kit.text.rewriting import Rewriting

_NUMBERED = re.compile(
    r"(?<![a-z0-9])(?P<name>[a-z][a-z0-9._-]{2,30})(?P<gap>[ \u00a0]{1,2})[0-9]{1,5}(?![0-9])"
)
_LONG = re.compile(r"(?<![a-z0-9])[a-z][a-z._]{10,60}(?![a-z0-9])")
_NAME = 4  # letters of a name, at least
_SIGN = r"(?<=[a-z0-9])[ \u00a0]{{1,2}}(?:_|{words})[ \u00a0]{{1,2}}(?=[a-z])"


def numbered(said: Reading) -> Reading:
    """A reading whose number words are digits, with those behind a name put to it; itself when
    there are none."""
    rewriting = Rewriting(said)
    for match in _NUMBERED.finditer(said.folded):
        if _is_said(said, match.end("gap")) and not _is_word(match["name"]):
            _join_signs(rewriting, said.folded, match.start())
            rewriting.put("", *match.span("gap"), NUMBER_WORDS)
    return rewriting.done()


def glued(reading: Reading) -> Reading:
    """A reading with the number words at the end of a long word as digits, two of them at least;
    itself when no word ends so."""
    rewriting = Rewriting(reading)
    for word in _LONG.finditer(reading.folded):
        tail = _tail().search(word[0])
        if tail is not None and tail.start() >= _NAME:
            for said in one_glued().finditer(word[0], tail.start()):
                at = word.start() + said.start()
                digits = table()[said[0]].kind
                rewriting.put(digits, at, at + len(said[0]), NUMBER_WORDS)
    return rewriting.done()


@lru_cache(maxsize=1)
def _tail() -> re.Pattern[str]:
    """Two to five words for one digit each, at the end of a word of ASCII letters."""
    known = table()
    words = [t for t in gluable() if t.isascii() and len(known[t].kind) == 1]
    one = "|".join(sorted(words, key=lambda term: (-len(term), term)))
    return re.compile(rf"(?:{one}){{2,5}}$")


def _is_said(said: Reading, at: int) -> bool:
    """Whether the digit there was a word."""
    place = said.starts[at]
    first = bisect_left(said.notes, (place, ""))
    return any(note == (place, NUMBER_WORDS) for note in said.notes[first : first + 3])


def _is_word(name: str) -> bool:
    return name in fillers() or is_ordinary(name)


def _join_signs(rewriting: Rewriting, folded: str, end: int) -> None:
    """Put "vince _ yun" together, where the name's last part begins at `end`."""
    for sign in _underscore().finditer(folded, max(0, end - _REACH)):
        if sign.end() == end:
            rewriting.put("_", sign.start(), sign.end())


_REACH = 24


@lru_cache(maxsize=1)
def _underscore() -> re.Pattern[str]:
    words = lexicon("messages", "sign_word").terms("underscore")
    return re.compile(_SIGN.format(words="|".join(map(re.escape, words))))
