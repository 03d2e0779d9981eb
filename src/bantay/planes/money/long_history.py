"""Evidence against fraud: months of ordinary purchases without any trouble.

Sees:       at least twelve purchases or payouts over at least 120 days, of which none was declined,
            failed or reversed.
Matters:    throw-away accounts have no past; a long clean one makes evil less likely (DESIGN's
            evidence against; basis ENG). It weighs little: patience is cheap.
Misses:     a long history of messages alone.
Wrong when: an account that was ordinary for months was sold or taken over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Spec, Window
from bantay.model.events import PaymentMade
from bantay.planes.money._payments import quoted, standing

SPEC = Spec(
    id="money.long_history",
    title="A long ordinary history",
    version=1,
    rows=("$01", "$04"),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=180),
    keeps=40,
    hypotheses=("proceeds_mover", "abuse_payer", "scam"),
    group="long history",
    ceiling=3.0,
    half_life=timedelta(days=90),
    anchor="the account",
    payments=("purchase", "payout"),
    against=True,
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    payments: int = 12  # purchases and payouts
    days: int = 120  # from the first to the last of them


def admits(event: PaymentMade, params: Params) -> bool:
    """Whether it says whose it is."""
    return keys(event)[0] is not None


def keys(event: PaymentMade) -> tuple[str | None, ...]:
    """Whoever buys, whoever is paid out."""
    return (event.to_account if event.kind == "payout" else event.from_account,)


def least(params: Params) -> int:
    """All of them."""
    return params.payments


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """One finding, while nothing went wrong."""
    if any(event.status in ("failed", "declined", "reversed") for event in window.events):
        return
    made = standing(window.events)
    if not made or len(made) < params.payments:
        return
    if made[-1].time - made[0].time >= timedelta(days=params.days):
        yield Finding(
            anchor="account",
            summary=f"{len(made)} ordinary payments over {params.days} days or more",
            quotes=quoted([made[0], made[-1]]),
        )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=keys, least=least)
