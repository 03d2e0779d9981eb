"""What was delivered may go: parcels that every sink confirmed, orders that were carried out.

The newest row of each table stays, so that numbers are never given twice.
"""

from collections import Counter

from sqlalchemy import Connection, delete, func, or_, select

from bantay.adapters.store.schema import ACTION_ORDER, OUTBOX, SINK
from bantay.adapters.store.site import Site
from bantay.model.clock import DAY

_COUNTER = (
    "insert into counter (name, value) values (?, ?) "
    "on conflict (name) do update set value = counter.value + excluded.value"
)
DELIVERED = "delivered"
"""The class of retention that says how many days both are kept afterwards."""


def prune(site: Site, wall: int) -> Counter[str]:
    """Forget what was delivered longer ago than the store keeps it; counts by sort."""
    days = site.days(DELIVERED)
    if days is None:
        return Counter()
    before = wall - days * DAY
    with site.db.write() as con:
        gone = {"parcels": _parcels(con, before), "orders": _orders(con, before)}
        counts = Counter({name: count for name, count in gone.items() if count})
        for name, count in counts.items():
            con.exec_driver_sql(_COUNTER, (f"delivered {name} forgotten", count))
    return counts


def _parcels(con: Connection, before: int) -> int:
    """Confirmed by every sink that was ever here; where there is none, nobody waits for them.
    A row of an older version has no time: it goes when everybody confirmed it."""
    confirmed = con.execute(select(func.min(SINK.c.done))).scalar()
    last = con.execute(select(func.max(OUTBOX.c.n))).scalar() or 0
    old = or_(OUTBOX.c.wall.is_(None), OUTBOX.c.wall <= before)
    heard = OUTBOX.c.n <= (last if confirmed is None else confirmed)
    return con.execute(delete(OUTBOX).where(old, heard, OUTBOX.c.n < last)).rowcount


def _orders(con: Connection, before: int) -> int:
    last = con.execute(select(func.max(ACTION_ORDER.c.n))).scalar() or 0
    done = (ACTION_ORDER.c.status == "done") & (ACTION_ORDER.c.done <= before)
    return con.execute(delete(ACTION_ORDER).where(done, ACTION_ORDER.c.n < last)).rowcount
