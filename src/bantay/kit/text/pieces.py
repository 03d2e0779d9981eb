"""What a message adds to a contact that is given in parts: digits, or part of an address.

A piece is a short message with little beside it. Whether pieces join into something is the
detector's question; here it is only said what each could contribute.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from bantay.kit.lexicon import lexicon, matcher
from bantay.kit.text.hits import CERTAIN, FAIR, Hit, endings
from bantay.kit.text.mails import mails, providers
from bantay.kit.text.ordinary import RULES
from bantay.kit.text.phones import MOST
from bantay.kit.text.reading import Reading, read
from bantay.kit.text.runs import Run, runs
from bantay.kit.text.words import word_count, words

PieceKind = Literal["digits", "local", "mail"]

_LONGEST = 60
_OWN = ("price", "measure", "thousands", "date", "time", "internet address", "version", "path")
"""Rules that hold of a single piece too; that "00" is no phone says nothing of a piece."""
_FRAGMENT = re.compile(r"[a-z0-9._%+-]*@?[a-z0-9._-]*")
_ALONE = r"(?<![a-z0-9])(?:{})(?![a-z0-9])"
_JOINED_AT = re.compile(
    rf"\s*(?:[(\[{{<]\s?(?:at|@|sa)\s?[)\]}}>]|{_ALONE.format('at|arroba')}|艾特|@)\s*"
)
_JOINED_DOT = re.compile(
    rf"\s*(?:[(\[{{<]\s?(?:dot|punto|\.)\s?[)\]}}>]|{_ALONE.format('dot|punto|tuldok')}|点|點)\s*"
)
_MARKED = re.compile(r"(?=.*[a-z]{2})[a-z][a-z0-9]*[0-9._-]+[a-z0-9._-]*$")
_SIGNS = " \t\n,;!?\"'"
_TRAILING = re.compile(r"(?<!dot)(?<!punto)\s+(?P<word>[a-z]+)$")
_LEADING = re.compile(r"[\s:]*([a-z'-]+)[\s:]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One message's share of a contact, at original offsets `start` to `end`.

    `value` is its digits ("+" first if it has one), or its part of an address; "local"
    could be what stands before the "@", "mail" holds the "@", a provider or an ending.
    `other_words` are the words beside it, `cue` says that one of them asks to be reached.
    """

    kind: PieceKind
    value: str
    start: int
    end: int
    undone: tuple[str, ...]
    other_words: int
    cue: bool


@lru_cache(maxsize=8_192)
def pieces(text: str) -> Piece | None:
    """What the message could contribute, if anything. Long messages contribute nothing."""
    if len(text) > _LONGEST:
        return None
    reading = read(text)
    return _digits(reading) or _fragment(reading)


@lru_cache(maxsize=8_192)
def denies(text: str) -> bool:
    """Whether a message speaks of an order, a tracking number, a price and the like."""
    return matcher("messages", "reference").search(read(text).folded) is not None


def joined_mail(parts: Sequence[Piece]) -> str | None:
    """The address that the pieces make when read one after another, if they make one."""
    text = parts[0].value
    for part in parts[1:]:
        at = "@" if "@" not in text + part.value and _names_provider(part.value) else ""
        text += at + part.value
    found: Hit | None = next(mails(text), None)
    whole = found is not None and (found.start, found.end) == (0, len(text))
    return found.value if found and whole and found.confidence in (FAIR, CERTAIN) else None


def _digits(reading: Reading) -> Piece | None:
    folded = reading.folded
    found = list(runs(folded))
    if not found or sum(len(run.digits) for run in found) > MOST:
        return None
    if any(_is_something_else(folded, run) for run in found):
        return None
    start, end = found[0].start, found[-1].end
    others = [folded[:start], *(folded[a.end : b.start] for a, b in pairwise(found))]
    after = folded[end:]
    if not all(map(_is_filler, (after, *others[1:]))):
        return None  # a number before a noun counts it
    value = ("+" if found[0].plus else "") + "".join(run.digits for run in found)
    count = word_count(after) + sum(map(word_count, others))
    if count and len(value) < 2:
        return None
    cue = matcher("messages", "phone").search(folded) is not None
    return _piece(reading, "digits", value, (start, end), count, cue)


def _is_something_else(folded: str, run: Run) -> bool:
    touching = folded[max(0, run.start - 1) : run.start] + folded[run.end : run.end + 1]
    if any(char.isascii() and (char.isalpha() or char in "_#@") for char in touching):
        return True
    if any(RULES[name](folded, run) for name in _OWN):
        return True
    alone = len(run.digits) == len(folded.strip())
    return not alone and re.fullmatch(r"(?:19|20)\d\d", run.digits) is not None


def _is_filler(text: str) -> bool:
    return all(word in _fillers() for word in words(text))


@lru_cache(maxsize=1)
def _fillers() -> frozenset[str]:
    return frozenset(lexicon("messages", "filler").terms())


def _fragment(reading: Reading) -> Piece | None:
    text, start = _without_cues(reading.folded)
    if not text:
        return None
    value = _JOINED_DOT.sub(".", _JOINED_AT.sub("@", text)).replace(" ", "")
    if not value.isascii() or not _FRAGMENT.fullmatch(value) or not re.search(r"[a-z@]", value):
        return None
    kind: PieceKind = "mail" if _is_mail(value) else "local"
    if kind == "local" and (" " in text or not _MARKED.search(value)):
        return None
    return _piece(reading, kind, value, (start, start + len(text)), 0, start > 0)


def _without_cues(folded: str) -> tuple[str, int]:
    """What is left without words such as "my email is" and "ok" around it, and where it starts."""
    at = 0
    while (word := _LEADING.match(folded, at)) and _leads(word[1]):
        at = word.end()
    text = folded[at:].rstrip(_SIGNS)
    while (last := _TRAILING.search(text)) and last["word"] in _fillers():
        text = text[: last.start()].rstrip(_SIGNS)
    stripped = text.lstrip(_SIGNS)
    return stripped, at + len(text) - len(stripped)


def _leads(word: str) -> bool:
    if word in providers() or word == "at":
        return False
    return word in _fillers() or matcher("messages", "mail").fullmatch(word) is not None


def _is_mail(value: str) -> bool:
    if "@" in value or _names_provider(value):
        return True
    return value.startswith(".") and value.rpartition(".")[2] in endings()


def _names_provider(value: str) -> bool:
    return value.partition(".")[0] in providers()


def _piece(
    reading: Reading, kind: PieceKind, value: str, place: tuple[int, int], others: int, cue: bool
) -> Piece:
    start, end = reading.span(*place)
    return Piece(kind, value, start, end, reading.undone(*place), others, cue)
