"""A telephone number whose one part stands on the sender's page and the rest in messages.

Sees:       digits in a display name or a bio, and digits in messages that point at that page or
            say that they are a part, when both together make a number one can dial.
Matters:    each half passes every filter; the pointer ("the rest is in my bio") shows that it is
            meant to be read as one.
Misses:     halves that no word points at; parts of an address; pages written after the messages
            left the window.
Wrong when: somebody keeps a membership number on the page and gives its end in a message.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NamedTuple

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.lexicon import matcher
from bantay.kit.text.contacts import REGIONS
from bantay.kit.text.joined import MORE_REGIONS, Join, Setting, weigh
from bantay.kit.text.pieces import Piece, pieces, talk
from bantay.kit.text.reading import read
from bantay.model.events import AccountRegistered, EventBase, MessageSent, ProfileUpdated

SPEC = Spec(
    id="messages.contact_split_profile",
    title="A number split between a page and messages",
    version=1,
    rows=("C02",),
    reads=(MessageSent, ProfileUpdated, AccountRegistered),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=7),
    keeps=24,
    hypotheses=("contact_evasion",),
    group="contact given",
    ceiling=15.0,
    half_life=timedelta(days=14),
    anchor="the joined number",
    screens=("digit+own_page", "number_word+own_page", "digit+part", "number_word+part"),
    indicators=Indicators(act=("recruitment",), ilo=("isolation",)),
)

_FIELDS = ("display_name", "bio")
_MESSAGES = 4  # messages of one conversation tried together with one field
_PAGE = 3  # digits on a page that are no age or year of a school


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    regions: tuple[str, ...] = (*REGIONS, *MORE_REGIONS)  # plans tried without a country code
    minutes: int = 20  # minutes from the first of the messages to the last


class Part(NamedTuple):
    """A field of an event and the digits it contributes."""

    event: EventBase
    field: str
    piece: Piece


def admits(event: EventBase, params: Params) -> bool:
    """Whether it is a page, or a message that may be a piece."""
    if isinstance(event, MessageSent):
        return next(_messages([event]), None) is not None
    return any(getattr(event, field, None) for field in _FIELDS)


def look(window: Window[EventBase], params: Params) -> Iterator[Finding]:
    """The number that a part on the page makes with the messages that point at it."""
    page = list(_page(window.events))
    best: tuple[int, Join, list[Part]] | None = None
    for parts in _runs(list(_messages(window.events)), params) if page else ():
        for own in page:
            for order in ([own, *parts], [*parts, own]):
                join = _join(order, params)
                if join is not None and (best is None or join.weight > best[0]):
                    best = (join.weight, join, order)
    if best is not None:
        yield _finding(best[1], best[2])


def _page(events: Sequence[EventBase]) -> Iterator[Part]:
    """The newest page's fields that hold a piece."""
    newest: dict[str, Part | None] = {}
    for event in events:
        for field in _FIELDS:
            text = getattr(event, field, None)
            if text:
                piece = pieces(text)
                good = piece is not None and piece.kind == "digits" and len(piece.value) >= _PAGE
                newest[field] = Part(event, field, piece) if good and piece else None
    yield from (part for part in newest.values() if part is not None)


def _messages(events: Sequence[EventBase]) -> Iterator[Part]:
    for event in events:
        if isinstance(event, MessageSent) and event.text:
            piece = pieces(event.text)
            if piece is not None and piece.kind == "digits":
                yield Part(event, "text", piece)


def _runs(parts: Sequence[Part], params: Params) -> Iterator[list[Part]]:
    """Neighbouring messages of one conversation, of which one points at the page."""
    pause = timedelta(minutes=params.minutes)
    for start in range(len(parts)):
        for end in range(start + 1, min(len(parts), start + _MESSAGES) + 1):
            run = list(parts[start:end])
            near = run[-1].event.time - run[0].event.time <= pause
            rooms = {getattr(part.event, "conversation", None) for part in run}
            if near and len(rooms) == 1 and any(_points(part) for part in run):
                yield run


def _points(part: Part) -> bool:
    text = getattr(part.event, "text", None) or ""
    said = talk(text)
    pointed = matcher("messages", "own_page").search(read(text).folded) is not None
    return not said.denies and (pointed or said.continues or part.piece.told)


def _join(order: Sequence[Part], params: Params) -> Join | None:
    """The join, if it is one: a word that points at the page leaves little doubt what is meant."""
    read = [replace(part.piece, doubt=min(part.piece.doubt, 1)) for part in order]
    ends = [len(read)] * len(read)
    return weigh(read, tuple(range(len(read))), Setting(params.regions, ends, asked=False))


def _finding(join: Join, order: Sequence[Part]) -> Finding:
    count = sum(char.isdigit() for char in join.value)
    return Finding(
        anchor=f"phone:{join.value}",
        summary=f"{count}-digit telephone number split over page and messages",
        quotes=tuple(_quote(part) for part in order),
        contact=f"phone:{join.value}",
    )


def _quote(part: Part) -> Quote:
    piece = part.piece
    return Quote(part.event.id, part.field, piece.start, piece.end, (*piece.undone, "split"))


DETECTOR = Detector(SPEC, Params(), look, admits)
