"""Rounds of money passed on: what comes in, then what goes to one account."""

from collections.abc import Iterator
from datetime import timedelta

from bantay.kit import Window
from bantay.model.events import PaymentMade
from bantay.planes.money._payments import standing

Round = tuple[str, list[PaymentMade], list[PaymentMade]]
"""Who was paid, what had come in, and what of it was paid to them."""


def rounds(window: Window[PaymentMade], hours: int) -> Iterator[Round]:
    """Credits one after the other, then what goes to one account before the next credit.

    Credits older than the hours when money goes on are no part of a round.
    """
    within = timedelta(hours=hours)
    came: list[PaymentMade] = []
    went: list[PaymentMade] = []
    for payment in standing(window.events):
        if payment.from_account != window.key:
            if went:
                yield str(went[0].to_account), came, went
                came, went = [], []
            came.append(payment)
        elif came:
            came = [credit for credit in came if payment.time - credit.time <= within]
            if _belongs(payment, came, went):
                went.append(payment)
    if went:
        yield str(went[0].to_account), came, went


def _belongs(payment: PaymentMade, came: list[PaymentMade], went: list[PaymentMade]) -> bool:
    if not came or any(credit.currency != payment.currency for credit in came):
        return False
    return not went or went[0].to_account == payment.to_account
