"""Who is paid by the guests of other people's private sessions: edges of money, as rows.

Whoever is live has the guest's time, somebody else has the money. One payment beside one
session says nothing: what counts is that most of a host's sessions have one beside them, by
several guests, to the same account.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from bantay.model.clock import span
from bantay.surveys._payments import booked
from bantay.surveys._seen import Edge, edge
from bantay.surveys._tables import Row, Tables, having, rows_of

KINDS = ("transfer", "deposit")
"""Payments that go past the platform's own price of a session."""


@dataclass(frozen=True, slots=True)
class Beside:
    """When payments beside sessions mean something."""

    hours: int  # between the payment and the end of the session, either way
    sessions: int  # of one host with such a payment, at least
    guests: int  # who paid so, at least
    share: float  # of the host's private sessions that have one, at least
    cap: int  # payments beyond which a guest is a desk and is passed by


def paid_beside(
    tables: Tables, window: timedelta, how: Beside
) -> dict[tuple[str, str], list[Edge]]:
    """By host and whoever is paid: the sessions, and the payments of their guests."""
    if not (tables.has("live.ended") and tables.has("payment.made")):
        return {}
    lives = _private(tables, window)
    held: dict[str, int] = defaultdict(int)
    for row in lives:
        held[row["host"]] += 1
    hosts = {host for host, many in held.items() if many >= how.sessions}
    lives = [row for row in lives if row["host"] in hosts]
    paid = _paid(tables, window, {row["guest"] for row in lives}, how.cap)
    beside: dict[tuple[str, str], list[tuple[Row, Row]]] = defaultdict(list)
    for live in lives:
        for taker, row in _near(live, paid.get(live["guest"], []), how).items():
            beside[live["host"], taker].append((live, row))
    return {
        pair: [e for live, row in some for e in (edge(live, "guest"), edge(row, "to_account"))]
        for pair, some in sorted(beside.items())
        if len(some) >= max(how.sessions, how.share * held[pair[0]])
        and len({live["guest"] for live, _ in some}) >= how.guests
    }


def _private(tables: Tables, window: timedelta) -> list[Row]:
    """Private sessions of which the guest is known."""
    ended = tables.recent("live.ended", window)
    ended = ended.filter((ended.private == True) & ended.guest.notnull())  # noqa: E712
    return rows_of(ended.select("id", "time", "host", "guest"))


def _paid(tables: Tables, window: timedelta, guests: set[str], cap: int) -> dict[str, list[Row]]:
    """What some guests sent to other accounts, by time."""
    moved = booked(tables, window, KINDS)
    moved = moved.filter(moved.to_account.notnull())
    found: dict[str, list[Row]] = defaultdict(list)
    columns = ("id", "time", "from_account", "to_account")
    for row in having(moved.select(*columns), "from_account", guests):
        found[row["from_account"]].append(row)
    return {
        guest: sorted(rows, key=lambda row: (row["time"], row["id"]))
        for guest, rows in found.items()
        if len(rows) <= cap
    }


def _near(live: Row, paid: list[Row], how: Beside) -> dict[str, Row]:
    """By whoever was paid: the guest's payment that is nearest to the session's end."""
    reach, at = span(timedelta(hours=how.hours)), live["time"]
    low = bisect_left(paid, at - reach, key=lambda row: row["time"])
    high = bisect_right(paid, at + reach, key=lambda row: row["time"])
    near: dict[str, Row] = {}
    for row in sorted(paid[low:high], key=lambda row: (abs(row["time"] - at), row["id"])):
        if row["to_account"] != live["host"]:
            near.setdefault(row["to_account"], row)
    return near
