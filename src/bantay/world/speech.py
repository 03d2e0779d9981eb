"""From a phrase to what is really typed: slots filled, then the register of a person."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bantay.world.bank import Scene, Template
from bantay.world.chance import Chance
from bantay.world.contacts import Contact, contact
from bantay.world.things import Country, Tongue, places, words


class Voice(NamedTuple):
    """How somebody types: the chance of each habit."""

    lower: float
    bare: float
    emoji: float
    typo: float
    more: float = 0.0  # of going on in the same message


class Speaker(NamedTuple):
    """What filling a slot has to know of a person."""

    tongue: Tongue
    region: str
    country: Country
    name: str
    voice: Voice


Given = Mapping[str, str]
NOTHING: Given = {}


def voice(chance: Chance, typos: float, emoji: float) -> Voice:
    """A register: careful, casual or clipped."""
    r = chance.random()
    if r < 0.25:
        return Voice(0.03, 0.05, emoji * 0.3, typos * 0.3, 0.5)
    if r < 0.75:
        return Voice(0.6, 0.5, emoji, typos, 0.3)
    return Voice(0.95, 0.95, emoji * 1.8, typos * 2, 0.08)


def said(chance: Chance, line: Template, who: Speaker, given: Given = NOTHING) -> str:
    """The text somebody sends for a line; `given` are slots the scene decides."""
    if line.__class__ is str:
        text, kept = line, False
    else:
        text, kept = _filled(chance, line, who, given), True
    r = chance.random
    lower, bare, emoji, typo, _ = who.voice
    if r() < lower and not kept:
        text = text.lower()
    if r() < bare:
        text = text.rstrip(".。")
    if r() < typo and not kept:
        text = _slip(chance, text)
    if r() < emoji:
        text = f"{text} {chance.pick(words().lang[who.tongue].emoji)}"
    return text or "…"


def rambling(chance: Chance, scene: Scene, first: Template, who: Speaker) -> str:
    """What somebody sends who starts with a line and may go on, as talkative people do."""
    text, left = said(chance, first, who), 3
    while left and chance.random() < who.voice.more:
        joint = chance.pick(_JOINTS[who.tongue])
        text = f"{text.rstrip('.。!?！？')}{joint}{said(chance, scene.line(chance), who)}"
        left -= 1
    return text


_JOINTS: dict[Tongue, tuple[str, ...]] = {
    "en": (", ", ". ", " ", "! ", " and "),
    "zh": ("，", "。", " ", "！"),
    "fil": (", ", ". ", " ", " tas "),
}


def _slip(chance: Chance, text: str) -> str:
    """One typing mistake: a letter doubled, left out, or swapped with the next."""
    if len(text) < 4:
        return text
    at = 1 + chance.below(len(text) - 2)
    match chance.below(3):
        case 0:
            return text[:at] + text[at] + text[at:]
        case 1:
            return text[:at] + text[at + 1 :]
        case _:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _filled(chance: Chance, line: Template, who: Speaker, given: Given) -> str:
    out: list[str] = []
    for at, part in enumerate(line):
        out.append((given.get(part) or slot(chance, part, who)) if at % 2 else part)
    return "".join(out)


def slot(chance: Chance, name: str, who: Speaker) -> str:
    """An ordinary value for a slot."""
    if name in _THINGS:
        things: tuple[str, ...] = getattr(words().lang[who.tongue], name)
        return chance.pick(things)
    return _VALUES[name](chance, who)


_THINGS = ("food", "place", "game", "song", "course", "item", "group", "day", "grade")


def _somebody(chance: Chance, who: Speaker) -> str:
    return chance.pick(places().names[who.country.names].given)


def _sum(chance: Chance, who: Speaker) -> str:
    return money(chance, who, chance.stretch(2, 120))


def _reached(chance: Chance, who: Speaker) -> Contact:
    return contact(chance, who.tongue, who.region, who.name)


_VALUES: dict[str, Callable[[Chance, Speaker], str]] = {
    "name": _somebody,
    "friend": _somebody,
    "amount": _sum,
    "price": _sum,
    "time": lambda chance, who: clock(chance, who.tongue),
    "platform": lambda chance, who: chance.pick(words().apps[who.tongue]),
    "contact": lambda chance, who: _reached(chance, who).plain,
    "handle": lambda chance, who: _reached(chance, who).value,
    "age": lambda chance, _: str(chance.whole(19, 74)),
    "minutes": lambda chance, _: str(chance.pick((10, 15, 20, 30, 45, 60, 90))),
    "percent": lambda chance, _: f"{5 * chance.whole(2, 19)}%",
}


def clock(chance: Chance, tongue: Tongue) -> str:
    """A time of day as it is typed."""
    hour, half = chance.whole(7, 22), chance.hit(0.3)
    if tongue == "zh":
        part = "早上" if hour < 12 else "下午" if hour < 18 else "晚上"
        return f"{part}{(hour - 1) % 12 + 1}点{'半' if half else ''}"
    short = f"{(hour - 1) % 12 + 1}{':30' if half else ''}"
    return f"{short}{'am' if hour < 12 else 'pm'}" if chance.hit(0.8) else f"{hour}:{30 * half:02}"


def money(chance: Chance, who: Speaker, usd: float) -> str:
    """A sum as it is typed in the money of somebody's country."""
    amount = usd * who.country.rate
    rounded = max(1, round(amount, -1 if amount < 300 else -2) or round(amount))
    number = f"{int(rounded):,}" if chance.hit(0.3) else str(int(rounded))
    match who.country.currency:
        case "CNY":
            return f"{number}块" if chance.hit(0.5) else f"{number}元"
        case "PHP":
            return chance.pick((f"₱{number}", f"{number} pesos", f"{number} php", number))
        case "USD" | "AUD" | "CAD" | "SGD" | "HKD":
            return chance.pick((f"${number}", f"{number} dollars", number))
        case "GBP":
            return chance.pick((f"£{number}", f"{number} quid", number))
        case code:
            return f"{number} {code.lower()}"
