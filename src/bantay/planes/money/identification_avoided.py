"""Sums just under a limit at which customers are identified, or payments given up when asked.

Sees:       three sums or more within 14 days that stay under the limit by at most ten percent; or
            two payments or more abandoned beside an identity check that was abandoned.
Matters:    who stays just below the limit, or leaves when asked for papers, avoids being known
            (typology $15; FinCEN 2020, basis V2). The limits shipped are 10,000 units of the
            larger currencies (basis FM): an operator puts the own ones in their place.
Misses:     many sums far below the limit; a currency without a limit and without a rate.
Wrong when: a shop's wages happen to lie just under the limit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.kit.rates import Rate
from bantay.model.events import IdentityChecked, PaymentMade
from bantay.planes.money._payments import amount, quoted, standing
from bantay.planes.money._sums import REPORTED, Band, limits_of

SPEC = Spec(
    id="money.identification_avoided",
    title="Identification avoided",
    version=1,
    rows=("$15",),
    reads=(
        IdentityChecked,
        PaymentMade,
    ),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=14),
    keeps=80,
    hypotheses=("proceeds_mover",),
    group="identification avoided",
    ceiling=6.0,
    half_life=timedelta(days=45),
    anchor="what was done: kept under a limit, or given up",
    indicators=Indicators(purpose=("exploitation",)),
    payments=("transfer", "deposit", "withdrawal"),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    under: int = 3  # sums just below the limit
    percent: int = 10  # how far below it, at most
    given_up: int = 2  # payments abandoned
    limits: tuple[Band, ...] = REPORTED  # from nothing to the limit, in each currency
    rates: tuple[Rate, ...] = ()  # the operator's rates, for currencies without a limit


Seen = IdentityChecked | PaymentMade


def admits(event: Seen, params: Params) -> bool:
    """Payments, and checks that were given up."""
    return isinstance(event, PaymentMade) or event.result == "abandoned"


def keys(event: Seen) -> tuple[str | None, ...]:
    """Whoever pays or, where nobody is named, is paid; whoever was asked."""
    if isinstance(event, IdentityChecked):
        return (event.account,)
    return (event.from_account if event.from_account is not None else event.to_account,)


def least(params: Params) -> int:
    """The smaller of the two signs."""
    return max(1, min(params.under, params.given_up + 1))


def completes(event: Seen, params: Params) -> bool:
    """A sum just below a limit, or a check that was given up."""
    return isinstance(event, IdentityChecked) or _is_near(event, params)


def look(window: Window[Seen], params: Params) -> Iterator[Finding]:
    """At most one finding of each sign."""
    near = [payment for payment in standing(window.events) if _is_near(payment, params)]
    if near and len(near) >= params.under:
        yield Finding(
            anchor="under",
            summary=f"{len(near)} sums at most {params.percent} % under a limit",
            quotes=quoted(near),
        )
    left = {
        event.payment: event
        for event in window.events
        if isinstance(event, PaymentMade) and event.status == "abandoned"
    }
    asked = any(isinstance(event, IdentityChecked) for event in window.events)
    if asked and left and len(left) >= params.given_up:
        yield Finding(
            anchor="given up",
            summary=f"{len(left)} payments given up beside an identity check",
            quotes=quoted(list(left.values())),
        )


def _is_near(payment: PaymentMade, params: Params) -> bool:
    limits = limits_of(payment.currency, params.limits, params.rates)
    if limits is None:
        return False
    paid, limit = amount(payment), limits[1]
    return limit * (100 - params.percent) <= paid * 100 < limit * 100


DETECTOR = Detector(SPEC, Params(), look, admits, keys=keys, least=least, completes=completes)
