"""Money gathered from several senders that leaves abroad, in crypto or by remittance.

Sees:       an account that is sent money by at least two accounts and within 72 hours withdraws at
            least 60 % of it in another country, in crypto or by remittance. Declared relatives are
            left out.
Matters:    funnel accounts: credits in one area, withdrawals in another, a short time between, a
            balance near zero (typology $09; FinCEN, basis V2). Two senders, 72 h, 60 %: basis
            ENG, looked at on the worlds train and tune.
Misses:     money that waits a week; one sender at a time.
Wrong when: a student abroad lives on what two undeclared relatives send.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.model.events import PaymentMade
from bantay.planes.money._payments import (
    amount,
    at_least,
    paid_between,
    quoted,
    relatives,
    standing,
)

SPEC = Spec(
    id="money.cash_out",
    title="Gathered from many, out again at once",
    version=1,
    rows=("$09",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=80,
    hypotheses=("proceeds_mover",),
    group="passed through",
    ceiling=9.0,
    half_life=timedelta(days=45),
    anchor="the account",
    indicators=Indicators(act=("transfer",), purpose=("exploitation",)),
    payments=("transfer", "deposit", "withdrawal"),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    hours: int = 72  # from the oldest credit counted to the withdrawal
    percent: int = 60  # of those credits that must leave
    senders: int = 2  # different accounts behind them
    means: tuple[str, ...] = ("crypto", "remittance")  # means that take money away like a border


def admits(event: PaymentMade, params: Params) -> bool:
    """Credits from another account, and withdrawals that take the money away."""
    return _goes_away(event, params) if event.kind == "withdrawal" else paid_between(event)


def keys(event: PaymentMade) -> tuple[str | None, ...]:
    """Whoever withdraws, whoever is credited."""
    return (event.from_account if event.kind == "withdrawal" else event.to_account,)


def least(params: Params) -> int:
    """The senders and a withdrawal."""
    return params.senders + 1


def completes(event: PaymentMade, params: Params) -> bool:
    """Money that is taken away: what only comes stays."""
    return event.kind == "withdrawal"


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """One finding, however often money went through. A credit is counted once."""
    family, within = relatives(window.facts), timedelta(hours=params.hours)
    credits: list[PaymentMade] = []
    passed: list[list[PaymentMade]] = []
    for payment in standing(window.events):
        if payment.kind != "withdrawal":
            if payment.to_account == window.key and payment.from_account not in family:
                credits.append(payment)
        elif payment.from_account == window.key and _goes_away(payment, params):
            since = payment.time - within
            counted = [c for c in credits if c.time >= since and c.currency == payment.currency]
            senders = {credit.from_account for credit in counted}
            whole = sum((amount(credit) for credit in counted), Decimal())
            enough = senders and len(senders) >= params.senders
            if enough and at_least(amount(payment), params.percent, whole):
                passed.append([*counted, payment])
                credits = []
    if passed:
        events = [event for many in passed for event in many]
        payers = {str(event.from_account) for event in events} - {window.key}
        yield Finding(
            anchor="account",
            summary=f"{len(passed)} times {params.percent} % or more of what several sent was"
            f" taken out elsewhere within {params.hours} h",
            quotes=quoted(events),
            roles={"payer": tuple(sorted(payers))},
        )


def _goes_away(event: PaymentMade, params: Params) -> bool:
    here, there = event.from_country, event.to_country
    if here is not None and there is not None and here != there:
        return True
    return event.from_kind in params.means or event.to_kind in params.means


DETECTOR = Detector(SPEC, Params(), look, admits, keys=keys, least=least, completes=completes)
