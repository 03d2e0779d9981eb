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
    **dict(zip("ꭺꭻꭼꮃꮇꮋꮐꮓꮟꮢꮥꮩꮪꮮꮯꮲꮶᏼꭲꭱꭰ", "ajewmhgzbrsvslcpkbtrd", strict=True)),  # Cherokee
    **dict(zip("ꭵꮁꮒꮷꭹꮍꮤᏻμζςყաքƍ", "irhdyywgmzcywfg", strict=True)),
}
"""Lower-case letters of other scripts and the Latin ones they are taken for."""

_RARE = {
    **dict(zip("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜꓒ", "abcdefghijklmnoprstuvwxyzd", strict=True)),  # Lisu
    **dict(zip("ⲟⲣⲥⲧⲩⲭⲙⲛⲏⲕⲅⳑ", "opctyxmnhkrl", strict=True)),  # Coptic
    **dict(
        zip("ᗅᗷᑕᗞᗪᖴᕼᒍᒪᗰᑎᑭᖇᑌᐯ᙭ᑲᖯᑯᕁᕽ", "abcddfhjlmnpruvxbbdxx", strict=True)
    ),  # Canadian syllabics
    **dict(zip("𐊠𐊂𐊡𐌁𐊢𐌂𐊆𐊇𐊥𐋏𐊊𐌠𐌑𐊰𐊒𐊫", "abbbcceffhiimmoo", strict=True)),  # Lycian, Carian
    **dict(zip("𐊕𐊖𐊗𐊱𐌕𐊐𐊴𐌗𐌢𐊲ᛕᛖᚷⴹⵔⵕⴸⵝ", "pstttxxxxykmxeoqvx", strict=True)),  # runes, Tifinagh
    **dict(zip("𐐬𐐽𐑈𐑃𐓪𐓶𐔜𐔥𐔘𐔦𐔓𐔖𐔝𐔧", "ocsloucfklnovx", strict=True)),  # Deseret, Osage, Elbasan
    **dict(zip("𑣀𑣁𑣂𑣃𑣄𑣈𑣗𑣘𑣜𖽀𖼊𖼖𖼵𖼺𖽂𖼈𖽃", "vsfizoouyatlrsuvy", strict=True)),  # Warang Citi, Miao
    **dict(zip("ꬲꬵꭇꭈꞟဝሀ", "efrruou", strict=True)),
}
"""The same of scripts that hardly anybody writes a message in (UTS #39)."""


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
    if char in _RARE:
        return _RARE[char]
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
    **dict.fromkeys("ʒȝɜꝫⳍ\U00016f3b\U0001d206\U000118ca", 3),
    **dict.fromkeys("\u13ce\U000118cf", 4),
    **dict.fromkeys("ƽ\U000118db", 5),
    **dict.fromkeys("ⳓ\u13ee\U000118d5", 6),
    **dict.fromkeys("\U0001d212\U000104d2\U000104fa\U000118c6", 7),
    **dict.fromkeys("ȣ\U0001031a", 8),
    **dict.fromkeys("ꝯⳋ\U000118cc\U000118d6", 9),
}
"""Lower-case letters that are taken for a digit and that no language read here writes with: the
confusable characters of Unicode (UTS #39) less those of living alphabets."""

AMONG_DIGITS = {
    **dict.fromkeys("оοօоӧθᴏⲟꓳ", "0"),
    **dict.fromkeys("іιӏɩ\u05d5\u0627ꓲⵏ", "1"),
    **dict.fromkeys("зӡэε", "3"),
    **dict.fromkeys("чҹӌկ", "4"),
    "ѕ": "5",
    **dict.fromkeys("бьϭ", "6"),
    **dict.fromkeys("т⁊", "7"),
    **dict.fromkeys("вβ", "8"),
    **dict.fromkeys("գԛց", "9"),
}
"""Letters of living alphabets that are taken for a digit (UTS #39, and the reckoning of those who
write with digits for letters): only among digits."""

RARE = "".join(_RARE)
"""Letters that are taken for Latin ones and of no alphabet in everyday use."""

SIGNS = {
    **dict.fromkeys("꘎ꓸ܁܂∙⋅‧", "."),
    **dict.fromkeys("﹘۔⁃˗➖ⲻ", "-"),
    **dict.fromkeys("ߺ﹍﹎﹏‗ˍ", "_"),
    **dict.fromkeys("⁄∕╱⟋⧸", "/"),
    **dict.fromkeys("∣￨│ǀ", "l"),
    **dict.fromkeys("⍺", "a"),
    **dict.fromkeys("⍳", "i"),
    **dict.fromkeys("⍴", "p"),
    **dict.fromkeys("℮", "e"),
    **dict.fromkeys("∪⋃", "u"),
    **dict.fromkeys("∨⋁", "v"),
    **dict.fromkeys("⊤⟙", "t"),
    **dict.fromkeys("⤫⤬⨯", "x"),
}
"""Signs that are taken for another sign, or for a letter (UTS #39): only inside a word."""

OTHER_SCRIPTS = frozenset((*_SHAPES, *(set(AMONG_DIGITS) - set(_RARE))))
"""Letters of other scripts that are taken for Latin ones or for digits, in lower case."""
