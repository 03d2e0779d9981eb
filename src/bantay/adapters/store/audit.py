"""The audit log: append-only, every record carrying the hash of the one before.

A record's hash is SHA-256 over its canonical JSON: the keys n, time (microseconds UTC), who,
act, what, before, in sorted order, without spaces. The first `before` is 64 zeros.
"""

import json
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from bantay.adapters.store.schema import AUDIT
from bantay.model.clock import moment
from bantay.ports.reading import AuditRow

_LAST = "select n, hash from audit order by n desc limit 1"
_ADD = "insert into audit (n, time, who, act, what, before, hash) values (?, ?, ?, ?, ?, ?, ?)"
START = "0" * 64
ENGINE = "bantay"


def write(con: Connection, time: int, who: str, act: str, what: dict[str, Any]) -> None:
    """Append a record in the caller's transaction. `what` must hold nothing private."""
    n, before = con.exec_driver_sql(_LAST).first() or (0, START)
    said = json.dumps(what, sort_keys=True, separators=(",", ":"))
    row = {"n": n + 1, "time": time, "who": who, "act": act, "what": said, "before": before}
    con.exec_driver_sql(_ADD, (*row.values(), _hash(row)))


def rows(con: Connection) -> list[AuditRow]:
    """The whole chain, the oldest first."""
    found = con.execute(select(AUDIT).order_by(AUDIT.c.n))
    return [AuditRow(r.n, moment(r.time), r.who, r.act, r.what, r.before, r.hash) for r in found]


def first_broken(con: Connection) -> int | None:
    """The number of the first record that was changed or follows one that was removed."""
    expected, before = 1, START
    for row in con.execute(select(AUDIT).order_by(AUDIT.c.n)).mappings():
        plain = {name: value for name, value in row.items() if name != "hash"}
        if row["n"] != expected or row["before"] != before or row["hash"] != _hash(plain):
            return expected
        expected, before = expected + 1, row["hash"]
    return None


def _hash(row: dict[str, Any]) -> str:
    return sha256(json.dumps(row, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
