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

_LEAST = 7  # digits of a row that may be a number
_TAIL = 2  # words by ear behind a name, at least
_REACH = 32
_NAME = re.compile(r"(?<![a-z0-9])[a-z][a-z0-9._-]{3,}(?P<gap>[ \u00a0]{0,2})$")
_AT = re.compile(r"\s?@")
_ENDS = re.compile(r"\s?(?:@|[^\w\s]|$|(?=[a-z])|at\b)|\s\W")
_APART = re.compile(r"[\s,.\-_/·*~]{0,3}")
_WORD = re.compile(r"[0-9]|[^\W\d_]+")
_SOUNDS: dict[str, tuple[str, ...]] = {
    "en": (
        r"z[eiy]+r+[ou]+[wh]*|[ou]+[wh]+|o+", r"w[aou]+h?n+e?", r"t(?:[ou]+[hw]*|ew|wo+|wu)",
        r"(?:th?|f|d)h?r(?:[ei]+y*|y|ea|ie)h?", r"(?:f|ph|p)(?:[ou]+[rw]*|aw+|au|oa|ore?|owe?r|oar)e?h?",
        r"(?:f|ph|p)(?:a[iy]|[iy]|ie|igh|ai)[vfb]+e?", r"[sz][ie]+(?:x+|c?ks?|ks|kz|cs|gs)e?s?",
        r"[szc][ei]+[vbf]+[aeiou]*n+e?", r"h?(?:[ae](?:igh|[iy]|e)?|[ae]y)(?:th?|ght|tt)+e?|eigh?t+",
        r"n(?:a[iy]|[iy]|ie|igh|aye|ei)n+[ey]*r?",
    ),
    "fil": (
        r"[sz][ie]+r[ou]+|wala", r"[ie]s+a+h?|u+n[ou]+|wan", r"da?la?[uw]+a+h?|d[ou]+s+",
        r"ta?t+l[ou]+[hw]?|tr[ei]+s+", r"a+p+a+t+|[kq][uw]*a+t+r?[ou]+", r"l[ie]+m+a+h?|s[ie]+ng?[kc][ou]+",
        r"a+n[ie]+m|s[ae][iy]s+", r"p[ie]+t+[ou]+[hw]?|s[iy]*[ei]+t+[ei]", r"w+a+l+[ou]+[hw]?|[ou]+t?[sc]h?[ou]+",
        r"s+h?[iy]*[yj]?a+m+|n[uw]+[ei]*[bv][ei]",
    ),
    "es": (
        r"[szc][ei]+r[ou]+", r"u+n[ou]+", r"d[ou]+[iy]?s+", r"tr[ei]+[sz]+", r"[ckq][uw]*a+t+r[ou]+",
        r"[szc][ie]+n[ckq][ou]+", r"[szc]e[iy]+[szx]+", r"[szc][iy]*e+t+[ei]+", r"[ou]+(?:ch|tch|[iy]?t|x)[ou]+",
        r"n[uwo]+[ei]*[bv][ei]+",
    ),
    "id": (
        r"n[ou]+l+", r"s[ae]*t+[uo]+", r"d[uo]+w?a+", r"t[iy]g+a+", r"[ae]+mp+a+t+", r"l[iy]m+a+", r"[ei]+n+[ae]+m+",
        r"t[uo]+[jdz]+[uo]+h?", r"d[ei]?l[ae]p+a+n+", r"s[ei]+m+b[ie]+l+a+n+",
    ),
    "ru": (
        r"n[ou]l+[iy]?", r"[ao]d[iy]+n+", r"d[vw]+a+", r"tr[iy]+", r"(?:ch?|4)[ie]*t[iy]+r[iey]+", r"p[iyj]*a+t'?",
        r"s[hc]+[iye]+s?t'?", r"s[iyj]*e+m'?", r"[vw][ou]+s[iye]+m'?", r"d[ei]+[vw][iyj]*a+t'?",
    ),
    "zh": (
        r"l[iy]+ng?", r"y[iy]+|ya+o+", r"[ea]r+|lia+ng", r"sh?a+n", r"si+|sz+", r"w[uo]+", r"l[iy]+[ou]+", r"q[iy]+|ch[iy]+|tsi+",
        r"ba+h?", r"j[iy]+[ou]+",
    ),
    "vi": (
        r"kh?[ou]ng", r"m[ou]t+", r"ha[iy]", r"ba+", r"b[ou]n", r"na+m", r"l[ou]c|sa+u", r"ba+[iy]", r"ta+m", r"ch[iy]n",
    ),
    "th": (
        r"s[uo]+n", r"n[eu]+ng", r"s[ou]+ng", r"sa+m", r"s[ie]+", r"ha+h?", r"h[ou]k", r"(?:j|ch)[ei]t", r"p[ae]+[td]", r"[kg]a+[ou]",
    ),
    "hi": (
        r"s[hu]+n[iy]*a+", r"[ei]+k+", r"d[ou]+", r"t[ei]+n+", r"cha+r+", r"pa+n?ch+", r"chh?[ea]+h?", r"sa+t+h?", r"a+t+h+",
        r"n[ao]+u",
    ),
    "ar": (
        r"s[iye]+f+[ei]?r", r"wa+h[iye]+d", r"[ie]+t[hn]*[ae]+[iy]?n+", r"t[h]?a+l[ae]+t[h]?[ae]+", r"a+rb+a+h?",
        r"k?ha+ms+[ae]+h?", r"s[iye]+t+[ae]+h?", r"sa+b'?a+h?", r"t[h]?a+ma+n[iy]+[ae]*h?", r"t[iye]+s+'?[ae]+h?",
    ),
}  # fmt: skip
"""How the words for 0 to 9 may be written by ear: vowels that stand for one another, letters
doubled, silent ones left out, stops and hisses taken for their neighbours."""


