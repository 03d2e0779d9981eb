"""One writer at a time on a server: an advisory lock, which dies with its connection.

The connection that holds it is the one that writes. When it is lost, by whatever cause,
nothing can be written any more and another process may become the writer.
"""

import os
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bantay.adapters.store.trouble import LOST
from bantay.errors import StoreError

GRACE = 2.0
"""Seconds that the server may need to notice that a process was killed."""
SCHEMA = "('x' || substr(md5(current_schema()), 1, 7))::bit(28)::int"
_WRITER, _TURN = 0x42_4E_54_57, 0x42_4E_54_54  # "BNTW", "BNTT": numbers nobody else may use
_TRY = f"select pg_try_advisory_lock({_WRITER}, {SCHEMA})"
_LEAVE = f"select pg_advisory_unlock({_WRITER}, {SCHEMA})"
_EXCLUDE = f"select pg_advisory_xact_lock({_TURN}, {SCHEMA})"
HOLDING = f"""
from pg_locks l join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.granted and l.classid = {_WRITER} and l.objid = {SCHEMA}
and l.database = (select oid from pg_database where datname = current_database())
"""
"""Who holds the writer's lock, as the end of a query."""
_HOLDER = f"select a.application_name {HOLDING}"


def own_name() -> str:
    """How this process is called in the server's list of connections."""
    return f"bantay {os.getpid()} {socket.gethostname()}"[:63]


def exclude(con: Connection) -> None:
    """Keep other transactions that write out, until this one ends; waits for its turn."""
    con.exec_driver_sql(_EXCLUDE)


class ServerLock:
    """Held from `take` to `release`, or as long as its connection lives."""

    def __init__(self, engine: Engine, directory: Path):
        self._engine, self._directory = engine, directory
        self._con: Connection | None = None
        self._raw: Any = None

    @property
    def held(self) -> bool:
        """Whether this object took the lock; `connection` knows whether it was lost since."""
        return self._con is not None

    @property
    def connection(self) -> Connection:
        """The connection that holds the lock. `StoreError` when it was lost."""
        con = self._con
        if con is None or con.invalidated or self._raw.closed:
            raise StoreError(f"store {self._directory}: {LOST}")
        return con

    @property
    def backend(self) -> int:
        """The server's process for the connection that holds the lock."""
        pid: int = self.connection.connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr]
        return pid

    def take(self) -> None:
        """`StoreError` names the process that holds it already."""
        con, until = self._engine.connect(), time.monotonic() + GRACE
        try:
            while not con.exec_driver_sql(_TRY).scalar():
                if time.monotonic() > until:
                    raise StoreError(self._busy(con))
                con.rollback()
                time.sleep(0.05)
            con.rollback()  # the lock is the session's, not the transaction's
            con.detach()
        except BaseException:
            con.close()
            raise
        self._con, self._raw = con, con.connection.dbapi_connection

    def release(self) -> None:
        """Let the next writer in; nothing happens when the lock is not held."""
        con, self._con = self._con, None
        if con is None:
            return
        with suppress(DBAPIError):  # what is lost has let go already
            con.rollback()
            if not (con.invalidated or self._raw.closed):
                con.exec_driver_sql(_LEAVE)  # at once: the server takes its time to see us gone
        con.close()

    def _busy(self, con: Connection) -> str:
        name = (con.exec_driver_sql(_HOLDER).scalar() or "").split(" ")
        who = "another process"
        if name == own_name().split(" "):
            who = "this process"
        elif len(name) == 3 and name[0] == "bantay":
            here = name[2] == own_name().split(" ")[2]
            who = f"process {name[1]}" + ("" if here else f" on {name[2]}")
        return (
            f"store {self._directory} is being written by {who}: "
            "wait for it to end, or stop it; reading is always possible"
        )
