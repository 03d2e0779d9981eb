"""A way to be reached or paid outside the platform, in the words or the code of a picture.

Sees:       telephone numbers, e-mail addresses, names on other platforms, links to a person's
            page and payment handles in what the platform read in a picture: its text and its
            QR code.
Matters:    a contact in a picture passes every filter that reads messages. Somebody who draws
            a number on a photograph knows why; yet a menu or a poster holds numbers too, so
            alone it earns attention, never a sanction.
Misses:     what the platform's own reader did not read; a mark that is only a name; a code that
            leads to a page not known to be a person's.
Wrong when: somebody shows a shop's sign or poster with its number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.text.contacts import REGIONS, Contact, contacts
from bantay.model.events import MediaShared
from bantay.planes.media._picture import MOST_QUOTES, pictures

SPEC = Spec(
    id="media.contact_in_picture",
    title="Contact details in a picture",
    version=1,
    rows=("M02", "C01"),
    reads=(MediaShared,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=60,
    hypotheses=("contact_evasion",),
    group="contact given",
    ceiling=9.0,
    half_life=timedelta(days=30),
    anchor="the contact's kind and normalised value",
    indicators=Indicators(act=("recruitment",), ilo=("isolation",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    regions: tuple[str, ...] = REGIONS  # number plans tried when no country code is written
    least_confidence: float = 0.6  # 0 to 1; contacts the reader is less sure of are left out


Place = tuple[MediaShared, str, Contact]

_NOUNS = {
    "phone": "telephone number",
    "email": "e-mail address",
    "url": "link to a person's page elsewhere",
    "handle": "name on another platform",
    "payment": "payment handle",
}


def admits(event: MediaShared, params: Params) -> bool:
    """Whether there is a contact in it."""
    return next(_places(event, params), None) is not None


def look(window: Window[MediaShared], params: Params) -> Iterator[Finding]:
    """One finding a contact, with every picture in which it stands."""
    seen: dict[tuple[str, str], list[Place]] = {}
    for event in window.events:
        for place in _places(event, params):
            seen.setdefault((place[2].kind, place[2].value), []).append(place)
    for (kind, value), places in seen.items():
        yield Finding(
            anchor=f"{kind}:{value}",
            summary=_summary(kind, places),
            quotes=tuple(
                Quote(event.id, field, contact.start, contact.end, contact.undone)
                for event, field, contact in places[-MOST_QUOTES:]
            ),
            transmission=("picture",),
            contact=f"{kind}:{value}",
        )


def _places(event: MediaShared, params: Params) -> Iterator[Place]:
    for field, text in (("ocr", event.ocr), ("qr", event.qr)):
        for contact in contacts(text, params.regions) if text else ():
            if contact.confidence >= params.least_confidence:
                yield event, field, contact


def _summary(kind: str, places: list[Place]) -> str:
    fields = {field for _, field, _ in places}
    where = " and ".join(words for f, words in (("ocr", "words"), ("qr", "code")) if f in fields)
    count = pictures([event for event, _, _ in places])
    return f"{_NOUNS[kind]} in the {where} of {count}"


DETECTOR = Detector(SPEC, Params(), look, admits)
