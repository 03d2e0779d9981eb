"""Numbers written by ear: "zeero sebin wan ate", "七" as "妻".

One word that sounds like a digit says nothing ("to", "for", "ate"). A row of so many words that
all do, with nothing between them, is no sentence of any language: only such rows are read.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bantay.kit.lexicon import lexicon
from bantay.kit.text.numbers import NUMBER_WORDS
from bantay.kit.text.numbers.words import table
from bantay.kit.text.reading import Reading
from bantay.kit.text.rewriting import Rewriting
from bantay.kit.text.views.sounds import SOUNDS

_LEAST = 7  # digits of a row that may be a number
_TAIL = 2  # words by ear behind a name, at least
_REACH = 32
_NAME = re.compile(r"(?<![a-z0-9])[a-z][a-z0-9._-]{3,}(?P<gap>[ \u00a0]{0,2})$")
_AT = re.compile(r"\s?@")
_ENDS = re.compile(r"\s?(?:@|[^\w\s]|$|(?=[a-z])|at\b)|\s\W")
_APART = re.compile(r"[\s,.\-_/·*~]{0,3}")
_SHORTEST = 9  # characters of a name and two words
_PAIR = 2
_FEW = 2  # different words of a row that is a song's, not a number's
_LONGEST = 10  # letters of a word for a digit
_ONE = re.compile(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+")
_Said = tuple[re.Match[str], str]
_LETTERS = re.compile("[a-z]+")
_WORD = re.compile(r"[0-9]|[^\W\d_]+")


def by_ear(reading: Reading) -> Iterator[Reading]:
    """The reading with rows of words that sound like digits as digits; none without such.

    A row that begins with a word which may belong to the sentence ("try tu wan") is read
    without it too.
    """
    rows = list(_rows(reading.folded)) if _may_be_heard(reading.folded) else []
    if rows:
        yield _rewritten(reading, rows)
        later = [_without_first(row) for row in rows]
        if later != rows:
            yield _rewritten(reading, later)


def _may_be_heard(folded: str) -> bool:
    """Whether a text holds any word that says or sounds a digit; cheap, wrong only towards yes."""
    if len(folded) < _SHORTEST:
        return False
    if not _telling().isdisjoint(_LETTERS.findall(folded)) or "@" in folded:
        return True
    return not folded.isascii() and _some_heard().search(folded) is not None


@lru_cache(maxsize=1)
def _some_heard() -> re.Pattern[str]:
    """Two characters that are read like a digit, with no more than a space between."""
    one = f"[{re.escape(homophones())}]"
    return re.compile(rf"{one}\s?[0-9]?\s?{one}")


def _without_first(row: list[_Said]) -> list[_Said]:
    doubtful = len(row) > _LEAST and not (row[0][0][0].isdigit() or row[0][0][0] in _telling())
    return row[1:] if doubtful else row


def _rewritten(reading: Reading, rows: Sequence[Sequence[_Said]]) -> Reading:
    rewriting = Rewriting(reading)
    for row in rows:
        for (word, digit), after in zip(row, [*row[1:], None], strict=True):
            if not word[0].isdigit():
                rewriting.put(digit, *word.span(), NUMBER_WORDS)
            if after is not None:
                rewriting.put("", word.end(), after[0].start())
    return rewriting.done()


def _rows(folded: str) -> Iterator[list[_Said]]:
    """Rows of words each of which may be a digit by ear: of a number, or behind a name."""
    row: list[re.Match[str]] = []
    for word in _words(folded):
        sounds = word[0].isdigit() or _digits(word[0])
        if row and not (sounds and _joins(folded[row[-1].end() : word.start()], row)):
            if _is_read(folded, row):
                yield _read(row)
            row = []
        if sounds:
            row.append(word)
    if _is_read(folded, row):
        yield _read(row)


def _joins(between: str, row: Sequence[re.Match[str]]) -> bool:
    """Whether a row goes on over what stands there: a comma ends one that had none before."""
    if not _APART.fullmatch(between):
        return False
    return (
        "," not in between
        or len(row) < _PAIR
        or "," in row[0].string[row[0].end() : row[1].start()]
    )


def _is_read(folded: str, row: Sequence[re.Match[str]]) -> bool:
    """Whether a row is a number's: long enough, and no song; or the end of a name."""
    words = {word[0] for word in row if not word[0].isdigit()}
    if len(row) >= _LEAST:
        return len(words) > _FEW and not words <= table().keys()
    if not _TAIL <= len(row) < _LEAST or not words:
        return False
    named = _NAME.search(folded, max(0, row[0].start() - _REACH), row[0].start())
    if named is None or not _ENDS.match(folded, row[-1].end()):
        return False
    addressed = _AT.match(folded, row[-1].end()) is not None
    apart = row[1].start() > row[0].end() and not any(map(str.isascii, words))
    return addressed or apart or not named["gap"] or not words.isdisjoint(_telling())


def _words(folded: str) -> Iterator[re.Match[str]]:
    """Words and digits, and the characters of a script without spaces one by one."""
    for word in _WORD.finditer(folded):
        if word[0].isascii():
            yield word
        else:
            yield from _ONE.finditer(folded, *word.span())


def _read(row: Sequence[re.Match[str]]) -> list[_Said]:
    """The row in the language that reads most of its words."""
    heard = [{} if word[0].isdigit() else dict(_digits(word[0])) for word in row]
    ranked = [lang for lang, _ in Counter(lang for one in heard for lang in one).most_common()]
    return [
        (word, word[0] if word[0].isdigit() else _in(ranked, one))
        for word, one in zip(row, heard, strict=True)
    ]


@lru_cache(maxsize=1)
def _telling() -> frozenset[str]:
    """Words that say a digit, or are written for nothing else: "wan", no "won"."""
    return frozenset(lexicon("messages", "number_sound").terms()) | frozenset(
        term for term, word in table().items() if word.strong
    )


def _in(ranked: Sequence[str], heard: dict[str, str]) -> str:
    return next(heard[lang] for lang in ranked if lang in heard)


@lru_cache(maxsize=8_192)
def _digits(word: str) -> tuple[tuple[str, str], ...]:
    """The languages in which a word is a digit by ear, or as it should be written, and which."""
    if len(word) > _LONGEST:
        return ()
    heard = ((lang, sounds.fullmatch(word)) for lang, sounds in _patterns().items())
    found = {lang: str(match.lastgroup)[1:] for lang, match in heard if match}
    known = table().get(word)
    if known is not None and known.strong and len(known.kind) > 1:
        return ()  # "ten", "double": no digit, whatever it sounds like elsewhere
    if known is not None and len(known.kind) == 1:
        found |= dict.fromkeys(known.strong | known.weak, known.kind)
    if word in _homophones():
        found["zh"] = _homophones()[word]
    return tuple(found.items())


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        lang: re.compile("|".join(f"(?P<d{n}>{sound})" for n, sound in enumerate(sounds)))
        for lang, sounds in SOUNDS.items()
    }


@lru_cache(maxsize=1)
def _homophones() -> dict[str, str]:
    """Characters that are read like a digit of Chinese."""
    entries = lexicon("messages", "number_homophone").entries
    return {term: entry.kind for entry in entries for term in entry.terms}


def homophones() -> str:
    """Characters that may be a digit of Chinese, as it should be written or by ear."""
    written = (term for term, word in table().items() if "zh" in word.strong and len(term) == 1)
    return "".join((*_homophones(), *written))
