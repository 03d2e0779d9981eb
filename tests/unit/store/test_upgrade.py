"""A store of every earlier schema, with rows in it, is brought up to date and loses nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, Table, insert, inspect, select

from bantay.adapters.store import EmbeddedStore, migrate
from bantay.adapters.store.backup import dump
from bantay.adapters.store.database import Database
from bantay.adapters.store.disk import DiskFiles
from bantay.adapters.store.opening import _database
from bantay.adapters.store.place import find
from bantay.adapters.store.schema import METADATA
from bantay.errors import StoreError
from bantay.ports.reading import AlarmFilter

from .conftest import KINDS
from .test_backup import lived
from .toys import WALL, message, opened, put


def aged(home: Path, old: Path, version: str) -> set[str]:
    """Make in `old` what a Bantay of a version would have left of the store in `home`: its
    tables and columns, with the rows that there were for them. The tables it had."""
    for name in ("events", "vault", "dedup", "bantay.key"):
        if (home / name).is_dir():
            shutil.copytree(home / name, old / name)
        else:
            old.mkdir(parents=True, exist_ok=True)
            shutil.copy(home / name, old / name)
    rows = {name: _rows(home, name) for name in dump.names()}
    place = find(old)
    db = _database(place)
    try:
        with db.write() as con:
            db.belongs(con, new=True, files=DiskFiles())
            migrate.upgrade(con, version)
            had = {name for name in dump.names() if db.has_table(con, name)}
            for name in had:
                _put(con, name, rows[name])
            dump.recount(con, had)
            db.settle(con)
    finally:
        db.close()
    return had


def _rows(home: Path, name: str) -> list[dict[str, Any]]:
    db: Database = _database(find(home))
    try:
        with db.read() as con:
            return [dict(row) for row in con.execute(select(METADATA.tables[name])).mappings()]
    finally:
        db.close()


def _put(con: Connection, name: str, rows: list[dict[str, Any]]) -> None:
    columns = {column["name"] for column in inspect(con).get_columns(name)}
    table = Table(name, MetaData(), autoload_with=con)
    for row in rows:
        con.execute(insert(table), {key: value for key, value in row.items() if key in columns})


def told(store: EmbeddedStore) -> list[Any]:
    """What every version kept."""
    return [
        list(store.log()),
        store.head(),
        store.alarms(AlarmFilter()),
        [row for row in store.findings() if row],
        store.verify_audit(),
        store.audit(),
        store.quarantine(),
        store.faults(),
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("version", migrate.KNOWN)
def test_a_store_of_that_version_is_brought_up_to_date(
    new_home: Callable[[str], Path], kind: str, version: str
) -> None:
    home, old = new_home(kind), new_home(kind)
    store = lived(home)
    before = told(store)
    store.close()
    had = aged(home, old, version)
    assert {"alarm", "audit", "log_tail", "segment", "vault_key"} <= had
    upgraded = opened(old)
    with upgraded._site.db.read() as con:
        assert migrate.version_of(con, upgraded._site.db) == migrate.VERSION
        assert {name for name in dump.names() if upgraded._site.db.has_table(con, name)} == {
            *dump.names()
        }
    assert told(upgraded) == before
    put(upgraded, message(95, "said after"))
    upgraded.seal(WALL, everything=True)
    upgraded.erase("ann", WALL)
    assert upgraded.head().next_seq == before[1].next_seq + 1
    assert upgraded.checking.damage(thorough=True) == []
    upgraded.close()


def test_an_upgrade_that_is_stopped_is_as_if_it_had_not_begun(
    new_home: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, old = new_home("sqlite"), new_home("sqlite")
    lived(home).close()
    aged(home, old, "0003")
    with monkeypatch.context() as broken:
        broken.setattr(Database, "settle", lambda self, con: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            opened(old)
    db = _database(find(old))
    with db.read() as con:
        assert migrate.version_of(con, db) == "0003"
    db.close()
    opened(old).close()


def test_a_version_that_is_not_known_is_told(new_home: Callable[[str], Path]) -> None:
    """What is not in the history is never guessed at."""
    home, old = new_home("sqlite"), new_home("sqlite")
    lived(home).close()
    aged(home, old, "0001")
    db = _database(find(old))
    with db.write() as con:
        con.exec_driver_sql("update alembic_version set version_num = '0000'")
    db.close()
    with pytest.raises(StoreError, match="newer Bantay"):
        opened(old)
