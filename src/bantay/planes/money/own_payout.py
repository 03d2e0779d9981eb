"""Evidence against control: payouts go to an instrument in the account holder's own name.

Sees:       three payouts or more within 60 days into an instrument whose holder is the name that an
            identity check of the account found.
Matters:    who is paid in person is less likely to work for somebody who collects cards (the
            counterpart of typology $01; basis ENG). It speaks against, with little weight: money
            may be taken after it was paid.
Misses:     a holder whose name was never checked.
Wrong when: a boss forces performers to be paid in person and to hand the money over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Spec, Window
from bantay.model.events import PaymentMade
from bantay.model.keys import compound
from bantay.planes.money._payments import payee, quoted, standing

SPEC = Spec(
    id="money.own_payout",
    title="Paid to an instrument of one's own",
    version=1,
    rows=("$01",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=60),
    keeps=60,
    hypotheses=("controlled_performer",),
    group="paid in person",
    ceiling=3.0,
    half_life=timedelta(days=60),
    anchor="the account",
    payments=("payout",),
    against=True,
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    payouts: int = 3  # payouts into it


def admits(event: PaymentMade, params: Params) -> bool:
    """Whether it says who was paid, and into what."""
    return event.to_account is not None and event.to_instrument is not None


def least(params: Params) -> int:
    """All of them."""
    return params.payouts


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """One finding, while payouts go to an instrument in the checked name."""
    names = {fact.value for fact in window.facts if fact.name == "checked_name"}
    held = {fact.value for fact in window.facts if fact.name == "payout_holder"}
    own = [
        payment
        for payment in standing(window.events)
        if payment.to_instrument is not None
        and any(compound(payment.to_instrument, str(name)) in held for name in names)
    ]
    if own and len(own) >= params.payouts:
        yield Finding(
            anchor="account",
            summary=f"{len(own)} payouts into an instrument in the checked name",
            quotes=quoted(own),
        )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=payee, least=least)
