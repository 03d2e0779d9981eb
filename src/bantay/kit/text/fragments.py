"""What a short line adds to an address or a name that is given bit by bit: "sajun", "next rus".

Any word will do, as any word may be part of a name: what makes it one is what stands around
it, and that is for the caller to know.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from bantay.kit.lexicon import lexicon, matcher
from bantay.kit.text.edges import core_of
from bantay.kit.text.handles import handles
from bantay.kit.text.late import late
from bantay.kit.text.mails import providers
from bantay.kit.text.piece import Piece, PieceKind, make
from bantay.kit.text.piece_letters import is_mail, names_sign, one_by_one, with_signs
from bantay.kit.text.reading import Reading, read

_LONGEST, _MOST_WORDS = 48, 5
_MOST_AROUND = 3  # words around a bit that do not say that it is a part
_LONGEST_INTRODUCTION = 60
_AT_TIME = late(r"@[0-9]")  # "lunch at 12"
_BIT = late(r"[a-z0-9._%+@-]{1,40}")


def fragment(text: str) -> Piece | None:
    """The bit of an address or a name that a line is, beside words that hand it over.

    None for a line of several words, of answers such as "ok", and of none in ASCII.
    """
    return _fragment(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=8_192)
def _fragment(text: str) -> Piece | None:
    reading = read(text)
    core = core_of(text)
    if core is not None and (core.told or core.taken <= _MOST_AROUND):
        bit = _bit(core.reading, reading)
        if bit is not None:
            return replace(bit, told=core.told, role=core.role)
    return _bit(reading, reading) or one_by_one(reading)


def _bit(inner: Reading, whole: Reading) -> Piece | None:
    folded = inner.folded.strip()
    value = folded if _BIT.fullmatch(folded) else _signed(folded)
    if not value or folded in answers() or _AT_TIME.search(value) or _is_named(value):
        return None
    if len(folded) < len(whole.folded) and "@" not in value and _names_any(whole.folded):
        return None
    at = inner.folded.index(folded)
    kind: PieceKind = "mail" if is_mail(value) else "digits" if value.isdigit() else "local"
    return make(inner, kind, value, (at, at + len(folded)))


def _signed(folded: str) -> str:
    """A short text with its signs written as signs, if that leaves one word."""
    if folded.count(" ") >= _MOST_WORDS or not names_sign(folded):
        return ""
    value = with_signs(folded).strip()
    return value if _BIT.fullmatch(value) else ""


@lru_cache(maxsize=1)
def answers() -> frozenset[str]:
    """Words that people answer with: they are never part of a name that follows."""
    return frozenset(lexicon("messages", "answer").terms())


def introduces(text: str) -> Literal["", "handle", "email"]:
    """What a line says is coming of its own sender: "my wechat is", "email me there instead"."""
    return _introduces(text) if len(text) <= _LONGEST_INTRODUCTION else ""


@lru_cache(maxsize=8_192)
def _introduces(text: str) -> Literal["", "handle", "email"]:
    folded = read(text).folded
    if folded.rstrip(" !.").endswith(("?", "？", "吗", "呢")) or not _SELF.search(folded):
        return ""
    if matcher("messages", "mail").search(folded) is not None:
        return "email"
    if matcher("messages", "cue").search(folded) is not None:
        return "handle" if not any(handles(folded)) else ""
    return ""


def _is_named(value: str) -> bool:
    found = matcher("messages", "cue").fullmatch(value) or matcher("messages", "mail").fullmatch(
        value
    )
    return found is not None and value not in providers()


def _names_any(folded: str) -> bool:
    """Whether a line speaks of a messenger or of mail, whatever else it says."""
    named = (matcher("messages", name).finditer(folded) for name in ("cue", "mail"))
    return any(found[0] not in providers() for some in named for found in some)


_SELF = late(
    r"(?<![a-z])(?:i|me|my|mine|im|we|us|let'?s|tayo|natin|ko|ako|akin|aq|mi|meu|minha|saya|aku|mình|em|мой|моя|мне|меня)(?![a-z])|我"
)
_ENDED = late(r"[a-z][a-z0-9._-]*[0-9]{2}$")
_NAME = late(r"(?=.*[0-9._-])(?=.*[a-z])[a-z0-9][a-z0-9._-]{3,31}")


def spelled_name(bits: Sequence[Piece]) -> tuple[str, int] | None:
    """The name that bits after an introduction spell, and how many of them: two at least.

    A name that could stand alone ends before a plain word that nothing announces: "ana_22",
    "hungry". None where they spell none.
    """
    value, count = "", 0
    for bit in bits:
        if _ENDED.search(value) and bit.letters.isalpha() and not bit.told:
            break
        value, count = value + bit.letters, count + 1
    value = value.rstrip("._-")
    return (value, count) if count > 1 and _NAME.fullmatch(value) else None
