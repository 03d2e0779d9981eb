"""How a phrase is said: plainly, or denied, told of others, supposed, past, asked, in fun.

    spoken("i will never send it", 13)         ->  Said.NEGATED
    spoken('he said "i will send it"', 9)      ->  Said.REPORTED
    spoken("i will send it", 7)                ->  Said.PLAINLY

What stands before the phrase in its sentence and what closes the sentence decide; only fun
is looked for in the whole message. "If you don't pay" is no supposition: it is a demand.
The words are in `said.toml`, in English, Filipino and Chinese. Works on folded text.
"""

import re
from enum import Flag, auto
from functools import lru_cache

from bantay.kit.lexicon import lexicon, matcher
from bantay.kit.text.late import late

__all__ = ["Said", "plainly", "sentence", "spoken"]


class Said(Flag):
    """Ways of saying; a phrase may be said in several at once, or in none (PLAINLY)."""

    PLAINLY = 0
    NEGATED = auto()  # "i will never …", "hindi ko …", "我不会…"
    REPORTED = auto()  # inside quotation marks, or somebody else's words
    SUPPOSED = auto()  # "what if …", "if somebody …"
    PAST = auto()  # "last year …", "dati …", "以前…"
    ASKED = auto()  # a question
    JOKING = auto()  # the message laughs


NOT_MEANT = Said.NEGATED | Said.REPORTED | Said.SUPPOSED | Said.PAST | Said.JOKING
"""Every way but asking: a threat may be put as a question."""

_END = late(r"[.!?。！？…\n;；]")
_CLAUSE_END = late(r"[,，、:：(（]")
_IF = late(r"(?<![a-z])(?:if\s+(?:you|u|ya)|kung|kapag|pag)\s+$")  # "if you don't i will": a demand
_OBJECT = "[把将][^把将]{1,8}?"
_LAUGH = late(r"(?<![a-z])(?:a?(?:ha){2,}h?|(?:he){2,}|(?:hi){2,}|lo+l)(?![a-z])|哈哈|233")
_QUESTION = frozenset("?？")
_QUOTES = (("“", "”"), ("「", "」"), ("『", "』"), ("«", "»"))
_STRAIGHT = '"'
_REACH = 160
"""Folded characters before and after a phrase that are looked at; bounds the work."""
_NEAR = 40  # the same, for a negation


def spoken(folded: str, start: int, end: int | None = None) -> Said:
    """How the phrase at folded[start:end] is said; `end` may be left out for a first word."""
    end = start if end is None else end
    first, last = sentence(folded, start, end)
    head, tail = folded[first:start], folded[end:last]
    said = Said.PLAINLY
    if _denied(head):
        said |= Said.NEGATED
    if _told(head, tail) or _quoted(folded, start, end):
        said |= Said.REPORTED
    if _has("suppose", head):
        said |= Said.SUPPOSED
    if _has("past", head) or _has("past", tail):
        said |= Said.PAST
    if folded[last : last + 1] in _QUESTION or _has("ask", head) or _has("ask", tail):
        said |= Said.ASKED
    return said | Said.JOKING if _laughs(folded) else said


def plainly(folded: str, start: int, end: int | None = None) -> bool:
    """Whether the phrase is meant: in none of those ways, or only asked."""
    return not spoken(folded, start, end) & NOT_MEANT


def sentence(folded: str, start: int, end: int) -> tuple[int, int]:
    """The offsets of the sentence around a phrase, without its closing mark."""
    low = max(0, start - _REACH)
    first = max((m.end() for m in _END.finditer(folded, low, start)), default=low)
    closing = _END.search(folded, end, min(len(folded), end + _REACH))
    return first, closing.start() if closing else min(len(folded), end + _REACH)


def _has(kind: str, text: str) -> bool:
    return bool(text) and matcher("messages", "said", kind).search(text) is not None


@lru_cache(maxsize=1_024)
def _laughs(folded: str) -> bool:
    return _LAUGH.search(folded) is not None or _has("joke", folded)


def _denied(head: str) -> bool:
    """Whether a negation stands right before, filler words aside."""
    clause = _CLAUSE_END.split(head)[-1][-_NEAR:]
    found = _denial().search(clause)
    return found is not None and _IF.search(clause, 0, found.start()) is None


@lru_cache(maxsize=1)
def _denial() -> re.Pattern[str]:
    words = lexicon("messages", "said")
    negation, filler = (_one_of(words.terms(kind)) for kind in ("negation", "filler"))
    return re.compile(rf"(?<![a-z0-9'’])(?:{negation})(?:\s*(?:{filler}|{_OBJECT})){{0,4}}\s*$")


def _one_of(terms: tuple[str, ...]) -> str:
    """Terms of letters must end as whole words."""
    longest = sorted(terms, key=lambda term: (-len(term), term))
    return "|".join(re.escape(t) + (r"(?![a-z0-9])" if t[-1].isascii() else "") for t in longest)


def _told(head: str, tail: str) -> bool:
    return _has("report", head) or _has("hearsay", head) or _has("hearsay", tail[:24])


def _quoted(folded: str, start: int, end: int) -> bool:
    """Whether a quotation mark is open at the phrase and closed after it."""
    low, high = max(0, start - _REACH), end + _REACH
    before, after = folded[low:start], folded[end:high]
    if before.count(_STRAIGHT) % 2 and _STRAIGHT in after:
        return True
    return any(
        opening in before and before.rfind(opening) > before.rfind(closing) and closing in after
        for opening, closing in _QUOTES
    )
