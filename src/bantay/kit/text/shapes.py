"""Letters by their shape: which Latin letter a character of another script is taken for."""

import re
from functools import lru_cache
from unicodedata import lookup, name, normalize

DRAWN = "\u0250-\u02af\u1d00-\u1d22\ua730-\ua7ff\U0001f130-\U0001f189\U0001f1e6-\U0001f1ff"
"""Letters that are drawn, small capitals and the like (a regex character class)."""

_SHAPES = {
    **dict(zip("авекмнорстухѕіјһԁԛԝґүӏьгп", "abekmhopctyxsijhdqwgylbrn", strict=True)),  # Cyrillic
    **dict(zip("αβγεηικνορτυχϲωϳ", "abyenikvoptuxcwj", strict=True)),  # Greek
    **dict(zip("օսհոցզձքյգռ", "ouhngqdpjqn", strict=True)),  # Armenian
    **dict(zip("ɑɩƅꞵҽԍѵѡɣꭓ", "aibbegvwyx", strict=True)),  # UTS #39, of no alphabet in everyday use
    **dict(zip("ꭺꭻꭼꮃꮇꮋꮐꮓꮟꮢꮥꮩꮪꮮꮯꮲꮶᏼꭲꭱꭰ", "ajewmhgzbrsvslcpkbied", strict=True)),  # Cherokee
}
"""Lower-case letters of other scripts and the Latin ones they are taken for."""

_DRAWN = re.compile(
    r"(?:LATIN LETTER SMALL CAPITAL|(?:NEGATIVE |CROSSED )?(?:CIRCLED|SQUARED) LATIN CAPITAL LETTER"
    r"|NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER|REGIONAL INDICATOR SYMBOL LETTER"
    r"|LATIN SMALL LETTER(?: DOTLESS| SCRIPT| OPEN| TURNED)?) ([A-Z])(?: WITH .*)?"
)


@lru_cache(maxsize=4_096)
def latin(char: str) -> str:
    """The Latin letter a character is taken for; nothing when there is none."""
    if char in _SHAPES:
        return _SHAPES[char]
    known = name(char, "")
    drawn = _DRAWN.fullmatch(known)
    if drawn:
        return drawn[1].lower()
    base, _, marked = known.partition(" WITH ")
    if marked and base.startswith("CYRILLIC SMALL"):
        return _SHAPES.get(lookup(base), "")
    plain = normalize("NFD", char)[0]
    return plain if plain.isascii() and plain.isalpha() and plain != char else ""


DIGIT_SHAPES = {
    **dict.fromkeys("ƨꝛꙅᒿꛯϩ", 2),
    **dict.fromkeys("ʒȝɜꝫⳍ\U00016f3b", 3),
    "\u13ce": 4,
    "ƽ": 5,
    **dict.fromkeys("ⳓ\u13ee", 6),
    **dict.fromkeys("ȣ\U0001031a", 8),
    **dict.fromkeys("ꝯⳋ", 9),
}
"""Lower-case letters that are taken for a digit and that no language read here writes with: the
confusable characters of Unicode (UTS #39) less those of living alphabets."""

AMONG_DIGITS = {**dict.fromkeys("зӡ", "3"), "б": "6"}
"""Letters of living alphabets that are taken for a digit (UTS #39): only among digits."""

OTHER_SCRIPTS = frozenset(_SHAPES)
"""Letters of other scripts that are taken for Latin ones, in lower case."""
