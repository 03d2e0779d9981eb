"""The SQLite database of a store: one file, durable commits, many readers beside one writer."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import QueuePool

from bantay.adapters.store.database import BRIEFLY, PATIENCE, Database
from bantay.adapters.store.lock import WriterLock

FILE = "bantay.db"
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a commit that returned survives a power cut
    "PRAGMA secure_delete=ON",  # a destroyed key leaves no copy in free pages
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-32000",
    "PRAGMA wal_autocheckpoint=8000",
)
_TABLES = "select name from sqlite_master where type = 'table' order by name"


class SqliteDatabase(Database):
    """Transactions on `bantay.db`."""

    def __init__(self, directory: Path, *, create: bool):
        self.path, self.lock = directory / FILE, WriterLock(directory)
        self._mode = "rwc" if create else "rw"
        self._engine = create_engine(
            "sqlite://",
            creator=self._connect,
            poolclass=QueuePool,  # a connection a use, not a thread: a server has many threads
            pool_size=2,
            max_overflow=8,
            hide_parameters=True,  # neither logs nor errors repeat values
            pool_reset_on_return=None,  # every use ends its own transaction
        )
        event.listen(self._engine, "begin", _begin)

    def _connect(self) -> sqlite3.Connection:
        if self._mode == "rwc" and not self.path.exists():
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))  # its owner's alone
        uri = f"{self.path.absolute().as_uri()}?mode={self._mode}"
        raw = sqlite3.connect(
            uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            if _stranger(raw.execute(_TABLES).fetchall()) is None:  # else it stays as it is
                for pragma in _PRAGMAS:
                    raw.execute(pragma)
        except sqlite3.Error:
            raw.close()
            raise
        return raw

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """`BEGIN IMMEDIATE`: other writers wait at once, not at the end."""
        with self._engine.connect() as con:
            con.execution_options(bantay_write=True)
            with con.begin():
                yield con

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot of the write-ahead log."""
        with self._engine.connect() as con, con.begin():
            yield con

    def put(self, con: Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Asked of the driver itself: a commit of few messages is mostly what lies between."""
        _driver(con).executemany(sql, rows).close()

    def rows(self, con: Connection, sql: str, values: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
        """The same for questions."""
        found: list[Sequence[Any]] = _driver(con).execute(sql, values).fetchall()
        return found

    def flush(self, *, states: bool = False) -> None:
        """Empty the write-ahead log: what is deleted is overwritten, but the log has it."""
        raw = self._engine.raw_connection()
        cursor = raw.cursor()
        try:
            cursor.execute(f"PRAGMA busy_timeout={BRIEFLY}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}")
            raw.close()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def has_table(self, con: Connection, name: str) -> bool:
        """Asked plainly: an inspection costs more than all of opening."""
        asked = "select count(*) from sqlite_master where name = ?"
        return bool(con.exec_driver_sql(asked, (name,)).scalar())

    def stranger(self, con: Connection) -> str | None:
        """The first table of a file that has tables, and not the one every store begins with."""
        return _stranger(con.exec_driver_sql(_TABLES).all())

    def damage(self, con: Connection) -> list[str]:
        """What SQLite's own check says; it reads every page."""
        said = con.exec_driver_sql("pragma quick_check(1)").scalars()
        return [f"{FILE}: {line}" for line in said if line != "ok"]

    @contextmanager
    def unscrubbed(self, con: Connection) -> Iterator[None]:
        """Pages that become free are not overwritten."""
        con.exec_driver_sql("PRAGMA secure_delete=FAST")
        try:
            yield
        finally:  # the connection goes on to delete keys, which must leave no trace
            con.exec_driver_sql("PRAGMA secure_delete=ON")


def _stranger(tables: Sequence[Sequence[Any]]) -> str | None:
    names = [str(name) for (name,) in tables]
    return None if not names or "head" in names else names[0]


def _driver(con: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", con.connection.dbapi_connection)


def _begin(con: Connection) -> None:
    write = con.get_execution_options().get("bantay_write", False)
    raw = con.connection.dbapi_connection
    assert raw is not None
    raw.cursor().execute("BEGIN IMMEDIATE" if write else "BEGIN").close()
