"""What is PostgreSQL's own: its lock, its losses, whose files are whose, what is scrubbed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event

from _postgres import Server, prepared
from bantay.adapters.store import EmbeddedStore, open_store, place
from bantay.adapters.store.forgetful import ForgetfulFiles
from bantay.adapters.store.place import find
from bantay.adapters.store.postgres import PostgresDatabase
from bantay.adapters.store.serverfacts import facts
from bantay.adapters.store.serverlock import own_name
from bantay.errors import MissingExtra, StoreError
from bantay.ports.reading import Look

from . import story
from .toys import DAY, WALL, digest, message, opened, put, seen


@pytest.fixture
def home(server: Server, tmp_path: Path) -> Path:
    return prepared(tmp_path / "store", server.schema())


@pytest.fixture
def own() -> Iterator[Server]:
    """A server that a test may let fall."""
    made = Server()
    yield made
    made.remove()


def database(store: EmbeddedStore) -> PostgresDatabase:
    db = store._site.db
    assert isinstance(db, PostgresDatabase)
    return db


# ------------------------------------------------------------------ whose files are whose


def test_the_address_alone_makes_a_store_and_then_the_directory_names_it(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.schema().replace("bantay@", "bantay:s3cret@")
    store = open_store(f"{url}&files={tmp_path / 'a' / 'store'}", create=True)
    put(store, message(0))
    store.close()
    monkeypatch.setattr(place, "_NAMED", {})
    again = open_store(tmp_path / "a" / "store", create=False)
    assert [record for _, record in again.log()] == [message(0)]
    again.close()
    assert not (tmp_path / "a" / "store" / "bantay.db").exists()
    assert "s3cret" not in (tmp_path / "a" / "store" / "store.toml").read_text()


def test_files_of_another_store_are_not_taken(server: Server, home: Path, tmp_path: Path) -> None:
    """The writer removes files that no row speaks of: these it must never see."""
    store = opened(home)
    put(store, message(0))
    store.seal(WALL, everything=True)
    store.close()
    at = find(home)
    assert at.server is not None
    elsewhere = f"{at.server.url}&files={tmp_path / 'other'}"
    with pytest.raises(StoreError, match=r"\(there: none\): name the right directory"):
        open_store(elsewhere, create=True)
    other = opened(prepared(tmp_path / "third", server.schema()))
    other.close()
    with pytest.raises(StoreError, match=r"\(there: store "):
        open_store(f"{at.server.url}&files={tmp_path / 'third'}", create=True)
    again = opened(home)
    assert [record for _, record in again.log()] == [message(0)]
    again.close()


def test_an_embedded_store_is_not_turned_into_another(server: Server, tmp_path: Path) -> None:
    opened(tmp_path / "store").close()
    with pytest.raises(StoreError, match="a store of its own"):
        open_store(f"{server.schema()}&files={tmp_path / 'store'}", create=True)


def test_making_that_was_interrupted_is_finished_by_the_next(home: Path) -> None:
    (home / "bantay.key").write_bytes(b"k" * 32)
    with pytest.raises(StoreError, match="there is no store"):
        open_store(home, create=False)
    store = opened(home)
    assert store.key == b"k" * 32 and store.head().next_seq == 0
    store.close()


# ------------------------------------------------------------------ what may be lost


def test_a_lost_connection_is_said_and_nothing_is_lost(server: Server, home: Path) -> None:
    store = opened(home)
    put(store, message(0))
    server.cut(own_name())
    for _ in range(2):
        with pytest.raises(StoreError, match="connection to the server was lost"):
            put(store, message(1))
    assert [record for _, record in store.log()] == [message(0)]
    store.close()
    again = opened(home)
    put(again, message(1))
    assert again.head().next_seq == 2
    again.close()


def test_who_lost_the_lock_never_writes_beside_the_next(server: Server, home: Path) -> None:
    first = opened(home)
    put(first, message(0))
    server.cut(own_name())
    second = opened(home)
    put(second, message(1))
    for write in (
        lambda: put(first, message(2)),
        lambda: first.seal(WALL, everything=True),
        lambda: first.retain(WALL),
        lambda: first.events(["m00000"], Look("Kim", "a test")),
    ):
        with pytest.raises(StoreError, match="connection to the server was lost"):
            write()
    assert [record for _, record in second.log()] == [message(0), message(1)]
    first.close()
    put(second, message(2))
    second.close()


@pytest.mark.parametrize("landed", [False, True], ids=["before it landed", "before it was told"])
def test_the_server_falls_in_the_middle_of_a_commit(
    own: Server, tmp_path: Path, landed: bool
) -> None:
    """Told again from wherever the store stands, the story ends as if nothing had been."""
    calm = story.start(prepared(tmp_path / "calm", own.schema()))
    story.tell(calm)
    wanted = story.outcome(calm)
    calm.close()
    home = prepared(tmp_path / "store", own.schema())
    store = story.start(home)
    left = [8]

    def fall(con: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            if landed:
                con.connection.dbapi_connection.commit()
            own.fall()
            own.start()

    event.listen(database(store)._engine, "commit", fall)
    with pytest.raises(StoreError, match="connection to the server was lost"):
        story.tell(store)
    store.close()
    again = story.start(home)
    story.tell(again)
    assert story.outcome(again) == wanted
    again.close()


def test_killed_while_the_server_falls_it_ends_the_same(own: Server, tmp_path: Path) -> None:
    calm = story.start(prepared(tmp_path / "calm", own.schema()))
    story.tell(calm)
    wanted = story.outcome(calm)
    calm.close()
    home = prepared(tmp_path / "store", own.schema())
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for stop, passes in (("before commit", 3), ("seal before commit", 1)):
        command = [sys.executable, "-m", "unit.store.story", str(home), stop, str(passes)]
        tests = Path(__file__).parents[2]
        died = subprocess.run(command, cwd=tests, env=env, capture_output=True, check=False)
        assert died.returncode == -9, died.stderr
        own.fall()
        own.start()
        ForgetfulFiles(home).lose("drop")
    store = story.start(home)
    assert 0 < store.head().next_seq < 36
    story.tell(store)
    assert story.outcome(store) == wanted
    store.close()


# ------------------------------------------------------------------ what is kept, what goes


def relation(server: Server, store: EmbeddedStore, table: str) -> bytes:
    """The file of a table, as it is on the server's disk."""
    with store._site.db.read() as con:
        path = con.exec_driver_sql(f"select pg_relation_filepath('{table}')").scalar_one()
    server.say("checkpoint")
    return (server.data / path).read_bytes()


