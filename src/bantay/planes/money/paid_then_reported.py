"""Somebody pays another account, then reports it for a threat or for extortion.

Sees:       a notice about an account for extortion or a threat, filed by an account that paid it
            at least twice within the two weeks before.
Matters:    victims of financial extortion pay first and speak later, when they speak at all
            (typology $12; FATF 2025, basis V2). A notice alone is a word against a word, payments
            alone are a purchase: together they are what a victim's side looks like. Twice and
            two weeks: basis ENG.
Misses:     whoever pays and never reports; a report under another reason; one payment.
Wrong when: a buyer who is cross about a purchase reports the seller for extortion.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Subject, Window
from bantay.model.events import NoticeFiled, PaymentMade
from bantay.planes.money._payments import paid_between, quoted, standing

SPEC = Spec(
    id="money.paid_then_reported",
    title="Paid, then reported for a threat",
    version=1,
    rows=("$12",),
    reads=(PaymentMade, NoticeFiled),
    keyed_by=Domain.PAIR,
    window=timedelta(days=30),
    keeps=40,
    hypotheses=("extortion",),
    group="payers report a threat",
    ceiling=9.0,
    half_life=timedelta(days=60),
    anchor="the account that was reported",
    indicators=Indicators(means=("threat or force", "coercion"), purpose=("exploitation",)),
    payments=("transfer", "gift"),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    payments: int = 2  # by the one who reports, before the notice
    days: int = 14  # from the first of them to the notice
    reasons: tuple[str, ...] = ("extortion", "threat")  # of the notice


Event = PaymentMade | NoticeFiled


def admits(event: Event, params: Params) -> bool:
    """Between two accounts, or a notice of a threat by one about the other."""
    if isinstance(event, NoticeFiled):
        return event.subject_kind == "account" and event.reason in params.reasons
    return paid_between(event)


def least(params: Params) -> int:
    """The payments and the notice."""
    return params.payments + 1


def look(window: Window[Event], params: Params) -> Iterator[Finding]:
    """One finding for an account that was paid and then reported, by its newest notice."""
    notices = [event for event in window.events if isinstance(event, NoticeFiled)]
    if not notices:
        return
    paid = standing(window.events)
    found: dict[str, tuple[NoticeFiled, list[PaymentMade]]] = {}
    for notice in notices:
        since = notice.time - timedelta(days=params.days)
        before = [p for p in paid if p.to_account == notice.subject and since <= p.time]
        before = [payment for payment in before if payment.time <= notice.time]
        if len(before) >= max(1, params.payments):
            found[notice.subject] = notice, before
    for account, (notice, before) in found.items():
        yield Finding(
            anchor=account,
            summary=f"{len(before)} payments within {params.days} days, then a report of a possible"
            f" {notice.reason} by whoever paid",
            quotes=(*quoted(before), Quote(notice.id, "reason", 0, len(notice.reason))),
            subject=Subject("account", account),
            roles={"target": (str(notice.reporter),)},
        )


DETECTOR = Detector(SPEC, Params(), look, admits, least=least)
