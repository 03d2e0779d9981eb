"""The seam between a store and its database: everything that SQLite and PostgreSQL do apart.

The rest of the store speaks SQLAlchemy, or SQL that both understand with `?` for a value.
`sqlite` and `postgres` implement this; nothing else may ask which of the two it is.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Connection, inspect

from bantay.ports.files import Files

if TYPE_CHECKING:
    from bantay.adapters.store.serverlease import ServerLease

PATIENCE = 30.0
"""Seconds to wait for another process's transaction."""
BRIEFLY = 250
"""Milliseconds that scrubbing may wait for readers."""


class Lock(Protocol):
    """The right to be the one writer, from `take` to `release` or to the end of the process."""

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""

    def take(self) -> None:
        """`StoreError` names the process that holds it already."""

    def release(self) -> None:
        """Let the next writer in; nothing happens when the lock is not held."""


class Database(ABC):
    """Transactions on the tables of one store."""

    lock: Lock
    lease: "ServerLease | None" = None
    """Which of several workers keeps the log; None where only one process serves a store."""

    @abstractmethod
    def write(self) -> AbstractContextManager[Connection]:
        """A transaction that lands whole, durable when this returns, or not at all.

        It excludes other writers from its first statement.
        """

    @abstractmethod
    def read(self) -> AbstractContextManager[Connection]:
        """A consistent view, whatever a writer does meanwhile."""

    @abstractmethod
    def flush(self, *, states: bool = False) -> None:
        """Leave no copy of a deleted key where it was deleted; of deleted states neither, if
        asked. Put off to the next time while another process reads an older view."""

    @abstractmethod
    def close(self) -> None:
        """Close every connection."""

    def put(self, con: Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """One statement for some rows, in the transaction of `con`."""
        con.exec_driver_sql(sql, list(rows))

    def rows(self, con: Connection, sql: str, values: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
        """What a plain question finds, in the transaction of `con`."""
        return con.exec_driver_sql(sql, values).all()

    def has_table(self, con: Connection, name: str) -> bool:
        """Whether there is a table of that name."""
        return inspect(con).has_table(name)

    def stranger(self, con: Connection) -> str | None:
        """A table, where all are somebody else's; beside a server's tables a store may be made."""
        return None

    def damage(self, con: Connection) -> list[str]:
        """What of the database is not what was written, in words; a server looks after its own."""
        return []

    def unscrubbed(self, con: Connection) -> AbstractContextManager[None]:
        """While it is open, what `con` deletes need not be overwritten: it is noise already."""
        return nullcontext()

    def belongs(self, con: Connection, *, new: bool, files: Files) -> None:
        """`StoreError` unless these tables and the store's directory are one store.

        `new`: there are no tables yet; whoever makes them notes in the directory whose it is.
        """
        return None

    def settle(self, con: Connection) -> None:
        """What has to follow every change of the tables, in its transaction."""
        return None
