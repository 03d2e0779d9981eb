"""What a server watches in a store: alarms as they are heard of, and counts for metrics."""

from sqlalchemy import func, select

from bantay.adapters.store.part import Part
from bantay.adapters.store.schema import ACTION_ORDER, ALARM, OUTBOX
from bantay.adapters.store.trouble import guarded
from bantay.ports.store import Parcel


class Watching(Part):
    """Reads the outbox and counts."""

    @guarded
    def parcels(self, after: int, limit: int) -> list[tuple[int, Parcel]]:
        """Parcels beyond a number, oldest first, each with its own; numbers only grow."""
        asked = select(OUTBOX.c.n, OUTBOX.c.id, OUTBOX.c.kind, OUTBOX.c.body)
        asked = asked.where(OUTBOX.c.n > after).order_by(OUTBOX.c.n).limit(limit)
        with self._site.db.read() as con:
            rows = con.execute(asked).all()
        rest = self._site.keys.rest
        return [
            (n, Parcel(id, kind, rest.open(body, f"parcel/{id}".encode())))
            for n, id, kind, body in rows
        ]

    @guarded
    def last_parcel(self) -> int:
        """The number of the newest parcel; 0: there is none."""
        with self._site.db.read() as con:
            return con.execute(select(func.max(OUTBOX.c.n))).scalar() or 0

    @guarded
    def open_alarms(self) -> dict[str, int]:
        """How many alarms are open, by hypothesis."""
        asked = select(ALARM.c.hypothesis, func.count()).where(ALARM.c.status == "open")
        with self._site.db.read() as con:
            return {name: n for name, n in con.execute(asked.group_by(ALARM.c.hypothesis))}

    @guarded
    def orders(self) -> dict[str, int]:
        """How many orders there are, by status."""
        asked = select(ACTION_ORDER.c.status, func.count()).group_by(ACTION_ORDER.c.status)
        with self._site.db.read() as con:
            return {name: n for name, n in con.execute(asked)}
