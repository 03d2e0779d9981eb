"""Faults: counted by kind and place, told to sinks at the first, tenth, hundredth, …"""

from collections.abc import Sequence
from hashlib import blake2b

from sqlalchemy import Connection, select

from bantay.adapters.store import outbox
from bantay.adapters.store.keyring import Keyring
from bantay.adapters.store.schema import FAULT
from bantay.model.clock import moment
from bantay.model.evidence import Fault
from bantay.ports.reading import FaultRow

_NOTE = (
    "insert into fault (kind, place, count, last, body) values (?, ?, ?, ?, ?) "
    "on conflict (kind, place) do update set "
    "count = excluded.count, last = excluded.last, body = excluded.body"
)


def note(con: Connection, keys: Keyring, faults: Sequence[Fault], wall: int) -> None:
    """Count faults in the caller's transaction and post what sinks should hear."""
    together: dict[tuple[str, str], list[str]] = {}
    for fault in faults:
        together.setdefault((fault.kind, fault.where), []).append(fault.reason)
    for (kind, where), reasons in together.items():
        asked = select(FAULT.c.count).where(FAULT.c.kind == kind, FAULT.c.place == where)
        before = con.execute(asked).scalar() or 0
        row = FaultRow(kind, where, reasons[-1], before + len(reasons), moment(wall))
        id = _id(kind, where)
        sealed = keys.rest.seal(row.reason.encode("utf-8", "replace"), id.encode())
        con.exec_driver_sql(_NOTE, (kind, where, row.count, wall, sealed))
        if parcels := outbox.fault_parcels(row, before, id, keys, wall):
            con.exec_driver_sql(outbox.POST, parcels)


def rows(con: Connection, keys: Keyring) -> list[FaultRow]:
    """Every kind of fault at every place, the most frequent first."""
    asked = select(FAULT).order_by(FAULT.c.count.desc(), FAULT.c.kind, FAULT.c.place)
    return [
        FaultRow(kind, place, _reason(keys, kind, place, body), count, moment(last))
        for kind, place, count, last, body in con.execute(asked)
    ]


def _reason(keys: Keyring, kind: str, place: str, body: bytes) -> str:
    return keys.rest.open(body, _id(kind, place).encode()).decode()


def _id(kind: str, where: str) -> str:
    return "fault-" + blake2b(f"{kind}\0{where}".encode(), digest_size=8).hexdigest()
