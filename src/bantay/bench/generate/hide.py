"""One contact in one message, written so that a simple filter does not see it."""

from collections.abc import Callable
from random import Random

from msgspec import Struct

from bantay.bench.generate import contacts
from bantay.bench.generate.bank import LANGUAGES, phrases
from bantay.bench.generate.contacts import Contact, Kind
from bantay.bench.generate.pieces import spell_signs
from bantay.bench.generate.writing import ways

_TWINS = dict(zip("aceiopsxy", "асеіорѕху", strict=True))  # Latin letters and Cyrillic twins
_DIGIT_TWINS = {"0": "oO", "1": "lI", "5": "sS", "8": "B"}
_INVISIBLE = ("\u200b", "\u200c", "\u200d", "\u2060", "\u00ad")
_APP_LEET = str.maketrans("aeiot", "43107")
_WECHAT = ("薇信", "威信", "微❤", "V信", "wx", "徽信")
Hide = Callable[[str, str, Random], str]


class Hidden(Struct, frozen=True, kw_only=True):
    """A message, its contact, and where in the text the contact stands."""

    text: str
    start: int
    end: int
    contact: Contact
    language: str
    way: str
    family: str
    held_out: bool = False


def _spaced(text: str, language: str, source: Random) -> str:
    return " ".join(text)


def _twins(text: str, language: str, source: Random) -> str:
    return "".join(_TWINS.get(c, c) if source.random() < 0.7 else c for c in text)


def _invisible(text: str, language: str, source: Random) -> str:
    return (
        "".join(c + source.choice(_INVISIBLE) if source.random() < 0.4 else c for c in text[:-1])
        + (text[-1])
    )


def _full_width(text: str, language: str, source: Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _signs(text: str, language: str, source: Random) -> str:
    return spell_signs(text, language, source)


def _digit_twins(text: str, language: str, source: Random) -> str:
    return "".join(
        source.choice(_DIGIT_TWINS[c]) if c in _DIGIT_TWINS and source.random() < 0.6 else c
        for c in text
    )


def _as_it_is(text: str, language: str, source: Random) -> str:
    return text


HIDINGS: dict[Kind, dict[str, Hide]] = {
    "phone": {"invisible": _invisible, "letters for digits": _digit_twins},
    "email": {
        "signs in words": _signs,
        "spaced letters": _spaced,
        "look-alike letters": _twins,
        "invisible": _invisible,
        "full-width": _full_width,
    },
    "handle": {
        "app disguised": _as_it_is,
        "spaced letters": _spaced,
        "look-alike letters": _twins,
        "invisible": _invisible,
        "full-width": _full_width,
    },
}
"""What is done to a contact of each kind, beside the ways to write digits."""


def _app(name: str, way: str, language: str, source: Random) -> str:
    """The messenger's name, itself disguised when that is the way."""
    if way != "app disguised":
        return name
    if name == "wechat" and language == "zh":
        return source.choice(_WECHAT)
    return source.choice((name.translate(_APP_LEET), " ".join(name), f"{name[:4]} {name[4:]}"))


def hidden(seed: int | str, number: int, *, held_out: bool = True) -> Hidden:
    """Message `number` of a seed: the same pair gives the same message."""
    source = Random(f"{seed}/hidden/{number}")
    language = source.choice(LANGUAGES)
    planted = contacts.contact(source)
    if planted.kind == "phone" and source.random() < 0.75:
        chosen = source.choice([w for w in ways() if held_out or not w.held_out])
        way, family, apart = chosen.name, chosen.family, chosen.held_out
        written = chosen.write(planted.written, source)
    else:
        way = source.choice(sorted(HIDINGS[planted.kind]))
        family, apart = f"hidden {planted.kind}", False
        written = HIDINGS[planted.kind][way](planted.written, language, source)
    carrier = source.choice(phrases(language).carriers[planted.kind])
    carrier = carrier.replace("{app}", _app(planted.app, way, language, source))
    start = carrier.index("{}")
    return Hidden(
        text=carrier.replace("{}", written),
        start=start,
        end=start + len(written),
        contact=planted,
        language=language,
        way=way,
        family=family,
        held_out=apart,
    )
