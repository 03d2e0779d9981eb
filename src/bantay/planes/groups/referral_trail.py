"""Whoever is paid passes the same share to one other person, time after time, within two days.

Sees:       transfers to one receiver, each within two days of a payment that a different person
            made to the payer, at nearly the same share of it. The finding is about the receiver.
Matters:    a broker lives on referral fees (typology G02): a customer pays, and whoever brought
            the customer gets a fixed part. Each payer is seen alone; a ring in which the fees
            cross is for a survey.
Misses:     fees that wait for a week; a share that changes each time; the introduction itself,
            when it was made in words only.
Wrong when: a shop pays its affiliate a fixed commission for each sale.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import fmean

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Subject, Window
from bantay.kit.fields import quotes
from bantay.model.events import PaymentMade

SPEC = Spec(
    id="groups.referral_trail",
    title="A fixed share after each payment",
    version=1,
    rows=("G02",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=60),
    keeps=120,
    hypotheses=("broker",),
    group="referral fees",
    ceiling=9.0,
    half_life=timedelta(days=60),
    anchor="the receiver",
    indicators=Indicators(act=("transfer", "receipt"), means=("payments to a person in control",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    fees: int = 5  # payments of the share
    hours: int = 48  # within which the share must follow
    spread: float = 0.1  # how far each share may be from the common one, relative to it
    most: float = 0.6  # a larger share passed on is no fee but another's money


Pair = tuple[PaymentMade, PaymentMade]

_VOID = frozenset(("failed", "declined", "abandoned", "reversed", "pending"))
_MOST_FEES = 12
_MOST_CAUSES = 6
"""Payments in before a fee: where there are more, any fee is a share of some of them."""
_KINDS = frozenset(("transfer", "fee", "purchase", "gift"))


def admits(payment: PaymentMade, params: Params) -> bool:
    """Money that moved between two accounts."""
    if payment.kind not in _KINDS or payment.status in _VOID:
        return False
    return payment.from_account is not None and payment.to_account is not None


def least(params: Params) -> int:
    """The fees, and for each another payer's payment before it."""
    return max(1, 2 * params.fees)


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """One finding a receiver of enough shares that are alike."""
    newest = window.events[-1]
    paid = Counter([e.to_account for e in window.events if e.from_account == window.key])
    often = [account for account, times in paid.items() if times >= params.fees]
    if newest.from_account == window.key:
        often = [account for account in often if account == newest.to_account]
    for receiver in sorted(map(str, often)):
        trail = _trail(window, receiver, params)
        if trail:
            mean = fmean(float(_share(pair)) for pair in trail)
            yield Finding(
                anchor=receiver,
                summary=f"{len(trail)} times about {mean:.0%} of what somebody paid was passed on "
                f"within {params.hours} hours",
                quotes=quotes([one for pair in trail for one in pair], "payment"),
                subject=Subject("account", receiver),
                roles={"payer": (window.key,)},
            )


def _trail(window: Window[PaymentMade], receiver: str, params: Params) -> list[Pair]:
    """The longest run of fees at one share, each explained by another person's payment."""
    fees = [e for e in window.events if e.to_account == receiver and e.from_account == window.key]
    if len(fees) < params.fees:
        return []
    explained = [_explained(window, fee, params) for fee in fees[-_MOST_FEES:]]
    bases = [_share(pair) for pairs in explained for pair in pairs]
    trails = (_alike(explained, base, params) for base in dict.fromkeys(bases))
    best = max(trails, key=len, default=[])
    return best if len(best) >= params.fees else []


def _explained(window: Window[PaymentMade], fee: PaymentMade, params: Params) -> list[Pair]:
    """The payments before a fee of which it may be a share; none when there are very many."""
    since = fee.time - timedelta(hours=params.hours)
    pairs = [
        (came, fee)
        for came in window.events
        if came.to_account == window.key and came.from_account != fee.to_account
        if since <= came.time < fee.time and _fits((came, fee), params)
    ]
    return pairs if len(pairs) <= _MOST_CAUSES else []


def _alike(explained: list[list[Pair]], base: Decimal, params: Params) -> list[Pair]:
    """For each fee the payment whose share is nearest to this one; each payer counts once."""
    payers: set[str | None] = set()
    found: list[Pair] = []
    for pairs in explained:
        fresh = [pair for pair in pairs if pair[0].from_account not in payers]
        near = min(fresh, key=lambda pair: abs(_share(pair) - base), default=None)
        if near is not None and abs(_share(near) / base - 1) <= Decimal(str(params.spread)):
            found.append(near)
            payers.add(near[0].from_account)
    return found


def _fits(pair: Pair, params: Params) -> bool:
    return pair[0].currency == pair[1].currency and 0 < _share(pair) <= Decimal(str(params.most))


def _share(pair: Pair) -> Decimal:
    """What part of the payment in was passed on; 0 when nothing came in."""
    came = Decimal(pair[0].amount)
    return Decimal(pair[1].amount) / came if came else Decimal(0)


DETECTOR = Detector(SPEC, Params(), look, admits, least=least)
