"""Arrivals piled up until they make a chunk."""

from bantay.model.events import Event
from bantay.ports.source import Chunk, Reject


class Pile:
    """What was taken since the last chunk. `room` is how many lines still fit."""

    def __init__(self, size: int, consumed: int, file_size: int):
        if size < 1:
            raise ValueError("a chunk holds at least one line")
        self.events: list[Event] = []
        self.rejects: list[Reject] = []
        self.room = size
        self.consumed = consumed
        self._size, self._file_size = size, file_size

    @property
    def empty(self) -> bool:
        """Nothing to tell: no line taken and no reject."""
        return self.room == self._size and not self.rejects

    def take(self, lines: int) -> None:
        """Count lines as consumed, whatever became of them."""
        self.room -= lines
        self.consumed += lines

    def chunk(self, done: int) -> Chunk:
        """The pile as a chunk; the pile is empty afterwards."""
        made = Chunk(
            events=self.events,
            rejects=self.rejects,
            consumed=self.consumed,
            done=done,
            size=self._file_size,
        )
        self.events, self.rejects, self.room = [], [], self._size
        return made
