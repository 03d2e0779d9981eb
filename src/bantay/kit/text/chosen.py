"""Places of a text that do not overlap: what came first stays, unless more is uncovered."""

from bisect import bisect_left
from typing import Generic, Protocol, TypeVar


class Placed(Protocol):
    """Something at offsets `start` to `end` that is more or less sure."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends (exclusive)."""

    @property
    def confidence(self) -> float:
        """How sure it is, 0 to 1."""


P = TypeVar("P", bound=Placed)


class Chosen(Generic[P]):
    """Keeps places in order and apart."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._places: list[P] = []

    def all(self) -> list[P]:
        """What was kept, from the left."""
        return self._places

    def add(self, place: P) -> None:
        """Keep a place if it overlaps none."""
        first, last = self._overlapping(place)
        if first == last:
            self._put(place, first, last)

    def uncover(self, place: P) -> None:
        """Keep a place also instead of parts of it that are no surer than it is."""
        first, last = self._overlapping(place)
        if all(self._yields(known, place) for known in self._places[first:last]):
            self._put(place, first, last)

    @staticmethod
    def _yields(known: P, place: P) -> bool:
        inside = place.start <= known.start and known.end <= place.end
        longer = known.end - known.start < place.end - place.start
        surer = known.confidence < place.confidence
        return inside and (surer or (longer and known.confidence == place.confidence))

    def _overlapping(self, place: P) -> tuple[int, int]:
        """The range of those kept that share a character with a place."""
        last = bisect_left(self._starts, place.end)
        first = last
        while first and self._places[first - 1].end > place.start:
            first -= 1
        return first, last

    def _put(self, place: P, first: int, last: int) -> None:
        self._starts[first:last] = [place.start]
        self._places[first:last] = [place]
