"""Scenarios' timelines, made once and laid by for the days to come.

They lie in temporary files, one a part: a world with many scenarios would not fit into
memory, and making every plan again each day would cost more than the days themselves.
"""

from collections.abc import Iterator
from pathlib import Path

from bantay.world.cast import Casts
from bantay.world.person import DAY
from bantay.world.scratch import Scratch
from bantay.world.sink import Line, packed, unpacked


class Plans:
    """The lines that scenarios send, by part of the world's time."""

    def __init__(self, casts: Casts, communities: int, begin: int):
        self._casts, self._communities, self._begin = casts, communities, begin
        self._scratch: Scratch | None = None

    def part(self, number: int) -> Iterator[Line]:
        """The lines of a part; the first call makes all plans."""
        if not self._communities:
            return
        if self._scratch is None:
            self._scratch = Scratch()
            for community in range(self._communities):
                self._lay_by(community, self._scratch.folder)
        path = self._scratch.folder / str(number)
        if path.is_file():
            yield from unpacked(path.read_bytes())

    def _lay_by(self, community: int, folder: Path) -> None:
        parts: dict[int, list[Line]] = {}
        for when, line in self._casts.rehearsed(community).lines:
            number = 0 if when < self._begin else 1 + (when - self._begin) // DAY
            parts.setdefault(number, []).append((when, line))
        for number, lines in parts.items():
            with (folder / str(number)).open("ab") as file:
                file.write(packed(lines))
