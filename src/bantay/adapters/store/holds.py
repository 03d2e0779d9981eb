"""Legal holds: texts that a case keeps from ending, whatever retention and erasure say.

Held are the events that findings of the case quote, and the messages around them. When a file
that holds such texts expires, they move to a file of the class `hold`, which has no end. Once
nothing holds them any more they are destroyed with the next retention.
"""

from collections.abc import Collection

import pyarrow as pa
from sqlalchemy import Connection, select

from bantay.adapters.store import audit, segments, vault
from bantay.adapters.store.disk import Staging
from bantay.adapters.store.neighbours import around_in
from bantay.adapters.store.schema import EVIDENCE, LEGAL_HOLD
from bantay.adapters.store.segments import SegmentFile
from bantay.adapters.store.site import Site

HOLD = "hold"
_TALK = ("seq", "id", "conversation", "time")
_MANY = 500


def held_events(con: Connection) -> list[str]:
    """The events under any legal hold."""
    return list(con.execute(select(LEGAL_HOLD.c.event).distinct()).scalars())


def holding(con: Connection) -> list[str]:
    """The cases that hold texts."""
    asked = select(LEGAL_HOLD.c.case_id).distinct().order_by(LEGAL_HOLD.c.case_id)
    return list(con.execute(asked).scalars())


def files_around(con: Connection, first: int) -> list[SegmentFile]:
    """The files of a segment and of its two neighbours."""
    firsts = [segment.first for segment in segments.segments(con)]
    at = firsts.index(first)
    return segments.files_of(con, firsts[max(0, at - 1) : at + 2])


def near_in(site: Site, files: Collection[SegmentFile], quoted: set[int]) -> set[int]:
    """Quoted seqs and those of the messages around them."""
    if not quoted:
        return quoted
    tables = [segments.columns(site, f, _TALK) for f in files if f.type == "message.sent"]
    return around_in(pa.concat_tables(tables), quoted) if tables else quoted


def held_seqs(site: Site, first: int) -> set[int]:
    """Seqs in and around a segment whose texts are held."""
    with site.db.read() as con:
        events = held_events(con)
        if not events:
            return set()
        files = files_around(con, first)
        known: dict[str, int] = {}
        for start in range(0, len(events), _MANY):
            some = EVIDENCE.c.event.in_(events[start : start + _MANY])
            asked = select(EVIDENCE.c.event, EVIDENCE.c.seq).where(some)
            known |= {event: seq for event, seq in con.execute(asked) if seq is not None}
    missing = set(events) - known.keys()
    quoted = {*known.values(), *segments.find_ids(site, files, missing).values()}
    return near_in(site, files, quoted)


def rows_kept(site: Site, entry: vault.Entry, saved: Collection[int]) -> vault.Rows:
    """What an ending file has of held texts, beside those that are saved anyway."""
    if entry.klass == "raw":
        return {}
    seqs = held_seqs(site, entry.first) - set(saved)
    return vault.read(site, entry, seqs) if seqs else {}


def stage(
    site: Site, staging: Staging, entry: vault.Entry, rows: vault.Rows
) -> tuple[vault.Entry, vault.Entry | None]:
    """A file of held texts of the entry's segment, and the one it replaces."""
    with site.db.read() as con:
        old = next((e for e in vault.entries(con, entry.first) if e.klass == HOLD), None)
    if old is not None:
        rows = {**vault.read(site, old), **rows}
    made = old.made if old is not None else entry.made
    name = (HOLD, entry.first, made)
    return vault.stage(site, staging, [vault.stack(rows)], name, old.path if old else ""), old


def release(site: Site, wall: int) -> int:
    """Destroy what nothing holds any more; how many rows."""
    with site.db.read() as con:
        files = [e for e in vault.entries(con) if e.klass == HOLD]
    return sum(_release(site, entry, wall) for entry in files)


def _release(site: Site, entry: vault.Entry, wall: int) -> int:
    before, wanted = vault.read(site, entry), held_seqs(site, entry.first)
    left = {seq: values for seq, values in before.items() if seq in wanted}
    if len(left) == len(before):
        return 0
    staging = Staging(site.files)
    name = (HOLD, entry.first, entry.made)
    made = [vault.stage(site, staging, [vault.stack(left)], name, entry.path)] if left else []
    staging.settle()
    gone = len(before) - len(left)
    with site.db.write() as con:
        vault.destroy(con, entry)
        vault.register(con, made)
        what = {"class": HOLD, "first": entry.first, "rows": gone}
        audit.write(con, wall, audit.ENGINE, "held texts destroyed", what)
    site.files.remove(site.directory / entry.path)
    return gone
