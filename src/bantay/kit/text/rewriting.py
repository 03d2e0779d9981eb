"""Making a reading from a reading: parts replaced, every character still knowing its place."""

from bantay.kit.text.reading import Reading


class Rewriting:
    """Replaces parts of a reading, from the left; `done` gives the reading that results.

    A replacement's characters all stand for the whole part they replace.
    """

    def __init__(self, reading: Reading):
        self._from = reading
        self._at = 0
        self._text: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._notes: list[tuple[int, str]] = []

    def put(self, new: str, start: int, end: int, note: str = "") -> None:
        """Folded characters `start` to `end` read as `new`. They lie after those put before.

        Raises ValueError when they do not.
        """
        if not self._at <= start <= end:
            raise ValueError(f"{start}:{end} lies before {self._at}")
        self._copy(start)
        self._at = end
        if start == end:
            return
        first, last = self._from.span(start, end)
        self._text.append(new)
        self._starts.extend([first] * len(new))
        self._ends.extend([last] * len(new))
        if note:
            self._notes.append((first, note))

    def done(self) -> Reading:
        """The reading with everything put; the one it was made from if nothing was."""
        if not self._at and not self._text:
            return self._from
        self._copy(len(self._from.folded))
        notes = tuple(sorted({*self._from.notes, *self._notes}))
        return Reading("".join(self._text), self._starts, self._ends, notes)

    def _copy(self, end: int) -> None:
        self._text.append(self._from.folded[self._at : end])
        self._starts.extend(self._from.starts[self._at : end])
        self._ends.extend(self._from.ends[self._at : end])
        self._at = end