def test_destroyed_keys_leave_the_tables_files(server: Server, home: Path) -> None:
    store = opened(home)
    put(store, message(0))
    with store._site.db.read() as con:
        tail = con.exec_driver_sql("select open_key from head").scalar_one()
    assert tail in relation(server, store, "head")
    store.seal(WALL, everything=True)
    assert tail not in relation(server, store, "head")
    with store._site.db.read() as con:
        wrapped = con.exec_driver_sql("select wrapped from vault_key").scalar_one()
    assert wrapped in relation(server, store, "vault_key")
    store.retain(WALL + 30 * DAY)
    assert wrapped not in relation(server, store, "vault_key")
    store.close()


def test_scrubbing_waits_for_no_reader(home: Path) -> None:
    store = opened(home)
    with store._site.db.read() as con:
        con.exec_driver_sql("select * from head").all()
        store._site.db.flush(states=True)
    put(store, message(0))
    store.close()


def test_a_commit_is_durable_whatever_the_server_prefers(server: Server, home: Path) -> None:
    server.say("alter role bantay set synchronous_commit = off")
    try:
        store = opened(home)
        with store._site.db.write() as con:
            assert con.exec_driver_sql("show synchronous_commit").scalar() == "on"
        store.close()
    finally:
        server.say("alter role bantay reset synchronous_commit")


