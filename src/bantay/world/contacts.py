"""Ways to be reached, and the many ways people write them so that a machine may not see.

Numbers are example numbers of a region's plan with the last four digits drawn: they exist
only while a world runs. Mail and web are on the domains reserved for examples.
"""

from functools import cache
from itertools import pairwise
from typing import Literal

import phonenumbers as pn
from msgspec import Struct

from bantay.world.chance import Chance
from bantay.world.things import Tongue, words

ContactKind = Literal["phone", "email", "handle", "url"]
Style = Literal["plain", "spaced", "words", "glyphs", "marks", "split", "hint"]

LADDER: tuple[Style, ...] = ("plain", "spaced", "words", "glyphs", "marks", "split", "hint")
"""Ways of writing from open to hidden; a dial of evasion walks up it."""

_MOBILE = pn.PhoneNumberType.MOBILE
_SITES = ("example.com", "example.org", "example.net")
_DIGIT_WORDS: dict[str, tuple[str, ...]] = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "zh": ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九"),
    "fil": ("zero", "isa", "dalawa", "tatlo", "apat", "lima", "anim", "pito", "walo", "siyam"),
}
_FORMAL = ("零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖")
_CIRCLED = ("⓪", "①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨")
_FULL = tuple(chr(0xFF10 + n) for n in range(10))
_KEYCAP = tuple(f"{n}\ufe0f\u20e3" for n in range(10))
_RAISED = ("⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹")
_LEET = {"0": "o", "1": "l", "5": "S", "8": "B"}
_ALIKE = {"a": "а", "e": "е", "o": "о", "c": "с", "i": "і"}  # Cyrillic twins


class Contact(Struct, frozen=True):
    """One way to be reached. `value` is the plain form; a handle has its `app`."""

    kind: ContactKind
    value: str
    app: str = ""
    open_form: str = ""

    @property
    def plain(self) -> str:
        """As somebody with nothing to hide writes it."""
        if self.kind == "handle":
            return f"{self.app} {self.value}"
        return self.open_form or self.value


@cache
def _example(region: str) -> str:
    number = pn.example_number_for_type(region, _MOBILE) or pn.example_number(region)
    return "" if number is None else str(number.national_number)


def phone(chance: Chance, region: str) -> Contact:
    """A mobile number of a region's plan, last four digits drawn."""
    digits = f"{_example(region)[:-4]}{chance.below(10_000):04}"
    code = pn.country_code_for_region(region)
    number = pn.PhoneNumber(country_code=code, national_number=int(digits))
    wide = chance.hit(0.3)
    form = pn.PhoneNumberFormat.INTERNATIONAL if wide else pn.PhoneNumberFormat.NATIONAL
    written = pn.format_number(number, form).replace("(", "").replace(")", "")
    compact = "".join(letter for letter in written if letter.isdigit() or letter == "+")
    return Contact("phone", compact, open_form=compact if chance.hit(0.4) else written)


def handle_of(chance: Chance, name: str) -> str:
    """A name as people make accounts of it: latin letters, something between, digits."""
    base = "".join(c for c in name.lower() if c.isascii() and c.isalnum()) or chance.pick(
        _SYLLABLES
    )
    middle = chance.pick(("_", ".", "", "")) + chance.pick(_SYLLABLES)
    return f"{base}{middle}{chance.whole(2, 989)}"


_SYLLABLES = ("rain", "lumi", "koa", "tala", "brook", "mint", "xiao", "yun", "sol", "pine", "dew")


def contact(chance: Chance, tongue: Tongue, region: str, name: str) -> Contact:
    """Some way to reach somebody, in the proportions in which people give them."""
    draw = chance.random()
    if draw < 0.45:
        return phone(chance, region)
    if draw < 0.6:
        return Contact("email", f"{handle_of(chance, name)}@{chance.pick(_SITES)}")
    if draw < 0.93:
        app = chance.pick(words().apps[tongue])
        if app == "QQ":
            return Contact("handle", str(chance.whole(10**8, 10**10)), app)
        return Contact("handle", handle_of(chance, name), app)
    return Contact("url", f"{chance.pick(_SITES)}/{handle_of(chance, name)}")


