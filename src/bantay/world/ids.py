"""Ids of events and of everything else: opaque, unique, and the same in every run."""

from bantay.world.chance import MASK, mix

_ODD = 0xD1342543DE82EF95
SETUP, PLAYED = 0, (1 << 14) - 1
"""Parts of a community's life: before the world's first day, and a scenario's events. The
days between are 1, 2 and so on."""


class Ids:
    """Event ids of one part of one community's life, in order of use."""

    __slots__ = ("_next", "_salt")

    def __init__(self, seed: int, community: int, part: int):
        self._next = ((community << 14) | part) << 22
        self._salt = mix(seed)

    def take(self) -> str:
        """The next id."""
        self._next = number = self._next + 1
        return f"{((number * _ODD) + self._salt) & MASK:016x}"

    def several(self, count: int) -> list[str]:
        """The next ids, quicker than one by one."""
        first, salt = self._next + 1, self._salt
        self._next += count
        return [f"{(n * _ODD + salt) & MASK:016x}" for n in range(first, first + count)]


def named(letter: str, *numbers: int) -> str:
    """An id of something else than an event: a letter and a hash of numbers."""
    value = 0
    for number in numbers:
        value = mix(value * 31 + number)
    return f"{letter}{value & 0xFFFFFFFFFFFF:012x}"


def room(seed: int, one: int, other: int) -> str:
    """The conversation of two accounts, by their numbers."""
    low, high = (one, other) if one < other else (other, one)
    return f"c{mix((low << 32 | high) ^ (seed << 5 & MASK)):016x}"
