"""A stretch of the tail on its way to become a segment: its records sorted out by type."""

from collections.abc import Collection, Iterator, Sequence
from itertools import chain

import pyarrow as pa
from msgspec import Struct

from bantay.adapters.arrow import pc
from bantay.adapters.store.columns import Columns, columns_of, joined
from bantay.adapters.store.neighbours import around_in
from bantay.adapters.store.packing import Cipher
from bantay.adapters.store.recent import Recent
from bantay.adapters.store.site import Site
from bantay.adapters.store.tail import TailRow, every_row, open_cipher, open_records
from bantay.model.events import EventBase, MessageSent
from bantay.model.log import Record


class Portion(Struct, frozen=True):
    """Records from seq `first` to `last`; `ids` and `id_times` are what was accepted in it."""

    first: int
    last: int
    ids: bytes
    id_times: bytes
    columns: list[Columns]


def portions(site: Site, recent: Recent, limit: int) -> Iterator[Portion]:
    """The tail in portions of about `limit` records, each read when its turn has come."""
    after = -1
    while rows := _some_rows(site, after, limit):
        with site.db.read() as con:
            cipher = open_cipher(con, site)
        after = rows[-1].last
        yield _portion(site, rows, recent, cipher)


def quoted_in(columns: Sequence[Columns], quoted: Collection[str]) -> dict[str, int]:
    """Which of the quoted events are here, and their seqs."""
    wanted = pa.array(sorted(quoted), pa.string())
    found: dict[str, int] = {}
    for part in columns:
        if quoted and issubclass(part.kind, EventBase):
            hits = part.table.filter(pc.is_in(part.table["id"], value_set=wanted))
            found |= dict(zip(hits["id"].to_pylist(), hits["seq"].to_pylist(), strict=True))
    return found


def near(columns: Sequence[Columns], quoted: set[int]) -> set[int]:
    """Seqs of quoted events and of the messages around them."""
    talk = next((part.table for part in columns if part.kind is MessageSent), None)
    return quoted if talk is None else around_in(talk, quoted)


def _some_rows(site: Site, after: int, limit: int) -> list[TailRow]:
    rows: list[TailRow] = []
    with site.db.read() as con:
        for row in every_row(con, after):
            rows.append(row)
            if row.last - rows[0].first + 1 >= limit:
                break
    return rows


def _portion(site: Site, rows: Sequence[TailRow], recent: Recent, cipher: Cipher) -> Portion:
    ids, id_times = b"".join(r.ids for r in rows), b"".join(r.times for r in rows)
    columns = joined(chain.from_iterable(_columns(site, rows, recent, cipher)))
    return Portion(rows[0].first, rows[-1].last, ids, id_times, columns)


def _columns(
    site: Site, rows: Sequence[TailRow], recent: Recent, cipher: Cipher
) -> Iterator[list[Columns]]:
    """The rows' records as columns; small batches are put together before they are turned."""
    waiting: list[Record] = []
    times: list[bytes] = []
    first = rows[0].first
    for row in rows:
        known = recent.columns.get(row.first)
        if known is None:
            waiting += recent.records.get(row.first) or open_records(row, cipher)
            times.append(row.times)
            continue
        if waiting:
            yield columns_of(first, b"".join(times), waiting, site.keys.key)
            waiting, times = [], []
        yield known
        first = row.last + 1
    if waiting:
        yield columns_of(first, b"".join(times), waiting, site.keys.key)
