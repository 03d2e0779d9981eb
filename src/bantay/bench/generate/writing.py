"""Ways to write digits: each takes digits (perhaps after a `+`) and spells them."""

from collections.abc import Callable
from functools import cache
from random import Random

from msgspec import Struct

from bantay.bench.generate.bank import Words, held_out_language, number_words

Write = Callable[[str, Random], str]
SEPARATORS = ("-", ".", "/", "*", "_", ",", "~", "|")
HELD_OUT_SEPARATORS = frozenset("~|")
"""Kept out of all tuning and reported apart, as is one language's number words."""

_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"
_NATIVE = {"ar": 0x0660, "hi": 0x0966, "th": 0x0E50}


class Way(Struct, frozen=True):
    """A way to write digits; `held_out` says that nobody may tune on it."""

    name: str
    family: str
    write: Write
    held_out: bool = False


def _plain(digits: str, source: Random) -> str:
    return digits


def _spaced(digits: str, source: Random) -> str:
    return " ".join(digits)


def _separated(by: str) -> Write:
    def write(digits: str, source: Random) -> str:
        out = digits[0]
        for one in digits[1:]:
            out += one if out == "+" or source.random() < 0.4 else by + one
        return out

    return write


def _shifted(zero: int) -> Write:
    def write(digits: str, source: Random) -> str:
        return "".join(chr(zero + int(c)) if c.isdigit() else c for c in digits)

    return write


def _full_width(digits: str, source: Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in digits)


def _circled(digits: str, source: Random) -> str:
    return "".join(_CIRCLED[int(c)] if c.isdigit() else c for c in digits)


def _keycap(digits: str, source: Random) -> str:
    return "".join(f"{c}\ufe0f\u20e3" if c.isdigit() else c for c in digits)


def _said(words: Words) -> Write:
    """In words; now and then "double five" where a language has it. A `+` is not said."""

    def write(digits: str, source: Random) -> str:
        digits, out, at = digits.lstrip("+"), [], 0
        while at < len(digits):
            run = len(digits) - at - len(digits[at:].lstrip(digits[at]))
            many = {2: words.twice, 3: words.thrice}.get(run, "")
            word = source.choice(words.words[int(digits[at])])
            if many and source.random() < 0.5:
                out.append(f"{many} {word}")
                at += run
            else:
                out.append(word)
                at += 1
        return ("" if words.joined else " ").join(out)

    return write


def _mixed(digits: str, source: Random) -> str:
    """Another way for every digit."""
    words = number_words()["en"]
    ways = (_plain, _full_width, _circled, _keycap, _said(words))
    return " ".join(source.choice(ways)(c, source) if c.isdigit() else c for c in digits)


@cache
def ways() -> tuple[Way, ...]:
    """Every way, in a fixed order."""
    separators = (
        Way(f"separator {by}", "separators", _separated(by), by in HELD_OUT_SEPARATORS)
        for by in SEPARATORS
    )
    spoken = (
        Way(f"words {name}", "words", _said(words), name == held_out_language())
        for name, words in number_words().items()
    )
    return (
        Way("plain", "plain", _plain),
        Way("spaced", "spaced", _spaced),
        *separators,
        *spoken,
        Way("full-width", "other digits", _full_width),
        Way("circled", "other digits", _circled),
        Way("keycap", "other digits", _keycap),
        *(Way(f"digits {name}", "other digits", _shifted(z)) for name, z in _NATIVE.items()),
        Way("mixed", "mixed", _mixed),
    )
