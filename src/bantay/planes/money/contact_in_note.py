"""A telephone number, address or name elsewhere in the note of a payment.

Sees:       notes of payments that hold a contact, however it is written, and nicknames of
            instruments that do.
Matters:    notes are read by nobody but the two who pay: handles stand in payment descriptions
            (typology $13; FATF 2025, basis V2). The reading is that of the message plane.
Misses:     a contact split over two notes.
Wrong when: a shop asks its customers to write their own number into the note.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.text.contacts import FAIR, REGIONS, Contact, contacts
from bantay.model.events import InstrumentLinked, PaymentMade

SPEC = Spec(
    id="money.contact_in_note",
    title="A contact in a payment's note",
    version=1,
    rows=("$13",),
    reads=(
        InstrumentLinked,
        PaymentMade,
    ),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=40,
    hypotheses=("contact_evasion",),
    group="contact in a payment",
    ceiling=8.0,
    half_life=timedelta(days=30),
    anchor="the contact's kind and normalised value",
    indicators=Indicators(act=("recruitment",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    regions: tuple[str, ...] = REGIONS  # number plans tried when no country code is written


def admits(event: PaymentMade | InstrumentLinked, params: Params) -> bool:
    """Whether there is a contact in it."""
    return any(_contacts(event, params))


def keys(event: PaymentMade | InstrumentLinked) -> tuple[str | None, ...]:
    """Whoever wrote it."""
    return (event.account if isinstance(event, InstrumentLinked) else event.from_account,)


def look(window: Window[PaymentMade | InstrumentLinked], params: Params) -> Iterator[Finding]:
    """One finding a contact."""
    seen: dict[str, tuple[Contact, list[Quote]]] = {}
    for event in window.events:
        for contact in _contacts(event, params):
            field = "nickname" if isinstance(event, InstrumentLinked) else "note"
            quote = Quote(event.id, field, contact.start, contact.end, contact.undone)
            seen.setdefault(f"{contact.kind}:{contact.value}", (contact, []))[1].append(quote)
    for value, (contact, quotes) in seen.items():
        yield Finding(
            anchor=value,
            summary=f"a contact ({contact.kind}) in the note of a payment",
            quotes=tuple(quotes[-20:]),
            contact=value,
        )


def _contacts(event: PaymentMade | InstrumentLinked, params: Params) -> list[Contact]:
    text = event.nickname if isinstance(event, InstrumentLinked) else event.note
    if not text:
        return []
    return [contact for contact in contacts(text, params.regions) if contact.confidence >= FAIR]


DETECTOR = Detector(SPEC, Params(), look, admits, keys=keys)
