"""Top-ups that are given away at once, in full, to the same receiver.

Sees:       an account that tops up with prepaid means, or from several instruments, and within ten
            minutes gives the same sum, or the sum less the fee, to the same receiver, three times
            or more in 30 days; gifts to that receiver without such a top-up are the exception.
Matters:    gifts turn prepaid money into a performer's or an accomplice's earnings (typology $07,
            article B). Ten minutes, three times and three in four gifts: basis
            ENG; fans who top up now and then stay below.
Misses:     gifts of other sums than the top-up; one card that is always the same.
Wrong when: a fan with gift cards always gives the whole card to the same star.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from bantay.kit import Detector, Domain, Finding, Spec, Window
from bantay.model.events import PaymentMade
from bantay.planes.money._payments import amount, paid_between, quoted, standing

SPEC = Spec(
    id="money.equal_gift",
    title="Top-ups that leave at once as equal gifts",
    version=1,
    rows=("$07",),
    reads=(PaymentMade,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=60,
    hypotheses=("proceeds_mover",),
    group="equal gifts",
    ceiling=8.0,
    half_life=timedelta(days=45),
    anchor="the receiver",
    payments=("top_up", "gift"),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    minutes: int = 10  # from the top-up to the gift
    times: int = 3  # equal gifts to the same receiver
    percent: int = 75  # of all gifts to that receiver that must be such
    sources: int = 2  # instruments topped up from, when none is prepaid
    prepaid: tuple[str, ...] = ("prepaid", "gift_card", "crypto")  # means that count by themselves


def admits(event: PaymentMade, params: Params) -> bool:
    """Top-ups, and gifts between two accounts."""
    return event.kind == "top_up" or paid_between(event)


def keys(event: PaymentMade) -> tuple[str | None, ...]:
    """Whoever gives: of a top-up also the account that it goes to, if that is all it names."""
    return (event.from_account if event.from_account is not None else event.to_account,)


def least(params: Params) -> int:
    """A top-up and a gift for each time."""
    return 2 * params.times


def completes(event: PaymentMade, params: Params) -> bool:
    """Without a top-up a gift equals nothing."""
    return event.kind == "top_up"


def look(window: Window[PaymentMade], params: Params) -> Iterator[Finding]:
    """One finding a receiver of enough equal gifts."""
    if sum(event.kind == "top_up" for event in window.events) < params.times:
        return
    pairs: dict[str, list[tuple[PaymentMade, PaymentMade]]] = {}
    waiting: deque[PaymentMade] = deque()
    given: dict[str, int] = {}
    for payment in standing(window.events):
        if payment.kind == "top_up":
            waiting.append(payment)
        elif payment.from_account == window.key and payment.to_account is not None:
            given[payment.to_account] = given.get(payment.to_account, 0) + 1
            since = payment.time - timedelta(minutes=params.minutes)
            while waiting and waiting[0].time < since:
                waiting.popleft()
            equal = next((top_up for top_up in waiting if _is_equal(top_up, payment)), None)
            if equal is not None:
                waiting.remove(equal)
                pairs.setdefault(payment.to_account, []).append((equal, payment))
    for receiver, equals in pairs.items():
        mostly = len(equals) * 100 >= params.percent * given[receiver]
        if mostly and len(equals) >= params.times and _rotates(equals, params):
            yield Finding(
                anchor=receiver,
                summary=f"{len(equals)} top-ups given on in full within {params.minutes} min",
                quotes=quoted([event for pair in equals for event in pair]),
                roles={"receiver": (receiver,)},
            )


def _is_equal(top_up: PaymentMade, gift: PaymentMade) -> bool:
    if top_up.currency != gift.currency:
        return False
    put_in, given = amount(top_up), amount(gift)
    return given == put_in or (top_up.fee is not None and given == put_in - Decimal(top_up.fee))


def _rotates(equals: list[tuple[PaymentMade, PaymentMade]], params: Params) -> bool:
    if all(top_up.from_kind in params.prepaid for top_up, _ in equals):
        return True
    used = {top_up.from_instrument for top_up, _ in equals} - {None}
    return len(used) >= params.sources


DETECTOR = Detector(SPEC, Params(), look, admits, keys=keys, least=least, completes=completes)
