"""The log as tables of an in-process analytical database; reads only, and never a text.

Segments are read where they lie, the tail is put beside them. The dataframe layer and the
database are an extra: without them there are no surveys, and a sentence says so.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from msgspec import Struct

from bantay.adapters.store import segments, tail
from bantay.adapters.store.schema import HEAD
from bantay.adapters.store.shapes import HASHED, KINDS, TIME, fields_of, to_table
from bantay.adapters.store.site import Site
from bantay.errors import MissingExtra
from bantay.model.clock import DAY, micros, moment
from bantay.model.log import Record

MEMORY = "4GB"
"""What the database may use before it spills to disk."""


class Analytical(Struct, frozen=True):
    """Lazy tables by type of event, with the rows each has; `next_seq` is where they end."""

    tables: Mapping[str, Any]
    rows: Mapping[str, int]
    next_seq: int


@contextmanager
def analytical(
    site: Site, since: int, memory: str = MEMORY, threads: int = 2
) -> Iterator[Analytical]:
    """Tables over everything not older than `since` (microseconds), by day of the event.

    MissingExtra when the extra is not installed.
    """
    with (
        tempfile.TemporaryDirectory(dir=site.directory, prefix="survey-") as spill,
        _database(memory, threads, spill) as (con, layer),
    ):
        yield _opened(site, since, con, layer)


@contextmanager
def tables_in_memory(records: Sequence[Record], key: bytes) -> Iterator[Analytical]:
    """Tables over some records alone, as if they had just been committed; for cases."""
    with tables_over(as_tables(records, 0, key), len(records)) as log:
        yield log


@contextmanager
def tables_over(
    fresh: Mapping[str, pa.Table], next_seq: int, threads: int = 1
) -> Iterator[Analytical]:
    """Tables over what `as_tables` made, by type of record; `next_seq` is where the log ends."""
    with _database(MEMORY, threads, "") as (con, layer):
        yield _viewed(con, layer, {}, fresh, {}, next_seq)


def as_tables(records: Sequence[Record], first: int, key: bytes) -> dict[str, pa.Table]:
    """Records as the columns that surveys read, by type; the first has the place `first`."""
    by_kind: dict[type, list[tuple[int, Any]]] = {}
    for seq, record in enumerate(records, first):
        by_kind.setdefault(type(record), []).append((seq, record))
    names = {kind: name for name, kind in KINDS.items()}
    return {names[kind]: _table(kind, rows, key) for kind, rows in by_kind.items()}


@contextmanager
def _database(memory: str, threads: int, spill: str) -> Iterator[tuple[Any, Any]]:
    """A database of its own, and the dataframe layer over it."""
    try:
        import duckdb
        import ibis
    except ModuleNotFoundError:
        raise MissingExtra("a survey", "surveys") from None
    con = duckdb.connect(
        config={"memory_limit": memory, "threads": threads, "temp_directory": spill}
    )
    try:
        yield con, ibis.duckdb.from_connection(con)
    finally:
        con.close()


def _opened(site: Site, since: int, con: Any, layer: Any) -> Analytical:
    found = gathered(site, since)
    sealed = {name: rows - len(found.fresh.get(name, ())) for name, rows in found.rows.items()}
    return _viewed(con, layer, found.paths, found.fresh, sealed, found.next_seq)


class Gathered(Struct, frozen=True):
    """What tables are made of, by type: files, the tail's rows, how many rows there are in all."""

    paths: dict[str, list[Path]]
    fresh: dict[str, pa.Table]
    rows: dict[str, int]
    next_seq: int


