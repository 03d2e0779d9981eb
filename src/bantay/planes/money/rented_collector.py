"""An account that receives from strangers and forwards nearly all of it to one collector.

Sees:       an account that is sent money by at least three accounts and forwards at least 80 % of
            it, and not more than it got, to the same account within three days, in at least two
            rounds within 30 days.
Matters:    pupils and students rent out their payment codes for two or three percent (typology $19;
            Wenzhou case 2019, basis V). 80 %, three days, three senders: basis ENG, looked
            at on the worlds train and tune. Whose account
            it is may be a child's: the finding says money passed through, never who profits.
Misses:     a quarter kept; each round to another collector.
Wrong when: a treasurer collects for a group and pays the organiser the whole sum each week.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Subject, Window
from bantay.model.events import PaymentMade
from bantay.planes.money._payments import at_least, paid_between, quoted, total
from bantay.planes.money._rounds import rounds

SPEC = Spec(
    id="money.rented_collector",
    title="Passes on nearly all that strangers send",
    version=1,
    rows=("$19",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=80,
    hypotheses=("proceeds_mover",),
    group="passed through",
    ceiling=10.0,
    half_life=timedelta(days=45),
    anchor="the collector, once for the account and once for the collector",
    indicators=Indicators(act=("recruitment", "transfer"), purpose=("exploitation",)),
    payments=("transfer",),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    percent: int = 80  # of what came in that is forwarded, in percent
    hours: int = 72  # from the oldest credit of a round to its last forwarding
    senders: int = 3  # different accounts over all rounds
    rounds: int = 2  # times it happened


Round = tuple[list[PaymentMade], list[PaymentMade]]
"""What came in, and what was forwarded of it."""


def admits(event: PaymentMade, params: Params) -> bool:
    """Between two accounts."""
    return paid_between(event)


def keys(event: PaymentMade) -> tuple[str | None, ...]:
    """Both sides: either may be the one that forwards."""
    return (event.from_account, event.to_account)


def least(params: Params) -> int:
    """A payment of every sender, and one out in each round."""
    return max(params.senders, params.rounds) + params.rounds


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """A pair of findings for a collector who got enough rounds."""
    found: dict[str, list[Round]] = {}
    for collector, came, went in rounds(window, params.hours):
        if at_least(total(went), params.percent, total(came)) and total(went) <= total(came):
            found.setdefault(collector, []).append((came, went))
    for collector, many in found.items():
        senders = {str(p.from_account) for came, _ in many for p in came}
        if len(many) >= params.rounds and len(senders) >= params.senders:
            yield from _pair(window.key, collector, many, senders, params)


def _pair(
    account: str, collector: str, many: list[Round], senders: set[str], params: Params
) -> Iterator[Finding]:
    quotes = quoted([payment for came, went in many for payment in (*came, *went)])
    said = f"{len(many)} times at least {params.percent} % of what {len(senders)} accounts sent"
    yield Finding(
        anchor=f"account {collector}",
        summary=f"{said} was forwarded to one account",
        quotes=quotes,
        roles={"collector": (collector,), "payer": tuple(sorted(senders))},
    )
    yield Finding(
        anchor=f"collector {collector}",
        summary=f"{said} to another account was forwarded here",
        quotes=quotes,
        subject=Subject("account", collector),
        roles={"rented": (account,)},
    )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=keys, least=least)
