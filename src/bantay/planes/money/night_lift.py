"""Payments to persons at the payer's night, against how the product's customers pay.

Sees:       an account whose payments to other persons fall between 22:00 and 06:00 of its own time
            zone at least twice as often as they do for the product's customers.
Matters:    late night and early morning payments (typology $06; FINTRAC 2016 and FATF 2025, basis
            V2). The share alone says little: on a product for the evening everybody pays late.
            The base rate is the operator's own figure, from a survey over the log; it is a
            setting with a version, so that a replay sees the same. Shipped: 25 %, basis ENG.
Misses:     an account without a time zone; a payer who waits for the morning.
Wrong when: somebody works nights and pays friends in the breaks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bantay.kit import Detector, Domain, Finding, Spec, Window
from bantay.model.events import PaymentMade
from bantay.planes.money._payments import paid_between, payer, quoted, standing

SPEC = Spec(
    id="money.night_lift",
    title="Pays at night far more than the product's customers do",
    version=1,
    rows=("$06",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=60,
    hypotheses=("abuse_payer",),
    group="hours of paying",
    ceiling=3.0,
    half_life=timedelta(days=30),
    anchor="the payer",
    payments=("transfer", "gift"),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    base_percent: int = 25  # share of such payments that all customers of the product make at night
    lift: int = 2  # how many times that share it must be
    payments: int = 8  # payments it takes to tell
    from_hour: int = 22  # first hour of the night
    to_hour: int = 6  # first hour of the day


def admits(event: PaymentMade, params: Params) -> bool:
    """Between two accounts, and no gift for a live session, which keeps the session's hours."""
    return event.paid_for is None and paid_between(event)


def least(params: Params) -> int:
    """As many payments as it takes to tell."""
    return params.payments


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """One finding, while the night's share is far above the base rate."""
    told = window.fact("tz")
    zone = _zone(str(told.value)) if told is not None else None
    if zone is None:
        return
    paid = [payment for payment in standing(window.events) if admits(payment, params)]
    late = [payment for payment in paid if _is_night(payment.time.astimezone(zone).hour, params)]
    needed = params.lift * params.base_percent * len(paid)
    if late and len(paid) >= params.payments and len(late) * 100 >= needed:
        yield Finding(
            anchor="payer",
            summary=f"{len(late)} of {len(paid)} payments to persons at night, where"
            f" {params.base_percent} % of the product's are",
            quotes=quoted(late),
        )


def _is_night(hour: int, params: Params) -> bool:
    return hour >= params.from_hour or hour < params.to_hour


@lru_cache(maxsize=1_024)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError):
        return None


DETECTOR = Detector(SPEC, Params(), look, admits, keys=payer, least=least, needs=("tz",))
