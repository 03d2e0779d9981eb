"""Names worth uncovering: messengers, providers, pages of persons, payment services."""

import re
from functools import lru_cache

from bantay.kit.lexicon import lexicon
from bantay.kit.text.mails import providers

_LEAST = 4  # letters; shorter names turn up by chance
_ENDINGS = frozenset({"com", "net", "org"})


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """Single words of ASCII letters that a disguise is undone for."""
    terms = {
        *lexicon("messages", "cue").terms(),
        *lexicon("messages", "payment").terms(),
        *(label for host in lexicon("messages", "host").terms() for label in host.split(".")),
        *providers(),
    }
    words = {t for t in terms if t.isascii() and t.isalpha() and len(t) >= _LEAST}
    return frozenset(words | _ENDINGS)


_DOUBLE = re.compile(r"([a-z])\1+")


def collapsed(word: str) -> str:
    """The word with every repeated letter once."""
    return _DOUBLE.sub(r"\1", word)


@lru_cache(maxsize=1)
def by_collapsed() -> dict[str, str]:
    """Names by what is left of them when no letter is repeated; of two, the shorter."""
    return {collapsed(word): word for word in sorted(known(), key=len, reverse=True)}


_DRAWN = {
    "a": "4", "@": "4", "e": "3", "€": "3", "i": "1", "l": "1", "!": "1", "|": "1", "£": "1",
    "o": "0", "s": "5", "$": "5", "t": "7", "+": "7", "b": "8", "g": "9", "6": "9", "z": "2",
}  # fmt: skip
_TABLE = str.maketrans(_DRAWN)


def drawn(word: str) -> str:
    """The word with every letter that a digit or a sign can stand for as one digit."""
    return word.translate(_TABLE)


@lru_cache(maxsize=1)
def by_drawn() -> dict[str, str]:
    """Names by their form in `drawn`."""
    return {drawn(word): word for word in sorted(known())}
