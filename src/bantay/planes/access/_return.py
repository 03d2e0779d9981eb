"""What the three signs of a return share: who is new at a key that a blocked account used."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from bantay.kit import Finding, Subject, Window
from bantay.kit.fields import quotes
from bantay.model.clock import moment
from bantay.model.events import EventBase


def returned(
    window: Window[Any], arrivals: Sequence[Any], days: int, field: str, what: str
) -> Iterator[Finding]:
    """One finding for each account that arrives at a blocked account's key within `days`.

    A key that others than the blocked used before the block is a shared one: nothing is found.
    """
    blocks = [fact for fact in window.facts if fact.name == "blocked"]
    blocked = {str(fact.value) for fact in blocks}
    for fact in blocks:
        then = moment(fact.known)
        before = {event.account for event in window.events if event.time <= then}
        if before - blocked:
            continue
        after = [e for e in arrivals if then < e.time <= then + timedelta(days=days)]
        for account in sorted({event.account for event in after} - blocked):
            made: list[EventBase] = [event for event in after if event.account == account]
            yield Finding(
                anchor=account,
                summary=f"{what} of a blocked account used by another account within "
                f"{days} days of the block",
                quotes=quotes(made, field),
                subject=Subject("account", account),
                roles={"before": (str(fact.value),)},
            )
