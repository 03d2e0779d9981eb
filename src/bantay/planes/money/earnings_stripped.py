"""Most of every payout leaves to the same beneficiary soon after it came.

Sees:       an account that is paid out and within three days sends at least half of it to one
            other account or instrument, twice or more in 45 days. The performer is named as
            a possible victim, the beneficiary as a possible controller: apart.
Matters:    performers who keep about a fifth of what they earn (typology $02, article B, and
            TakesEarnings of HTCDS, basis V). Half, 72 h and two payouts: basis ENG,
            looked at on the worlds train and tune.
Misses:     earnings handed over in cash; a beneficiary who waits longer than three days.
Wrong when: a performer pays most of the income into a household's common account.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Subject, Window
from bantay.model.events import PaymentMade
from bantay.planes.money._payments import amount, at_least, quoted, relatives, standing

SPEC = Spec(
    id="money.earnings_stripped",
    title="Earnings handed on to one beneficiary",
    version=2,
    rows=("$02",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=45),
    keeps=100,
    hypotheses=("controller", "controlled_performer"),
    group="earnings stripped",
    ceiling=12.0,
    half_life=timedelta(days=60),
    anchor="the beneficiary, once for the performer and once for the beneficiary",
    indicators=Indicators(
        means=("payments to a person in control", "abuse of power"),
        purpose=("exploitation",),
        ilo=("withholding of wages",),
    ),
    payments=("payout", "transfer"),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    payouts: int = 2  # payouts of which most left to the same beneficiary
    percent: int = 50  # share of a payout that left, in percent
    hours: int = 72  # hours after the payout within which it left


Left = dict[str, dict[str, tuple[PaymentMade, Decimal, list[PaymentMade]]]]
"""By beneficiary and payout: the payout, how much of it left, in which payments. Payouts of two
currencies may lie between each other's payments."""


def admits(event: PaymentMade, params: Params) -> bool:
    """Payouts, and transfers that say to whom."""
    return event.kind == "payout" or _beneficiary(event) is not None


def keys(event: PaymentMade) -> tuple[str | None, ...]:
    """Whoever earned: the payee of a payout, the payer of a transfer."""
    return (event.to_account if event.kind == "payout" else event.from_account,)


def least(params: Params) -> int:
    """A payout and a payment for each time."""
    return 2 * params.payouts


def completes(event: PaymentMade, params: Params) -> bool:
    """Without earnings nothing is taken of them."""
    return event.kind == "payout"


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """One pair of findings a beneficiary, relatives left out."""
    family = relatives(window.facts)
    for beneficiary, left in _left(window, params).items():
        taken = [
            (payout, payments)
            for payout, sum_left, payments in left.values()
            if at_least(sum_left, params.percent, amount(payout))
        ]
        if taken and len(taken) >= params.payouts and beneficiary.partition(":")[2] not in family:
            yield from _pair(window.key, beneficiary, taken, params)


def _left(window: Window[PaymentMade], params: Params) -> Left:
    """Every transfer is counted to the newest payout before it, in the same currency."""
    within, found = timedelta(hours=params.hours), Left()
    newest: dict[str, PaymentMade] = {}
    for payment in standing(window.events):
        if payment.kind == "payout":
            if payment.to_account == window.key:
                newest[payment.currency] = payment
        elif payment.from_account == window.key:
            payout, beneficiary = newest.get(payment.currency), _beneficiary(payment)
            if payout is not None and beneficiary and payment.time - payout.time <= within:
                left = found.setdefault(beneficiary, {})
                _, before, payments = left.get(payout.id, (payout, Decimal(), []))
                left[payout.id] = (payout, before + amount(payment), [*payments, payment])
    return found


def _beneficiary(event: PaymentMade) -> str | None:
    if event.to_account is not None:
        return f"account:{event.to_account}" if event.to_account != event.from_account else None
    return f"instrument:{event.to_instrument}" if event.to_instrument is not None else None


def _pair(
    performer: str,
    beneficiary: str,
    taken: list[tuple[PaymentMade, list[PaymentMade]]],
    params: Params,
) -> Iterator[Finding]:
    kind, _, id = beneficiary.partition(":")
    quotes = quoted([event for payout, payments in taken for event in (payout, *payments)])
    said = f"of {len(taken)} payouts at least {params.percent} % left within {params.hours} h"
    yield Finding(
        anchor=f"performer {beneficiary}",
        summary=f"{said} to one beneficiary",
        quotes=quotes,
        roles={"beneficiary": (id,)},
        hypotheses=("controlled_performer",),
    )
    yield Finding(
        anchor=f"beneficiary {beneficiary}",
        summary=f"{said}: here",
        quotes=quotes,
        subject=Subject("account" if kind == "account" else "instrument", id),
        roles={"performer": (performer,)},
        hypotheses=("controller",),
    )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=keys, least=least, completes=completes)
