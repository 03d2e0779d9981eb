"""Which of several workers keeps the log: a lease beside the writer's lock, both on the server.

The lock says who writes, the lease how long nobody has heard of them. A keeper that is silent for
longer than `LEASE` is ousted: the server ends the connection that holds its lock, and that
connection is the only one it can write with. So a worker that was paused, or cut off, commits
nothing afterwards, whatever it believes; what it had begun is rolled back by the server before
anybody else gets the lock. Times are the server's, so that no two clocks are compared.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct
from sqlalchemy import Connection, Engine

from bantay.adapters.store.serverlock import HOLDING, SCHEMA

LEASE = 10_000_000
"""Microseconds of silence after which another worker takes over."""
_GONE = 24 * 3_600_000_000
"""Microseconds after which a silent worker is forgotten."""
_ENDING = 5_000
"""Milliseconds that the server may take to end a connection."""
_TAKING = 0x42_4E_54_4C  # "BNTL"
_TURN = f"select pg_try_advisory_xact_lock({_TAKING}, {SCHEMA})"
_HOLDER = f"select l.pid {HOLDING}"
_OUST = f"select pg_terminate_backend(l.pid, {_ENDING}) {HOLDING} and l.pid = ?"
_CLOCK = "(extract(epoch from clock_timestamp()) * 1000000)::bigint"
_BEAT = (
    f"insert into worker (id, address, epoch, backend, seen) values (?, ?, 0, 0, {_CLOCK}) "
    "on conflict (id) do update set address = excluded.address, seen = excluded.seen"
)
_CLAIM = f"update worker set epoch = ?, backend = ?, seen = {_CLOCK} where id = ?"
_WORKERS = f"select id, address, epoch, backend, {_CLOCK} - seen from worker order by epoch, id"
_LEAVE = "update worker set seen = 0 where id = ?"
_FORGET = (
    f"delete from worker where seen < {_CLOCK} - {_GONE} "
    "and epoch < (select max(epoch) from worker)"
)


class Worker(Struct, frozen=True):
    """A worker: the newest `epoch` keeps the log; `silent` are microseconds since it was heard,
    `backend` the server's process for the connection that it writes with."""

    id: str
    address: str
    epoch: int
    backend: int
    silent: int


class ServerLease:
    """Reads and writes the table of workers; every call is a transaction of its own, which waits
    for no writer."""

    def __init__(self, engine: Engine):
        self._engine = engine

    def beat(self, id: str, address: str) -> Worker | None:
        """Say that a worker is there; who keeps the log, as far as is known."""
        with self._writing() as con:
            con.exec_driver_sql(_BEAT, (id, address))
            return _keeper(con)

    def leave(self, id: str) -> None:
        """Say that a worker ends: nobody has to wait until its lease is over."""
        with self._writing() as con:
            con.exec_driver_sql(_LEAVE, (id,))

    def claim(self, id: str, epoch: int, backend: int) -> None:
        """Say that a worker keeps the log from now on. Only who holds the writer's lock may."""
        with self._writing() as con:
            con.exec_driver_sql(_CLAIM, (epoch, backend, id))
            con.exec_driver_sql(_FORGET)

    def keeper(self) -> Worker | None:
        """Who kept the log last, alive or not; None: nobody ever did."""
        with self._engine.connect() as con, con.begin():
            return _keeper(con)

    def workers(self) -> list[Worker]:
        """All that were heard of within a day, whoever keeps the log last."""
        with self._engine.connect() as con, con.begin():
            return _workers(con)

    def holder(self) -> int | None:
        """The server's process that holds the writer's lock, whoever it serves."""
        with self._engine.connect() as con, con.begin():
            found: int | None = con.exec_driver_sql(_HOLDER).scalar()
            return found

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Whether it is our turn to take over; nobody else has it until the context ends."""
        with self._engine.connect() as con, con.begin():
            yield bool(con.exec_driver_sql(_TURN).scalar())

    def oust(self, keeper: Worker) -> None:
        """End the connection that a keeper writes with, if it still holds the writer's lock."""
        with self._engine.connect() as con, con.begin():
            con.exec_driver_sql(_OUST, (keeper.backend,))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.connect() as con:
            con.execution_options(bantay_write=True)
            with con.begin():
                yield con


def _keeper(con: Connection) -> Worker | None:
    rows = _workers(con)
    return rows[-1] if rows and rows[-1].epoch else None


def _workers(con: Connection) -> list[Worker]:
    return [Worker(*row) for row in con.exec_driver_sql(_WORKERS)]
