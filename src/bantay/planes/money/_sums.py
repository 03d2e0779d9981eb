"""Thresholds that are sums of money: one a currency, or converted by the operator's own rates.

A sum without a source of its own is the euro sum at a round rate of 2025, rounded to what
people pay (basis ENG). For a currency that is not listed a detector looks only when the
operator gives a rate; without one it says in its summary what it left out.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from bantay.kit.rates import Rate
from bantay.model.events import PaymentMade


class Band(NamedTuple):
    """From `low` to `high` (both included) of a currency, as decimal strings."""

    currency: str
    low: str
    high: str

    def __str__(self) -> str:
        return f"{self.currency} {self.low} to {self.high}"


SMALL = (
    Band("EUR", "10", "200"),
    Band("USD", "10", "250"),
    Band("GBP", "8", "180"),
    Band("AUD", "15", "350"),
    Band("CAD", "15", "320"),
    Band("SGD", "13", "300"),
    Band("HKD", "80", "1800"),
    Band("CNY", "70", "1600"),
    Band("AED", "35", "850"),
    Band("PHP", "500", "13000"),
)
"""Small remittances: EUR 10 to 200 (FATF 2025, basis V2; PHP 1,000 to 3,000 is nearly half of
such payments in 2020, AMLC, basis V2, and lies inside). The rest: ENG."""

INNOCENT = (
    Band("EUR", "1", "300"),
    Band("USD", "1", "330"),
    Band("GBP", "1", "260"),
    Band("AUD", "1", "500"),
    Band("CAD", "1", "450"),
    Band("SGD", "1", "430"),
    Band("HKD", "5", "2600"),
    Band("CNY", "5", "2300"),
    Band("AED", "2", "1200"),
    Band("PHP", "50", "19000"),
)
"""Below AUD 500 under an innocent label (AUSTRAC, basis V2). The rest: ENG."""

EXTORTED = (
    Band("EUR", "1", "1500"),
    Band("USD", "1", "1600"),
    Band("GBP", "1", "1300"),
    Band("AUD", "1", "2500"),
    Band("CAD", "1", "2300"),
    Band("SGD", "1", "2200"),
    Band("HKD", "5", "13000"),
    Band("CNY", "5", "12000"),
    Band("AED", "2", "6000"),
    Band("PHP", "50", "95000"),
)
"""Payments under a threat: generally not above EUR 1,500 (FATF 2025, basis V2). The rest: ENG."""


ADVERTS = (
    Band("AUD", "1000", "10000"),
    Band("EUR", "600", "6000"),
    Band("USD", "650", "6500"),
    Band("GBP", "500", "5000"),
    Band("CAD", "900", "9000"),
    Band("SGD", "850", "8500"),
    Band("HKD", "5000", "50000"),
    Band("CNY", "4700", "47000"),
    Band("AED", "2400", "24000"),
    Band("PHP", "38000", "380000"),
)
"""A month's adverts: up to AUD 10,000 (AUSTRAC, basis V2); from AUD 1,000, and the rest: ENG.
Only the lower bound is used."""

LODGING = (
    Band("AUD", "2000", "20000"),
    Band("EUR", "1200", "12000"),
    Band("USD", "1300", "13000"),
    Band("GBP", "1000", "10000"),
    Band("CAD", "1800", "18000"),
    Band("SGD", "1700", "17000"),
    Band("HKD", "10000", "100000"),
    Band("CNY", "9400", "94000"),
    Band("AED", "4800", "48000"),
    Band("PHP", "76000", "760000"),
)
"""A month's lodging: above AUD 2,000 (AUSTRAC, basis V2). The rest: ENG. Only the lower bound is
used."""

REPORTED = (
    Band("USD", "0", "10000"),
    Band("EUR", "0", "10000"),
    Band("GBP", "0", "10000"),
    Band("AUD", "0", "10000"),
    Band("CAD", "0", "10000"),
    Band("SGD", "0", "20000"),
    Band("HKD", "0", "120000"),
    Band("CNY", "0", "50000"),
    Band("AED", "0", "55000"),
    Band("PHP", "0", "500000"),
)
"""Sums from which payments are reported or the customer is identified (basis FM: to be replaced
by the operator's own). Only the upper bound is used."""


class Looked(NamedTuple):
    """Payments inside the band of their currency, and the currencies without band or rate."""

    inside: list[PaymentMade]
    unknown: tuple[str, ...]

    @property
    def left_out(self) -> str:
        """What a summary adds when something could not be looked at."""
        return f"; no rate for {', '.join(self.unknown)}: left out" if self.unknown else ""


def within(
    payments: Iterable[PaymentMade], bands: tuple[Band, ...], rates: tuple[Rate, ...]
) -> Looked:
    """Those of the payments that lie inside the band of their currency."""
    inside, unknown = [], set()
    for payment in payments:
        limits = limits_of(payment.currency, bands, rates)
        if limits is None:
            unknown.add(payment.currency)
        elif limits[0] <= Decimal(payment.amount) <= limits[1]:
            inside.append(payment)
    return Looked(inside, tuple(sorted(unknown)))


@lru_cache(maxsize=4_096)
def limits_of(
    currency: str, bands: tuple[Band, ...], rates: tuple[Rate, ...]
) -> tuple[Decimal, Decimal] | None:
    """The bounds for a currency: its own band, else the first band at the operator's rates."""
    for band in bands:
        if band.currency == currency:
            return Decimal(band.low), Decimal(band.high)
    per_unit = {rate.currency: Decimal(rate.per_euro) for rate in rates}
    base = bands[0]
    ours = Decimal(1) if base.currency == "EUR" else per_unit.get(base.currency)
    theirs = Decimal(1) if currency == "EUR" else per_unit.get(currency)
    if ours is None or theirs is None:
        return None
    return Decimal(base.low) * theirs / ours, Decimal(base.high) * theirs / ours
