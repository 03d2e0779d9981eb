"""Taking a backup while the store is written to.

The tables are read in one transaction, which is the backup's moment. Files of a store never
change under their name; one that is gone before it was copied was rewritten or has expired
since: then the moment was too early, and the tables are read again. What was copied stays.
"""

import tempfile
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Connection, select

from bantay.adapters.store import audit, migrate
from bantay.adapters.store.backup import dump
from bantay.adapters.store.backup.archive import (
    CONTENTS,
    FORM,
    Contents,
    Counted,
    beside,
    sealed,
    writing,
)
from bantay.adapters.store.leftovers import ROOMS
from bantay.adapters.store.schema import HEAD
from bantay.adapters.store.site import Site
from bantay.errors import StoreError
from bantay.model.version import VERSION

TRIES = 20
"""How often the moment is moved before we say that the store changes too fast."""
_TABLES = "tables"


class Made(Struct, frozen=True):
    """What a backup holds: records of the log, files, and bytes in all."""

    records: int
    files: int
    size: int


class _Moment(Struct, frozen=True):
    schema: str
    next_seq: int
    rows: dict[str, int]
    paths: list[str]


def make(site: Site, target: Path, who: str) -> Made:
    """Back a store up into a directory, or a file whose name ends in `.tar`.

    `StoreError` when the target exists or cannot be written. The audit log says who took it.
    """
    wall = site.clock()
    _apart(site, target)
    with writing(target) as place, tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        kept = Counted(place)
        moment = _moment_with_files(site, kept, Path(scratch))
        for path in _beside(site):
            kept.bytes(path, (site.files.read(site.directory / path),))
        contents = Contents(
            form=FORM,
            version=VERSION,
            schema=moment.schema,
            made=wall,
            next_seq=moment.next_seq,
            key_check=site.keys.check.hex(),
            rows=moment.rows,
            members=dict(sorted(kept.members.items())),
        )
        Counted(place).bytes(CONTENTS, (sealed(contents, site.keys.key),))
    what = {"records": moment.next_seq, "files": len(kept.members)}
    with site.db.write() as con:
        audit.write(con, wall, who, "backup taken", what)
    return Made(moment.next_seq, len(kept.members), sum(m.size for m in kept.members.values()))


def _beside(site: Site) -> list[str]:
    """The ledger of erasures, and what the operator keeps in the store: lists, mappings."""
    rest = (p for p in site.directory.rglob("*") if p.is_file() and not p.is_symlink())
    names = (path.relative_to(site.directory).as_posix() for path in rest)
    return sorted(n for n in names if beside(n) and n.partition("/")[0] not in ROOMS)


def _apart(site: Site, target: Path) -> None:
    if target.absolute().is_relative_to(site.directory):
        raise StoreError(f"{target} lies inside the store: a backup belongs on another disk")


def _moment_with_files(site: Site, kept: Counted, scratch: Path) -> _Moment:
    for _ in range(TRIES):
        moment = _tables(site, kept, scratch)
        if all(_copied(site, kept, path) for path in moment.paths):
            kept.only([*moment.paths, *(f"{_TABLES}/{name}" for name in moment.rows)])
            return moment
    raise StoreError(
        f"store {site.directory}: its files were rewritten {TRIES} times while they were copied: "
        "try again when less is being erased"
    )


def _copied(site: Site, kept: Counted, path: str) -> bool:
    """Whether the file could be copied, now or earlier; False when it has gone since."""
    if path in kept.members:
        return True
    try:
        kept.file(path, site.directory / path)
    except FileNotFoundError:
        return False
    return True


def _tables(site: Site, kept: Counted, scratch: Path) -> _Moment:
    rows = {}
    with site.db.read() as con:
        schema = migrate.version_of(con, site.db)
        next_seq = con.execute(select(HEAD.c.next_seq)).scalar_one()
        for name in dump.names():
            path = scratch / name
            with path.open("wb") as file:
                rows[name] = dump.write(con, name, file)
            kept.file(f"{_TABLES}/{name}", path)
            path.unlink()
        return _Moment(schema or "", next_seq, rows, _named(con))


def _named(con: Connection) -> list[str]:
    """Every file that the tables speak of."""
    return [
        path for table in ROOMS.values() for path in con.execute(select(table.c.path)).scalars()
    ]
