"""Making a store of a backup: files first, then the tables in one transaction.

Until that transaction has landed there is no store, and the same command begins again. In it
stand also the erasures that were asked for after the backup was made, so that none is
forgotten; they are carried out before the restored store is handed over, and texts whose
time has run out since then go with them.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Connection, delete, insert

from bantay.adapters.store import audit, ledger, migrate
from bantay.adapters.store.backup import dump
from bantay.adapters.store.backup.archive import Contents, Whole, inside
from bantay.adapters.store.database import Database
from bantay.adapters.store.disk import DiskFiles, Staging
from bantay.adapters.store.keyring import KEY_FILE, VARIABLE, Keyring
from bantay.adapters.store.schema import ERASURE, SESSION
from bantay.adapters.store.trouble import spoken
from bantay.errors import StoreError
from bantay.model.clock import moment


class Restored(Struct, frozen=True):
    """What came back: records of the log, files, when the backup was made (microseconds), and
    how many people were erased since."""

    records: int
    files: int
    made: int
    erased: int


def restore(
    backup: Path,
    directory: Path,
    key: bytes,
    *,
    who: str,
    wall: int,
    ledgers: Sequence[Path] = (),
    open_database: Callable[[Path], Database],
) -> Restored:
    """Make a store in an empty directory, on a database without tables.

    `ledgers` are files of erasures; what the directory itself and newer backups beside this
    one hold is found without. `StoreError` when backup and key do not belong together, a
    member was changed, or something is in the way. Erasing what has to be erased is the
    caller's next step: it is asked for in the restored store.
    """
    keys, whole = Keyring(key), Whole(backup)
    try:
        with spoken(directory):
            contents = whole.contents(key)
            if contents.schema not in migrate.KNOWN:
                raise StoreError(f"{backup} was made by a newer Bantay ({contents.version})")
            erased = _erased(keys, _beside(backup, directory, ledgers, whole, contents))
            since = {a: w for a, w in erased.items() if w >= contents.made}
            files = _put_files(whole, contents, directory)
            _put_ledger(keys, directory, erased)
            with _tables(whole, contents, directory) as tables:
                _put_rows(open_database(directory), tables, contents, directory, since, who, wall)
    finally:
        whole.close()
    return Restored(contents.next_seq, files, contents.made, len(since))


def key_for(directory: Path, named: Path | None, environment: Mapping[str, str]) -> bytes:
    """The key of the store to be restored: from a file that is named, from the one the
    environment names, or from where it already lies. `StoreError` when there is none."""
    from bantay.adapters.store.keyring import load_key

    where = {"BANTAY_KEY_FILE": str(named)} if named is not None else environment
    return load_key(directory, where, files=DiskFiles(), new=False)


def put_key(
    directory: Path, key: bytes, named: Path | None, environment: Mapping[str, str]
) -> None:
    """Copy a key that was named into the store, unless the environment says where keys are."""
    path = directory / KEY_FILE
    if named is None or VARIABLE in environment or path.exists():
        return
    staging = Staging(DiskFiles())
    staging.add(path, (key,))
    staging.settle()


def free(directory: Path, tables: str) -> None:
    """`StoreError` unless nothing but a key, a ledger, or an interrupted restore is there."""
    if directory.exists() and not directory.is_dir():
        raise StoreError(f"{directory} is a file: a store is a directory, name another one")
    base = directory / tables
    if base.exists() and base.stat().st_size:
        raise StoreError(
            f"{directory} holds tables already, and restoring would replace them: name an empty "
            f"directory, or move {tables} and its -wal and -shm away first"
        )


def _erased(keys: Keyring, ledgers: Mapping[Path, bytes]) -> dict[str, int]:
    return ledger.latest(
        one for path, data in ledgers.items() for one in ledger.parse(data, keys, path)
    )


def _beside(
    backup: Path, directory: Path, named: Sequence[Path], whole: Whole, contents: Contents
) -> dict[Path, bytes]:
    """Every ledger there is: the backup's own, the replaced store's, those of other backups in
    the same place that this key opens, and those that are named."""
    found = {path: path.read_bytes() for path in named}
    if ledger.FILE in contents.members:
        own = whole.whole(ledger.FILE, contents.members[ledger.FILE])
        found[backup / ledger.FILE] = own
    there = directory / ledger.FILE
    if there.exists():
        found[there] = there.read_bytes()
    for other in sorted(backup.absolute().parent.iterdir()):
        if other != backup.absolute() and (data := _of_backup(other, contents)):
            found[other] = data
    return found


def _of_backup(other: Path, contents: Contents) -> bytes | None:
    """The ledger in another backup of the same store; None: it is none, or has no ledger."""
    if not (other.is_dir() or other.suffix == ".tar"):
        return None
    try:
        whole = Whole(other)
    except (StoreError, OSError):
        return None
    try:
        listed = whole.listed()
        if listed is None or listed.key_check != contents.key_check:
            return None
        about = listed.members.get(ledger.FILE)
        return None if about is None else whole.whole(ledger.FILE, about)
    finally:
        whole.close()


def _put_files(whole: Whole, contents: Contents, directory: Path) -> int:
    """Every file at its place, durable; how many."""
    staging, count = Staging(DiskFiles()), 0
    for name, about in contents.members.items():
        if name.startswith("tables/") or name == ledger.FILE:
            continue
        staging.add(directory / inside(name), whole.member(name, about))
        count += 1
    staging.settle()
    return count


def _put_ledger(keys: Keyring, directory: Path, erased: Mapping[str, int]) -> None:
    if erased:
        ones = [ledger.Erased(wall, account) for account, wall in sorted(erased.items())]
        staging = Staging(DiskFiles())
        staging.add(directory / ledger.FILE, ledger.lines(ones, keys))
        staging.settle()


@contextmanager
def _tables(whole: Whole, contents: Contents, directory: Path) -> Iterator[Path]:
    """The tables' streams as files of a temporary directory, each checked."""
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=directory) as scratch:
        for name in contents.rows:
            about = contents.members.get(f"tables/{name}")
            if about is None:
                raise StoreError(f"{whole.path}: the table {name} is missing: take another backup")
            with (Path(scratch) / name).open("wb") as file:
                file.writelines(whole.member(f"tables/{name}", about))
        yield Path(scratch)


def _put_rows(
    db: Database,
    tables: Path,
    contents: Contents,
    directory: Path,
    since: Mapping[str, int],
    who: str,
    wall: int,
) -> None:
    """Everything in one transaction: before it lands there is no store."""
    try:
        db.lock.take()
        with db.write() as con:
            if migrate.version_of(con, db) is not None:
                raise StoreError(f"there is a store in {directory}: name an empty directory")
            db.belongs(con, new=True, files=DiskFiles())
            migrate.upgrade(con, contents.schema)
            for name, rows in contents.rows.items():
                if dump.fill(con, name, dump.read(tables / name)) != rows:
                    raise StoreError(f"the table {name} has not the rows that were backed up")
            dump.recount(con, contents.rows)
            migrate.upgrade(con)
            db.settle(con)
            _ask(con, since)
            con.execute(delete(SESSION))  # whoever was signed in signs in again
            what = {"made": moment(contents.made).isoformat(), "erased": len(since)}
            audit.write(con, wall, who, "backup restored", what)
    finally:
        db.close()
        db.lock.release()


def _ask(con: Connection, since: Mapping[str, int]) -> None:
    con.execute(delete(ERASURE).where(ERASURE.c.account.in_(list(since))))
    if since:
        rows = [{"account": account, "wall": wall} for account, wall in since.items()]
        con.execute(insert(ERASURE), rows)
