"""A piece: what one message adds to a contact that is given in parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bantay.kit.lexicon import lexicon
from bantay.kit.text.reading import Reading
from bantay.kit.text.words import words

Role = Literal["", "first", "end"]
PieceKind = Literal["digits", "letters", "local", "mail"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One message's share of a contact, at original offsets `start` to `end`.

    `value` is its digits ("+" first if it has one), or its part of an address: "letters"
    one by one, "local" could be what stands before the "@", "mail" holds the "@", a
    provider or an ending. `other_words` are words beside it that say something else.
    """

    kind: PieceKind
    value: str
    start: int
    end: int
    undone: tuple[str, ...] = ()
    other_words: int = 0
    doubt: int = 0  # 1: its form, or 2: a word beside it, may make it something else
    asked: bool = False  # a word beside it asks to be reached
    told: bool = False  # a word beside it says that it is a part of something
    role: Role = ""  # which part, where a word says so
    written: str = ""  # digits as they stand among signs, which an address may need: "_5"

    @property
    def letters(self) -> str:
        """What the piece adds to an address or a name."""
        return self.written or self.value


def make(
    reading: Reading, kind: PieceKind, value: str, place: tuple[int, int], **more: bool | int
) -> Piece:
    """A piece at folded offsets `place`."""
    start, end = reading.span(*place)
    return Piece(kind, value, start, end, reading.undone(*place), **more)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def fillers() -> frozenset[str]:
    """Words that say nothing about the digits or letters beside them."""
    return frozenset(lexicon("messages", "filler").terms())


@lru_cache(maxsize=1)
def parting() -> frozenset[str]:
    """Those of them that speak of a part: "then", "last"."""
    return frozenset(lexicon("messages", "filler").terms("part", "first", "end"))


@lru_cache(maxsize=1)
def leading() -> frozenset[str]:
    """Those of them that join what follows to what went before: "and"."""
    return frozenset(lexicon("messages", "filler").terms("joins"))


@lru_cache(maxsize=1)
def _roles() -> dict[str, Role]:
    words = lexicon("messages", "filler")
    roles: tuple[Role, ...] = ("first", "end")
    return {term: role for role in roles for term in words.terms(role)}


def role(found: Sequence[str]) -> Role:
    """Which part of a number the words say a piece is; nothing when they say both or none."""
    said = {_roles()[word] for word in found if word in _roles()}
    return said.pop() if len(said) == 1 else ""


def others(folded: str) -> list[str]:
    """The words of a text that are no fillers."""
    return [word for word in words(folded) if word not in fillers()]
