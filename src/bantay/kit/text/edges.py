"""Words at a message's two ends that only hand a piece over: "and then … got it?", "…记了吗"."""

from functools import lru_cache
from typing import NamedTuple

from bantay.kit.lexicon import lexicon
from bantay.kit.text.piece import Role, fillers, leading, parting, role
from bantay.kit.text.reading import Reading, read
from bantay.kit.text.words import is_spaceless, placed

_SIGNS = " \t\n,;:!?\"'…，。！？、：；（）"
_MOST_WORDS = 12


class Core(NamedTuple):
    """What a message holds between such words; `told` when one of them speaks of a part, `taken`
    is how many there are."""

    reading: Reading
    told: bool
    role: Role
    taken: int


@lru_cache(maxsize=2_048)
def core_of(text: str) -> Core | None:
    """What is left of a short text without those words; None when none stand there.

    The last word that is left is never taken off, whatever it is. Remembered, as a text is
    looked at both as a piece of a number and as a bit of an address.
    """
    reading = read(text)
    found = placed(reading.folded)
    if not 2 <= len(found) <= _MOST_WORDS:
        return None
    first, last = _without([word for word, _, _ in found])
    if (first, last) == (0, len(found)):
        return None
    start = 0 if first == 0 else found[first - 1][2]
    end = len(reading.folded) if last == len(found) else found[last][1]
    start, end = _trimmed(reading.folded, start, end)
    taken = [word for word, _, _ in (*found[:first], *found[last:])]
    told = not (parting() | leading()).isdisjoint(taken)
    return Core(_slice(reading, start, end), told, role(taken), len(taken)) if start < end else None


def _without(found: list[str]) -> tuple[int, int]:
    """Which words stay, from and to: those of a part go first, as what they leave is a piece.

    Where words before the piece hand it over, it is the last of what is left, else the first.
    """
    first, last = 0, len(found)
    for gone in (parting() | leading(), _single(), _silent()):
        for at_front in (first > 0, first == 0):
            while at_front and last - first > 1 and found[first] in gone:
                first += 1
            while not at_front and last - first > 1 and found[last - 1] in gone:
                if found[last - 2] in _signs():
                    break
                last -= 1
    return first, last


@lru_cache(maxsize=1)
def _single() -> frozenset[str]:
    """The characters among them of scripts without spaces: beside those, "es" is no Spanish."""
    return frozenset(filter(is_spaceless, _silent()))


@lru_cache(maxsize=1)
def _silent() -> frozenset[str]:
    """Fillers that stand for no sign of an address."""
    return fillers() - _signs() - frozenset(lexicon("messages", "joint").terms("ending"))


@lru_cache(maxsize=1)
def _signs() -> frozenset[str]:
    """Words for the signs of an address: what follows one belongs to it."""
    return frozenset(lexicon("messages", "joint").terms("@", ".", "_", "-"))


def _trimmed(folded: str, start: int, end: int) -> tuple[int, int]:
    while start < end and folded[start] in _SIGNS:
        start += 1
    while end > start and folded[end - 1] in _SIGNS:
        end -= 1
    return start, end


def _slice(reading: Reading, start: int, end: int) -> Reading:
    starts, ends = reading.starts[start:end], reading.ends[start:end]
    return Reading(reading.folded[start:end], starts, ends, reading.notes)
