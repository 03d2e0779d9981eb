"""Letters by their shape: which Latin letter a character of another script is taken for."""

import re
from functools import lru_cache
from unicodedata import name, normalize

DRAWN = "\u0250-\u02af\u1d00-\u1d22\ua730-\ua7ff\U0001f130-\U0001f189\U0001f1e6-\U0001f1ff"
"""Letters that are drawn, small capitals and the like (a regex character class)."""

_SHAPES = {
    **dict(zip("авекмнорстухѕіјһԁԛԝґүӏьгп", "abekmhopctyxsijhdqwgylbrn", strict=True)),  # Cyrillic
    **dict(zip("αβγεηικνορτυχϲωϳ", "abyenikvoptuxcwj", strict=True)),  # Greek
    **dict(zip("օսհոցզձքյ", "ouhngqdpj", strict=True)),  # Armenian
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
    drawn = _DRAWN.fullmatch(name(char, ""))
    if drawn:
        return drawn[1].lower()
    plain = normalize("NFD", char)[0]
    return plain if plain.isascii() and plain.isalpha() and plain != char else ""


OTHER_SCRIPTS = frozenset(_SHAPES)
"""Letters of other scripts that are taken for Latin ones, in lower case."""
