"""Opening a store: find or make the directory, the key, the tables; say plainly what is wrong."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from bantay.adapters.store import migrate
from bantay.adapters.store.database import Database
from bantay.adapters.store.disk import DiskFiles
from bantay.adapters.store.keyring import Keyring, load_key, new_key
from bantay.adapters.store.leftovers import ROOMS
from bantay.adapters.store.place import Place, find
from bantay.adapters.store.schema import HEAD
from bantay.adapters.store.site import RETENTION, Site, nothing
from bantay.adapters.store.sqlite import FILE, SqliteDatabase
from bantay.adapters.store.state import Strip
from bantay.adapters.store.store import EmbeddedStore
from bantay.adapters.store.tail import OPEN_KEY
from bantay.adapters.store.trouble import spoken
from bantay.adapters.store.wallclock import LEAP
from bantay.errors import StoreError
from bantay.model.clock import DAY
from bantay.ports.files import Files

if TYPE_CHECKING:
    from bantay.adapters.store.backup import Restored

DEDUP_HORIZON = 7 * DAY
TAIL_LIMIT = 100_000
_NONE = (
    "there is no store in {}: name another directory, or make one with "
    "`bantay run PATH --store DIR`"
)


_NO_TABLES = (
    "{} holds files of a store, and {}: nothing was touched. Put the tables back, or restore a "
    "backup with `bantay restore`, or name another directory"
)
_FOREIGN = (
    "{}/bantay.db is a database of something else (it holds a table {!r}): nothing was "
    "touched. Name another directory"
)


def wall_clock() -> int:
    """Microseconds UTC."""
    return time.time_ns() // 1000


def open_store(
    directory: Path | str,
    *,
    create: bool,
    at: Callable[[str], None] = nothing,
    files: Files | None = None,
    retention: Mapping[str, int | None] = RETENTION,
    horizon: int = DEDUP_HORIZON,
    tail_limit: int = TAIL_LIMIT,
    lapse: Strip | None = None,
    leap: int | None = LEAP,
    clock: Callable[[], int] = wall_clock,
    mark: str = "",
) -> EmbeddedStore:
    """The store in a directory, or behind an address that names a server and a directory.

    `create` makes it if need be and takes the writer's lock.
    `retention` are days by class of text (finding, other, raw), `horizon` how far behind the
    newest event time ids are remembered (microseconds), `tail_limit` the records of the tail
    that make a seal due, `lapse` takes texts out of old state bodies, `leap` how far the wall
    clock may leap before it is doubted (None: however far), `mark` what stands in the
    names of this writer's files. `at` is told of every
    stop point, `files` stands in for the disk; both are for tests. `StoreError` says what to
    do when the store cannot be opened.
    """
    disk = files or DiskFiles()
    place = find(directory)
    directory = place.directory
    with spoken(directory):
        _prepare(place, disk, create=create)
        db = _database(place)
        try:
            if create:
                db.lock.take()
            keys = _keys(directory, db, disk, create=create)
            site = Site(directory, db, keys, disk, {**RETENTION, **retention}, at, clock, mark)
            store = EmbeddedStore(
                site, db.lock, horizon=horizon, limit=tail_limit, lapse=lapse, leap=leap
            )
            if create:
                store.open_for_writing()
        except BaseException:
            db.close()
            db.lock.release()
            raise
        return store


def restored_store(
    backup: Path,
    where: Path | str,
    *,
    key: Path | None,
    who: str,
    environment: Mapping[str, str],
    ledgers: Sequence[Path] = (),
    clock: Callable[[], int] = wall_clock,
) -> "Restored":
    """Make a store of a backup: on SQLite in an empty directory, or on a server without tables.

    `key` is a file to be copied into the directory; without it the one that `environment`
    names, or that lies there, is used. Erasures that the ledgers know of are carried out, and
    texts whose time has run out are destroyed, before this returns.
    """
    from bantay.adapters.store.backup.restoring import free, key_for, put_key, restore

    place = find(where)
    with spoken(place.directory):
        free(place.directory, FILE)
        secret = key_for(place.directory, key, environment)
        for missing in reversed(_missing(place.directory)):
            DiskFiles().make_dir(missing)
        done = restore(
            backup,
            place.directory,
            secret,
            who=who,
            wall=clock(),
            ledgers=ledgers,
            open_database=lambda _: _database(place),
        )
        put_key(place.directory, secret, key, environment)
    store = open_store(place.directory, create=True, clock=clock)
    try:
        store.checking.believe_clock(who)  # the person who restores knows what day it is
        store.retain(clock())
    finally:
        store.close()
    return done


def _missing(directory: Path) -> list[Path]:
    return [d for d in (directory, *directory.parents) if not d.exists()]


def _database(place: Place) -> Database:
    if place.server is None:
        return SqliteDatabase(place.directory, create=not (place.directory / FILE).exists())
    from bantay.adapters.store.postgres import PostgresDatabase

    return PostgresDatabase(place, place.server)


def _prepare(place: Place, files: Files, *, create: bool) -> None:
    directory, embedded = place.directory, (place.directory / FILE).exists()
    if embedded and place.server is not None:
        raise StoreError(
            f"{directory} is a store of its own, with its tables in {FILE}: name another "
            "directory for the files of a store on a server"
        )
    if not (embedded or place.server):
        _no_orphans(directory, "bantay.db is missing")
        if not create:
            raise StoreError(_NONE.format(directory))
    if not create:
        return
    if directory.exists() and not directory.is_dir():
        raise StoreError(f"{directory} is a file: a store is a directory, name another one")
    for missing in reversed(_missing(directory)):
        files.make_dir(missing)
        files.sync_dir(missing.parent)


def _keys(directory: Path, db: Database, files: Files, *, create: bool) -> Keyring:
    """The key, held against the database; the tables are brought up to date on the way."""
    with db.read() as con:
        version, check = migrate.version_of(con, db), None
        if (other := db.stranger(con)) is not None:
            raise StoreError(_FOREIGN.format(directory, other))
        if version is None:
            _no_orphans(directory, "its database has no tables")
            if not create:  # making it was interrupted
                raise StoreError(_NONE.format(directory))
        if version is not None:
            migrate.refuse_newer(version, directory)
            check = con.execute(select(HEAD.c.key_check)).scalar()
        db.belongs(con, new=version is None, files=files)
    keys = Keyring(load_key(directory, os.environ, files=files, new=version is None))
    if check is not None and check != keys.check:
        raise StoreError(
            f"the key is not the one that store {directory} was made with: put the right "
            "bantay.key back, or set BANTAY_KEY_FILE to where it is"
        )
    if version != migrate.VERSION:
        _bring_up(db, keys, new=version is None)
    return keys


def _no_orphans(directory: Path, why: str) -> None:
    """`StoreError` when files wait here for tables that are gone: a new store in their place
    would take them for leftovers and remove them."""
    if any(path.is_file() for room in ROOMS for path in (directory / room).rglob("*")):
        raise StoreError(_NO_TABLES.format(directory, why))


def _bring_up(db: Database, keys: Keyring, *, new: bool) -> None:
    lock = db.lock
    mine = lock.held
    if not mine:
        lock.take()
    with db.write() as con:
        migrate.upgrade(con)
        db.settle(con)
        if new:
            key = keys.wrap(new_key(), OPEN_KEY)
            head = {"one": 1, "next_seq": 0, "key_check": keys.check, "open_key": key}
            con.execute(insert(HEAD), head)
    if not mine:
        lock.release()
