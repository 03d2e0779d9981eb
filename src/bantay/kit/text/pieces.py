"""What a message adds to a contact that is given in parts, and what it says about the parts.

A piece is a short message with little beside it. Whether pieces join into something is for
`joined` to say; here it is only said what each could contribute.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from bantay.kit.lexicon import matcher
from bantay.kit.text.edges import core_of
from bantay.kit.text.late import late
from bantay.kit.text.numbers.words import table
from bantay.kit.text.piece import Piece, PieceKind
from bantay.kit.text.piece_digits import digits_of
from bantay.kit.text.piece_letters import letters_of, one_by_one
from bantay.kit.text.reading import Reading, read
from bantay.kit.text.words import words

__all__ = ["Piece", "PieceKind", "Talk", "denies", "pieces", "talk"]

_LONGEST = 80  # characters of a message that may be a piece
_JOINER = re.escape("._-/*|~·•:;,")
_AMONG_SIGNS = late(
    rf"[{_JOINER}][0-9]{{1,4}}(?:[{_JOINER}][0-9]{{1,4}})*[{_JOINER}]?"
    rf"|[0-9]{{1,4}}(?:[{_JOINER}][0-9]{{1,4}})*[{_JOINER}]"
    rf"|\+?[0-9](?:([{_JOINER}])[0-9])(?:\1[0-9]{{1,2}})+"
)
_ASKED_BACK = late(r"[?？]\s*$|[\u4e00-\u9fff]")
"""How it is told that what stands beside digits is about them: "46 ok?", "46记了吗"."""
_HOUR = (
    r"(?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|alas[ -](?:\w+))(?:\s?[ap]\.?m\.?)?"
)
_HOURS = late(rf"\W*(?:open |from |mula )?{_HOUR}\s(?:to|till|until|hanggang)\s{_HOUR}\W*")
"""The hours of a shop, which are no digits: "eight to eight", "9 to 5"."""
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
    if _HOURS.fullmatch(reading.folded):
        return None
    return _handed(text) or one_by_one(reading) or digits_of(reading) or letters_of(reading)


def _handed(text: str) -> Piece | None:
    """The piece of a message that is nothing else but words that hand it over."""
    reading = read(text)
    core = None if _says_only_digits(reading.folded) else core_of(text)
    inner = reading if core is None else core.reading
    piece = _among_signs(inner)
    if core is None:
        return piece
    piece = piece or (digits_of(inner) if _is_number(inner.folded) else None)
    if piece is None or not _is_all(piece, inner):
        return None
    folded = reading.folded
    if folded.rstrip().endswith(("?", "？")) and matcher("messages", "next_part").search(folded):
        return None  # "and the next two?"
    agreed = matcher("messages", "agreed").match(folded)
    sure = core.told or agreed or piece.value.startswith("+") or _ASKED_BACK.search(folded)
    return replace(
        piece,
        doubt=piece.doubt if sure else max(piece.doubt, 1),
        asked=piece.asked or matcher("messages", "phone").search(folded) is not None,
        told=core.told,
        role=core.role,
    )


def _among_signs(reading: Reading) -> Piece | None:
    """Digits with a sign before, after or between all of them: "_5", "46*", "2.0.2.98"."""
    folded = reading.folded.strip()
    if not _AMONG_SIGNS.fullmatch(folded):
        return None
    at = reading.folded.index(folded)
    place = (at, at + len(folded))
    digits = "".join(char for char in folded if char.isdigit() or char == "+")
    undone = reading.undone(*place)
    doubt = int(folded[0].isdigit() and folded[-1].isdigit())
    return Piece("digits", digits, *reading.span(*place), undone, doubt=doubt, written=folded)


def _is_number(folded: str) -> bool:
    """Whether a text holds digits and words for them, and nothing else."""
    run = not folded.isascii() and " " not in folded  # a script whose words have no edges
    return run or _says_only_digits(folded)


def _says_only_digits(folded: str) -> bool:
    known = table()
    return all(word.isdigit() or word in known for word in words(folded))


def _is_all(piece: Piece, reading: Reading) -> bool:
    return (piece.start, piece.end) == reading.span(0, len(reading.folded))


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
