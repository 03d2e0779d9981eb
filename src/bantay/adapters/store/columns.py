"""Records of one type as columns: what a stretch of the log becomes on its way to a segment.

Columns are made as soon as a large batch is committed, while its records are at hand: they
take a fifth of the records' memory, and nobody has to visit the records again.
"""

from array import array
from collections.abc import Iterable, Sequence
from itertools import chain, compress
from typing import Any

import pyarrow as pa
from msgspec import Struct

from bantay.adapters.store.private import Hidden, hide
from bantay.adapters.store.shapes import to_table
from bantay.model.clock import micros
from bantay.model.log import OWN, Record

_OWN = frozenset(OWN)


class Columns(Struct, frozen=True):
    """Records of one type in log order: `seq`, `time` and what may rest in the clear as a
    table, the rest as `hidden`, which has only fields that some record fills."""

    kind: type
    table: pa.Table
    hidden: Hidden


def columns_of(first: int, times: bytes, records: Sequence[Record], key: bytes) -> list[Columns]:
    """Consecutive records from seq `first` on, by type.

    `times` are those of the operator's events among them, microseconds as 64-bit integers.
    """
    kinds, moments = list(map(type, records)), _times(times, records)
    made = []
    for kind in set(kinds):
        chosen = [one is kind for one in kinds]
        seqs = list(compress(range(first, first + len(records)), chosen))
        some = list(compress(records, chosen))
        table = to_table(kind, seqs, list(compress(moments, chosen)), some, key)
        made.append(Columns(kind, table, hide(kind, some)))
    return made


def joined(parts: Iterable[Columns]) -> list[Columns]:
    """Parts of each type in one, by the name of the type; parts come in log order."""
    by_kind: dict[type, list[Columns]] = {}
    for part in parts:
        by_kind.setdefault(part.kind, []).append(part)
    return [_joined(kind, by_kind[kind]) for kind in sorted(by_kind, key=lambda k: k.__name__)]


def _joined(kind: type, parts: list[Columns]) -> Columns:
    names = dict.fromkeys(chain.from_iterable(part.hidden for part in parts))
    hidden = {name: list(chain.from_iterable(_column(p, name) for p in parts)) for name in names}
    return Columns(kind, pa.concat_tables([part.table for part in parts]), hidden)


def _column(part: Columns, name: str) -> Sequence[Any]:
    return part.hidden.get(name) or [None] * len(part.table)


def _times(times: bytes, records: Sequence[Record]) -> list[int]:
    """Every record's time. Those of events were committed as numbers, which saves work."""
    moments = array("q", times).tolist()
    own = [n for n, kind in enumerate(map(type, records)) if kind in _OWN]
    if len(moments) + len(own) != len(records):
        return [micros(record.time) for record in records]
    for n in own:  # few: ticks, facts
        moments.insert(n, micros(records[n].time))
    return moments
