"""A contact given with a reason to go on talking or paying somewhere else.

Sees:       a telephone number, address, name on another platform or payment handle in a message,
            plain or in disguise, and in the same words or within minutes of the same sender in
            the same conversation: that this place is to be left, that its fees are saved, or that
            it reads, blocks and deletes.
Matters:    friends and shops give contacts too; they do not say why the platform must not be part
            of it. The reason is what tells a move off the platform from a courtesy.
Misses:     a reason told on another day; a reason in another language.
Wrong when: a shop waives fees for those who order by telephone; a family goes on elsewhere
            because a call is bad.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.lexicon import finder
from bantay.kit.text.contacts import FAIR, REGIONS, Contact, contacts
from bantay.kit.text.phrases import phrases
from bantay.kit.text.reading import read
from bantay.model.events import MessageSent
from bantay.planes.messages._given import SCREENS

SPEC = Spec(
    id="messages.contact_to_leave",
    title="Contact with a reason to leave",
    version=1,
    rows=("C01", "C06"),
    reads=(MessageSent,),
    keyed_by=Domain.SENDER,
    window=timedelta(days=1),
    keeps=40,
    hypotheses=("contact_evasion",),
    group="how a contact is given",
    ceiling=2.0,
    half_life=timedelta(days=14),
    anchor="the contact's kind and normalised value",
    screens=(*SCREENS, "script:away|fee|watch"),
    indicators=Indicators(act=("recruitment",), ilo=("isolation",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    regions: tuple[str, ...] = REGIONS  # number plans tried when no country code is written
    minutes: int = 5  # between the reason and the contact


Reason = tuple[MessageSent, Quote]
_WHY = ("away", "fee", "watch")
_MOST_QUOTES = 20


def admits(message: MessageSent, params: Params) -> bool:
    """Whether there is a contact or a reason in it."""
    return (_may_reason(message) and bool(_reasons(message))) or bool(_contacts(message, params))


def completes(message: MessageSent, params: Params) -> bool:
    """Whether there may be a reason in it: without one a window supports nothing."""
    return _may_reason(message)


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding a contact, with the reasons near it."""
    reasons = [reason for message in window.events for reason in _reasons(message)]
    if not reasons:
        return
    apart = timedelta(minutes=params.minutes)
    seen: dict[str, list[Quote]] = {}
    for message in window.events:
        near = [quote for other, quote in reasons if abs(other.time - message.time) <= apart]
        for contact in _contacts(message, params) if near else ():
            value = f"{contact.kind}:{contact.value}"
            place = Quote(message.id, "text", contact.start, contact.end, contact.undone)
            seen.setdefault(value, []).extend((place, *near))
    for value, quotes in seen.items():
        yield Finding(
            anchor=value,
            summary="a contact given with a reason to go on elsewhere",
            quotes=tuple(dict.fromkeys(quotes))[-_MOST_QUOTES:],
            contact=value,
        )


def _contacts(message: MessageSent, params: Params) -> list[Contact]:
    if not message.text or message.forwarded_from is not None:
        return []
    return [c for c in contacts(message.text, params.regions) if c.confidence >= FAIR]


def _may_reason(message: MessageSent) -> bool:
    """Whether there may be a reason: cheap, and wrong only towards yes."""
    folded = read(message.text or "").folded
    return finder("messages", "script", *_WHY).search(folded) is not None


def _reasons(message: MessageSent) -> list[Reason]:
    if not message.text or message.forwarded_from is not None:
        return []
    said = phrases(message.text, "script")
    return [
        (message, Quote(message.id, "text", *said.reading.span(one.start, one.end)))
        for one in said.of("script", *_WHY)
    ]


DETECTOR = Detector(SPEC, Params(), look, admits, completes=completes)
