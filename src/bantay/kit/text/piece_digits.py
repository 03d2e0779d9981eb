"""Digits as a piece of a telephone number: what is left of a message's numbers.

Times, prices, ages, counts and the like are taken away first, each with its own sign or
word. Whatever signs stand between the digits that are left, they are read one after another.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bantay.kit.lexicon import matcher
from bantay.kit.text.late import late
from bantay.kit.text.numbers import has_number_words
from bantay.kit.text.numbers.items import items
from bantay.kit.text.numbers.tokens import chains
from bantay.kit.text.numbers.words import table
from bantay.kit.text.piece import Piece, fillers, others, parting, role
from bantay.kit.text.reading import Reading
from bantay.kit.text.words import words

MOST = 15
"""Digits of a telephone number (ITU-T E.164)."""
_TELLING = 3  # digits that are no small number any more
_FEW_WORDS = 2
_PLAIN = late(r"[0-9]+")
_LETTER = late(r"[^\W\d_]")
_DIGITS = frozenset("0123456789")
_WORDS_UNDONE = "number words"

_CURRENCY = "$€£¥₱₩₹฿₽¢"
_ORDINARY = late(
    r"(?<![\d:])\d{1,2}\s?[:：]\s?[0-5]\d(?!\s?[:：]?\d)(?:\s?[ap]\.?m\b)?"  # a clock
    rf"|[{_CURRENCY}]\s?\d[\d,.]*|\d[\d,.]*\s?[{_CURRENCY}%‰°]"
    r"|(?<![a-z])(?:php|usd|eur|rs|rm|rmb|p)\.?\s?\d[\d,.]*k?(?![a-z0-9])"
    r"|\d[\d,.]*(?:\s?(?:[ap]\.?m|hrs?|mins?|yrs?|yo|y/o|kg|km|cm|mm|gb|mb|php|usd|rb)|[kx])(?![a-z0-9])"
    r"|(?<![a-z0-9])x\s?\d+(?![a-z0-9])"
    r"|(?<!\d)(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}(?!\d)|(?<!\d)\d{1,2}([-/.])\d{1,2}\2(?:19|20)\d\d(?!\d)"
    r"|[<:;=][,'-]?3+(?!\d)|(?<!\d)8[-]?\)|(?<![\w])[0o]_+[0o](?!\w)|(?<![\d.])\d+\s?[+*/x×]\s?\d+\s?=\s?\d*"
    r"|[#№]\s?\d+"
    r"|(?<![\d.])(?=[\d.]*\d\d)\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)"  # an internet address
)
_FORM = late(  # one token that is more often something else than two parts of a number
    r"(?:19|20)\d\d|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*\.\d{1,2}|[1-9]\d?[-/][1-9]\d?"
    r"|\d{1,2}:\d\d?|(?=.*\d\d)\d+(?:\.\d+)+|[1-9]\d?00+"
)
_GLUED_BEFORE = late(r"[^\W\d_]$|(?<!\d)_$|[@\\]$")
_GLUED_AFTER = late(r"_?[^\W\d_]|[@\\]")
_BEFORE_WORDS = "call|text|txt|no|num|number|is|then|and|next|cp|tel|hp|wa|tapos|tas|plus"
_GLUED_CUE = late(rf"(?:^|[^a-z])(?:{_BEFORE_WORDS})$")
_NEXT_WORD = late(r"[\s\-]{0,2}(?P<word>[^\W\d_]+)")
_OF_NAMED = late(r"[\s:#.=-]*(?:(?:no|number|nr|is)[\s:#.=-]*)?")
_COUNT = late(
    r"(?:last|first|next|other|final|remaining|huling|unang|sunod na|últimos|ultimos|primeros"
    r"|siguientes|próximos|последние|первые|cuối|đầu|terakhir|pertama|最后|最後|后|後|前)\s?$"
)
_COUNTED = late(
    r"\s?(?:digits?|numbers?|ones|are|is|numero|números|numeros|dígitos|digitos|цифр\w*|số|angka"
    r"|位|个|個|[?？]|$)"
)


class _Group(NamedTuple):
    """Digits at folded offsets `start` to `end`; `said` in words."""

    digits: str
    start: int
    end: int
    said: bool


def digits_of(reading: Reading) -> Piece | None:
    """The digits that a message adds, if any."""
    folded = reading.folded
    found = _groups(folded)
    if not found or sum(len(group.digits) for group in found) > 2 * MOST:
        return None
    if len(found) == 1 and found[0].end - found[0].start == len(folded):
        return _alone(reading, found[0])
    taken = [match.span() for match in _ORDINARY.finditer(folded)]
    left = [group for group in found if not _is_taken(group, taken)]
    counts = [group for n, group in enumerate(left) if _is_count(folded, left, n)]
    left = [group for group in left if group not in counts]
    kept = [group for n, group in enumerate(left) if _stands(folded, left, n)]
    digits = "".join(group.digits for group in kept)
    if not 0 < len(digits) <= MOST:
        return None
    cut = len(kept) + len(counts) < len(found)
    return _judged(reading, kept, digits, _beside(folded, kept, counts), cut)


def _alone(reading: Reading, group: _Group) -> Piece | None:
    """The piece of a message that is digits and nothing else."""
    if len(group.digits) > MOST:
        return None
    undone = reading.undone(0, group.end) + (_WORDS_UNDONE,) * group.said
    odd = _FORM.fullmatch(group.digits) or (group.said and _is_weak(reading.folded))
    place = reading.span(0, group.end)
    return Piece("digits", group.digits, *place, undone, doubt=int(bool(odd)))


def _judged(
    reading: Reading, kept: Sequence[_Group], digits: str, beside: str, cut: bool
) -> Piece | None:
    """The piece, unless the words beside it say that it is something else."""
    around, strange = words(beside), others(beside)
    told = not parting().isdisjoint(around)
    few = len(digits) < _TELLING
    folded = reading.folded
    start, end = kept[0].start, kept[-1].end
    if strange and (few or _is_decoy(beside, folded[:start])):
        return None
    if few and around and not told and (len(around) > _FEW_WORDS or _is_at(beside)):
        return None
    plus = folded[:start].rstrip(" (").endswith("+")
    start = folded.rindex("+", 0, start) if plus else start
    said = (_WORDS_UNDONE,) if any(group.said for group in kept) else ()
    loose = few and bool(around) and not (told or said)
    odd = loose or _FORM.fullmatch(folded[start:end]) is not None
    return Piece(
        "digits",
        "+" * plus + digits,
        *reading.span(start, end),
        tuple(dict.fromkeys((*reading.undone(start, end), *said))),
        len(strange),
        0 if plus else 2 if cut or strange else int(odd),
        asked=bool(beside) and matcher("messages", "phone").search(folded) is not None,
        told=told,
        role=role(around),
    )


def _groups(folded: str) -> list[_Group]:
    """Digits as they stand or as they are said, from the left."""
    said: list[_Group] = []
    worded = _LETTER.search(folded) is not None and has_number_words(folded)
    if worded and (digits := _all_said(folded)):
        return [_Group(digits, 0, len(folded), True)]
    if worded:
        said = [
            _Group(item.digits, item.start, item.end, item.said)
            for chain in chains(folded)
            for part in items(chain)
            for item in part
        ]
    plain = [_Group(m[0], m.start(), m.end(), False) for m in _PLAIN.finditer(folded)]
    if not said:
        return plain
    free = [g for g in plain if not any(s.start <= g.start < s.end for s in said)]
    return sorted([*said, *free], key=lambda group: group.start)


def _is_weak(folded: str) -> bool:
    """Whether digits are said in words that only sometimes say a digit."""
    return not any(word.strong for w in folded.split() if (word := table().get(w)) is not None)


def _all_said(folded: str) -> str:
    """The digits of a text of nothing but words of one language that may say a digit: "hai ba"."""
    known = [table().get(word) for word in folded.split()]
    said = [word for word in known if word is not None and word.kind in _DIGITS]
    if len(said) < len(known) or not said:
        return ""
    common = frozenset.intersection(*(word.strong | word.weak for word in said))
    return "".join(word.kind for word in said) if common else ""


def _is_taken(group: _Group, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start <= group.start < end for start, end in taken)


def _is_count(folded: str, left: Sequence[_Group], n: int) -> bool:
    """Whether a number says how many digits come: "the last two are"."""
    group = left[n]
    if len(group.digits) > 1 or not _COUNT.search(folded, 0, group.start):
        return False
    after = _COUNTED.match(folded, group.end)
    return after is not None and (bool(after[0].strip()) or n + 1 < len(left))


def _stands(folded: str, left: Sequence[_Group], n: int) -> bool:
    """Whether digits stand by themselves: glued to no letters, counting nothing."""
    group = left[n]
    if not group.said and not _is_free(folded, group):
        return False
    follows = _NEXT_WORD.match(folded, group.end)
    if follows is None or (n + 1 < len(left) and left[n + 1].start <= follows.start("word")):
        return True
    if matcher("messages", "unit").match(folded, follows.start("word")):
        return False
    return words(follows["word"])[0] in fillers() or _is_telling(group.digits)


def _is_free(folded: str, group: _Group) -> bool:
    before, after = folded[max(0, group.start - 2) : group.start], folded[group.end : group.end + 2]
    if after[:1].isascii() and _GLUED_AFTER.match(after):
        return False
    if before[-1:].isascii() and _GLUED_BEFORE.search(before):
        return _GLUED_CUE.search(folded, 0, group.start) is not None
    return True


def _is_telling(digits: str) -> bool:
    return len(digits) >= _TELLING and digits.startswith("0")


def _beside(folded: str, kept: Sequence[_Group], counts: Sequence[_Group]) -> str:
    """What stands beside the digits kept, without numbers that only count them."""
    at, found = 0, []
    for group in sorted((*kept, *counts), key=lambda group: group.start):
        found.append(folded[at : group.start])
        at = group.end
    return " ".join((*found, folded[at:])).strip()


def _is_decoy(beside: str, before: str) -> bool:
    """Whether words say that the digits are a time, a price, an age, an order, a count."""
    if any(matcher("messages", name).search(beside) for name in ("decoy", "reference")):
        return True
    named = list(matcher("messages", "numbered").finditer(before))
    return bool(named) and _OF_NAMED.fullmatch(before, named[-1].end()) is not None


def _is_at(beside: str) -> bool:
    return re.search(r"(?:^|\s)(?:at|@|by|on|in|alas|sa)\s*$", beside) is not None
