"""Small sums under innocent labels to strangers, beside purchases that conceal or travel.

Sees:       an account that within 30 days sends several small sums across borders labelled family,
            education or medical to accounts that are no declared relatives, and pays for a VPN,
            recording software or travel.
Matters:    below AUD 500, labelled school, medicine or family support, with VPN or video-capture
            purchases or travel (typology $05; AUSTRAC and FATF 2025, basis V2). Three transfers to
            two receivers and one purchase: basis ENG.
Misses:     purchases made elsewhere; sums without a category.
Wrong when: a traveller supports the families of two friends.
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
from bantay.planes.money._sums import INNOCENT, Band, within

SPEC = Spec(
    id="money.concealment_spend",
    title="Innocent labels beside spending to conceal",
    version=1,
    rows=("$05",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=120,
    hypotheses=("abuse_payer",),
    group="label and concealment",
    ceiling=7.0,
    half_life=timedelta(days=45),
    anchor="the payer",
    indicators=Indicators(purpose=("exploitation",)),
    payments=("transfer", "purchase"),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    transfers: int = 3  # sums under an innocent label
    receivers: int = 2  # different accounts that received them
    spends: int = 1  # purchases that conceal or travel
    labels: tuple[str, ...] = ("family", "education", "medical")  # innocent categories
    conceals: tuple[str, ...] = ("vpn", "software", "travel")  # categories of purchases that count
    innocent: tuple[Band, ...] = INNOCENT  # from and to, in each currency
    rates: tuple[Rate, ...] = ()  # the operator's rates, for currencies without a band


def admits(event: PaymentMade, params: Params) -> bool:
    """A purchase that conceals, or a labelled transfer across a border."""
    if event.kind == "purchase":
        return event.category in params.conceals
    return event.category in params.labels and paid_between(event) and crosses_a_border(event)


def least(params: Params) -> int:
    """The transfers and the purchases."""
    return params.transfers + params.spends


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """One finding, once there is enough of both."""
    family = relatives(window.facts)
    stand = [payment for payment in standing(window.events) if admits(payment, params)]
    spent = [payment for payment in stand if payment.kind == "purchase"]
    sent = [
        payment
        for payment in stand
        if payment.kind == "transfer" and payment.to_account not in family
    ]
    small = within(sent, params.innocent, params.rates)
    receivers = tuple(sorted({str(payment.to_account) for payment in small.inside}))
    enough = len(small.inside) >= params.transfers and len(receivers) >= params.receivers
    if small.inside and enough and len(spent) >= params.spends:
        kinds = ", ".join(sorted({str(payment.category) for payment in spent}))
        yield Finding(
            anchor="payer",
            summary=f"{len(small.inside)} innocently labelled sums to {len(receivers)} accounts,"
            f" beside {kinds}" + small.left_out,
            quotes=quoted([*small.inside, *spent]),
            roles={"receiver": receivers},
        )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=payer, least=least)