def style_for(chance: Chance, evasion: float) -> Style:
    """A rung of the ladder near the dial: 0 writes openly, 1 splits or only hints."""
    at = evasion * (len(LADDER) - 1) + chance.normal() * 0.9
    return LADDER[min(len(LADDER) - 1, max(0, round(at)))]


def write(chance: Chance, given: Contact, style: Style, tongue: Tongue) -> str:
    """A contact in one piece, in a style; `split` and `hint` come out as `marks` here."""
    app = f"{_app(chance, given.app, style)} " if given.app else ""
    value = given.value
    match style:
        case "plain":
            return given.plain
        case "spaced":
            return app + _spaced(chance, value)
        case "words":
            return app + _worded(chance, value, tongue)
        case "glyphs":
            return app + _glyphs(chance, value, tongue)
        case _:
            return app + _marks(chance, value)


def pieces(chance: Chance, given: Contact, count: int, style: Style, tongue: Tongue) -> list[str]:
    """A contact cut into `count` pieces, 2 to 10, each written in a style of one piece."""
    value = given.value
    count = max(2, min(count, 10, len(value) // 2 or 2))
    cuts = sorted(chance.some(range(1, len(value)), count - 1))
    ends = [0, *cuts, len(value)]
    parts = [value[a:b] for a, b in pairwise(ends)]
    styled = [_piece(chance, part, style, tongue) for part in parts]
    return [_app(chance, given.app, style), *styled] if given.app else styled


def _piece(chance: Chance, part: str, style: Style, tongue: Tongue) -> str:
    if style in ("plain", "split", "hint") or chance.hit(0.4):
        return part
    return _glyphs(chance, part, tongue) if style == "glyphs" else _worded(chance, part, tongue)


def _app(chance: Chance, app: str, style: Style) -> str:
    if style == "plain" or not app:
        return app
    return chance.pick(words().short.get(app, (app,)))


def _spaced(chance: Chance, value: str) -> str:
    gap = chance.pick((" ", "-", ".", "  ", " . ", "_"))
    step = chance.whole(1, 3)
    return gap.join(value[at : at + step] for at in range(0, len(value), step))


def _worded(chance: Chance, value: str, tongue: Tongue) -> str:
    names = _DIGIT_WORDS["en" if tongue == "fil" and chance.hit(0.5) else tongue]
    glue = "" if tongue == "zh" else " "
    out: list[str] = []
    for letter in value:
        if letter.isdigit():
            out.append(names[int(letter)] if chance.hit(0.85) else letter)
        else:
            out.append(_SPOKEN.get(letter, letter))
    if any(c.isalpha() for c in value):
        return "".join(f" {o} " if o in ("at", "dot") or len(o) > 2 else o for o in out).strip()
    return glue.join(out)


_SPOKEN = {"@": "at", ".": "dot", "+": "plus", "/": "slash"}


def _glyphs(chance: Chance, value: str, tongue: Tongue) -> str:
    tables = (_FULL, _CIRCLED, _KEYCAP, _RAISED, _FORMAL if tongue == "zh" else _FULL)
    table, mixed = chance.pick(tables), chance.hit(0.4)
    out = [
        (chance.pick(tables) if mixed else table)[int(c)] if c.isascii() and c.isdigit() else c
        for c in value
    ]
    return "".join(out).replace("@", "＠" if chance.hit(0.5) else "@")


def _marks(chance: Chance, value: str) -> str:
    between = chance.pick(("*", "~", "❤", "·", "|", "‿"))
    text = "".join(
        (_LEET if letter.isdigit() else _ALIKE).get(letter, letter) if chance.hit(0.3) else letter
        for letter in value
    )
    step = chance.whole(2, 4)
    return between.join(text[at : at + step] for at in range(0, len(text), step))
