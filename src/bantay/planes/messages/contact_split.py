"""A telephone number, an e-mail address or a name given in pieces, so that no message shows it.

Sees:       short messages by one sender in one conversation that join into a number one can
            dial, an address one can write to, or a messenger and then the name there; in
            digits, number words or letters, with other talk and other numbers between.
Matters:    nobody splits a number that may be read: it hides a move to a channel the platform
            cannot see, an early step of recruitment and isolation.
Misses:     names of letters only, in bits; pieces sent in two conversations; pieces hours
            apart; pieces in a shuffled order; pieces inside pictures.
Wrong when: somebody reads out a long code in parts and never says what it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Literal, NamedTuple

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.text.contacts import FAIR, LIKELY, REGIONS, contacts
from bantay.kit.text.fragments import fragment, introduces, spelled_name
from bantay.kit.text.joined import MORE_REGIONS, Setting, addresses, in_order, numbers
from bantay.kit.text.named import Named, named, names_messenger
from bantay.kit.text.pieces import Piece, pieces, talk
from bantay.model.events import MessageSent

SPEC = Spec(
    id="messages.contact_split",
    title="Contact details split over several messages",
    version=2,
    rows=("C02",),
    reads=(MessageSent,),
    keyed_by=Domain.SENDER,
    window=timedelta(hours=1),
    keeps=40,
    hypotheses=("contact_evasion",),
    group="contact given",
    ceiling=15.0,
    half_life=timedelta(days=14),
    anchor="the joined contact's kind and the message that its first piece is",
    screens=(
        "piece",
        "digit+part",
        "number_word+part",
        "at+short",
        "at_word",
        "tld+short",
        "dot+token",
        "mark+token",
        "cue+short",
        "mail+short",
        "mail+dot",
        "mail+digit",
        "mail+mark",
        "mail+apart",
        "denial",
        "cue",
        "mail",
    ),
    context=("cue", "mail", "at+short", "at_word", "tld+short"),
    indicators=Indicators(act=("recruitment",), ilo=("isolation",)),
)

CONFIDENCE = LIKELY
"""How sure the reader is that pieces which join into a contact were meant to, 0 to 1."""


_FOLLOWS = re.compile(r"[@._-]|[0-9]{1,4}@")
"""How the rest of an address begins that would be one by itself."""
_TELLING = re.compile(r"[0-9_@]")
"""What a bit holds that is more than a word of the announcement it stands in."""
_LINKING = frozenset(("is", "ay", "es", "adalah"))
"""What stands alone between an announcement and what it announces."""
_WHOLE_TEXT = 5  # characters of a message that may be a contact by itself
_HALVES = ("phone", "url")
"""What may still be a half: ten of eleven digits, the "@example.com" of an address."""


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    regions: tuple[str, ...] = (*REGIONS, *MORE_REGIONS)  # plans tried without a country code
    minutes: int = 20  # minutes from one piece to the next
    other_words: int = 3  # words that say something else beside the digits of one piece


class Part(NamedTuple):
    """One message and what it contributes."""

    message: MessageSent
    piece: Piece


class Joined(NamedTuple):
    """Parts that make a contact."""

    kind: Literal["phone", "email", "handle"]
    value: str
    parts: Sequence[Part]
    whole: bool = True


def admits(message: MessageSent, params: Params) -> bool:
    """Whether it may be a piece, or speaks of pieces or of a messenger."""
    if not message.text:
        return False
    text = message.text
    if _piece(message, params) is not None or fragment(text) is not None:
        return True
    if introduces(text) or names_messenger(text):
        return True
    said = talk(text)
    return said.denies or said.hands_over


def least(params: Params) -> int:
    """A piece and another, or what says that it comes."""
    return 2


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """Every contact that pieces in the window join into, unless the sender says what it was."""
    messages = [message for message in window.events if message.text]
    if len(messages) < 2:
        return
    for joined in (*_split(messages, params), *_handles(messages, params)):
        if not _denied(joined, messages, params):
            yield Finding(
                anchor=f"{joined.kind} from {joined.parts[0].message.id}",
                summary=f"{_noun(joined)} sent in {len(joined.parts)} messages",
                quotes=tuple(_quote(part) for part in joined.parts),
                contact=f"{joined.kind}:{joined.value}",
            )


def _split(messages: Sequence[MessageSent], params: Params) -> list[Joined]:
    """The numbers that parts join into, then the addresses that the other messages do."""
    phones = _phones(messages, params)
    used = {part.message.id for joined in phones for part in joined.parts}
    left = [message for message in messages if message.id not in used]
    return [*phones, *_emails(left, params)]


def _phones(messages: Sequence[MessageSent], params: Params) -> list[Joined]:
    """The numbers; a message that is a contact by itself is no part of one."""
    read = [(message, _piece(message, params)) for message in messages]
    parts = [Part(m, piece) for m, piece in read if piece is not None and piece.kind == "digits"]
    if len(parts) < 2 or not any(_numbers(parts, messages, params)):
        return []
    apart = [part for part in parts if not _is_whole(part.message, params)]
    return list(_numbers(apart, messages, params))


def _emails(messages: Sequence[MessageSent], params: Params) -> Iterator[Joined]:
    for bits in _stretches(messages, params):
        if len(bits) > 1 and any(part.piece.kind == "mail" for part in bits):
            for join in addresses([part.piece for part in bits], _ends(bits, params)):
                yield Joined("email", join.value, [bits[n] for n in join.at], join.whole)


def _piece(message: MessageSent, params: Params) -> Piece | None:
    piece = pieces(message.text or "")
    return piece if piece is not None and piece.other_words <= params.other_words else None


def _is_whole(message: MessageSent, params: Params) -> bool:
    text = message.text or ""
    if len(text) < _WHOLE_TEXT:
        return False
    return any(
        contact.confidence >= FAIR and contact.kind not in _HALVES
        for contact in contacts(text, params.regions)
    )


def _numbers(
    parts: Sequence[Part], messages: Sequence[MessageSent], params: Params
) -> Iterator[Joined]:
    if len(parts) > 1:
        digits = [parts[n] for n in in_order([part.piece for part in parts])]
        asked = any(talk(message.text or "").hands_over for message in messages)
        setting = Setting(params.regions, _ends(digits, params), asked)
        for join in numbers([part.piece for part in digits], setting):
            yield Joined("phone", join.value, [digits[n] for n in join.at])


def _stretches(messages: Sequence[MessageSent], params: Params) -> Iterator[list[Part]]:
    """The bits of addresses between one announcement and the next."""
    stretch: list[Part] = []
    for message in messages:
        bit = _bit(message, params)
        if bit is not None:
            stretch.append(Part(message, bit))
        elif introduces(message.text or ""):
            yield stretch
            stretch = []
    yield stretch


def _bit(message: MessageSent, params: Params) -> Piece | None:
    """What a message adds to an address or a name, unless it is a contact by itself."""
    text = message.text or ""
    bit = fragment(text) or _piece(message, params)
    if bit is None or (bit.kind == "digits" and fragment(text) is None):
        return None
    if introduces(text) and not _TELLING.search(bit.value):
        return None
    follows = _FOLLOWS.match(bit.letters)
    return bit if follows or not _is_whole(message, params) else None


def _spelled(messages: Sequence[MessageSent], params: Params) -> Iterator[Joined]:
    """A messenger named in one message, the name there in bits after it."""
    for n, message in enumerate(messages):
        if introduces(message.text or "") == "handle":
            after = _after(messages, n, params)
            bits = [Part(m, bit) for m in after if (bit := _bit(m, params)) is not None]
            if bits and bits[0].piece.value in _LINKING:
                del bits[0]
            spelled = spelled_name([part.piece for part in bits])
            if spelled is not None:
                yield Joined("handle", spelled[0], bits[: spelled[1]])


def _after(messages: Sequence[MessageSent], n: int, params: Params) -> list[MessageSent]:
    """The messages that follow one without a pause too long, up to the next announcement."""
    found: list[MessageSent] = []
    pause = timedelta(minutes=params.minutes)
    for earlier, message in pairwise(messages[n:]):
        if message.time - earlier.time > pause or introduces(message.text or ""):
            break
        found.append(message)
    return found


def _ends(parts: Sequence[Part], params: Params) -> list[int]:
    """For every part, the index after the last that follows without a pause too long."""
    ends = [len(parts)] * len(parts)
    for n in range(len(parts) - 2, -1, -1):
        apart = abs(parts[n + 1].message.time - parts[n].message.time)
        ends[n] = n + 1 if apart > timedelta(minutes=params.minutes) else ends[n + 1]
    return ends


def _handles(messages: Sequence[MessageSent], params: Params) -> list[Joined]:
    """Names on a messenger: in bits, or whole in a message that is no such bit."""
    spelled = list(_spelled(messages, params))
    bits = {part.message.id for joined in spelled for part in joined.parts}
    whole = _names(messages, params)
    return [*spelled, *(name for name in whole if name.parts[-1].message.id not in bits)]


def _names(messages: Sequence[MessageSent], params: Params) -> Iterator[Joined]:
    """A messenger named in one message, the name there in one of the next."""
    for found in named([message.text or "" for message in messages]):
        apart = messages[found.at[-1]].time - messages[found.at[0]].time
        if apart <= timedelta(minutes=params.minutes):
            yield Joined("handle", found.value, list(_of_name(messages, found)))


def _of_name(messages: Sequence[MessageSent], found: Named) -> Iterator[Part]:
    for n, (start, end) in zip(found.at, found.places, strict=True):
        yield Part(messages[n], Piece("local", "", start, end))


def _denied(joined: Joined, messages: Sequence[MessageSent], params: Params) -> bool:
    """Whether the sender says, just before or soon after, that it is an order or a price."""
    pause = timedelta(minutes=params.minutes)
    start, until = joined.parts[0].message.time - pause, joined.parts[-1].message.time + pause
    return any(m.text and start <= m.time <= until and talk(m.text).denies for m in messages)


def _noun(joined: Joined) -> str:
    if joined.kind == "phone":
        return f"{sum(char.isdigit() for char in joined.value)}-digit telephone number"
    if joined.kind == "email":
        return "e-mail address" if joined.whole else "e-mail address that lacks a word"
    return "name on a messenger"


def _quote(part: Part) -> Quote:
    piece = part.piece
    return Quote(part.message.id, "text", piece.start, piece.end, (*piece.undone, "split"))


DETECTOR = Detector(SPEC, Params(), look, admits, least=least)
