"""Several payments in quick succession to somebody who was never paid before.

Sees:       an account that within three days pays one other account three times or more, in sums as
            such threats extract, and paid it nothing in the two weeks before. Declared relatives
            and gifts for a live session are left out. The payer is a
            possible victim; the finding is about the receiver.
Matters:    financial extortion begins below EUR 250, stays mostly below EUR 1,500, comes in quick
            succession and stops at once (typology $12; FATF 2025, basis V2). Three payments in
            72 h: basis ENG. The payer's age is never looked at.
Misses:     a single payment; payments a week apart.
Wrong when: somebody pays a craftsman for three things within two days.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Subject, Window
from bantay.kit.rates import Rate
from bantay.model.events import PaymentMade
from bantay.planes.money._payments import paid_between, payer, quoted, relatives, standing
from bantay.planes.money._sums import EXTORTED, Band, within

SPEC = Spec(
    id="money.sextortion_burst",
    title="A burst of first payments to a stranger",
    version=1,
    rows=("$12",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=14),
    keeps=60,
    hypotheses=("extortion",),
    group="burst of payments",
    ceiling=6.0,
    half_life=timedelta(days=30),
    anchor="payer and receiver",
    indicators=Indicators(means=("threat or force", "coercion"), purpose=("exploitation",)),
    payments=("transfer", "gift"),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    payments: int = 3  # payments to the same receiver
    hours: int = 72  # from the first to the last of them
    extorted: tuple[Band, ...] = EXTORTED  # from and to, in each currency
    rates: tuple[Rate, ...] = ()  # the operator's rates, for currencies without a band


def admits(event: PaymentMade, params: Params) -> bool:
    """Between two accounts, and no gift for a live session, as fans give them one after another."""
    return event.paid_for is None and paid_between(event)


def least(params: Params) -> int:
    """All of them."""
    return params.payments


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """One finding a receiver all of whose payments came at once."""
    family = relatives(window.facts)
    sent: dict[str, list[PaymentMade]] = {}
    for payment in standing(window.events):
        if payment.to_account is not None and payment.to_account not in family:
            sent.setdefault(payment.to_account, []).append(payment)
    for receiver, payments in sent.items():
        quick = payments[-1].time - payments[0].time <= timedelta(hours=params.hours)
        if not quick or len(payments) < params.payments:
            continue
        if len(within(payments, params.extorted, params.rates).inside) == len(payments):
            yield Finding(
                anchor=f"{len(window.key)}:{window.key}{receiver}",
                summary=f"{len(payments)} first payments of one account within {params.hours} h",
                quotes=quoted(payments),
                subject=Subject("account", receiver),
                roles={"target": (window.key,)},
            )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=payer, least=least)
