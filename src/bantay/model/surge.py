"""A surge: one week in which a region, a means of transmission or a hypothesis had far more
alarms than its own past lets expect. It is about a place or a way, never about a person."""

from datetime import date
from typing import Literal

from msgspec import Struct

By = Literal["region", "transmission", "hypothesis"]
"""What alarms are counted by."""


class Surge(Struct, frozen=True, kw_only=True):
    """One week of one series. `begins` is its Monday, `days` how many of its days were over.

    `expected` is what its own past lets expect in so many days; `deviations` how far above
    that `count` lies. The same week of the same series has the same `id` for ever.
    """

    id: str
    by: By
    name: str
    begins: date
    days: int
    count: int
    expected: float
    deviations: float


def surge_id(by: By, name: str, begins: date) -> str:
    """The id of a series' week."""
    return f"surge.{by}.{name}.{begins.isoformat()}"
