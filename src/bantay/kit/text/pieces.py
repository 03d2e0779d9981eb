"""What a message adds to a contact that is given in parts, and what it says about the parts.

A piece is a short message with little beside it. Whether pieces join into something is for
`joined` to say; here it is only said what each could contribute.
"""

from dataclasses import dataclass
from functools import lru_cache

from bantay.kit.lexicon import matcher
from bantay.kit.text.piece import Piece, PieceKind
from bantay.kit.text.piece_digits import digits_of
from bantay.kit.text.piece_letters import letters_of, one_by_one
from bantay.kit.text.reading import read

__all__ = ["Piece", "PieceKind", "Talk", "denies", "pieces", "talk"]

_LONGEST = 80  # characters of a message that may be a piece
_LONGEST_TALK = 160  # characters of a message that may speak of pieces


@dataclass(frozen=True, slots=True)
class Talk:
    """What a message says of pieces before or after it."""

    hands_over: bool  # "my number", "text me at": the sender's own number comes
    continues: bool  # "the rest", "next is"
    asks: bool  # asks the other for a number or for the next part
    denies: bool  # says that a number was an order, a code, a price
    question: bool
    agrees: bool


_SILENT = Talk(False, False, False, False, False, False)


def pieces(text: str) -> Piece | None:
    """What the message could contribute, if anything. Long messages contribute nothing."""
    return _pieces(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=8_192)
def _pieces(text: str) -> Piece | None:
    reading = read(text)
    return one_by_one(reading) or digits_of(reading) or letters_of(reading)


def denies(text: str) -> bool:
    """Whether a message without a number speaks of an order number, a code, a price."""
    return talk(text).denies


def talk(text: str) -> Talk:
    """What the message says about parts of a number; a long one says nothing."""
    return _talk(text) if len(text) <= _LONGEST_TALK else _SILENT


@lru_cache(maxsize=8_192)
def _talk(text: str) -> Talk:
    folded = read(text).folded
    return Talk(
        hands_over=_says("mine", folded),
        continues=_says("part", folded),
        asks=matcher("messages", "next_part").search(folded) is not None,
        denies=matcher("messages", "denial").search(folded) is not None and not _has_digit(folded),
        question=folded.rstrip(" !.)").endswith(("?", "？", "吗", "呢")),
        agrees=matcher("messages", "agreed").match(folded.lstrip()) is not None,
    )


def _has_digit(folded: str) -> bool:
    return any(digit in folded for digit in "0123456789")


def _says(kind: str, folded: str) -> bool:
    return matcher("messages", "part", kind).search(folded) is not None
