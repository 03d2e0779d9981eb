"""A messenger named in one message and the name there in a later one: "my tg", "is", "ana_22"."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bantay.kit.lexicon import lexicon, matcher
from bantay.kit.text.handles import handles
from bantay.kit.text.hits import FAIR
from bantay.kit.text.piece import fillers
from bantay.kit.text.reading import Reading, read
from bantay.kit.text.words import words

_LONGEST = 60
_AHEAD = 6  # messages after the messenger's name in which the name there may stand
_NAME = re.compile(r"\s*@?(?P<name>[a-z0-9][a-z0-9._-]{2,31})[\s.!,]*")
_TELLING = re.compile(
    r"(?=.*[a-z])[a-z0-9._-]*(?:[a-z][0-9_]|[0-9][a-z]|_|[a-z]\.[a-z])[a-z0-9._-]*"
)
_NUMBER = re.compile(r"\s*(?P<name>[0-9]{5,12})\s*")
_NO_QUESTION = ("?", "？", "吗", "呢")


class Named(NamedTuple):
    """A name somewhere else: its value, the messages that give it, the original places there."""

    value: str
    at: tuple[int, ...]
    places: tuple[tuple[int, int], ...]


class _Cue(NamedTuple):
    """Where a messenger is named at the end of a message, and how it is called."""

    name: str
    place: tuple[int, int]


def named(texts: Sequence[str]) -> Iterator[Named]:
    """The names that follow a messenger's name in a later message of the same person."""
    for n, text in enumerate(texts):
        cue = _cue(text)
        if cue is not None:
            found = _name_after(texts, n, cue)
            if found is not None:
                yield found


def names_messenger(text: str) -> bool:
    """Whether a message names a messenger at its end, so that a name there may follow."""
    return _cue(text) is not None


def _name_after(texts: Sequence[str], n: int, cue: _Cue) -> Named | None:
    for k in range(n + 1, min(len(texts), n + 1 + _AHEAD)):
        if _cue(texts[k]) is not None:
            break
        name = _name(texts[k], cue.name)
        if name is not None:
            return Named(name[0], (n, k), (cue.place, name[1]))
    return None


@lru_cache(maxsize=4_096)
def _cue(text: str) -> _Cue | None:
    """The messenger that a short message names last, saying nothing else after it."""
    if len(text) > _LONGEST or len(text) < 2:
        return None
    reading = read(text)
    folded = reading.folded
    if folded.rstrip().endswith(_NO_QUESTION):
        return None
    found = list(matcher("messages", "cue").finditer(folded))
    if not found or any(handles(folded)):
        return None
    last = found[-1]
    around = (words(folded[: last.start()]), words(folded[last.end() :]))
    if not (_before().issuperset(around[0]) and _beside().issuperset(around[1])):
        return None
    return _Cue(last[0], reading.span(last.start(), last.end()))


@lru_cache(maxsize=1)
def _beside() -> frozenset[str]:
    linking = (word for term in lexicon("messages", "link").terms() for word in words(term))
    return frozenset((*fillers(), *linking))


@lru_cache(maxsize=1)
def _before() -> frozenset[str]:
    """Words that hand something over before a messenger's name."""
    return _beside() | frozenset(lexicon("messages", "hand_over").terms())


@lru_cache(maxsize=4_096)
def _name(text: str, messenger: str) -> tuple[str, tuple[int, int]] | None:
    """A name that is all a message holds, when it reads as one after the messenger's name."""
    if len(text) > 40:
        return None
    reading = read(text)
    found = _NAME.fullmatch(reading.folded) or _NUMBER.fullmatch(reading.folded)
    if found is None:
        return None
    name = found["name"].rstrip("._-")
    prefix = f"{messenger}: "
    hit = next(handles(prefix + name), None)
    if hit is None or hit.confidence < FAIR or hit.value != name:
        return None
    if not (_TELLING.fullmatch(name) or "@" in found[0] or name.isdigit()):
        return None
    return name, _place(reading, found)


def _place(reading: Reading, found: re.Match[str]) -> tuple[int, int]:
    return reading.span(found.start("name"), found.end("name"))
