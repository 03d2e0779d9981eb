"""Conditions whose names are one word each: values are handed over several times as fast.

The library turns every value of a nested record into its own kind, key by key; a plain variable
costs a quarter of that. So `alarm.over_db` is written `alarm__over_db` before it is compiled,
wherever a condition neither asks `has(...)` nor walks findings. What it answers is the same.
"""

from collections.abc import Iterable
from typing import Any

from bantay.model.decision import Situation
from bantay.policy.cel.tokens import tokens
from bantay.policy.vocabulary import READS, Reading

_NESTED = frozenset({"has", "findings"})


def flat(source: str) -> str | None:
    """The condition with names of one word; None when it has to stay as it is."""
    parts, told, done = list(tokens(source)), list[str](), 0
    if any(part.kind == "name" and part.text in _NESTED for part in parts):
        return None
    for one, dot, other in zip(parts, parts[1:], parts[2:], strict=False):
        dotted = dot.text == "." and f"{one.text}.{other.text}" in READS
        if dotted and one.start >= done:
            told += source[done : one.start], _one_word(one.text, other.text)
            done = other.end
    return "".join([*told, source[done:]])


def _one_word(root: str, part: str) -> str:
    return f"{root}__{part}"


class FlatReading:
    """Which names some conditions use; from a situation it reads those, each by one word."""

    def __init__(self, names: Iterable[str]):
        known = [name for name in sorted(names) if name in READS]
        self._reads = [(_one_word(*name.split(".", 1)), READS[name]) for name in known]

    def of(self, situation: Situation) -> dict[str, Any]:
        """The values."""
        return {name: read(situation) for name, read in self._reads}


class Readings:
    """What conditions may ask about one sort of alarm, in either way of writing."""

    def __init__(self, one_word: Iterable[str], nested: Iterable[str]):
        self.flat, self.nested = FlatReading(one_word), Reading(frozenset(nested))