def by_ear(reading: Reading) -> Iterator[Reading]:
    """The reading with rows of words that sound like digits as digits; none without such.

    A row that begins with a word which may belong to the sentence ("try tu wan") is read
    without it too.
    """
    rows = list(_rows(reading.folded)) if len(reading.folded) >= _SHORTEST else []
    if rows:
        yield _rewritten(reading, rows)
        later = [_without_first(row) for row in rows]
        if later != rows:
            yield _rewritten(reading, later)


_SHORTEST = 9  # characters of a name and two words


def _without_first(row: list["_Said"]) -> list["_Said"]:
    doubtful = len(row) > _LEAST and not (row[0][0][0].isdigit() or row[0][0][0] in _telling())
    return row[1:] if doubtful else row


def _rewritten(reading: Reading, rows: Sequence[Sequence["_Said"]]) -> Reading:
    rewriting = Rewriting(reading)
    for row in rows:
        for (word, digit), after in zip(row, [*row[1:], None], strict=True):
            if not word[0].isdigit():
                rewriting.put(digit, *word.span(), NUMBER_WORDS)
            if after is not None:
                rewriting.put("", word.end(), after[0].start())
    return rewriting.done()


_Said = tuple[re.Match[str], str]


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
    return "," not in between or len(row) < _PAIR or "," in row[0].string[row[0].end() : row[1].start()]


_PAIR = 2


def _is_read(folded: str, row: Sequence[re.Match[str]]) -> bool:
    """Whether a row is a number's: long enough, and no song; or the end of a name."""
    words = {word[0] for word in row if not word[0].isdigit()}
    if len(row) >= _LEAST:
        return len(words) > _FEW
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


_ONE = re.compile(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+")


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


_FEW = 2  # different words of a row that is a song's, not a number's


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
    if known is not None and len(known.kind) == 1:
        found |= dict.fromkeys(known.strong | known.weak, known.kind)
    if word in _homophones():
        found["zh"] = _homophones()[word]
    return tuple(found.items())


_LONGEST = 10  # letters of a word for a digit


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        lang: re.compile("|".join(f"(?P<d{n}>{sound})" for n, sound in enumerate(sounds)))
        for lang, sounds in _SOUNDS.items()
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
