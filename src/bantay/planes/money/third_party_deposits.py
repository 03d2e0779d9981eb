"""Cash that several other people pay into one account.

Sees:       deposits into one account by at least three others within 30 days, told apart by account
            or, where the depositor has none, by instrument or place.
Matters:    third parties who pay in for somebody show who works for whom, and who runs the account
            (typology $11; AUSTRAC on third-party cash deposits, basis V2). Three: basis ENG.
Misses:     one courier who pays in for all.
Wrong when: a treasurer's team pays its fees in cash.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.model.events import PaymentMade
from bantay.planes.money._payments import payee, quoted, standing

SPEC = Spec(
    id="money.third_party_deposits",
    title="Several people pay cash into one account",
    version=1,
    rows=("$11",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=100,
    hypotheses=("controller", "proceeds_mover"),
    group="paid in by others",
    ceiling=6.0,
    half_life=timedelta(days=45),
    anchor="the account",
    indicators=Indicators(act=("receipt",), purpose=("exploitation",)),
    payments=("deposit",),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    depositors: int = 3  # different others who paid in


def admits(event: PaymentMade, params: Params) -> bool:
    """Paid in by somebody else who can be told apart."""
    return event.to_account is not None and _depositor(event) is not None


def least(params: Params) -> int:
    """One deposit each."""
    return params.depositors


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """One finding, once enough others have paid in."""
    paid = [payment for payment in standing(window.events) if admits(payment, params)]
    others = {_depositor(payment) for payment in paid}
    accounts = {payment.from_account for payment in paid if payment.from_account is not None}
    if paid and len(others) >= params.depositors:
        yield Finding(
            anchor="account",
            summary=f"{len(paid)} deposits by {len(others)} others",
            quotes=quoted(paid),
            roles={"depositor": tuple(sorted(accounts))},
        )


def _depositor(event: PaymentMade) -> str | None:
    """Who paid in: another account; else, of cash, the instrument or the place."""
    if event.from_account is not None:
        return event.from_account if event.from_account != event.to_account else None
    if event.from_kind != "cash":
        return None
    return event.from_instrument or event.place


DETECTOR = Detector(SPEC, Params(), look, admits, keys=payee, least=least)
