"""A telephone number or an e-mail address given in pieces, so that no message shows it.

Sees:       short messages by one sender in one conversation that join into a number one can
            dial or an address one can write to, also with other talk between them.
Matters:    nobody splits a number that may be read: it hides a move to a channel the platform
            cannot see, an early step of recruitment and isolation.
Misses:     parts of an address that hold neither a digit nor a dot; pieces sent in two
            conversations; numbers spelled out in words; pieces inside pictures.
Wrong when: somebody reads out a long code in parts and never says what it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.text.contacts import FAIR, LIKELY, REGIONS, contacts
from bantay.kit.text.joined import dialled
from bantay.kit.text.pieces import Piece, denies, joined_mail, pieces
from bantay.model.events import MessageSent

SPEC = Spec(
    id="messages.contact_split",
    title="Contact details split over several messages",
    version=1,
    rows=("C02",),
    reads=(MessageSent,),
    keyed_by=Domain.SENDER,
    window=timedelta(hours=1),
    keeps=20,
    hypotheses=("contact_evasion",),
    group="contact given",
    ceiling=15.0,
    half_life=timedelta(days=14),
    anchor="the joined contact's kind and normalised value",
    screens=("digit+short", "dot+token", "mail", "at+short", "at_word", "tld+short", "reference"),
    indicators=Indicators(act=("recruitment",), ilo=("isolation",)),
)

CONFIDENCE = LIKELY
"""How sure the reader is that pieces which join into a contact were meant to, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    regions: tuple[str, ...] = REGIONS  # number plans tried when no country code is written
    minutes: int = 10  # minutes from the first piece to the last
    other_words: int = 3  # words that may stand beside the digits of one piece


class Part(NamedTuple):
    """One message and what it contributes."""

    message: MessageSent
    piece: Piece


class Joined(NamedTuple):
    """Consecutive parts that make a contact."""

    kind: Literal["phone", "email"]
    value: str
    parts: Sequence[Part]


def admits(message: MessageSent, params: Params) -> bool:
    """Whether it may be a piece, or says what pieces were."""
    return bool(message.text) and (_piece(message, params) is not None or denies(message.text))


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """Every contact that pieces in the window join into, unless the sender says what it was."""
    parts = _parts(window.events, params)
    for joined in (*_numbers(parts, params), *_addresses(parts, params)):
        if not _denied(joined, window.events, params):
            yield Finding(
                anchor=f"{joined.kind}:{joined.value}",
                summary=f"{_noun(joined)} sent in {len(joined.parts)} messages",
                quotes=tuple(_quote(part) for part in joined.parts),
                contact=f"{joined.kind}:{joined.value}",
            )


def _parts(messages: Sequence[MessageSent], params: Params) -> list[Part]:
    """The messages that may be parts; a message that is a contact by itself is none."""
    read = [(message, _piece(message, params)) for message in messages]
    parts = [Part(m, p) for m, p in read if p is not None]
    if len(parts) < 2:
        return []
    return [part for part in parts if not _is_whole(part.message, params)]


def _piece(message: MessageSent, params: Params) -> Piece | None:
    piece = pieces(message.text) if message.text else None
    return piece if piece is not None and piece.other_words <= params.other_words else None


def _is_whole(message: MessageSent, params: Params) -> bool:
    found = contacts(message.text or "", params.regions)
    return any(contact.confidence >= FAIR for contact in found)


def _numbers(parts: Sequence[Part], params: Params) -> Iterator[Joined]:
    """The longest dialable joins of consecutive digit pieces, from the left."""
    found = [part for part in parts if part.piece.kind == "digits"]
    at = 0
    while at < len(found):
        ends = range(_reach(found, at, params), at + 1, -1)
        joins = ((end, dialled([p.piece for p in found[at:end]], params.regions)) for end in ends)
        end, value = next(((end, value) for end, value in joins if value), (at + 1, None))
        if value is not None:
            yield Joined("phone", value, found[at:end])
        at = end


def _addresses(parts: Sequence[Part], params: Params) -> Iterator[Joined]:
    """The longest joins of consecutive address pieces that make an address, from the left."""
    found = [part for part in parts if part.piece.kind != "digits"]
    at = 0
    while at < len(found):
        ends = range(_reach(found, at, params), at + 1, -1)
        joins = ((end, joined_mail([p.piece for p in found[at:end]])) for end in ends)
        end, value = next(((end, value) for end, value in joins if value), (at + 1, None))
        if value is not None:
            yield Joined("email", value, found[at:end])
        at = end


def _reach(parts: Sequence[Part], at: int, params: Params) -> int:
    """The end of the parts that begin at `at` and lie within the minutes allowed."""
    until = parts[at].message.time + timedelta(minutes=params.minutes)
    return next((n for n in range(at, len(parts)) if parts[n].message.time > until), len(parts))


def _denied(joined: Joined, messages: Sequence[MessageSent], params: Params) -> bool:
    """Whether the sender says, with the pieces or soon after, that it is an order or a price."""
    start = joined.parts[0].message.time
    until = joined.parts[-1].message.time + timedelta(minutes=params.minutes)
    return any(m.text and start <= m.time <= until and denies(m.text) for m in messages)


def _noun(joined: Joined) -> str:
    if joined.kind == "email":
        return "e-mail address"
    return f"{sum(char.isdigit() for char in joined.value)}-digit telephone number"


def _quote(part: Part) -> Quote:
    piece = part.piece
    return Quote(part.message.id, "text", piece.start, piece.end, (*piece.undone, "split"))


DETECTOR = Detector(SPEC, Params(), look, admits)
