"""Ways to hide a contact, after published attacks on text filters.

Written from the papers and never from Bantay's own reading of text: whoever changes this
file does not look there. Each takes the words of a contact and a strength from 0 (nothing)
to 1 (everything it can do) and gives the messages that are sent in its place.

Ideas: invisible characters, homoglyphs (Boucher et al., "Bad Characters", 2022); spaces put
in and taken out, innocent words around (Groendahl et al., "All you need is love", 2018);
leet, keycaps, spelled and mixed-language digits, splitting and renamed applications (what
marketplaces and dating services report of off-site contacts; Chambers et al., 2019).
"""

import random
from collections.abc import Callable, Sequence
from itertools import pairwise

from msgspec import Struct


class Carrier(Struct, frozen=True):
    """A message that carries a contact of a kind: `text[start:end]`. `app` is where a named
    application stands in it, if one does; `chatter` is what its writer could say besides."""

    text: str
    start: int
    end: int
    kind: str
    language: str
    app: tuple[int, int] | None = None
    chatter: tuple[str, ...] = ()

    @property
    def contact(self) -> str:
        """The contact as it was written."""
        return self.text[self.start : self.end]

    def with_contact(self, written: str) -> str:
        """The message with the contact written in another way."""
        return self.text[: self.start] + written + self.text[self.end :]


Mutator = Callable[[Carrier, float, random.Random], list[str]]
Rewrite = Callable[[str, str, random.Random], str]
"""One character in a language, written in another way."""

