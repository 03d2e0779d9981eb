"""A crew in this process: the public double of a cluster's. It can change the order in which
parts are worked on, and do parts twice, as a cluster may."""

import pickle
from collections.abc import Sequence

from bantay.ports.crew import Work

_KITS: list[object] = []


def _kept(number: int) -> object:
    return _KITS[number]


class _Kept:
    def __init__(self, number: int):
        self.number = number

    def __reduce__(self):
        return _kept, (self.number,)


class Here:
    """`size` parts at once, in words; backwards, and twice over where it is asked."""

    def __init__(self, size: int = 3, twice: bool = False):
        self.size, self._twice, self.asked = size, twice, 0

    def kit(self, value: object) -> bytes:
        _KITS.append(value)
        return pickle.dumps(_Kept(len(_KITS) - 1))

    def each(self, work: Work, kit: bytes, parts: Sequence[bytes]) -> list[bytes]:
        self.asked += 1
        done = [work(kit, part) for part in reversed(parts)]
        if self._twice:
            done = [work(kit, part) for part in reversed(parts)]
        return done[::-1]
