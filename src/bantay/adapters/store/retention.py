"""Retention: texts that have outlived their class are destroyed, with their keys.

Before a file of other texts goes, those that have become evidence since it was sealed, and
the messages around them, move to the finding file of the segment. Neighbours are looked for
in the segment itself and in the ones just before and after it.
"""

from collections import Counter
from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import Connection, func, select

from bantay.adapters.store import audit, holds, sealing, segments, state, vault
from bantay.adapters.store.disk import Staging
from bantay.adapters.store.schema import EVIDENCE, HEAD, LOG_TAIL
from bantay.adapters.store.segments import SegmentFile
from bantay.adapters.store.site import Site
from bantay.model.clock import DAY


class Promotion(Struct, frozen=True):
    """Rows that move from one file to another, and quoted events whose seqs are now known."""

    rows: vault.Rows
    replaces: vault.Entry | None
    found: dict[str, int]


def expired(con: Connection, wall: int) -> list[vault.Entry]:
    """Vault files whose time has come."""
    return [e for e in vault.entries(con) if e.expires is not None and e.expires <= wall]


def tail_overdue(con: Connection, site: Site, wall: int) -> bool:
    """Whether something in the tail is older than the shortest retention of a class."""
    oldest = con.execute(select(func.min(LOG_TAIL.c.wall))).scalar()
    shortest = _shortest(site)
    return oldest is not None and shortest is not None and oldest + shortest * DAY <= wall


def destroy(site: Site, entry: vault.Entry, wall: int) -> Counter[str]:
    """Destroy one expired file, saving what has become evidence; rows by class."""
    saved = Promotion({}, None, {})
    finding = site.expiry("finding", entry.made)
    if entry.klass == "other" and finding is not None and finding > wall:
        saved = _promotion(site, entry)
    staging, made = Staging(site.files), list[vault.Entry]()
    if saved.rows:
        old = saved.replaces.path if saved.replaces else ""
        name = ("finding", entry.first, saved.replaces.made if saved.replaces else entry.made)
        made.append(vault.stage(site, staging, [vault.stack(saved.rows)], name, old))
    held = holds.rows_kept(site, entry, saved.rows)
    replaced = None
    if held:
        kept, replaced = holds.stage(site, staging, entry, held)
        made.append(kept)
    staging.settle()
    gone = [e for e in (entry, saved.replaces, replaced) if e is not None]
    counts = Counter({entry.klass: entry.rows})
    if saved.rows:
        moved = len(saved.rows) - (saved.replaces.rows if saved.replaces else 0)
        counts = Counter({entry.klass: entry.rows - moved, "promoted": moved})
    if held:
        counts[entry.klass] -= len(held)
        counts["held"] = len(held)
    with site.db.write() as con:
        for one in gone:
            vault.destroy(con, one)
        vault.register(con, made)
        sealing.note_seqs(con, saved.found)
        what = {"class": entry.klass, "first": entry.first, **counts}
        audit.write(con, wall, audit.ENGINE, "texts expired", what)
    for one in gone:
        site.files.remove(site.directory / one.path)
    return counts


def clean_states(site: Site, wall: int, strip: state.Strip | None) -> None:
    """Drop states that have expired, take texts out of those that outlived them."""
    shortest = _shortest(site) or 0
    with site.db.write() as con:
        state.purge(con, con.execute(select(HEAD.c.now)).scalar())
        if strip is not None:
            state.lapse(con, site.keys, wall - shortest * DAY, strip)


def _shortest(site: Site) -> int | None:
    """The fewest days that any class of texts is kept; None: none is kept."""
    days = [site.days(klass) for klass in ("finding", "other")]
    return min((d for d in days if d is not None), default=None)


def _promotion(site: Site, entry: vault.Entry) -> Promotion:
    """What an expiring file holds of evidence, together with the finding file there is."""
    with site.db.read() as con:
        all_files = holds.files_around(con, entry.first)
        known = {e.klass: e for e in vault.entries(con, entry.first)}
        quoted = _known(con, all_files)
        unknown = _unknown(con, min(f.first for f in all_files))
    found = dict(segments.find_ids(site, all_files, unknown))
    near = holds.near_in(site, all_files, quoted | set(found.values()))
    rows = vault.read(site, entry, near)
    replaces = known.get("finding") if rows else None
    if replaces:
        rows |= vault.read(site, replaces)
    return Promotion(rows, replaces, found)


def _known(con: Connection, files: Collection[SegmentFile]) -> set[int]:
    low, high = min(f.low for f in files), max(f.high for f in files)
    asked = select(EVIDENCE.c.seq).where(EVIDENCE.c.seq.between(low, high))
    return set(con.execute(asked).scalars())


def _unknown(con: Connection, first: int) -> set[str]:
    asked = select(EVIDENCE.c.event).where(EVIDENCE.c.seq.is_(None), EVIDENCE.c.noted > first)
    return set(con.execute(asked).scalars())
