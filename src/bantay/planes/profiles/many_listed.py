"""One account that lists several people, each with an age, a town and a price of their time.

Sees:       listings of one account that each tell an age and a price by time, when the people are
            different ones by age and by text and the places named are more than one.
Matters:    somebody who offers other people's time in several towns arranges it for them
            (typology P05; with G04 the act is transport). One's own listing, in however many
            towns, names one age.
Misses:     listings that tell no age; one listing that lists everybody; prices sent in messages.
Wrong when: a school lists its tutors one by one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.lexicon import matcher
from bantay.kit.text.places import places
from bantay.kit.text.reading import read
from bantay.model.events import ListingPublished
from bantay.planes.profiles._told import Told, told

SPEC = Spec(
    id="profiles.many_listed",
    title="Several people's time listed by one account",
    version=1,
    rows=("P05",),
    reads=(ListingPublished,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=60),
    keeps=40,
    hypotheses=("broker",),
    group="people listed",
    ceiling=9.0,
    half_life=timedelta(days=90),
    anchor="the account",
    indicators=Indicators(act=("recruitment", "transportation")),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    people: int = 3  # different ages listed
    places: int = 2  # different places named


Offer = tuple[ListingPublished, Told, Quote]
_AMOUNT = re.compile(r"\d")
_NEAR = 24  # characters between a price and the time it is for


def admits(event: ListingPublished, params: Params) -> bool:
    """Whether it tells an age and a price by time."""
    return _offer(event) is not None


def look(window: Window[ListingPublished], params: Params) -> Iterator[Finding]:
    """One finding for all people listed."""
    offers = [offer for event in window.events if (offer := _offer(event))]
    ages = {offer[1].claim.value for offer in offers}
    where = {place for event, _, _ in offers for place in _places(event)}
    if len(ages) < params.people or len(where) < params.places:
        return
    yield Finding(
        anchor="listings",
        summary=f"{len(ages)} people of different ages listed with prices in {len(where)} places",
        quotes=tuple(quote for offer in offers for quote in (_age(offer[1]), offer[2])),
        roles={"listing": tuple(sorted({event.listing for event, _, _ in offers}))},
        places=tuple(sorted((place, "named in a listing") for place in where)),
    )


def _offer(event: ListingPublished) -> Offer | None:
    age = next((one for one in told(event) if one.claim.kind == "age"), None)
    price = next(_prices(event), None)
    return (event, age, price) if age and price else None


def _age(one: Told) -> Quote:
    return Quote(one.event.id, one.field, one.claim.start, one.claim.end)


def _prices(event: ListingPublished) -> Iterator[Quote]:
    """Amounts right before words such as "an hour", "kada oras", "每小时" or right after them."""
    for field, text in (("title", event.title), ("text", event.text or "")):
        reading = read(text)
        for found in matcher("profiles", "rate").finditer(reading.folded):
            first = max(0, found.start() - _NEAR)
            before = _AMOUNT.search(reading.folded[first : found.start()])
            after = _AMOUNT.search(reading.folded[found.end() : found.end() + _NEAR])
            if before or after:
                start = first + before.start() if before else found.start()
                end = found.end() + (after.end() if after and not before else 0)
                yield Quote(event.id, field, *reading.span(start, end))


def _places(event: ListingPublished) -> Sequence[str]:
    return [*places(" ".join(filter(None, (event.title, event.text, event.place))))]


DETECTOR = Detector(SPEC, Params(), look, admits)
