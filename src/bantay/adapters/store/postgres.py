"""The PostgreSQL database of a store: a server, durable commits, readers beside one writer."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, create_engine, event, text

from bantay.adapters.store.database import BRIEFLY, PATIENCE, Database
from bantay.adapters.store.disk import Staging
from bantay.adapters.store.place import MARKER, Place, Server, marker
from bantay.adapters.store.schema import METADATA
from bantay.adapters.store.serverlease import ServerLease
from bantay.adapters.store.serverlock import ServerLock, exclude, own_name
from bantay.errors import MissingExtra, StoreError
from bantay.ports.files import Files

try:
    import psycopg
except ImportError:  # an extra, or the library that it wraps
    raise MissingExtra("a store on PostgreSQL", "postgres") from None

OLDEST = 14
"""The oldest version of the server, by its first number, that is still given corrections."""
_SESSION = f"""
set lock_timeout = '{int(PATIENCE)}s';
set statement_timeout = 0;
set idle_session_timeout = 0;
set idle_in_transaction_session_timeout = 0;
set tcp_keepalives_idle = 30;
set tcp_keepalives_interval = 10;
set tcp_keepalives_count = 3;
select set_config('synchronous_commit', 'on', false)
where current_setting('synchronous_commit') = 'off'
"""  # a commit that returned is durable; the lock of a machine that vanished is free in a minute
_NAME = "bantay store "
_NAMED = "select obj_description(to_regclass('head'), 'pg_class')"
_LOOSE = text(
    "select table_name, column_name from information_schema.columns "
    "where table_schema = current_schema() and data_type = 'text' "
    "and collation_name is distinct from 'C' order by table_name, ordinal_position"
)


class PostgresDatabase(Database):
    """Transactions on a database of a server, in the schema that its address leads to.

    Our own SQL marks values with `?`; here, and nowhere else, that becomes the driver's `%s`.
    """

    lock: ServerLock

    def __init__(self, place: Place, server: Server):
        self._place, self._server = place, server
        self._id = place.id
        self._turn = threading.Lock()
        self._engine = create_engine(
            "postgresql+psycopg://",
            creator=self._connect,
            pool_size=2,
            use_native_hstore=False,
            hide_parameters=True,  # neither logs nor errors repeat values
        )
        event.listen(self._engine, "begin", _begin)
        event.listen(self._engine, "before_cursor_execute", _placed, retval=True)
        self.lock = ServerLock(self._engine, place.directory)
        self.lease = ServerLease(self._engine)

    def _connect(self) -> "psycopg.Connection[Any]":
        try:
            raw = psycopg.connect(
                self._server.url,
                application_name=own_name(),
                client_encoding="utf8",
                autocommit=True,
            )
        except psycopg.ProgrammingError as wrong:  # it repeats the address, password and all
            said = self._server.hushed(str(wrong).strip())
            raise StoreError(f"store {self._place.directory}: the address: {said}") from None
        try:
            self._fits(raw)
            raw.execute(_SESSION)
            raw.autocommit = False
        except BaseException:
            raw.close()
            raise
        return raw

    def _fits(self, raw: "psycopg.Connection[Any]") -> None:
        """`StoreError` when no store can be kept there."""
        info, where = raw.info, f"store {self._place.directory}"
        if info.server_version < OLDEST * 10_000:
            raise StoreError(
                f"{where}: the server is PostgreSQL {info.server_version // 10_000}, "
                f"needed is {OLDEST} or newer"
            )
        if info.parameter_status("server_encoding") != "UTF8":
            raise StoreError(
                f"{where}: the database keeps texts as {info.parameter_status('server_encoding')}: "
                "make one with `create database … encoding 'UTF8' template template0`"
            )

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """On the connection that holds the writer's lock, if we are the writer."""
        if self.lock.held:
            with self._turn, self._alone(self.lock.connection) as con:
                yield con
        else:
            with self._engine.connect() as free, self._alone(free) as con:
                yield con

    @contextmanager
    def _alone(self, con: Connection) -> Iterator[Connection]:
        con.execution_options(bantay_write=True)
        with con.begin():
            exclude(con)
            yield con

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot: a transaction that may repeat its reads, and writes nothing."""
        with self._engine.connect() as con, con.begin():
            yield con

    def flush(self, *, states: bool = False) -> None:
        """Write the tables that hold keys anew: what was deleted stays in the old ones.

        The server's write-ahead log forgets in its own time; docs/guide/store.md says which.
        """
        record = self._engine.raw_connection()
        raw: Any = record.dbapi_connection
        raw.autocommit = True
        try:
            raw.execute(f"set lock_timeout = {BRIEFLY}")
            for table in ("head", "vault_key", *(["state"] if states else [])):
                raw.execute(f"vacuum full {table}")
        except psycopg.errors.LockNotAvailable:
            pass
        finally:
            record.invalidate()

    def close(self) -> None:
        """Close every connection but the one that holds the writer's lock."""
        self._engine.dispose()

    def belongs(self, con: Connection, *, new: bool, files: Files) -> None:
        """Hold the name in `store.toml` against the one the tables carry.

        Without this a writer would take the files of one store for another's leftovers.
        """
        directory = self._place.directory
        if new:
            self._id = self._id or uuid.uuid4().hex
            staging = Staging(files)
            staging.add(directory / MARKER, (marker(self._server, self._id),))
            staging.settle()
            return
        named = con.exec_driver_sql(_NAMED).scalar() or "no name"
        if self._id is None or named != _NAME + self._id:
            ours = f"store {self._id}" if self._id else "none"
            raise StoreError(
                f"the files of the store in this database ({named}) are not in {directory} "
                f"(there: {ours}): name the right directory, `files=DIR`, or another database"
            )

    def settle(self, con: Connection) -> None:
        """Sort texts by their bytes, as SQLite does; keep the store's name with the tables."""
        loose: dict[str, list[str]] = {}
        for table, column in con.execute(_LOOSE):
            if table in METADATA.tables:
                changed = f'alter column "{column}" type text collate "C"'
                loose.setdefault(table, []).append(changed)
        for table, changes in loose.items():
            con.exec_driver_sql(f'alter table "{table}" {", ".join(changes)}')
        con.exec_driver_sql(f"comment on table head is '{_NAME}{self._id}'")


def _begin(con: Connection) -> None:
    write = con.get_execution_options().get("bantay_write", False)
    raw: Any = con.connection.dbapi_connection
    raw.read_only = not write
    raw.isolation_level = None if write else psycopg.IsolationLevel.REPEATABLE_READ


def _placed(
    con: Connection, cursor: Any, statement: str, values: Any, context: Any, many: bool
) -> tuple[str, Any]:
    own = context is None or context.compiled is None
    return (_marked(statement) if own else statement), values


@lru_cache(500)
def _marked(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")
