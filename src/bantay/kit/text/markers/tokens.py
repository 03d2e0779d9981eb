"""Which tokens are somebody's name on an app, and which are ordinary words or amounts."""

import re
from functools import lru_cache

from bantay.kit.lexicon import lexicon
from bantay.kit.text.late import late

TOKEN = late(
    r"(?P<sign>@|\$)?(?P<name>[a-z0-9_][a-z0-9._-]{2,31}(?:#[0-9]{4})?)(?![a-z0-9_@/\u00c0-\u024f\u1e00-\u1eff]|:/)"
)
"""A name with or without its sign, as it stands in folded text."""

NUMBER = late(
    r"[1-9][0-9]{4,11}(?![0-9a-z年月日元块个人条万亿岁只名位本次件份张辆%度分秒米]|[ .:,/-]\d)"
)
"""A bare number that may be somebody's id."""

_AMOUNT = late(r"\d+(?:\.\d+)*[a-z]{0,3}|[a-z]?\d+(?:[.x-]\d+)+[a-z]{0,3}")
_FLIGHT = late(r"[a-z]{1,2}-?\d{2,4}[a-z]?")
_MARKED = late(r"[0-9_]|[a-z][.][a-z]")
_SIGNED = late(r"[a-z0-9]_[a-z0-9]|_[a-z]+[0-9]|[a-z]{3}[.][a-z]+[0-9]+$|#")
_INFLECTED = late(
    r"\w+(?:ing|ed|ly|able|ible|ful|less|ness|ment|ments|tion|tions|ous|ive|ical|ish|est|ware)$"
    r"|(?:naka|nag|nang|nasa|nawa|maka|mag|napa|pina|ipina|kina|pag|ipag)\w+"
)
_ENDS = late(r"\s*(?:$|[^\sa-z0-9\u00c0-\u024f\u1e00-\u1eff'’-])")
_LONGEST_ID = 20


def plain_name(token: re.Match[str]) -> str:
    """The name without the signs that end a sentence."""
    return token["name"].rstrip("._-")


def is_amount(name: str) -> bool:
    """Whether it is a number with a unit, a version, a size."""
    return _AMOUNT.fullmatch(name) is not None


def is_flight(name: str) -> bool:
    """Whether it is shaped like the number of a flight."""
    return _FLIGHT.fullmatch(name) is not None


def is_marked(name: str) -> bool:
    """Whether a digit or a sign tells it from a word."""
    return _MARKED.search(name) is not None


def is_signed(name: str) -> bool:
    """Whether a sign within it tells it from words and from things with a number."""
    return _SIGNED.search(name) is not None


def is_whole_id(name: str, least: int = 6) -> bool:
    """Whether it is what Chinese messengers call an id: a letter first, letters and more."""
    if not least <= len(name) <= _LONGEST_ID or not name[0].isalpha() or "." in name:
        return False
    return any(c.isdigit() or c in "_-" for c in name)


def is_ordinary(name: str) -> bool:
    """Whether it is a word that stands after an app when the app is only spoken of."""
    return name in _never()


def stands_alone(folded: str, end: int) -> bool:
    """Whether no further word follows, so that the token ends what is said."""
    return _ENDS.match(folded, end) is not None


def is_inflected(name: str) -> bool:
    """Whether it has the ending of an English word or the beginning of a Filipino verb."""
    return _INFLECTED.fullmatch(name) is not None


@lru_cache(maxsize=1)
def _never() -> frozenset[str]:
    linking = lexicon("messages", "link").terms()
    spoken = lexicon("messages", "ordinary").terms("after platform")
    return frozenset((*linking, *spoken, *lexicon("messages", "talk").terms()))
