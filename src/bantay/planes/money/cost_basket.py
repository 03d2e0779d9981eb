"""Lodging, rides, telephones and adverts together, as somebody pays who runs other people's work.

Sees:       an account whose purchases within 30 days show at least three of four: adverts or
            lodging above a month's ordinary sum, more than fifteen rides, more than seven telephone
            top-ups.
Matters:    who houses, drives and advertises others pays for it (typology $10; AUSTRAC guide on
            forced sexual servitude: adverts up to AUD 10,000 and lodging above AUD 2,000 a month,
            more than 15 rides, telephone top-ups daily to a few a week, basis V2). Adverts above
            AUD 1,000 and three of the four: basis ENG.
Misses:     costs paid in cash; costs split over several accounts; a currency without a band and
            without a rate.
Wrong when: a small tour operator pays all this for guests.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.kit.rates import Rate
from bantay.model.events import PaymentMade
from bantay.planes.money._payments import by_currency, payer, quoted, standing, total
from bantay.planes.money._sums import ADVERTS, LODGING, Band, limits_of

SPEC = Spec(
    id="money.cost_basket",
    title="A coordinator's costs",
    version=1,
    rows=("$10",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=120,
    hypotheses=("controller", "broker"),
    group="costs of others",
    ceiling=7.0,
    half_life=timedelta(days=45),
    anchor="the payer",
    indicators=Indicators(act=("harbouring", "transportation"), purpose=("exploitation",)),
    payments=("purchase",),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    parts: int = 3  # of adverts, lodging, rides and telephones
    rides: int = 16  # purchases of transport
    phones: int = 8  # purchases of telephone credit
    adverts: tuple[Band, ...] = ADVERTS  # a month's adverts, in each currency
    lodging: tuple[Band, ...] = LODGING  # a month's lodging, in each currency
    rates: tuple[Rate, ...] = ()  # the operator's rates, for currencies without a band


Basket = dict[str, list[PaymentMade]]


def admits(event: PaymentMade, params: Params) -> bool:
    """One of the four kinds of cost."""
    return event.category in ("advertising", "lodging", "transport", "phone")


def least(params: Params) -> int:
    """Two sums of money may show in a purchase each, a third part takes more."""
    return max(1, params.parts)


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """One finding, once enough parts of the basket are full."""
    spent: Basket = {}
    for payment in standing(window.events):
        if payment.from_account == window.key and payment.category is not None:
            spent.setdefault(payment.category, []).append(payment)
    full = dict(_full(spent, params))
    if full and len(full) >= params.parts:
        yield Finding(
            anchor="payer",
            summary="within 30 days " + ", ".join(full) + _left_out(spent, params),
            quotes=quoted([payment for payments in full.values() for payment in payments]),
        )


def _full(spent: Basket, params: Params) -> Iterator[tuple[str, list[PaymentMade]]]:
    for category, bands in (("advertising", params.adverts), ("lodging", params.lodging)):
        for currency, payments in by_currency(spent.get(category, [])).items():
            limits = limits_of(currency, bands, params.rates)
            if limits is not None and limits[0] <= total(payments):
                yield f"{category} above {limits[0]} {currency}", payments
                break
    for category, least_of in (("transport", params.rides), ("phone", params.phones)):
        bought = spent.get(category, [])
        if bought and len(bought) >= least_of:
            yield f"{len(bought)} times {category}", bought


def _left_out(spent: Basket, params: Params) -> str:
    currencies = {
        payment.currency
        for category, bands in (("advertising", params.adverts), ("lodging", params.lodging))
        for payment in spent.get(category, [])
        if limits_of(payment.currency, bands, params.rates) is None
    }
    return f"; no rate for {', '.join(sorted(currencies))}: left out" if currencies else ""


DETECTOR = Detector(SPEC, Params(), look, admits, keys=payer, least=least)
