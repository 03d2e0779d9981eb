"""The audit log: append-only, every record carrying the hash of the one before.

A record's hash is SHA-256 over its canonical JSON: the keys n, time (microseconds UTC), who,
act, what, before, in sorted order, without spaces. The first `before` is 64 zeros.
"""

import json
from collections.abc import Sequence
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


Said = tuple[str, str, dict[str, Any]]
"""Who did what to what. The last must hold nothing private."""


def write(con: Connection, time: int, who: str, act: str, what: dict[str, Any]) -> None:
    """Append a record in the caller's transaction. `what` must hold nothing private."""
    write_all(con, time, [(who, act, what)])


def write_all(con: Connection, time: int, many: Sequence[Said]) -> None:
    """Append several records, in order, in the caller's transaction."""
    if not many:
        return
    n, before = con.exec_driver_sql(_LAST).first() or (0, START)
    rows = []
    for who, act, what in many:
        n += 1
        said = json.dumps(what, sort_keys=True, separators=(",", ":"))
        row = {"n": n, "time": time, "who": who, "act": act, "what": said, "before": before}
        before = _hash(row)
        rows.append((*row.values(), before))
    con.exec_driver_sql(_ADD, rows)


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
