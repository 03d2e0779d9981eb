"""One account that is funded from one prepaid or gift card after another.

Sees:       top-ups, purchases or gifts of one account from at least four different prepaid or gift
            cards within 30 days.
Matters:    prepaid money hides who pays (typology $08; FinCEN 2020, basis V2). Four cards: basis
            ENG.
Misses:     cards whose numbers the operator does not keep.
Wrong when: a pupil without a bank account buys a gift card every week.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Spec, Window
from bantay.model.events import PaymentMade
from bantay.planes.money._payments import payer, quoted, standing

SPEC = Spec(
    id="money.prepaid_rotation",
    title="One account, many prepaid instruments",
    version=1,
    rows=("$08",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=60,
    hypotheses=("abuse_payer", "proceeds_mover"),
    group="prepaid rotation",
    ceiling=5.0,
    half_life=timedelta(days=30),
    anchor="the account",
    payments=("top_up", "purchase", "gift"),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    instruments: int = 4  # different prepaid or gift cards


def admits(event: PaymentMade, params: Params) -> bool:
    """Paid from a prepaid or gift card that has an id."""
    return event.from_kind in ("prepaid", "gift_card") and event.from_instrument is not None


def least(params: Params) -> int:
    """One payment a card."""
    return params.instruments


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """One finding, once enough cards were used."""
    used: dict[str, PaymentMade] = {}
    for payment in standing(window.events):
        if admits(payment, params):
            used[str(payment.from_instrument)] = payment
    if used and len(used) >= params.instruments:
        yield Finding(
            anchor="account",
            summary=f"paid from {len(used)} prepaid or gift cards",
            quotes=quoted(list(used.values())),
            roles={"instrument": tuple(sorted(used))},
        )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=payer, least=least)
