"""What is known of an account that speaks for its holder being under 18."""

from datetime import datetime
from typing import Any

from bantay.kit import Window

ADULT = 18
_WORDS = {"stated": "by own words", "in passing": "by words in passing"}
_LINKS = {"supervised": "a child mode", "guarded": "a declared guardian"}

YOUTH = (*_LINKS, "checked_birth_year", "birth_year", "young_by_words")
"""Names of the facts without one of which nobody is known as a possible minor."""


def youth(window: Window[Any], at: datetime) -> tuple[str, ...]:
    """How the account is known as a possible minor's at a time, in words; firm signs first.

    A birth year counts only when nobody born in it is 18 yet.
    """
    found = [noun for name, noun in _LINKS.items() if window.fact(name) is not None]
    for name, noun in (("checked_birth_year", "checked"), ("birth_year", "registered")):
        fact = window.fact(name)
        if fact is not None and isinstance(fact.value, int):
            if at.year - fact.value < ADULT:
                found.append(f"the {noun} birth year")
            break
    said = {str(fact.value) for fact in window.facts if fact.name == "young_by_words"}
    if said:
        found.append(_WORDS["stated" if "stated" in said else "in passing"])
    return tuple(found)


_FIRM = frozenset((*_LINKS.values(), "the checked birth year", _WORDS["stated"]))


def is_firm(signs: tuple[str, ...]) -> bool:
    """Whether one of them is enough, or two agree."""
    return len(signs) > 1 or bool(_FIRM.intersection(signs))


def spoken(signs: tuple[str, ...]) -> bool:
    """Whether the account's own words are among them."""
    return not {*_WORDS.values()}.isdisjoint(signs)
