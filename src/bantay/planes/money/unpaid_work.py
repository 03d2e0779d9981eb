"""Many hours live while nothing is paid out, or fines take the pay away.

Sees:       an account that within 30 days is live for at least 60 hours and is paid out nothing, or
            has at least half of what it is paid taken by fines. Whoever the fines go to is named
            as a possible controller, apart.
Matters:    withholding of wages and fines (typology $17; ILO, basis V). 60 hours and half: basis
            ENG.
Misses:     pay in cash, withheld in cash; fines of less than half.
Wrong when: a host saves earnings up for one yearly payout.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Subject, Window
from bantay.model.events import LiveEnded, PaymentMade
from bantay.planes.money._hours import live_by_day
from bantay.planes.money._payments import at_least, by_currency, quoted, standing, total

SPEC = Spec(
    id="money.unpaid_work",
    title="Much work, little pay",
    version=1,
    rows=("$17",),
    reads=(
        LiveEnded,
        PaymentMade,
    ),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=150,
    hypotheses=("controlled_performer", "controller"),
    group="pay withheld",
    ceiling=7.0,
    half_life=timedelta(days=45),
    anchor="what was withheld; for fines, who got them",
    indicators=Indicators(
        means=("abuse of power", "abuse of vulnerability"),
        purpose=("exploitation",),
        ilo=("withholding of wages", "debt bondage"),
    ),
    payments=("payout", "fine"),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    hours: int = 60  # hours live without any payout
    percent: int = 50  # of what was paid out that fines took


Seen = LiveEnded | PaymentMade


def admits(event: Seen, params: Params) -> bool:
    """Sessions that lasted, payouts and fines."""
    return not isinstance(event, LiveEnded) or event.seconds > 0


def keys(event: Seen) -> tuple[str | None, ...]:
    """Whoever works: was live, was paid, was fined."""
    if isinstance(event, LiveEnded):
        return (event.host,)
    return (event.to_account if event.kind == "payout" else event.from_account,)


def least(params: Params) -> int:
    """A payout and a fine, or a few sessions: nobody is live for a day and a half at once."""
    return 2


def look(window: Window[Seen], params: Params) -> Iterator[Finding]:
    """Nothing paid for the work, or fines that took it."""
    if len(window.events) < least(params):
        return
    stand = standing(window.events)
    payouts = [p for p in stand if p.kind == "payout" and p.to_account == window.key]
    fines = [p for p in stand if p.kind == "fine" and p.from_account == window.key]
    if not payouts:
        yield from _unpaid(window, params)
    for currency, many in by_currency(fines).items():
        earned = total(payment for payment in payouts if payment.currency == currency)
        if at_least(total(many), params.percent, earned):
            yield from _fined(many, params)


def _unpaid(window: Window[Seen], params: Params) -> Iterator[Finding]:
    lives = [event for event in window.events if isinstance(event, LiveEnded)]
    worked = sum(live_by_day(lives).values(), timedelta())
    if lives and worked >= timedelta(hours=params.hours):
        yield Finding(
            anchor="unpaid",
            summary=f"live for {params.hours} h or more, and nothing paid out",
            quotes=tuple(Quote(e.id, "live", 0, len(e.live)) for e in lives[-20:]),
            hypotheses=("controlled_performer",),
        )


def _fined(fines: list[PaymentMade], params: Params) -> Iterator[Finding]:
    yield Finding(
        anchor=f"fined {fines[0].currency}",
        summary=f"fines took {params.percent} % or more of what was paid out",
        quotes=quoted(fines),
        hypotheses=("controlled_performer",),
    )
    for collector in sorted({fine.to_account for fine in fines if fine.to_account is not None}):
        yield Finding(
            anchor=f"collector {fines[0].currency} {collector}",
            summary=f"collects fines of {params.percent} % or more of somebody's payouts",
            quotes=quoted([fine for fine in fines if fine.to_account == collector]),
            subject=Subject("account", collector),
            roles={"performer": (str(fines[0].from_account),)},
            hypotheses=("controller",),
        )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=keys, least=least)
