"""What sinks have to hear of, and which sink has confirmed what."""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from bantay.adapters.store.keyring import Keyring
from bantay.adapters.store.schema import OUTBOX, RECEIPT, SINK
from bantay.model.alarm import AlarmChange
from bantay.ports.reading import FaultRow
from bantay.ports.store import Parcel

POST = "insert into outbox (id, kind, body, wall) values (?, ?, ?, ?) on conflict (id) do nothing"
_PENDING = (
    "select outbox.id, kind, body from sink join outbox on outbox.n > sink.done "
    "where sink.name = ? and not exists "
    "(select 1 from receipt where receipt.sink = sink.name and receipt.n = outbox.n) "
    "order by outbox.n limit ?"
)
Posted = tuple[str, str, bytes, int]


def alarm_parcels(changes: Iterable[AlarmChange], keys: Keyring, wall: int) -> list[Posted]:
    """Rows of the alarms that sinks are told of."""
    heard = (change.alarm for change in changes if change.heard)
    return [
        posted(f"{alarm.alarm}.{alarm.revision}", "alarm", msgspec.json.encode(alarm), keys, wall)
        for alarm in heard
    ]


def fault_parcels(row: FaultRow, before: int, id: str, keys: Keyring, wall: int) -> list[Posted]:
    """Rows for the first fault of its kind, the tenth, the hundredth, … since `before`."""
    steps = (10**power for power in range(len(str(row.count))))
    crossed = [step for step in steps if before < step <= row.count]
    body = msgspec.json.encode(row)
    return [posted(f"{id}.{step}", "fault", body, keys, wall) for step in crossed]


def pending(con: Connection, keys: Keyring, sink: str, limit: int) -> list[Parcel]:
    """What a sink has not confirmed, oldest first."""
    return [
        Parcel(id, kind, keys.rest.open(body, f"parcel/{id}".encode()))
        for id, kind, body in con.exec_driver_sql(_PENDING, (sink, limit))
    ]


def is_known(con: Connection, sink: str) -> bool:
    """Whether a sink has been here before."""
    return con.execute(select(SINK.c.name).where(SINK.c.name == sink)).first() is not None


def remember(con: Connection, sink: str) -> None:
    """From now on `undelivered` speaks of this sink."""
    if not is_known(con, sink):
        con.execute(insert(SINK), {"name": sink, "done": 0})


def confirm(con: Connection, sink: str, ids: Sequence[str], wall: int) -> None:
    """Note receipts; confirming twice, or something unknown, changes nothing."""
    remember(con, sink)
    done = _done(con, sink)
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        asked = select(OUTBOX.c.n).where(OUTBOX.c.id.in_(some), OUTBOX.c.n > done)
        rows = [(sink, n, wall) for (n,) in con.execute(asked)]
        if rows:
            con.exec_driver_sql(
                "insert into receipt (sink, n, wall) values (?, ?, ?) on conflict do nothing", rows
            )
    _advance(con, sink, done)


def undelivered(con: Connection) -> dict[str, int]:
    """For every sink that was ever here, how many parcels wait for its receipt."""
    return {
        name: con.execute(
            select(func.count()).select_from(_waiting(name, done).subquery())
        ).scalar_one()
        for name, done in con.execute(select(SINK).order_by(SINK.c.name)).all()
    }


def _advance(con: Connection, sink: str, done: int) -> None:
    """Move the sink's mark up to the last parcel before a gap; receipts below it may go."""
    gap = con.execute(select(func.min(_waiting(sink, done).subquery().c.n))).scalar()
    last = con.execute(select(func.max(OUTBOX.c.n))).scalar() or 0
    mark = max(done, last) if gap is None else gap - 1
    con.execute(update(SINK).where(SINK.c.name == sink).values(done=mark))
    con.execute(delete(RECEIPT).where(RECEIPT.c.sink == sink, RECEIPT.c.n <= mark))


def _done(con: Connection, sink: str) -> int:
    return con.execute(select(SINK.c.done).where(SINK.c.name == sink)).scalar() or 0


def _waiting(sink: str, done: int):  # type: ignore[no-untyped-def]
    confirmed = select(RECEIPT.c.n).where(RECEIPT.c.sink == sink, RECEIPT.c.n == OUTBOX.c.n)
    return select(OUTBOX).where(OUTBOX.c.n > done, ~confirmed.exists())


def posted(id: str, kind: str, body: bytes, keys: Keyring, wall: int) -> Posted:
    """A row for one parcel."""
    return id, kind, keys.rest.seal(body, f"parcel/{id}".encode()), wall
