"""What all detectors of this room do with payments: which stand, how much, whose, quoted how.

Amounts are exact decimals; nothing here is ever a float. A payment is what its newest event
says, as of that event's time: booked, it counts; pending, failed, declined, abandoned or
reversed, it does not; booked again with another amount, it counts once, with that amount. An
event without a status is booked. The kind and the parties of a payment never change.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from bantay.kit import Fact, Quote
from bantay.model.events import PaymentMade

MOST_QUOTES = 20
_BOOKED = (None, "booked")


def standing(events: Iterable[Any]) -> list[PaymentMade]:
    """The payments that stand when the last of these events has happened, oldest first.

    `events` are in (time, id) order; what is no payment is passed over.
    """
    payments = [event for event in events if isinstance(event, PaymentMade)]
    if len({event.payment for event in payments}) < len(payments):
        payments = _newest(payments)
    return [event for event in payments if event.status in _BOOKED]


def _newest(payments: list[PaymentMade]) -> list[PaymentMade]:
    """The newest event of each payment, where it stands among the others."""
    newest: dict[str, PaymentMade] = {}
    for event in payments:
        newest.pop(event.payment, None)
        newest[event.payment] = event
    return list(newest.values())


def amount(event: PaymentMade) -> Decimal:
    """How much moved, in units of its currency."""
    return Decimal(event.amount)


def total(payments: Iterable[PaymentMade]) -> Decimal:
    """The sum of payments of one currency."""
    return sum((Decimal(payment.amount) for payment in payments), Decimal())


def at_least(part: Decimal, percent: int, whole: Decimal) -> bool:
    """Whether a part is at least so many percent of a whole that is more than nothing."""
    return whole > 0 and part * 100 >= whole * percent


def paid_between(event: PaymentMade) -> bool:
    """Whether it says both who paid and who was paid, and they are two."""
    payer, payee = event.from_account, event.to_account
    return payer is not None and payee is not None and payer != payee


def crosses_a_border(event: PaymentMade) -> bool:
    """Whether it was sent as remittances are, or the two ends name different countries.

    Which countries they are is never looked at.
    """
    if "remittance" in (event.from_kind, event.to_kind):
        return True
    here, there = event.from_country, event.to_country
    return here is not None and there is not None and here != there


def payer(event: Any) -> tuple[str | None, ...]:
    """The key of whoever paid."""
    return (event.from_account,)


def payee(event: Any) -> tuple[str | None, ...]:
    """The key of whoever was paid."""
    return (event.to_account,)


def relatives(facts: Iterable[Fact]) -> set[object]:
    """The accounts that are declared family or household of this key's account."""
    return {fact.value for fact in facts if fact.name == "relative"}


def quoted(payments: Sequence[PaymentMade]) -> tuple[Quote, ...]:
    """The newest of these payments as evidence: their amounts."""
    return tuple(Quote(p.id, "amount", 0, len(p.amount)) for p in payments[-MOST_QUOTES:])


def by_currency(payments: Iterable[PaymentMade]) -> dict[str, list[PaymentMade]]:
    """Payments apart by currency: sums and shares are only taken within one."""
    found: dict[str, list[PaymentMade]] = {}
    for payment in payments:
        found.setdefault(payment.currency, []).append(payment)
    return found
