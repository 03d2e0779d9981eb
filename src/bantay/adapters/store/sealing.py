"""Sealing: the log's tail becomes Parquet segments, vault files and runs of ids.

Files are written, synced, named and their directories synced; then one transaction registers
them, keeps their keys and deletes the tail they came from. The tail's own key is destroyed
with its last row.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import compress
from typing import Any

from msgspec import Struct
from msgspec.structs import astuple
from sqlalchemy import Connection, delete, insert, select, update

from bantay.adapters.store import dedup, segments, vault
from bantay.adapters.store.disk import Staging
from bantay.adapters.store.keyring import Keyring, new_key
from bantay.adapters.store.packing import Cipher
from bantay.adapters.store.portion import Group, Portion, near, portions, quoted_in
from bantay.adapters.store.private import hide
from bantay.adapters.store.schema import EVIDENCE, HEAD, LOG_TAIL, QUARANTINE, SEGMENT, SEGMENT_FILE
from bantay.adapters.store.segments import SegmentFile
from bantay.adapters.store.shapes import KINDS, to_table
from bantay.adapters.store.site import OWN, Site
from bantay.adapters.store.tail import OPEN_KEY, Recent, open_cipher
from bantay.model.events import EventBase

_NAMES = {kind: name for name, kind in KINDS.items()}


class Staged(Struct, frozen=True):
    """The files of a portion, and the quoted events it holds with their seqs."""

    files: list[SegmentFile]
    texts: list[vault.Entry]
    found: dict[str, int]


def seal(site: Site, ids: dedup.Dedup, recent: Recent, wall: int, limit: int) -> None:
    """Seal the whole tail, in segments of about `limit` records, and quarantined lines."""
    _seal_raw(site, wall)
    for portion in portions(site, recent, limit):
        staging = Staging(site.files)
        with _uncollected():
            staged = _stage(site, staging, portion, wall)
        run = ids.stage(staging, portion.first, portion.ids, portion.id_times)
        site.at("segment written")
        staging.settle()
        site.at("segment synced")
        with site.db.write() as con:
            row = {"first_seq": portion.first, "last_seq": portion.last, "wall": wall}
            con.execute(insert(SEGMENT), row)
            _register(con, staged.files)
            vault.register(con, staged.texts)
            dedup.register(con, run)
            note_seqs(con, staged.found)
            con.execute(delete(LOG_TAIL).where(LOG_TAIL.c.last_seq <= portion.last))
            _renew_if_empty(con, site.keys)
            site.at("seal before commit")
        site.at("seal after commit")
        ids.reload()
    site.db.flush()
    ids.tidy()


def renew_key(con: Connection, keys: Keyring) -> Cipher:
    """Destroy the key of the tail and begin another; what was under it must be gone."""
    key = new_key()
    con.execute(update(HEAD).values(open_key=keys.wrap(key, OPEN_KEY)))
    return Cipher(key)


def note_seqs(con: Connection, found: dict[str, int]) -> None:
    """Remember where quoted events are."""
    if found:
        rows = [(seq, event) for event, seq in found.items()]
        con.exec_driver_sql("update evidence set seq = ? where event = ?", rows)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without cyclic garbage collection: a segment is many small values and no cycles."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _renew_if_empty(con: Connection, keys: Keyring) -> None:
    if con.execute(select(LOG_TAIL.c.first_seq).limit(1)).first() is None:
        renew_key(con, keys)


def _stage(site: Site, staging: Staging, portion: Portion, wall: int) -> Staged:
    """Write a portion's files."""
    found = quoted_in(portion.groups, _noted_after(site, portion.first))
    close = near(portion.groups, set(found.values()))
    files: list[SegmentFile] = []
    texts: dict[str, dict[int, Any]] = {}
    for group in portion.groups:
        hidden = hide(group.kind, group.records)
        classes = _classes(site, group, hidden, close)
        for klass in dict.fromkeys(classes):
            if klass is not None:
                chosen = [one == klass for one in classes]
                rows = compress(zip(group.seqs, hidden, strict=True), chosen)
                texts.setdefault(klass, {}).update(rows)
        table = to_table(group, classes, site.keys.key)
        files += segments.stage(staging, site, portion.first, _NAMES[group.kind], table)
    kept = [
        vault.stage(site, staging, rows, (klass, portion.first, wall))
        for klass, rows in sorted(texts.items())
    ]
    return Staged(files, kept, found)


def _noted_after(site: Site, first: int) -> set[str]:
    """Quoted events that may be at `first` or later: a finding quotes what came before it."""
    with site.db.read() as con:
        asked = select(EVIDENCE.c.event).where(EVIDENCE.c.noted > first)
        return set(con.execute(asked).scalars())


def _classes(site: Site, group: Group, hidden: Sequence[Any], close: set[int]) -> list[str | None]:
    """The class of every record's private values; None: it has none, or they are not kept."""
    if not issubclass(group.kind, EventBase):
        return [None if values is None else OWN for values in hidden]
    other = "other" if site.keeps("other") else None
    finding = "finding" if site.keeps("finding") else None
    return [
        None if values is None else finding if seq in close else other
        for seq, values in zip(group.seqs, hidden, strict=True)
    ]


def _register(con: Connection, made: Sequence[SegmentFile]) -> None:
    names = SEGMENT_FILE.c.keys()
    con.execute(insert(SEGMENT_FILE), [dict(zip(names, astuple(f), strict=True)) for f in made])


def _seal_raw(site: Site, wall: int) -> None:
    """Move quarantined lines to the vault, or drop them if such are no longer kept."""
    with site.db.read() as con:
        cipher = open_cipher(con, site)
        asked = select(QUARANTINE.c.n, QUARANTINE.c.raw).where(QUARANTINE.c.raw.is_not(None))
        rows = {n: cipher.open(raw, b"raw") for n, raw in con.execute(asked)}
    if not rows:
        return
    staging, made = Staging(site.files), list[vault.Entry]()
    if site.keeps("raw"):
        made.append(vault.stage(site, staging, rows, ("raw", min(rows), wall)))
    staging.settle()
    with site.db.write() as con:
        vault.register(con, made)
        con.execute(update(QUARANTINE).values(raw=None))
        _renew_if_empty(con, site.keys)
