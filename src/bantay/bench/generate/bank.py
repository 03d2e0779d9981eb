"""The generators' own phrases and number words, read from the files beside them."""

import tomllib
from functools import cache
from importlib.resources import files

from msgspec import Struct, convert

LANGUAGES = ("en", "fil", "zh")


class Phrases(Struct, frozen=True, forbid_unknown_fields=True):
    """One language's daily life. `facts` are lines with a number that is no contact."""

    chatter: tuple[str, ...]
    replies: tuple[str, ...]
    asks: tuple[str, ...]
    opens: tuple[str, ...]
    email_opens: tuple[str, ...]
    handle_opens: tuple[str, ...]
    closes: tuple[str, ...]
    leads: tuple[str, ...]
    confirms: tuple[str, ...]
    guesses: tuple[str, ...]
    carriers: dict[str, tuple[str, ...]]
    facts: dict[str, tuple[str, ...]]


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """How one language says its ten digits; `twice` and `thrice` come before a repeated one."""

    words: tuple[tuple[str, ...], ...]
    joined: bool = False
    twice: str = ""
    thrice: str = ""


@cache
def phrases(language: str) -> Phrases:
    """The phrases of one of `LANGUAGES`."""
    return convert(_table(language), Phrases)


@cache
def number_words() -> dict[str, Words]:
    """The ten digits of every language."""
    found = _table("digits")
    del found["held_out"]
    return convert(found, dict[str, Words])


@cache
def held_out_language() -> str:
    """The language whose number words are kept out of all tuning."""
    return str(_table("digits")["held_out"])


def _table(name: str) -> dict[str, object]:
    return tomllib.loads((files(__package__) / "bank" / f"{name}.toml").read_text("utf-8"))
