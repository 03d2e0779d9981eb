"""Many low-value remittances, several senders, one receiver, no family link.

Sees:       an account that receives small sums across borders from at least four different accounts
            within 30 days, those of declared relatives left out.
Matters:    live abuse is paid for in small remittances of many payers to one receiver (typology
            $03; EUR 10 to 200, FATF 2025, basis V2; AMLC, basis V2). Four senders and 30 days:
            basis ENG, looked at on the worlds train and tune. Which countries these
            are is never looked at.
Misses:     three payers who pay again and again; payers of the same country; a currency without a
            band and without a rate.
Wrong when: four relatives abroad whom nobody declared send money home.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.kit.rates import Rate
from bantay.model.events import PaymentMade
from bantay.planes.money._payments import (
    crosses_a_border,
    paid_between,
    payee,
    quoted,
    relatives,
    standing,
)
from bantay.planes.money._sums import SMALL, Band, within

SPEC = Spec(
    id="money.small_fan_in",
    title="Small remittances from many to one",
    version=1,
    rows=("$03",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=100,
    hypotheses=("controller", "proceeds_mover"),
    group="paid by many",
    ceiling=8.0,
    half_life=timedelta(days=45),
    anchor="the receiver",
    indicators=Indicators(act=("receipt",), purpose=("exploitation",)),
    payments=("transfer", "deposit"),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    senders: int = 4  # different accounts that sent
    small: tuple[Band, ...] = SMALL  # from and to, in each currency
    rates: tuple[Rate, ...] = ()  # the operator's rates, for currencies without a band


def admits(event: PaymentMade, params: Params) -> bool:
    """Between two accounts, across a border."""
    return paid_between(event) and crosses_a_border(event)


def least(params: Params) -> int:
    """One payment a sender."""
    return params.senders


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """One finding, once enough senders sent small sums."""
    family = relatives(window.facts)
    came = [
        payment
        for payment in standing(window.events)
        if admits(payment, params) and payment.from_account not in family
    ]
    small = within(came, params.small, params.rates)
    senders = tuple(sorted({str(payment.from_account) for payment in small.inside}))
    if senders and len(senders) >= params.senders:
        yield Finding(
            anchor="receiver",
            summary=f"{len(small.inside)} small sums from {len(senders)} accounts across borders"
            + small.left_out,
            quotes=quoted(small.inside),
            roles={"payer": senders},
        )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=payee, least=least)
