"""The Parquet columns of every record type, and records to columns and back."""

import datetime as dt
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pyarrow as pa

from bantay.adapters.store.private import Values, private_fields
from bantay.kit.hashing import keyed_hash
from bantay.model.clock import moment
from bantay.model.events import EVENTS
from bantay.model.log import OWN

TIME = pa.timestamp("us", tz="UTC")
HASHED = {"email": "email", "phone": "phone", "ip": "ip", "display_name": "name"}
"""Private fields that leave a keyed hash in the clear, and the kind they are hashed as."""
KINDS: dict[str, type] = {
    str(msgspec.inspect.type_info(kind).tag): kind  # type: ignore[attr-defined]
    for kind in (*EVENTS, *OWN)
}
"""Record types by the name the contract gives them."""
_PLAIN: dict[Any, pa.DataType] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    dt.datetime: TIME,
    dt.date: pa.date32(),
    list[str]: pa.list_(pa.string()),
}
_INT64 = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Field:
    """A record's field as a column. `as_json`: Arrow has no better type for it."""

    name: str
    attribute: str
    type: pa.DataType
    hint: Any
    private: bool
    as_json: bool


@cache
def fields_of(kind: type) -> tuple[Field, ...]:
    """The columns of a record type, in the order of its fields."""
    hints, private = get_type_hints(kind), private_fields(kind)
    return tuple(
        Field(
            info.encode_name,
            info.name,
            _PLAIN.get(_plain(hints[info.name]), pa.string()),
            hints[info.name],
            info.name in private,
            _plain(hints[info.name]) not in _PLAIN,
        )
        for info in msgspec.structs.fields(kind)
    )


def to_table(
    kind: type, seqs: Sequence[int], times: Sequence[int], records: Sequence[Any], key: bytes
) -> pa.Table:
    """Records of one type as a table, without anything private in the clear.

    `times` are theirs in microseconds UTC.
    """
    blank = _blank(kind, records)
    columns: dict[str, pa.Array] = {"seq": pa.array(seqs, pa.int64())}
    for field in fields_of(kind):
        if field.name == "time":
            columns["time"] = pa.array(times, pa.int64()).cast(TIME)
        else:
            columns |= _arrays(field, records, blank, key)
    return pa.table(columns)


def _arrays(
    field: Field, records: Sequence[Any], blank: Collection[str], key: bytes
) -> Iterator[tuple[str, pa.Array]]:
    """A field's column, and that of its keyed hashes if it has some."""
    hashed = field.private and field.name in HASHED
    read = field.attribute not in blank and (hashed or not field.private)
    values = list(map(attrgetter(field.attribute), records)) if read else [None] * len(records)
    shown = read and not field.private
    yield field.name, _column(field, values) if shown else pa.nulls(len(records), field.type)
    if hashed:
        yield f"{field.name}_hash", _hashes(HASHED[field.name], values, key)


def _blank(kind: type, records: Sequence[Any]) -> Collection[str]:
    """Fields that no record fills: most of a type's, in most batches."""
    names = [f.attribute for f in fields_of(kind) if getattr(records[0], f.attribute) is None]
    if len(names) > 1 and _none(attrgetter(*names), records, (None,) * len(names)):
        return names
    return [name for name in names if _none(attrgetter(name), records, None)]


def _none(get: Callable[[Any], Any], records: Sequence[Any], nothing: Any) -> bool:
    return list(map(get, records)).count(nothing) == len(records)


def from_table(kind: type, table: pa.Table) -> list[tuple[int, Values, str | None]]:
    """Rows as (seq, field values in the clear, class of the vault)."""
    present = set(table.column_names)
    used = [f for f in fields_of(kind) if f.name in present and not f.private]
    used = [f for f in used if table[f.name].null_count < table.num_rows]
    names = [f.attribute for f in used]
    rows = zip(*(_values(f, table[f.name]) for f in used), strict=True)
    bare = ({n: v for n, v in zip(names, row, strict=True) if v is not None} for row in rows)
    seqs, classes = table["seq"].to_pylist(), table["vault_class"].to_pylist()
    return list(zip(seqs, bare, classes, strict=True))


def _plain(hint: Any) -> Any:
    """The type without `| None`; closed lists are text."""
    if get_origin(hint) in (Union, types.UnionType):
        [hint] = [part for part in get_args(hint) if part is not types.NoneType]
    return str if get_origin(hint) is Literal else hint


def _column(field: Field, values: list[Any]) -> pa.Array:
    if field.as_json:
        encode = msgspec.json.encode
        values = [None if value is None else encode(value).decode() for value in values]
    elif field.type == pa.int64():  # a number no column can hold must not stop the log
        values = [v if v is None else max(-_INT64, min(v, _INT64)) for v in values]
    return pa.array(values, field.type)


def _hashes(kind: str, values: Iterable[str | None], key: bytes) -> pa.Array:
    return pa.array([v if v is None else keyed_hash(key, kind, v) for v in values], pa.string())


def _values(field: Field, column: pa.ChunkedArray) -> Iterable[Any]:
    if field.type == TIME:
        whole = column.cast(pa.int64()).to_pylist()
        return (None if value is None else moment(value) for value in whole)
    if field.as_json:
        decoder = msgspec.json.Decoder(field.hint)
        return (None if text is None else decoder.decode(text) for text in column.to_pylist())
    listed: list[Any] = column.to_pylist()
    return listed
