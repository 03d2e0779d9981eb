"""Keyed state: found by a keyed hash, so that no key rests in the clear; encrypted."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection

from bantay.adapters.store.database import Database
from bantay.adapters.store.keyring import Keyring
from bantay.ports.store import StateKey, StateRow

_SAVE = (
    "insert into state (domain, slot, expires, wall, body) values (?, ?, ?, ?, ?) "
    "on conflict (domain, slot) do update set expires = excluded.expires, "
    "wall = excluded.wall, body = excluded.body"
)
_FORGET = "delete from state where domain = ? and slot = ?"
_MANY = 500
_STREAMED = {"stream_results": True}  # a server need not hand out every state at once
Strip = Callable[[str, bytes, str | None], bytes | None]
"""Given a domain, a state's body and an account: the body without that account's texts, or, where
no account is given, without any; None: nothing worth keeping."""


def statements(
    rows: Sequence[StateRow], keys: Keyring, wall: int
) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """The writes that keep or forget states."""
    kept, gone = [], []
    for row in rows:
        slot = _slot(keys, row.domain, row.key)
        if row.body is None:
            gone.append((row.domain, slot))
        else:
            name = row.key.encode()
            plain = len(name).to_bytes(4, "little") + name + row.body
            kept.append((row.domain, slot, row.expires, wall, keys.rest.seal(plain, slot)))
    return [(_FORGET, gone), (_SAVE, kept)]


def load(
    db: Database, con: Connection, keys: Keyring, wanted: Iterable[StateKey]
) -> dict[StateKey, bytes]:
    """Bodies of those keys that have a state."""
    domains: dict[str, dict[bytes, str]] = {}
    for domain, key in wanted:
        domains.setdefault(domain, {})[_slot(keys, domain, key)] = key
    found: dict[StateKey, bytes] = {}
    for domain, slots in domains.items():
        for slot, body in _rows(db, con, domain, list(slots)):
            found[(domain, slots[slot])] = _open(keys, slot, body)[1]
    return found


def keys_of(con: Connection, keys: Keyring, domain: str) -> list[str]:
    """All keys of a domain, sorted."""
    sql = "select slot, body from state where domain = ?"
    asked = con.exec_driver_sql(sql, (domain,), _STREAMED)
    return sorted(_open(keys, slot, body)[0] for slot, body in asked)


def forget(con: Connection, keys: Keyring, domain: str, concerns: Callable[[str], bool]) -> int:
    """Drop a domain's states whose key `concerns` somebody; how many there were."""
    rows = [StateRow(domain, key, None, 0) for key in keys_of(con, keys, domain) if concerns(key)]
    for sql, values in statements(rows, keys, 0):
        if values:
            con.exec_driver_sql(sql, values)
    return len(rows)


def lapse(con: Connection, keys: Keyring, before: int, strip: Strip) -> int:
    """Take the texts out of states last saved before a wall clock; how many were changed.

    A row keeps its date, so that it is looked at again: texts are rare in what has lapsed.
    """
    asked = "select domain, slot, expires, wall, body from state where wall <= ?"
    changed: list[StateRow] = []
    for domain, slot, expires, _, body in con.exec_driver_sql(asked, (before,), _STREAMED):
        key, plain = _open(keys, slot, body)
        left = strip(domain, plain, None)
        if left != plain:
            changed.append(StateRow(domain, key, left, expires))
    for sql, values in statements(changed, keys, before):
        if values:
            con.exec_driver_sql(sql, values)
    return len(changed)


def without(con: Connection, keys: Keyring, account: str, strip: Strip) -> int:
    """Take one person's texts out of every state that holds any; how many were changed."""
    asked = "select domain, slot, expires, wall, body from state"
    changed: dict[int, list[StateRow]] = {}
    for domain, slot, expires, wall, body in con.exec_driver_sql(asked, (), _STREAMED):
        key, plain = _open(keys, slot, body)
        left = strip(domain, plain, account)
        if left != plain:
            changed.setdefault(wall, []).append(StateRow(domain, key, left, expires))
    for wall, rows in changed.items():
        for sql, values in statements(rows, keys, wall):
            if values:
                con.exec_driver_sql(sql, values)
    return sum(map(len, changed.values()))


def purge(con: Connection, now: int | None) -> None:
    """Drop states that expired before the last tick."""
    if now is not None:
        con.exec_driver_sql("delete from state where expires < ?", (now,))


def _rows(
    db: Database, con: Connection, domain: str, slots: list[bytes]
) -> Iterator[Sequence[Any]]:
    for start in range(0, len(slots), _MANY):
        some = slots[start : start + _MANY]
        marks = ",".join("?" * len(some))
        asked = f"select slot, body from state where domain = ? and slot in ({marks})"
        yield from db.rows(con, asked, (domain, *some))


def _slot(keys: Keyring, domain: str, key: str) -> bytes:
    plain = f"{domain}\0{key}".encode()
    return blake2b(plain, key=keys.slots, digest_size=16).digest()


def _open(keys: Keyring, slot: bytes, body: bytes) -> tuple[str, bytes]:
    plain = keys.rest.open(body, slot)
    end = 4 + int.from_bytes(plain[:4], "little")
    return plain[4:end].decode(), plain[end:]
