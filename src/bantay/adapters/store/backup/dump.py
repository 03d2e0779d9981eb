"""Tables as streams of rows, the same from SQLite and PostgreSQL and into either.

A stream is zstd over MessagePack: the names of the columns, then rows. Column values are
whole numbers, texts, bytes, floats and yes or no, and nothing else (docs/guide/store.md).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import msgspec
import zstandard
from sqlalchemy import Connection, MetaData, Table, insert, select, text

from bantay.adapters.store.schema import METADATA
from bantay.adapters.store.tail import ONE_BY_ONE
from bantay.errors import StoreError

_MANY = 500
_LENGTH = 4


def names() -> list[str]:
    """The tables of a store, in an order in which they can be filled."""
    return [table.name for table in METADATA.sorted_tables]


def write(con: Connection, name: str, to: IO[bytes]) -> int:
    """Write a table's rows; how many."""
    table, count = METADATA.tables[name], 0
    with zstandard.ZstdCompressor(level=3).stream_writer(to, closefd=False) as out:
        out.write(_framed([str(column.name) for column in table.columns]))
        asked = select(table).order_by(*table.primary_key.columns)
        with con.execute(asked, execution_options=ONE_BY_ONE) as rows:
            for many in rows.partitions(_MANY):
                out.write(_framed([tuple(row) for row in many]))
                count += len(many)
    return count


def _framed(value: Any) -> bytes:
    body = msgspec.msgpack.encode(value)
    return len(body).to_bytes(_LENGTH, "little") + body


def read(path: Path) -> Iterator[Any]:
    """What was written: the names of columns, then lists of rows."""
    with path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as file:
        while head := _exactly(file.read, _LENGTH):
            body = _exactly(file.read, int.from_bytes(head, "little"))
            yield msgspec.msgpack.decode(body)


def _exactly(read: Callable[[int], bytes], size: int) -> bytes:
    """So many bytes, or none at the end. `StoreError` when there are fewer."""
    parts = []
    while size and (part := read(size)):
        parts.append(part)
        size -= len(part)
    if size and parts:
        raise StoreError("the rows of a table end too early")
    return b"".join(parts)


def fill(con: Connection, name: str, stream: Iterator[Any]) -> int:
    """Put rows into an empty table of the schema they were written with; how many."""
    table = Table(name, MetaData(), autoload_with=con)
    columns: Sequence[str] = next(stream)
    if unknown := set(columns) - set(table.columns.keys()):
        raise StoreError(f"the table {name} has no column {min(unknown)}: not this backup's schema")
    return sum(_put(con, table, columns, rows) for rows in stream)


def _put(con: Connection, table: Table, columns: Sequence[str], rows: list[list[Any]]) -> int:
    con.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])
    return len(rows)


def recount(con: Connection, names: Iterable[str]) -> None:
    """Let a server's counters go on after the numbers that were put in; SQLite sees for itself."""
    if con.dialect.name != "postgresql":
        return
    for table in (METADATA.tables[name] for name in names):
        [*keys] = table.primary_key.columns
        if len(keys) != 1:
            continue
        sequence = con.execute(
            text("select pg_get_serial_sequence(:t, :c)"), {"t": table.name, "c": keys[0].name}
        ).scalar()
        if sequence is not None:
            highest = f"coalesce((select max({keys[0].name}) from {table.name}), 0) + 1"
            con.execute(text(f"select setval('{sequence}', {highest}, false)"))
