"""Records read back: the log in order, single events by id, quarantined lines.

A vault file may be replaced between reading its name and reading it; then the second look
finds the new one.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Connection, select

from bantay.adapters.store import segments, vault
from bantay.adapters.store.batch import REJECTS
from bantay.adapters.store.private import Values, rebuild
from bantay.adapters.store.schema import EVIDENCE, QUARANTINE
from bantay.adapters.store.segments import Found, Segment, SegmentFile
from bantay.adapters.store.site import Site
from bantay.adapters.store.tail import every_row, open_cipher, open_records
from bantay.model.events import Event, EventBase
from bantay.model.log import Record
from bantay.ports.reading import QuarantineRow

Numbered = tuple[int, Record]
T = TypeVar("T")
_MANY = 500


def log(site: Site, after: int) -> Iterator[Numbered]:
    """The log beyond a seq, in order, segment by segment and then batch by batch."""
    while some := _next(site, after):
        yield from some
        after = some[-1][0]


def events_by_id(site: Site, ids: Collection[str]) -> dict[str, Event]:
    """Events by id, in the tail or in segments, with their texts where these live."""
    return twice(lambda: _events_by_id(site, ids))


def events_by_seq(site: Site, seqs: Collection[int]) -> list[Event]:
    """Events by their seqs, in the tail or in segments, with their texts where these live."""
    with site.db.read() as con:
        files = segments.files_of(con)
        cipher = open_cipher(con, site)
        records = [
            record
            for row in every_row(con, min(seqs, default=0) - 1)
            for seq, record in enumerate(open_records(row, cipher), row.first)
            if seq in seqs and isinstance(record, EventBase)
        ]
    return [*_by_seq(site, files, seqs).values(), *records]


def raw_lines(site: Site, file: str, line: int) -> list[bytes]:
    """The raw text of a quarantined line, once for every time it was read, while it is kept."""
    return twice(lambda: _raw_lines(site, file, line))


def twice(look: Callable[[], T]) -> T:
    """What `look` gives, or gives when tried again because files changed under it."""
    try:
        return look()
    except FileNotFoundError:
        return look()


def _next(site: Site, after: int) -> list[Numbered]:
    """The rest of the segment or batch that holds the first record beyond `after`."""
    with site.db.read() as con:
        segment = segments.segment_after(con, after)
        row = None if segment else next(every_row(con, after), None)
        cipher = open_cipher(con, site)
    if segment is not None:
        found = twice(lambda: _of_segment(site, segment))
        return [(seq, record) for seq, record in found if seq > after]
    if row is None:
        return []
    records = enumerate(open_records(row, cipher), row.first)
    return [(seq, record) for seq, record in records if seq > after]


def _of_segment(site: Site, segment: Segment) -> list[Numbered]:
    with site.db.read() as con:
        files = segments.files_of(con, [segment.first])
        entries = vault.entries(con, segment.first)
    hidden = {entry.klass: vault.read(site, entry) for entry in entries}
    rows = (row for file in files for row in segments.read(site, file))
    return sorted(((row[0], _whole(row, hidden)) for row in rows), key=lambda numbered: numbered[0])


def _whole(row: Found, hidden: Mapping[str, Mapping[int, Values]]) -> Record:
    """A record from its row and what the vault has of it, in whichever class."""
    seq, kind, values, _ = row
    return rebuild(kind, values, next((rows[seq] for rows in hidden.values() if seq in rows), None))


def _events_by_id(site: Site, ids: Collection[str]) -> dict[str, Event]:
    with site.db.read() as con:
        files = segments.files_of(con)
        known = _known(con, sorted(ids))
    found = _in_tail(site, set(ids) - known.keys())
    known |= segments.find_ids(site, files, set(ids) - known.keys() - found.keys())
    found |= _by_seq(site, files, known.values())
    return found


def _known(con: Connection, ids: Sequence[str]) -> dict[str, int]:
    """The seqs of those events that are evidence."""
    found: dict[str, int] = {}
    for start in range(0, len(ids), _MANY):
        some = EVIDENCE.c.event.in_(ids[start : start + _MANY])
        asked = select(EVIDENCE.c.event, EVIDENCE.c.seq).where(some, EVIDENCE.c.seq.is_not(None))
        found |= {event: seq for event, seq in con.execute(asked)}
    return found


def _in_tail(site: Site, ids: set[str]) -> dict[str, Event]:
    found: dict[str, Event] = {}
    if not ids:
        return found
    with site.db.read() as con:
        cipher = open_cipher(con, site)
        for row in every_row(con):
            for record in open_records(row, cipher):
                if isinstance(record, EventBase) and record.id in ids:
                    found[record.id] = record
    return found


def _by_seq(site: Site, files: Sequence[SegmentFile], seqs: Collection[int]) -> dict[str, Event]:
    wanted, found = set(seqs), dict[str, Event]()
    for file in files:
        if not any(file.low <= seq <= file.high for seq in wanted):
            continue
        rows = list(segments.read(site, file, wanted))
        with site.db.read() as con:
            entries = vault.entries(con, file.first) if rows else []
        hidden = {e.klass: vault.read(site, e, {row[0] for row in rows}) for e in entries}
        for row in rows:
            record = _whole(row, hidden)
            if isinstance(record, EventBase):
                found[record.id] = record
    return found


def _is_at(row: QuarantineRow, file: str, line: int) -> bool:
    return row.file == file and row.line == line


def _raw_lines(site: Site, file: str, line: int) -> list[bytes]:
    with site.db.read() as con:
        cipher = open_cipher(con, site)
        entries = [e for e in vault.entries(con) if e.klass == "raw"]
        rows = [
            (n, raw)
            for n, body, raw in con.execute(
                select(QUARANTINE.c.n, QUARANTINE.c.body, QUARANTINE.c.raw)
            )
            if _is_at(REJECTS.unpack(site.keys.rest.open(body, b"quarantine")), file, line)
        ]
    waiting = [cipher.open(raw, b"raw") for _, raw in rows if raw is not None]
    sealed = {n for n, raw in rows if raw is None}
    kept = {n: row for e in entries for n, row in vault.read(site, e, sealed).items()}
    return [kept[n][vault.RAW] for n in sorted(kept)] + waiting
