"""Payouts of several accounts that go to one and the same instrument.

Sees:       one card, bank account or wallet into which several accounts are paid what they earned
            within 90 days. Performers are named as possible victims, the instrument as that of a
            possible controller: apart, so that neither weighs on the other.
Matters:    bosses collect the payout cards of those who work for them (typology $01: withheld
            earnings, payments to a person in control; FinCEN on coerced accounts, basis V). Three
            performers: basis ENG.
Misses:     a card for every performer; performers who are paid to cards of their own and hand the
            money over later.
Wrong when: an agency is paid for all its performers; relatives who all perform share a bank
            account.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Subject, Window
from bantay.model.events import PaymentMade
from bantay.planes.money._payments import quoted, standing

SPEC = Spec(
    id="money.payout_hub",
    title="Payouts of many performers to one instrument",
    version=1,
    rows=("$01",),
    reads=(PaymentMade,),
    keyed_by=Domain.INSTRUMENT,
    window=timedelta(days=90),
    keeps=200,
    hypotheses=("controller", "controlled_performer"),
    group="payouts collected",
    ceiling=12.0,
    half_life=timedelta(days=60),
    anchor="the instrument; for each performer, the account",
    subject="instrument",
    indicators=Indicators(
        means=("payments to a person in control", "abuse of power"),
        purpose=("exploitation",),
        ilo=("withholding of wages",),
    ),
    payments=("payout",),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    performers: int = 3  # different accounts paid into it


def admits(event: PaymentMade, params: Params) -> bool:
    """Whether it says who was paid."""
    return event.to_account is not None


def keys(event: PaymentMade) -> tuple[str | None, ...]:
    """The instrument that was paid into."""
    return (event.to_instrument,)


def least(params: Params) -> int:
    """One payout for every performer."""
    return params.performers


def varies(event: PaymentMade) -> object:
    """Whose earnings: an instrument of one account is its own."""
    return event.to_account


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """The instrument, and each performer, once enough are paid into it."""
    paid: dict[str, list[PaymentMade]] = {}
    for payment in standing(window.events):
        if payment.to_account is not None:
            paid.setdefault(payment.to_account, []).append(payment)
    if len(paid) < max(1, params.performers):
        return
    everybody = tuple(sorted(paid))
    yield Finding(
        anchor="hub",
        summary=f"payouts of {len(paid)} accounts go to one instrument",
        quotes=quoted([payment for account in everybody for payment in paid[account][-2:]]),
        roles={"performer": everybody},
        hypotheses=("controller",),
    )
    for account in everybody:
        yield Finding(
            anchor=account,
            summary="paid into an instrument that others are paid into as well",
            quotes=quoted(paid[account]),
            subject=Subject("account", account),
            roles={"instrument": (window.key,)},
            hypotheses=("controlled_performer",),
        )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=keys, least=least, varies=varies)
