"""Hash lists: what a source tells of known material, and whoever looks a picture up."""

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from msgspec import Struct

from bantay.model.events import MediaShared
from bantay.model.events.talk import Match

HashKind = Literal["pdq", "md5", "sha1", "sha256"]
Opinion = Literal["positive", "disputed", "seed"]

DIGITS: dict[str, int] = {"pdq": 64, "md5": 32, "sha1": 40, "sha256": 64}
"""How many hexadecimal digits a hash of each kind has."""


class Print(Struct, frozen=True):
    """One hash of an entry, in lower-case digits, and what is thought of it.

    `quality` is that of a PDQ hash, 0 to 100; None: not said.
    """

    kind: HashKind
    hash: str
    opinion: Opinion = "positive"
    quality: int | None = None


class Entry(Struct, frozen=True):
    """An entry as its source now tells it; it replaces what was told of the id before."""

    id: str
    prints: tuple[Print, ...]
    list: str = ""


class Gone(Struct, frozen=True):
    """The source withdrew an entry."""

    id: str


class HashList(Protocol):
    """A source's list, or what changed in it. Raises `InputError` with the place."""

    @property
    def whole(self) -> bool:
        """Whether what it does not name is withdrawn."""
        ...

    def changes(self) -> Iterator[Entry | Gone]:
        """Entries and withdrawals, in the order in which they count."""
        ...


class Lookup(Protocol):
    """Finds what lists say of pictures. Raises `StoreError` when it cannot be asked."""

    @property
    def name(self) -> str: ...

    def matches(self, pictures: Sequence[MediaShared]) -> list[list[Match]]:
        """The hits of each picture, none of them disputed or a seed."""
        ...
