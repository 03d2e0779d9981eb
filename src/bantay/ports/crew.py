"""Workers, wherever they are: in this process, or on the machines of a distributed engine."""

from collections.abc import Callable, Sequence
from typing import Protocol

Work = Callable[[bytes, bytes], bytes]
"""What a worker does: a kit, the same for all parts, and a part; what comes of it. Pure, so that
a part may be done twice, anywhere."""


class Crew(Protocol):
    """Does the same work on many parts."""

    @property
    def size(self) -> int:
        """How many parts are worked on at once."""
        ...

    def kit(self, value: object) -> bytes:
        """A value as bytes that `pickle.loads` opens in a worker; functions may be in it."""
        ...

    def each(self, work: Work, kit: bytes, parts: Sequence[bytes]) -> list[bytes]:
        """The work done on every part, in order. StoreError when the workers cannot do it."""
        ...


class Helper(Protocol):
    """One more process that does one thing on bytes while this one does something else."""

    def ask(self, part: bytes) -> None:
        """Begin the work on a part."""
        ...

    def answer(self) -> bytes | None:
        """What became of the part asked for last; None when it has to be done here."""
        ...

    def close(self) -> None:
        """End it."""
        ...
