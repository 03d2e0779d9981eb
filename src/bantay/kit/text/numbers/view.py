"""A reading in which numbers said in words stand as digits, every digit knowing its word."""

from collections.abc import Iterator

from bantay.kit.text.late import late
from bantay.kit.text.numbers.items import Item, items
from bantay.kit.text.numbers.tokens import chains
from bantay.kit.text.numbers.words import LETTER, any_glued, any_spaceless, table
from bantay.kit.text.reading import Reading
from bantay.kit.text.rewriting import Rewriting
from bantay.kit.text.runs import BETWEEN

NUMBER_WORDS = "number words"
"""What is said to be undone where a digit was a word."""
_LEAST = 3
"""Digits that a chain must say; fewer stay words ("one of us", 一起), unless they stand alone."""
_PAIR = 2
_LETTERS, _PLAIN_LETTERS = late(f"{LETTER}+"), late("[a-z]+")
_DIGIT = late("[0-9]")
_WORD = late(r"\w")
_HYPHEN = late(r"\s?[-‐‑–.]\s?")
_KEPT = late(rf"[{BETWEEN}]{{0,3}}")


def has_number_words(folded: str) -> bool:
    """Whether a folded text holds any word for a digit. Cheap; says nothing of density."""
    words = _words(folded)
    if not table().keys().isdisjoint(words) or any_glued(words):
        return True
    return not folded.isascii() and any_spaceless().search(folded) is not None


def _words(folded: str) -> list[str]:
    return (_PLAIN_LETTERS if folded.isascii() else _LETTERS).findall(folded)


def _may_be_dense(folded: str) -> bool:
    """Whether number words may stand together, or alone; cheap, wrong only towards yes."""
    words = _words(folded)
    known = table().keys()
    if not known.isdisjoint(words):
        said = sum(word in known for word in words)
        if said > 1 or len(words) == 1 or _DIGIT.search(folded):
            return True
    if not folded.isascii() and any_spaceless().search(folded):
        return True
    return any_glued(words)


def digit_view(reading: Reading) -> Reading:
    """The reading with dense number words as digits; the reading itself when there are none.

    Dense: three digits or more, said by two words or by one among digits; fewer count when
    the text says nothing else. Digits said one by one close up ("oh seven" is "07"), other
    gaps are kept as one space. Applied twice it changes nothing more.
    """
    folded = reading.folded
    if not _may_be_dense(folded):
        return reading
    rewriting = Rewriting(reading)
    for said in _dense(folded):
        _rewrite(rewriting, folded, said)
    return rewriting.done()


def _dense(folded: str) -> Iterator[list[Item]]:
    for chain in chains(folded):
        for said in items(chain):
            if any(item.said for item in said) and _is_dense(folded, said):
                yield said


def _is_dense(folded: str, said: list[Item]) -> bool:
    words = sum(item.said for item in said)
    if sum(len(item.digits) for item in said) >= _LEAST and (words >= _PAIR or _is_among(said)):
        return True
    start, end = said[0].start, said[-1].end
    return not _WORD.search(folded, 0, start) and not _WORD.search(folded, end)


def _is_among(said: list[Item]) -> bool:
    """Whether the one word touches digits, or stands between them."""
    at = next(n for n, item in enumerate(said) if item.said)
    if 0 < at < len(said) - 1:
        return True
    touching = said[at - 1].end == said[at].start if at else False
    return touching or (at + 1 < len(said) and said[at].end == said[at + 1].start)


def _rewrite(rewriting: Rewriting, folded: str, said: list[Item]) -> None:
    before: Item | None = None
    for item in said:
        if before and (before.said or item.said):
            rewriting.put(_joint(folded, before, item), before.end, item.start)
        if item.said:
            rewriting.put(item.digits, item.start, item.end, NUMBER_WORDS)
        before = item


def _joint(folded: str, left: Item, right: Item) -> str:
    gap = folded[left.end : right.start]
    short = len(left.digits) <= _PAIR and len(right.digits) <= _PAIR
    one_by_one = gap.isspace() or (left.said and right.said and _HYPHEN.fullmatch(gap) is not None)
    if short and one_by_one:
        return ""
    return gap if _KEPT.fullmatch(gap) else " "
