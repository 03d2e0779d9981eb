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

import numpy as np
import pyarrow as pa
from msgspec import Struct
from msgspec.structs import astuple
from sqlalchemy import Connection, delete, insert, select, update

from bantay.adapters.arrow import pc
from bantay.adapters.store import dedup, segments, state, vault
from bantay.adapters.store.columns import Columns
from bantay.adapters.store.database import Database
from bantay.adapters.store.disk import Staging
from bantay.adapters.store.keyring import Keyring, new_key
from bantay.adapters.store.packing import Cipher
from bantay.adapters.store.portion import Portion, near, portions, quoted_in
from bantay.adapters.store.recent import Recent
from bantay.adapters.store.schema import EVIDENCE, HEAD, LOG_TAIL, QUARANTINE, SEGMENT, SEGMENT_FILE
from bantay.adapters.store.segments import SegmentFile
from bantay.adapters.store.shapes import KINDS
from bantay.adapters.store.site import OWN, Site
from bantay.adapters.store.tail import OPEN_KEY, open_cipher
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
            _delete_tail(con, site.db, portion.last)
            _renew_if_empty(con, site.keys)
            site.at("seal before commit")
        site.at("seal after commit")
        ids.reload()
    with site.db.write() as con:  # so that what is held does not grow with what has passed
        state.purge(con, con.execute(select(HEAD.c.now)).scalar())
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


def _delete_tail(con: Connection, db: Database, last: int) -> None:
    """Delete sealed rows. They are noise without their key, which goes with the last of them."""
    with db.unscrubbed(con):
        con.execute(delete(LOG_TAIL).where(LOG_TAIL.c.last_seq <= last))


def _renew_if_empty(con: Connection, keys: Keyring) -> None:
    if con.execute(select(LOG_TAIL.c.first_seq).limit(1)).first() is None:
        renew_key(con, keys)


def _stage(site: Site, staging: Staging, portion: Portion, wall: int) -> Staged:
    """Write a portion's files."""
    found = quoted_in(portion.columns, _noted_after(site, portion.first))
    close = near(portion.columns, set(found.values()))
    files: list[SegmentFile] = []
    texts: dict[str, list[vault.Stack]] = {}
    for part in portion.columns:
        classes = _classes(site, part, close)
        for klass, stack in _stacks(part, classes):
            texts.setdefault(klass, []).append(stack)
        table = part.table.append_column("vault_class", classes)
        files += segments.stage(staging, site, portion.first, _NAMES[part.kind], table)
    kept = [
        vault.stage(site, staging, stacks, (klass, portion.first, wall))
        for klass, stacks in sorted(texts.items())
    ]
    return Staged(files, kept, found)


def _noted_after(site: Site, first: int) -> set[str]:
    """Quoted events that may be at `first` or later: a finding quotes what came before it."""
    with site.db.read() as con:
        asked = select(EVIDENCE.c.event).where(EVIDENCE.c.noted > first)
        return set(con.execute(asked).scalars())


def _classes(site: Site, part: Columns, close: set[int]) -> pa.ChunkedArray:
    """The class of every record's private values; null: it has none, or they are not kept."""
    filled = np.zeros(len(part.table), bool)
    for column in part.hidden.values():
        filled |= np.fromiter((value is not None for value in column), bool, len(column))
    if not issubclass(part.kind, EventBase):
        return pa.chunked_array([_chosen(filled, OWN, None)])
    seqs, near = part.table["seq"], pa.array(sorted(close), pa.int64())
    quoted = filled & pc.is_in(seqs, value_set=near).to_numpy()
    other = _chosen(filled & ~quoted, "other" if site.keeps("other") else None, None)
    return pa.chunked_array([_chosen(quoted, "finding" if site.keeps("finding") else None, other)])


def _chosen(where: Any, klass: str | None, other: Any) -> pa.Array:
    rest = pa.scalar(None, pa.string()) if other is None else other
    return pc.if_else(pa.array(where), pa.scalar(klass, pa.string()), rest)


def _stacks(part: Columns, classes: pa.ChunkedArray) -> Iterator[tuple[str, vault.Stack]]:
    """A part's private values by class."""
    seqs = part.table["seq"].to_pylist()
    for klass in classes.unique().drop_null().to_pylist():
        chosen = pc.equal(classes, klass).fill_null(False).to_pylist()
        columns = {name: list(compress(column, chosen)) for name, column in part.hidden.items()}
        yield klass, vault.Stack(list(compress(seqs, chosen)), columns)


def _register(con: Connection, made: Sequence[SegmentFile]) -> None:
    names = SEGMENT_FILE.c.keys()
    con.execute(insert(SEGMENT_FILE), [dict(zip(names, astuple(f), strict=True)) for f in made])


def _seal_raw(site: Site, wall: int) -> None:
    """Move quarantined lines to the vault, or drop them if such are no longer kept."""
    with site.db.read() as con:
        cipher = open_cipher(con, site)
        asked = select(QUARANTINE.c.n, QUARANTINE.c.raw).where(QUARANTINE.c.raw.is_not(None))
        rows = {n: {vault.RAW: cipher.open(raw, b"raw")} for n, raw in con.execute(asked)}
    if not rows:
        return
    staging, made = Staging(site.files), list[vault.Entry]()
    if site.keeps("raw"):
        made.append(vault.stage(site, staging, [vault.stack(rows)], ("raw", min(rows), wall)))
    staging.settle()
    with site.db.write() as con:
        vault.register(con, made)
        con.execute(update(QUARANTINE).values(raw=None))
        _renew_if_empty(con, site.keys)
