"""Letters as a piece of an address: a name, an "at", a provider, an ending, or one letter."""

import re
from functools import lru_cache

from bantay.kit.lexicon import lexicon, matcher
from bantay.kit.text.hits import endings, one_of
from bantay.kit.text.late import late
from bantay.kit.text.mails import providers
from bantay.kit.text.piece import Piece, PieceKind, fillers, make
from bantay.kit.text.reading import Reading
from bantay.kit.text.words import words

_FRAGMENT = late(r"[a-z0-9._%+-]*@?[a-z0-9._-]*")
_MARKED = late(
    r"(?=.{3})[a-z][a-z0-9]*(?:[0-9_]|[.-]+(?=[a-z0-9]))[a-z0-9._-]*|[._-](?=[a-z0-9])[a-z0-9._]{2,}"
)
_LONE = late(r"[a-z0-9._@-](?:\s+[a-z0-9._@-])+|[a-z]|[a-z0-9]([,;/|*~·•-])\w(?:\1\w)*")
_POSSIBLE = late(r"[@._-]|[a-z][0-9]|[0-9][a-z]")
_PLACE = late(r"[a-z]{2}\s+(?:at|@)\s+\d")  # "lunch at 12"
_SIGNS = " \t\n,;:!?\"'…"
_TRAILING = late(r"(?<!dot)(?<!punto)\s+(?P<word>[a-z]+)$")
_WORDS = late(r"[a-z]+")
_LEADING = late(r"[\s:]*([a-z'-]+)[\s:]+")
_SAID = late(r"(?:[\s:=]|(?:is|ko|ay|es|é|na|po|adalah)(?![a-z])|是|为|：)*")


def letters_of(reading: Reading) -> Piece | None:
    """The part of an address that a message adds, if any."""
    folded = reading.folded
    text, start, cued = _without_cues(folded)
    if not cued and not _POSSIBLE.search(folded) and not names_sign(folded):
        return None
    value = "" if not text or _PLACE.search(text) else re.sub(r"\s+", "", with_signs(text))
    if not value.isascii() or not _FRAGMENT.fullmatch(value) or not re.search(r"[a-z@._-]", value):
        return None
    if not is_mail(value) and not _may_be_local(value, text, cued):
        return None
    return make(
        reading,
        "mail" if is_mail(value) else "local",
        value,
        (start, start + len(text)),
        asked=cued,
    )


def one_by_one(reading: Reading) -> Piece | None:
    """Letters and signs of an address one by one, announced or not: "m a r i a _ 9 2"."""
    folded = reading.folded
    if lone := _lone(folded, 0) or _lone(folded, _announced(folded)):
        kind: PieceKind = "mail" if "@" in lone[0] else "letters"
        return make(reading, kind, lone[0], lone[1])
    return None


def _lone(folded: str, start: int) -> tuple[str, tuple[int, int]] | None:
    """Letters and signs one by one from an offset to the end, and where they stand."""
    text = folded[start:]
    found = _LONE.fullmatch(text.strip(_SIGNS))
    if found is None or not re.search(r"[a-z]", found[0]):
        return None
    at = start + len(text) - len(text.lstrip(_SIGNS))
    apart = found[1] or ""
    value = re.sub(r"\s", "", found[0].replace(apart, "") if apart else found[0])
    return value, (at, at + len(found[0]))


def _may_be_local(value: str, text: str, cued: bool) -> bool:
    """Whether a fragment could stand before an "@": a sign or digit in it, or announced."""
    if value in ("_", ".", "-"):
        return True
    return cued or (" " not in text.strip() and _MARKED.fullmatch(value) is not None)


def names_sign(folded: str) -> bool:
    """Whether a text holds a word for a sign of an address, or a provider of mail."""
    if folded.isascii():
        return not _telling_words().isdisjoint(_WORDS.findall(folded))
    return any(word in folded for word in _telling_words())


@lru_cache(maxsize=1)
def _telling_words() -> frozenset[str]:
    joints = lexicon("messages", "joint").terms("@", ".", "_", "-", "ending")
    return frozenset((*(word for term in joints for word in term.split()), *providers()))


def with_signs(text: str) -> str:
    """The text with its signs written as signs; gaps stay between words that no sign joins."""
    out = text
    for sign, pattern in _spelled():
        out = pattern.sub(sign, out)
    return out


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
    at = _announced(folded)
    cued = at > 0
    while not cued and (word := _LEADING.match(folded, at)) and _says_nothing(word[1]):
        at = word.end()
    text = folded[at:].rstrip(_SIGNS)
    while (last := _TRAILING.search(text)) and last["word"] in fillers():
        text = text[: last.start()].rstrip(_SIGNS)
    stripped = text.lstrip(_SIGNS)
    return stripped, at + len(text) - len(stripped), cued


def _announced(folded: str) -> int:
    """Where the words end that announce an address; 0 when there are none."""
    end = 0
    for cue in matcher("messages", "mail").finditer(folded):
        before = words(folded[end : cue.start()])
        if cue[0] in providers() or not all(map(_says_nothing, before)):
            break
        said = _SAID.match(folded, cue.end())
        end = said.end() if said else cue.end()
    return end


def _says_nothing(word: str) -> bool:
    return word in fillers() and word not in providers() and word not in _sign_words()


@lru_cache(maxsize=1)
def _sign_words() -> frozenset[str]:
    return frozenset(lexicon("messages", "joint").terms("@", ".", "_", "-", "ending"))


def is_mail(value: str) -> bool:
    """Whether it holds an "@", a provider of mail, or an ending such as ".com"."""
    if "@" in value or value.partition(".")[0] in providers():
        return True
    ending = value.removeprefix(".")
    return (value.startswith(".") and ending.rpartition(".")[2] in endings()) or ending in _ends()


@lru_cache(maxsize=1)
def _ends() -> frozenset[str]:
    return frozenset(lexicon("messages", "joint").terms("ending"))
