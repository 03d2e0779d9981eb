"""Parquet segments: a stretch of the log by day and type, for whoever analyses it.

`events/day=2024-05-01/type=message.sent/000000100000.parquet`: the day is that of the event
in UTC, the number the first seq of the segment. Where a segment touches many days (an old
chat, read in one go), `day` is a month (2024-05) or a year: whoever looks for a moment
filters by `time`. Values that may not rest in the clear are null; `vault_class` says in which
class of the vault they are, if in any.
"""

import errno
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import get_type_hints

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct
from sqlalchemy import Connection, select

from bantay.adapters.arrow import pc
from bantay.adapters.store.disk import Staging
from bantay.adapters.store.private import Values
from bantay.adapters.store.schema import SEGMENT, SEGMENT_FILE
from bantay.adapters.store.shapes import KINDS, from_table
from bantay.adapters.store.site import Site
from bantay.adapters.store.trouble import damaged

Found = tuple[int, type, Values, str | None]
"""A row: seq, record type, values in the clear, class of the vault."""
MANY_DAYS = 31
"""More days than this of one type in one segment, and its files are by month or year."""
_UNIQUE = frozenset({"seq", "time", "id", "message", "payment", "media", "notice", "action"})
"""Columns in which no value repeats, so that a dictionary only costs."""

_RISING = ("seq", "time")
"""Columns whose values rise by a little from row to row."""


class Segment(Struct, frozen=True):
    """A sealed stretch of the log; `wall` is when it was sealed."""

    first: int
    last: int
    wall: int


class SegmentFile(Struct, frozen=True):
    """One file of a segment; `low` and `high` are the lowest and highest seq in it."""

    path: str
    first: int
    type: str
    day: str
    rows: int
    low: int
    high: int


def stage(
    staging: Staging, site: Site, first: int, name: str, table: pa.Table
) -> list[SegmentFile]:
    """Write the rows of one type, sorted by seq, as one file a day (or month, or year)."""
    made = []
    for day, rows in _by_day(table):
        path = f"events/day={day}/type={name}/{first:012d}{site.mark}.parquet"
        staging.add(site.directory / path, (_parquet(rows),))
        seqs = rows["seq"]
        made.append(
            SegmentFile(path, first, name, day, len(rows), seqs[0].as_py(), seqs[-1].as_py())
        )
    return made


def segments(con: Connection) -> list[Segment]:
    """Every segment in log order."""
    return [Segment(*row) for row in con.execute(select(SEGMENT).order_by(SEGMENT.c.first_seq))]


def segment_after(con: Connection, seq: int) -> Segment | None:
    """The first segment that holds something beyond `seq`."""
    asked = select(SEGMENT).where(SEGMENT.c.last_seq > seq).order_by(SEGMENT.c.first_seq).limit(1)
    row = con.execute(asked).first()
    return None if row is None else Segment(*row)


def files_of(con: Connection, firsts: Collection[int] | None = None) -> list[SegmentFile]:
    """The files of some segments, or of all, the newest segment first."""
    asked = select(SEGMENT_FILE).order_by(SEGMENT_FILE.c.first_seq.desc(), SEGMENT_FILE.c.path)
    if firsts is not None:
        asked = asked.where(SEGMENT_FILE.c.first_seq.in_(firsts))
    return [SegmentFile(*row) for row in con.execute(asked)]


def read(site: Site, file: SegmentFile, seqs: Collection[int] | None = None) -> Iterator[Found]:
    """The rows of a file, or those of some seqs."""
    if seqs is not None:
        seqs = [seq for seq in seqs if file.low <= seq <= file.high]
        if not seqs:
            return
    table = columns(site, file)
    if seqs is not None:
        table = table.filter(pc.is_in(table["seq"], value_set=pa.array(seqs, pa.int64())))
    kind = KINDS[file.type]
    for seq, values, klass in from_table(kind, table):
        yield seq, kind, values, klass


def columns(site: Site, file: SegmentFile, names: Sequence[str] | None = None) -> pa.Table:
    """Some columns of a file, or all. `StoreError` when it is missing or damaged."""
    path = site.directory / file.path
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as parquet:
            table = parquet.read(columns=names)
    except (pa.ArrowException, OSError) as wrong:
        if isinstance(wrong, OSError) and wrong.errno not in (None, errno.ENOENT):
            raise  # the disk's own trouble; Arrow's has no number
        raise damaged(path) from wrong
    if len(table) != file.rows:
        raise damaged(path)
    return table


def find_ids(site: Site, files: Iterable[SegmentFile], ids: Collection[str]) -> Mapping[str, int]:
    """The seqs of events by their ids, wherever in the files they are. Reads every id."""
    missing, found = set(ids), dict[str, int]()
    for file in files:
        if not missing:
            break
        if "id" not in get_type_hints(KINDS[file.type]):
            continue
        table = columns(site, file, ("seq", "id"))
        hits = table.filter(pc.is_in(table["id"], value_set=pa.array(sorted(missing))))
        found |= dict(zip(hits["id"].to_pylist(), hits["seq"].to_pylist(), strict=True))
        missing -= found.keys()
    return found


def _by_day(table: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """The rows of each day; of each month, or else year, where there are too many days."""
    times = table["time"].cast(pa.int64()).to_numpy().astype("datetime64[us]")
    for unit in ("D", "M", "Y"):
        days = times.astype(f"datetime64[{unit}]")
        order = None if (days[1:] >= days[:-1]).all() else np.argsort(days, kind="stable")
        ordered = days if order is None else days[order]
        cuts = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
        if len(cuts) < MANY_DAYS:
            break
    if order is not None:
        table = table.take(pa.array(order))
    starts = [0, *cuts.tolist()]
    for start, end in zip(starts, [*starts[1:], len(table)], strict=True):
        yield str(ordered[start]), table.slice(start, end - start)


def _parquet(table: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    repeating = [f.name for f in table.schema if f.name not in _UNIQUE and _is_text(f.type)]
    pq.write_table(
        table,
        sink,
        compression="zstd",
        use_dictionary=repeating,
        column_encoding=dict.fromkeys(_RISING, "DELTA_BINARY_PACKED"),
        write_page_checksum=True,
    )
    return sink.getvalue()


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_list(kind))
