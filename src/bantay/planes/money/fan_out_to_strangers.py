"""One payer who sends small sums to many unrelated receivers.

Sees:       an account that sends small sums across borders to at least four accounts within 30
            days, declared relatives left out.
Matters:    who buys abuse from afar pays small sums, often, to receivers who have nothing to do
            with each other (typology $04; FINTRAC 2025, basis V2). Four receivers: basis ENG,
            looked at on the worlds train and tune.
Misses:     two receivers paid again and again; receivers of the payer's own country.
Wrong when: somebody abroad supports four relatives whom nobody declared.
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
    payer,
    quoted,
    relatives,
    standing,
)
from bantay.planes.money._sums import SMALL, Band, within

SPEC = Spec(
    id="money.fan_out_to_strangers",
    title="Small sums from one to many strangers",
    version=1,
    rows=("$04",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=100,
    hypotheses=("abuse_payer",),
    group="pays many",
    ceiling=8.0,
    half_life=timedelta(days=45),
    anchor="the payer",
    indicators=Indicators(purpose=("exploitation",)),
    payments=("transfer",),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    receivers: int = 4  # different accounts that received
    small: tuple[Band, ...] = SMALL  # from and to, in each currency
    rates: tuple[Rate, ...] = ()  # the operator's rates, for currencies without a band


def admits(event: PaymentMade, params: Params) -> bool:
    """Between two accounts, across a border."""
    return paid_between(event) and crosses_a_border(event)


def least(params: Params) -> int:
    """One payment a receiver."""
    return params.receivers


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """One finding, once enough receivers were sent small sums."""
    family = relatives(window.facts)
    sent = [
        payment
        for payment in standing(window.events)
        if admits(payment, params) and payment.to_account not in family
    ]
    small = within(sent, params.small, params.rates)
    receivers = tuple(sorted({str(payment.to_account) for payment in small.inside}))
    if receivers and len(receivers) >= params.receivers:
        yield Finding(
            anchor="payer",
            summary=f"{len(small.inside)} small sums to {len(receivers)} accounts across borders"
            + small.left_out,
            quotes=quoted(small.inside),
            roles={"receiver": receivers},
        )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=payer, least=least)