def gathered(site: Site, since: int) -> Gathered:
    """Everything of the log that is not older than `since` (microseconds), by day."""
    with site.db.read() as db:
        files = segments.files_of(db)
        waiting = list(tail.every_row(db))
        cipher = tail.open_cipher(db, site)
        [next_seq] = db.execute(HEAD.select().with_only_columns(HEAD.c.next_seq)).one()
    fresh = _of_tail(waiting, cipher, site.keys.key)
    paths: dict[str, list[Path]] = {}
    rows = {name: len(table) for name, table in fresh.items()}
    for file in files:
        if _reaches(file.day, since):
            paths.setdefault(file.type, []).append(site.directory / file.path)
            rows[file.type] = rows.get(file.type, 0) + file.rows
    return Gathered(paths, fresh, rows, next_seq)


def _viewed(
    con: Any,
    layer: Any,
    paths: Mapping[str, list[Path]],
    fresh: Mapping[str, pa.Table],
    sealed: Mapping[str, int],
    next_seq: int,
) -> Analytical:
    waiting = {name: len(fresh[name]) if name in fresh else 0 for name in KINDS}
    rows = {name: sealed.get(name, 0) + waiting[name] for name in KINDS}
    return Analytical(_Views(con, layer, paths, fresh), rows, next_seq)


class _Views(Mapping[str, Any]):
    """A view for every type of record over its files and its fresh rows, made when asked for."""

    def __init__(
        self, con: Any, layer: Any, paths: Mapping[str, list[Path]], fresh: Mapping[str, pa.Table]
    ):
        self._con, self._layer, self._paths, self._fresh = con, layer, paths, fresh
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            own = _registered(self._con, name, self._fresh)
            self._con.execute(_view(name, self._paths.get(name, []), own))
            self._made[name] = self._layer.table(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(KINDS)

    def __len__(self) -> int:
        return len(KINDS)


def _of_tail(waiting: list[tail.TailRow], cipher: Any, key: bytes) -> dict[str, pa.Table]:
    by_kind: dict[type, list[tuple[int, Any]]] = {}
    for row in waiting:
        for seq, record in enumerate(tail.open_records(row, cipher), row.first):
            by_kind.setdefault(type(record), []).append((seq, record))
    names = {kind: name for name, kind in KINDS.items()}
    return {names[kind]: _table(kind, rows, key) for kind, rows in by_kind.items()}


def _table(kind: type, rows: list[tuple[int, Any]], key: bytes) -> pa.Table:
    seqs, records = [seq for seq, _ in rows], [record for _, record in rows]
    return to_table(kind, seqs, [micros(r.time) for r in records], records, key)


def _registered(con: Any, name: str, fresh: Mapping[str, pa.Table]) -> str:
    """The tail's rows of a type under a name of their own; an empty table gives the columns."""
    kind, own = KINDS[name], f"tail.{name}"
    table = fresh[name] if name in fresh else empty(kind)
    con.register(own, table)
    return own


def empty(kind: type) -> pa.Table:
    """The columns of a type without a row: made of one that is thrown away."""
    columns: dict[str, pa.Array] = {"seq": pa.array([], pa.int64())}
    for field in fields_of(kind):
        columns[field.name] = pa.array([], TIME if field.name == "time" else field.type)
        if field.private and field.name in HASHED:
            columns[f"{field.name}_hash"] = pa.array([], pa.string())
    return pa.table(columns)


def _view(name: str, paths: list[Path], own: str) -> str:
    """A view over a type's files and its tail; times are whole microseconds."""
    tail_rows = f'select * replace (epoch_us("time") as "time") from "{own}"'
    if not paths:
        return f'create view "{name}" as {tail_rows}'
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    sealed = (
        f'select * exclude (vault_class) replace (epoch_us("time") as "time") '
        f"from read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
    )
    return f'create view "{name}" as {tail_rows} union all by name {sealed}'


def _reaches(day: str, since: int) -> bool:
    """Whether a file's day, month or year ends after a moment."""
    year, month, date = (*map(int, day.split("-")), 0, 0)[:3]
    if not month:
        end = datetime(year + 1, 1, 1, tzinfo=UTC)
    elif not date:
        end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    else:
        return datetime(year, month, date, tzinfo=UTC) > moment(since - DAY)
    return end > moment(since)
