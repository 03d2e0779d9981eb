"""Letters as a piece of an address: a name, an "at", a provider, an ending, or one letter."""

import re
from functools import lru_cache

from bantay.kit.lexicon import lexicon, matcher
from bantay.kit.text.hits import endings, one_of
from bantay.kit.text.mails import providers
from bantay.kit.text.piece import Piece, PieceKind, fillers, make
from bantay.kit.text.reading import Reading

_FRAGMENT = re.compile(r"[a-z0-9._%+-]*@?[a-z0-9._-]*")
_MARKED = re.compile(
    r"(?=.*[a-z]{2})[a-z][a-z0-9]*(?:[0-9_]|[.-]+(?=[a-z0-9]))[a-z0-9._-]*|_[a-z0-9._]+"
)
_LONE = re.compile(r"[a-z0-9](?:[\s,.;/|*~·•-]{1,3}[a-z0-9_]){1,}|[a-z]")
_POSSIBLE = re.compile(r"[@._]|mail")
_PLACE = re.compile(r"[a-z]{2}\s+(?:at|@)\s+\d")  # "lunch at 12"
_SIGNS = " \t\n,;!?\"'()[]{}<>…"
_TRAILING = re.compile(r"(?<!dot)(?<!punto)\s+(?P<word>[a-z]+)$")
_LEADING = re.compile(r"[\s:]*([a-z'-]+)[\s:]+")


def letters_of(reading: Reading) -> Piece | None:
    """The part of an address that a message adds, if any."""
    if lone := _LONE.fullmatch(reading.folded.strip(_SIGNS)):
        at = reading.folded.index(lone[0])
        value = re.sub(r"[^a-z0-9_]", "", lone[0])
        return make(reading, "letters", value, (at, at + len(lone[0])))
    if not _POSSIBLE.search(reading.folded) and not _names_sign(reading.folded):
        return None
    text, start, cued = _without_cues(reading.folded)
    value = _plain(text) if text and not _PLACE.search(text) else ""
    place = (start, start + len(text))
    if not value.isascii() or not _FRAGMENT.fullmatch(value) or not re.search(r"[a-z@._]", value):
        return None
    kind: PieceKind = "mail" if _is_mail(value) else "local"
    if kind == "local" and (" " in text.strip() and value not in "._-" and not cued):
        return None
    if kind == "local" and not (cued or value in ("_", ".", "-") or _MARKED.fullmatch(value)):
        return None
    return make(reading, kind, value, place, asked=cued)


def _names_sign(folded: str) -> bool:
    """Whether a text holds a word for a sign of an address, or a provider of mail."""
    if folded.isascii():
        return not _telling_words().isdisjoint(folded.split())
    return any(word in folded for word in _telling_words())


@lru_cache(maxsize=1)
def _telling_words() -> frozenset[str]:
    joints = lexicon("messages", "joint").terms("@", ".", "_", "-", "ending")
    return frozenset((*(word for term in joints for word in term.split()), *providers()))


def _plain(text: str) -> str:
    """The text with its signs written as signs and without gaps."""
    out = text
    for sign, pattern in _spelled():
        out = pattern.sub(sign, out)
    return re.sub(r"\s+", "", out)


@lru_cache(maxsize=1)
def _spelled() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for sign in "@._-":
        terms = lexicon("messages", "joint").terms(sign)
        plain = one_of(tuple(t for t in terms if t.isascii()))
        other = one_of(tuple(t for t in terms if not t.isascii())) or "(?!)"
        word = rf"(?<![a-z0-9])(?:{plain or '(?!)'})(?![a-z0-9])|{other}|{re.escape(sign)}"
        found.append(
            (sign, re.compile(rf"\s*[(\[{{<]\s?(?:{word}|sa)\s?[)\]}}>]\s*|\s*(?:{word})\s*"))
        )
    return tuple(found)


def _without_cues(folded: str) -> tuple[str, int, bool]:
    """What is left without words such as "my email is" and "ok" around it, its start, the cue."""
    at, cued = 0, False
    while (word := _LEADING.match(folded, at)) and (lead := _leads(word[1])):
        at, cued = word.end(), cued or lead == "mail"
    text = folded[at:].rstrip(_SIGNS)
    while (last := _TRAILING.search(text)) and last["word"] in fillers():
        text = text[: last.start()].rstrip(_SIGNS)
    stripped = text.lstrip(_SIGNS)
    return stripped, at + len(text) - len(stripped), cued


def _leads(word: str) -> str:
    """Whether a word leads to an address ("mail"), says nothing ("filler"), or neither."""
    if word in providers() or word in _sign_words():
        return ""
    if matcher("messages", "mail").fullmatch(word):
        return "mail"
    return "filler" if word in fillers() else ""


@lru_cache(maxsize=1)
def _sign_words() -> frozenset[str]:
    return frozenset(lexicon("messages", "joint").terms("@", ".", "_", "-", "ending"))


def _is_mail(value: str) -> bool:
    if "@" in value or value.partition(".")[0] in providers():
        return True
    ending = value.removeprefix(".")
    return (value.startswith(".") and ending.rpartition(".")[2] in endings()) or ending in _ends()


@lru_cache(maxsize=1)
def _ends() -> frozenset[str]:
    return frozenset(lexicon("messages", "joint").terms("ending"))
