"""What an event's own fields tell of where and how; texts are only read for places they name.

Each telling has a basis, and each basis a certainty: a person's own account data are likely,
what somebody names or dials is possible, a currency is weak.
"""

from collections.abc import Iterator

from bantay.kit.regions.countries import by_currency
from bantay.kit.text.places import places
from bantay.model.alarm import Certainty
from bantay.model.events import (
    AccountRegistered,
    Event,
    ListingPublished,
    LiveEnded,
    LiveStarted,
    LoginSeen,
    MediaShared,
    MessageEdited,
    MessageSent,
    PaymentMade,
    ProfileUpdated,
)

NAMED, DIALLED = "named in a message", "country code of a telephone number"
DRAWN, SHOWN = "named in a picture", "named in a profile or listing"
GIVEN = "place given in a profile or listing"
REGISTERED, LOGGED_IN, HIDDEN = "country of registration", "country of a login", "login by proxy"
PAID_FROM, PAID_TO, PAID_AT = "payment from", "payment to", "place of a payment"
CURRENCY = "currency"

CERTAINTY: dict[str, Certainty] = {
    **dict.fromkeys((GIVEN, LOGGED_IN, PAID_FROM, PAID_TO, PAID_AT), "likely"),
    **dict.fromkeys((NAMED, DRAWN, SHOWN, DIALLED, REGISTERED), "possible"),
    **dict.fromkeys((CURRENCY, HIDDEN), "weak"),
}
"""How sure each basis is."""

Sighting = tuple[str, str]
"""A place ("PH", "Cebu, PH") and its basis."""


def certainty(basis: str) -> Certainty:
    """How sure a basis is; one that a detector made up itself is possible."""
    return CERTAINTY.get(basis, "possible")


def sighted(event: Event) -> Iterator[Sighting]:
    """The places that an event's fields tell, without reading what people wrote."""
    match event:
        case AccountRegistered(country=country) if country:
            yield country, REGISTERED
        case LoginSeen(country=country, place=place, proxy=proxy):
            basis = HIDDEN if proxy else LOGGED_IN
            yield from ((country, basis) for country in (country,) if country)
            yield from ((found, basis) for found in places(place or ""))
        case PaymentMade():
            yield from _paid(event)
        case LiveStarted(currency=currency) | LiveEnded(currency=currency):
            yield from _currency(currency)
        case ProfileUpdated(place=place) | ListingPublished(place=place):
            yield from ((found, GIVEN) for found in places(place or ""))
        case _:
            return


def named(event: Event) -> Iterator[Sighting]:
    """The places that an event's texts name."""
    match event:
        case MessageSent(text=text) | MessageEdited(text=text):
            yield from ((place, NAMED) for place in places(text or ""))
        case MediaShared(ocr=text):
            yield from ((place, DRAWN) for place in places(text or ""))
        case ProfileUpdated(bio=text):
            yield from ((place, SHOWN) for place in places(text or ""))
        case ListingPublished(title=title, text=text):
            yield from ((place, SHOWN) for place in places(f"{title}\n{text or ''}"))
        case LiveStarted(title=title):
            yield from ((place, SHOWN) for place in places(title or ""))
        case _:
            return


def ways(event: Event) -> Iterator[str]:
    """Means of transmission: how it was sent, as the operator says."""
    match event:
        case MessageSent(channel=channel, group=group, forwarded_from=forwarded):
            yield channel or ("direct" if group is None else "group")
            if forwarded is not None:
                yield "forward"
        case MediaShared(qr=qr) if qr:
            yield "QR code"
        case LiveStarted() | LiveEnded():
            yield "live"
        case ListingPublished():
            yield "listing"
        case ProfileUpdated():
            yield "profile"
        case _:
            return


def _paid(event: PaymentMade) -> Iterator[Sighting]:
    for country, basis in ((event.from_country, PAID_FROM), (event.to_country, PAID_TO)):
        if country:
            yield country, basis
    yield from ((found, PAID_AT) for found in places(event.place or ""))
    yield from _currency(event.currency)


def _currency(currency: str | None) -> Iterator[Sighting]:
    if code := by_currency().get(currency or ""):
        yield code, CURRENCY
