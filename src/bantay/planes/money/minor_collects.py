"""A possible minor's account passes on what strangers send.

Sees:       an account known as a possible minor's (child mode, guardian, birth year, words) that is
            sent money by at least two accounts and forwards at least 80 % of it to one account
            within three days.
Matters:    pupils are recruited to lend their payment codes (typology $19; Wenzhou case 2019, basis
            V); one round is enough to look when a child's account does it. Who profits is not
            the child.
Misses:     a pupil of whom nothing tells that; a quarter kept.
Wrong when: a pupil collects for a class trip and pays the teacher.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.model.events import PaymentMade
from bantay.planes.money._payments import at_least, paid_between, quoted, total
from bantay.planes.money._rounds import rounds
from bantay.planes.money._youth import YOUTH, youth

SPEC = Spec(
    id="money.minor_collects",
    title="Possible minor passes on what strangers send",
    version=1,
    rows=("$19",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=80,
    hypotheses=("minor_at_risk",),
    group="money through a possible minor",
    ceiling=11.0,
    half_life=timedelta(days=60),
    anchor="the collector",
    indicators=Indicators(
        act=("recruitment",), means=("abuse of vulnerability",), ilo=("abuse of vulnerability",)
    ),
    payments=("transfer",),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    percent: int = 80  # of what came in that is forwarded, in percent
    hours: int = 72  # from the oldest credit of a round to its last forwarding
    senders: int = 2  # different accounts over all rounds


def admits(event: PaymentMade, params: Params) -> bool:
    """Between two accounts."""
    return paid_between(event)


def keys(event: PaymentMade) -> tuple[str | None, ...]:
    """Both sides: either may be the one that forwards."""
    return (event.from_account, event.to_account)


def least(params: Params) -> int:
    """A payment of every sender, and one out."""
    return params.senders + 1


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """One finding a collector, while the account is known as a possible minor's."""
    signs = youth(window, window.events[-1].time)
    if not signs:
        return
    passed: dict[str, list[PaymentMade]] = {}
    senders: dict[str, set[str]] = {}
    for collector, came, went in rounds(window, params.hours):
        if at_least(total(went), params.percent, total(came)) and total(went) <= total(came):
            passed.setdefault(collector, []).extend((*came, *went))
            senders.setdefault(collector, set()).update(str(p.from_account) for p in came)
    for collector, payments in passed.items():
        payers = len(senders[collector])
        if payers >= params.senders:
            yield Finding(
                anchor=collector,
                summary=f"at least {params.percent} % of what {payers} accounts sent went on to"
                f" one; possibly a minor by {', '.join(signs)}",
                quotes=quoted(payments),
                roles={"collector": (collector,), "payer": tuple(sorted(senders[collector]))},
            )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=keys, least=least, needs=YOUTH)