def test_texts_sort_by_their_bytes_whatever_the_server_prefers(home: Path) -> None:
    store = opened(home)
    with store._site.db.read() as con:
        sql = (
            "select table_name, column_name from information_schema.columns where data_type = "
            "'text' and table_schema = current_schema() and collation_name is distinct from 'C'"
        )
        assert con.exec_driver_sql(sql).all() == []
        sql = sql.replace("is distinct from", "=")
        assert ("alarm", "id") in con.exec_driver_sql(sql).all()
    store.close()


def test_a_reader_sees_one_moment_and_writes_nothing(home: Path) -> None:
    store = opened(home)
    with store._site.db.read() as con:
        before = con.exec_driver_sql("select next_seq from head").scalar()
        put(store, message(0))
        assert con.exec_driver_sql("select next_seq from head").scalar() == before
    with pytest.raises(Exception, match="read-only"), store._site.db.read() as con:
        con.exec_driver_sql("update head set next_seq = 9")
    assert seen(store, [digest("m00000")]) == [True]
    store.close()


# ------------------------------------------------------------------ what the server lets us do


def test_a_wrong_password_is_a_sentence(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.say("create role asked login password 'right'")
    server.say("create database asked owner asked")
    url = server.url("asked", "asked:s3cret")
    with pytest.raises(StoreError, match="password authentication failed") as told:
        open_store(f"{url}&files={tmp_path / 'store'}", create=True)
    assert "s3cret" not in str(told.value)
    store = open_store(f"{server.url('asked', 'asked:right')}&files={tmp_path}/store", create=True)
    put(store, message(0))
    store.close()
    assert "right" not in (tmp_path / "store" / "store.toml").read_text()
    server.say("alter role asked password 'changed'")
    monkeypatch.setattr(place, "_NAMED", {})
    with pytest.raises(StoreError, match="password"):
        open_store(tmp_path / "store", create=False)


def test_a_database_of_another_encoding_is_refused(server: Server, tmp_path: Path) -> None:
    server.say("create database plain encoding 'SQL_ASCII' locale 'C' template template0")
    home = prepared(tmp_path / "store", server.url("plain"))
    with pytest.raises(StoreError, match="keeps texts as SQL_ASCII"):
        opened(home)


def test_an_old_server_is_refused(server: Server, home: Path) -> None:
    at = find(home)
    assert at.server is not None
    old = SimpleNamespace(info=SimpleNamespace(server_version=130_012))
    with pytest.raises(StoreError, match="is PostgreSQL 13, needed is 14 or newer"):
        PostgresDatabase(at, at.server)._fits(old)  # type: ignore[arg-type]


def test_without_the_driver_one_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "bantay.adapters.store.postgres")
    with pytest.raises(MissingExtra, match=r"pip install 'bantay\[postgres\]'"):
        open_store(home, create=True)


def test_what_doctor_is_told(
    server: Server, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert facts(tmp_path) is None
    opened(home).close()
    found = facts(home)
    assert found is not None and found.version.startswith("16.")
    assert (found.standby, found.may_make, found.foreign_tables) == (False, True, 0)
    assert (found.mighty, found.bare, found.durable) == (True, False, False)  # as the tests run it
    server.say("create role guest login")
    at = find(home)
    assert at.server is not None
    monkeypatch.setattr(place, "_NAMED", {})
    (home / "store.toml").write_text((home / "store.toml").read_text().replace("bantay@", "guest@"))
    schema = at.server.shown.rpartition("%3D")[2]
    server.say(f"grant usage on schema {schema} to guest")
    guest = facts(home)
    assert guest is not None and not guest.may_make and not guest.mighty
    assert guest.foreign_tables > 10
    with pytest.raises(StoreError, match="may not do that: `bantay doctor`"):
        open_store(home, create=False)
