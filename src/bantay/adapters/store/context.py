"""A message with those before and after it in its conversation, texts where the vault has them."""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from bantay.adapters.arrow import pc
from bantay.adapters.store import segments
from bantay.adapters.store.lookup import events_by_id, events_by_seq, twice
from bantay.adapters.store.neighbours import Said
from bantay.adapters.store.neighbours import around as near
from bantay.adapters.store.segments import SegmentFile
from bantay.adapters.store.site import Site
from bantay.adapters.store.tail import every_row, open_cipher, open_records
from bantay.model.clock import DAY, micros
from bantay.model.events import Event, MessageSent

_NAMES = ("seq", "id", "conversation", "time")
_REACH = 31 * DAY
"""How far from the message its neighbours are looked for."""


def around(site: Site, event: str, reach: int) -> list[Event]:
    """The message and up to `reach` on either side, in the conversation's order. An event
    that is no message comes alone; one that is gone gives nothing."""
    found = events_by_id(site, [event]).get(event)
    if not isinstance(found, MessageSent):
        return [found] if found is not None else []
    return twice(lambda: _around(site, found, reach))


def _around(site: Site, message: MessageSent, reach: int) -> list[Event]:
    talk = [*_sealed(site, message), *_tail(site, message)]
    quoted = {seq for _, _, id, seq in talk if id == message.id}
    seqs = near(talk, quoted, reach)
    events = [e for e in events_by_seq(site, seqs) if isinstance(e, MessageSent)]
    return sorted(events, key=lambda e: (e.time, e.id))


def _sealed(site: Site, message: MessageSent) -> Iterator[Said]:
    with site.db.read() as con:
        files = segments.files_of(con)
    at = micros(message.time)
    for file in files:
        if file.type == "message.sent" and _close(file, at):
            table = segments.columns(site, file, _NAMES)
            table = table.filter(pc.equal(table["conversation"], message.conversation))
            times = table["time"].cast(pa.int64()).to_pylist()
            ids, seqs = table["id"].to_pylist(), table["seq"].to_pylist()
            for id, time, seq in zip(ids, times, seqs, strict=True):
                if abs(time - at) <= _REACH:
                    yield message.conversation, time, id, seq


def _close(file: SegmentFile, at: int) -> bool:
    """Whether a file may hold times near a moment. Months and years are read whole."""
    if len(file.day) != len("2026-01-01"):
        return True
    start = (date.fromisoformat(file.day) - date(1970, 1, 1)).days * DAY
    return start - _REACH <= at <= start + DAY + _REACH


def _tail(site: Site, message: MessageSent) -> Iterator[Said]:
    with site.db.read() as con:
        cipher = open_cipher(con, site)
        for row in every_row(con):
            for seq, record in enumerate(open_records(row, cipher), row.first):
                if isinstance(record, MessageSent) and record.conversation == message.conversation:
                    yield record.conversation, micros(record.time), record.id, seq
