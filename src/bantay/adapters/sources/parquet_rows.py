"""Rows of Parquet, record batch by record batch."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from bantay.adapters.sources.kinds import InputFile
from bantay.adapters.sources.problem import Problem
from bantay.adapters.sources.rows import Row
from bantay.errors import InputError, Place

_BATCH = 2_048  # rows at a time: with a megabyte each still a bearable amount


class ParquetRows:
    """Records of a Parquet file; its columns are the schema's."""

    def __init__(self, file: InputFile):
        self._file = file
        try:
            with pq.ParquetFile(file.path) as opened:
                self._names = tuple(opened.schema_arrow.names)
                self._total = int(opened.metadata.num_rows)
        except (pa.ArrowException, OSError, ValueError) as error:
            why = str(error).splitlines()[0] if str(error) else "it is damaged"
            words = f"this is not a Parquet file that can be read: {why}"
            raise InputError(words, Place(file.name)) from None

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return self._names

    def rows(self, after: int) -> Iterator[Row]:
        """One record for every row. A damaged part ends the file with a problem."""
        index = after
        try:
            with pq.ParquetFile(self._file.path) as opened:
                for batch, skip in _batches(opened, after):
                    for values in _values(_safe(batch))[skip:]:
                        yield self._row(index, values)
                        index += 1
        except (pa.ArrowException, OSError):
            problem = Problem("the Parquet data is damaged from here on")
            yield Row(index, index + 1, b"", self._file.size, None, problem, True)

    def locate(self, raw: bytes, column: str) -> int | None:
        """A Parquet row has no characters to count."""
        return None

    def _row(self, index: int, values: dict[str, Any] | Problem) -> Row:
        done = self._file.size * (index + 1) // max(self._total, 1)
        if isinstance(values, Problem):
            return Row(index, index + 1, b"", done, None, values)
        return Row(index, index + 1, _raw(values), done, values)


def _batches(opened: Any, after: int) -> Iterator[tuple[Any, int]]:
    """Batches from the row group that holds row `after` on, each with rows to leave out."""
    groups = list(range(opened.num_row_groups))
    while groups and opened.metadata.row_group(groups[0]).num_rows <= after:
        after -= opened.metadata.row_group(groups.pop(0)).num_rows
    for batch in opened.iter_batches(batch_size=_BATCH, row_groups=groups) if groups else ():
        skip = min(after, batch.num_rows)
        after -= skip
        if skip < batch.num_rows:
            yield batch, skip


def _safe(batch: Any) -> Any:
    """Nanoseconds become microseconds, as Python's times have no more."""
    for at, column in enumerate(batch.schema):
        if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
            coarse = batch.column(at).cast(pa.timestamp("us", column.type.tz), safe=False)
            batch = batch.set_column(at, column.name, coarse)
    return batch


def _values(batch: Any) -> list[dict[str, Any] | Problem]:
    try:
        return list(batch.to_pylist())
    except (ValueError, OverflowError, pa.ArrowException):
        return [_one(batch.slice(at, 1)) for at in range(batch.num_rows)]


def _one(row: Any) -> dict[str, Any] | Problem:
    values: dict[str, Any] = {}
    for at, name in enumerate(row.schema.names):
        try:
            values[name] = row.column(at)[0].as_py()
        except UnicodeDecodeError:
            return Problem(f"the column {name!r} is not valid UTF-8")
        except (ValueError, OverflowError, pa.ArrowException):
            return Problem(f"the column {name!r} holds a value that cannot be read")
    return values


def _raw(values: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(values, enc_hook=str)
    except (ValueError, TypeError, RecursionError):
        return str(values).encode(errors="replace")
