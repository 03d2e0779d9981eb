"""How long an account has been there: what a registration made known dates it.

A registration makes a birth year, a country and a time zone known (`engine.known`); the
earliest of these facts is when the account began. Without them nothing is known, and nothing
may be concluded: an account is *settled* only when its beginning is known and long ago.
"""

from datetime import datetime, timedelta
from typing import Any

from bantay.kit.spec import Window
from bantay.model.clock import moment

_AT_REGISTRATION = frozenset({"birth_year", "country", "tz"})


def began(window: Window[Any]) -> datetime | None:
    """When the account of an account's window registered, if that is known."""
    known = [fact.known for fact in window.facts if fact.name in _AT_REGISTRATION]
    return moment(min(known)) if known else None


def is_settled(window: Window[Any], at: datetime, days: int) -> bool:
    """Whether the account is known to be older than so many days at a time."""
    first = began(window)
    return first is not None and at - first > timedelta(days=days)