_LOOKALIKE = {
    **{"a": "аɑα", "b": "Ьḅ", "c": "сϲ", "d": "ԁḍ", "e": "еẹ", "g": "ɡġ", "h": "һḥ", "i": "іí"},
    **{"j": "јĵ", "k": "κķ", "l": "ӏḷ", "m": "ṃм", "n": "ոṇ", "o": "оο", "p": "рρ", "q": "ԛգ"},
    **{"r": "гṛ", "s": "ѕṣ", "t": "тṭ", "u": "υụ", "v": "νṿ", "w": "ԝẉ", "x": "хҳ", "y": "уỵ"},
    **{"z": "ᴢẓ", "0": "OОο𝟎", "1": "lІ𝟏", "2": "Ƨ𝟐ᒿ", "3": "ЗƷ𝟑", "4": "Ч𝟒", "5": "Ƽ𝟓"},
    **{"6": "б𝟔", "7": "𝟕", "8": "Ȣ𝟖", "9": "𝟗", ".": "․。", "@": "＠"},
}
_UNSEEN = ("\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\u180e", "\ufeff")
_GAPS = (" ", "  ", "\u2009", "\u3000", "*", "~", "|", "·")
"""What may stand between characters of an address and be taken out again by who reads it."""
_NUMBER_GAPS = (*_GAPS, ".", "-", "_", " . ", "/")
_KEYCAPS = tuple(f"{digit}\ufe0f\u20e3" for digit in range(10))
_WORDS = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "fil": ("sero", "isa", "dalawa", "tatlo", "apat", "lima", "anim", "pito", "walo", "siyam"),
    "zh": ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九"),
}
_FOREIGN = (
    *_WORDS.values(),
    ("cero", "uno", "dos", "tres", "kwatro", "singko", "sais", "syete", "otso", "nuwebe"),
    ("〇", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"),
)
_SOUNDS = ("oh", "wan", "tu", "tree", "por", "fayb", "siks", "sebn", "eyt", "nayn")
_SAID = {"@": "at", ".": "dot", "_": "underscore", "/": "slash", "+": "plus"}
_SLANG = (
    *("the green bubbles", "paper plane", "planet app", "blue f", "the ghost", "little bird"),
    *("yellow talk", "camera place", "purple phone", "the penguin", "W-thing", "tele tele"),
)


def _each(rewrite: Rewrite) -> Mutator:
    """A mutator that rewrites the characters of the contact, each with the strength's chance."""

    def mutate(carrier: Carrier, strength: float, chance: random.Random) -> list[str]:
        written = "".join(
            rewrite(one, carrier.language, chance) if chance.random() < strength else one
            for one in carrier.contact
        )
        return [carrier.with_contact(written)]

    return mutate


def _lookalike(one: str, language: str, chance: random.Random) -> str:
    return chance.choice(_LOOKALIKE.get(one.lower(), one))


def _unseen(one: str, language: str, chance: random.Random) -> str:
    return one + chance.choice(_UNSEEN) * chance.randint(1, 3)


def _spacing(carrier: Carrier, strength: float, chance: random.Random) -> list[str]:
    """One kind of gap in a message, as people do it, behind a share of the characters."""
    gap = chance.choice(_NUMBER_GAPS if carrier.kind == "phone" else _GAPS)
    written = "".join(
        one + gap * (one.isalnum() and chance.random() < strength) for one in carrier.contact
    )
    return [carrier.with_contact(written)]


def _keycap(one: str, language: str, chance: random.Random) -> str:
    return _KEYCAPS[int(one)] if _is_digit(one) else one


def _worded(one: str, language: str, chance: random.Random) -> str:
    if _is_digit(one):
        return f" {_WORDS[language][int(one)]} "
    return f" {_SAID[one]} " if one in _SAID else one


def _mixed(one: str, language: str, chance: random.Random) -> str:
    if _is_digit(one):
        return f" {chance.choice(_FOREIGN)[int(one)]} "
    return one


def _sounded(one: str, language: str, chance: random.Random) -> str:
    return f" {_SOUNDS[int(one)]} " if _is_digit(one) else one


def _is_digit(one: str) -> bool:
    return one in "0123456789"


def _split(carrier: Carrier, strength: float, chance: random.Random) -> list[str]:
    """Two pieces at a little strength, ten in full: the contact alone, cut anywhere."""
    return _pieces(carrier, 2 + round(8 * strength), chance) if strength else [carrier.text]


def _pieces(carrier: Carrier, count: int, chance: random.Random) -> list[str]:
    contact = carrier.contact
    count = max(2, min(count, len(contact)))
    cuts = sorted(chance.sample(range(1, len(contact)), count - 1))
    parts = [contact[a:b].strip() for a, b in pairwise([0, *cuts, len(contact)])]
    before, after = carrier.text[: carrier.start].strip(), carrier.text[carrier.end :].strip()
    return [part for part in (before, *parts, after) if part]


def _chatter(carrier: Carrier, strength: float, chance: random.Random) -> list[str]:
    """Three pieces, and up to four lines about other things between each two."""
    if not strength:
        return [carrier.text]
    said: list[str] = []
    for piece in _pieces(carrier, 3, chance):
        said.append(piece)
        if carrier.chatter:
            said += chance.choices(carrier.chatter, k=round(4 * strength))
    return said


def _slang(carrier: Carrier, strength: float, chance: random.Random) -> list[str]:
    """A name for the application that was in no list when it was written."""
    if carrier.app is None or chance.random() >= strength:
        return [carrier.text]
    start, end = carrier.app
    return [carrier.text[:start] + chance.choice(_SLANG) + carrier.text[end:]]


MUTATORS: dict[str, Mutator] = {
    "homoglyph": _each(_lookalike),
    "zero width": _each(_unseen),
    "spacing": _spacing,
    "emoji digits": _each(_keycap),
    "number words": _each(_worded),
    "mixed languages": _each(_mixed),
    "as it sounds": _each(_sounded),
    "split 2 to 10": _split,
    "chatter": _chatter,
    "new slang": _slang,
}
STRENGTHS: Sequence[float] = (0.25, 0.5, 0.75, 1.0)


def applies(name: str, carrier: Carrier) -> bool:
    """Whether a way can change this message at all."""
    if name == "new slang":
        return carrier.app is not None
    if name in ("emoji digits", "mixed languages", "as it sounds"):
        return any(map(_is_digit, carrier.contact))
    if name == "number words":
        return any(one in _SAID or _is_digit(one) for one in carrier.contact)
    return True
