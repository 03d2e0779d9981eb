"""A backup taken at any moment is a store again, on either database; the erased stay erased."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bantay.adapters.store import EmbeddedStore, open_store
from bantay.adapters.store.backup import archive, making
from bantay.adapters.store.opening import restored_store
from bantay.errors import StoreError
from bantay.ports.reading import AlarmFilter

from .conftest import KINDS
from .toys import DAY, SECRET, WALL, alarm, found, message, opened, own_records, put, whole_events

TESTS = Path(__file__).parents[2]
LATER = WALL + 3600 * 1_000_000


def lived(home: Path) -> EmbeddedStore:
    """A store in which everything has a row: sealed, in the tail, rejected, decided."""
    from bantay.ports.source import Reject

    store = opened(home)
    put(store, *(message(n, f"text {n}") for n in range(8)), findings=[found("f1", "m00003")])
    put(store, *whole_events(), *own_records(), alarms=[alarm("a1")])
    store.seal(WALL, everything=True)
    store.retain(WALL)  # one of the events asked to be erased
    bad = Reject(
        file="x.jsonl", line=3, column=None, field="time", reason="no time", nearest=None, raw=b"{}"
    )
    put(store, *(message(n, f"text {n}", account="bob") for n in range(20, 24)), rejects=[bad])
    return store


def told(store: EmbeddedStore) -> list[Any]:
    """Everything that can be read of a store."""
    return [
        list(store.log()),
        store.head(),
        store.alarms(AlarmFilter()),
        store.key,
        store.verify_audit(),
        [row for row in store.audit() if row.act not in _ACTS],  # of an erasure twice, too
        store.undelivered(),
    ]


_ACTS = ("backup taken", "backup restored", "clock believed", "texts erased")


def back(backup: Path, where: Path, home: Path, **how: Any) -> EmbeddedStore:
    """The store that a backup makes, with the key of the store it was taken from."""
    rest: dict[str, Any] = {"key": home / "bantay.key", "who": "Kim", "environment": {}} | how
    restored_store(backup, where, **{"clock": lambda: LATER} | rest)
    return opened(where, clock=lambda: LATER)


@pytest.mark.parametrize("suffix", ["", ".tar"])
@pytest.mark.parametrize("into", KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_back_is_what_was(
    new_home: Callable[[str], Path], tmp_path: Path, kind: str, into: str, suffix: str
) -> None:
    home, backup = new_home(kind), tmp_path / f"backup{suffix}"
    store = lived(home)
    before = told(store)
    store.back_up(backup, "Kim")
    store.close()
    again = back(backup, new_home(into), home)
    assert told(again) == before
    put(again, message(90, "said after"))  # counters go on
    again.seal(LATER, everything=True)
    assert again.head().next_seq == before[1].next_seq + 1
    assert again.checking.damage(thorough=True) == []
    assert [r.act for r in again.audit()].count("backup restored") == 1
    again.close()


def test_no_key_and_no_text_is_in_it(tmp_path: Path) -> None:
    store = lived(tmp_path / "store")
    (tmp_path / "store" / "quarantine.jsonl").write_text(SECRET)
    (tmp_path / "store" / "mappings").mkdir()
    (tmp_path / "store" / "mappings" / "chat.toml").write_text("x = 1")
    store.back_up(tmp_path / "backup.tar", "Kim")
    data = (tmp_path / "backup.tar").read_bytes()
    for private in (store.key, store.key.hex().encode(), SECRET.encode(), b"text 3"):
        assert private not in data
    assert b"mappings/chat.toml" in data
    assert (tmp_path / "backup.tar").stat().st_mode & 0o077 == 0
    store.close()


def test_the_erased_stay_erased(home: Path, tmp_path: Path, new_home: Any) -> None:
    """Whether the newest ledger is named, in another backup, or in the replaced store."""
    store = lived(home)
    early = tmp_path / "early"
    store.back_up(early, "Kim")
    store.erase("bob", LATER)
    kept = tmp_path / "kept.log"
    shutil.copy(home / "erased.log", kept)
    assert b"bob" not in kept.read_bytes()
    store.close()

    without = back(early, new_home("sqlite"), home)
    assert _texts(without, "bob") != []  # nobody knew: this is what a ledger is for
    without.close()

    named = back(early, new_home("sqlite"), home, ledgers=[kept])
    assert _texts(named, "bob") == [] and _texts(named, "ann") != []
    named.close()

    place = new_home("sqlite")
    place.mkdir()
    shutil.copy(kept, place / "erased.log")
    replaced = back(early, place, home)
    assert _texts(replaced, "bob") == []
    replaced.back_up(tmp_path / "late.tar", "Kim")
    replaced.close()

    beside = back(early, new_home("sqlite"), home)
    assert _texts(beside, "bob") == []
    beside.close()


def _texts(store: EmbeddedStore, account: str) -> list[str]:
    rows = (record for _, record in store.log() if getattr(record, "account", "") == account)
    return [text for row in rows if (text := getattr(row, "text", None))]


def test_texts_whose_time_ran_out_meanwhile_do_not_come_back(tmp_path: Path) -> None:
    store = lived(tmp_path / "store")
    store.seal(WALL, everything=True)
    store.back_up(tmp_path / "backup", "Kim")
    store.close()
    much_later = WALL + 200 * DAY
    again = back(
        tmp_path / "backup", tmp_path / "again", tmp_path / "store", clock=lambda: much_later
    )
    assert _texts(again, "ann") == _texts(again, "bob") == []
    again.close()


def test_files_that_go_while_they_are_copied(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_home: Any
) -> None:
    """Somebody is erased between the tables and the files: the moment moves on."""
    store, tables = lived(home), making._tables
    passes = []

    def interrupted(*words: Any) -> Any:
        moment = tables(*words)
        passes.append(moment.next_seq)
        if len(passes) == 1:
            store.erase("ann", LATER)
        return moment

    monkeypatch.setattr(making, "_tables", interrupted)
    store.back_up(tmp_path / "backup", "Kim")
    assert len(passes) == 2
    store.close()
    again = back(tmp_path / "backup", new_home("sqlite"), home)
    assert _texts(again, "ann") == [] and again.checking.damage(thorough=True) == []
    again.close()


@pytest.fixture
def taken(tmp_path: Path) -> Path:
    store = lived(tmp_path / "store")
    store.back_up(tmp_path / "backup", "Kim")
    store.close()
    return tmp_path / "backup"


@pytest.mark.parametrize("name", ["tables/head", "events", "vault", "backup.json"])
@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
def test_a_changed_backup_makes_no_store(taken: Path, tmp_path: Path, name: str, how: str) -> None:
    path = taken / name
    if path.is_dir():
        path = sorted(p for p in path.rglob("*") if p.is_file())[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(data if how == "flipped" else data[:-3])
    with pytest.raises(StoreError, match=r"backup|list"):
        back(taken, tmp_path / "again", tmp_path / "store")
    assert not (tmp_path / "again" / "bantay.db").exists() or not open_fails(tmp_path / "again")


def open_fails(where: Path) -> bool:
    """Whether something that is no store could be opened."""
    try:
        open_store(where, create=False).close()
    except StoreError:
        return False
    return True


def test_what_stands_in_the_way_is_told(taken: Path, tmp_path: Path) -> None:
    home = tmp_path / "store"
    with pytest.raises(StoreError, match="holds tables already"):
        back(taken, home, home)
    (tmp_path / "wrong.key").write_bytes(b"w" * 32)
    with pytest.raises(StoreError, match="the key is not the one"):
        back(taken, tmp_path / "again", home, key=tmp_path / "wrong.key")
    with pytest.raises(StoreError, match=r"key .*is missing"):
        back(taken, tmp_path / "again", home, key=None)
    (tmp_path / "ledger").write_text("bob\n")
    with pytest.raises(StoreError, match=r"ledger:1: is no line"):
        back(taken, tmp_path / "again", home, ledgers=[tmp_path / "ledger"])
    store = opened(home)
    with pytest.raises(StoreError, match="is there already"):
        store.back_up(taken, "Kim")
    with pytest.raises(StoreError, match="inside the store"):
        store.back_up(home / "backup", "Kim")
    with pytest.raises(StoreError, match="no directory"):
        store.back_up(tmp_path / "no" / "backup", "Kim")
    store.close()


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "bantay.key", "store.toml", "tables/x"])
def test_a_member_cannot_leave_its_folder(name: str) -> None:
    with pytest.raises(StoreError, match="must not hold"):
        archive.inside(name)


CHILD = """
import os, signal, sys
from pathlib import Path
from bantay.adapters.store import open_store
from bantay.adapters.store.backup import archive, dump, restoring
from bantay.adapters.store.opening import restored_store
what, at, one, two, key = sys.argv[1:]
left = [int(at)]
def dies(function):
    def call(*words, **more):
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*words, **more)
    return call
if what == "backup":
    archive.Counted.file = dies(archive.Counted.file)
    open_store(Path(one), create=False).back_up(Path(two), "Kim")
else:
    restoring.dump.fill = dies(restoring.dump.fill)
    archive.Whole.member = dies(archive.Whole.member)
    restored_store(Path(one), Path(two), key=Path(key), who="Kim", environment={})
"""


def killed(*words: object) -> None:
    """Run in another process, which is killed in the middle."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", CHILD, *map(str, words)]
    done = subprocess.run(command, cwd=TESTS, env=env, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("at", [0, 3, 45])
def test_killed_while_backing_up_there_is_no_half_backup(
    home: Path, tmp_path: Path, at: int
) -> None:
    store = lived(home)
    before = told(store)
    store.close()
    killed("backup", at, home, tmp_path / "backup", "-")
    assert not (tmp_path / "backup").exists()
    with pytest.raises(StoreError, match="not whole"):
        back(tmp_path / "backup.part", tmp_path / "again", home)
    store = opened(home)
    store.back_up(tmp_path / "backup", "Kim")  # the half one is no hindrance
    assert told(store) == before
    store.close()


@pytest.mark.parametrize("at", [0, 5, 70])
def test_killed_while_restoring_the_same_command_ends_it(
    taken: Path, tmp_path: Path, at: int
) -> None:
    home, again = tmp_path / "store", tmp_path / "again"
    killed("restore", at, taken, again, home / "bantay.key")
    assert not open_fails(again)
    store, first = back(taken, again, home), opened(home)
    assert told(store) == told(first)
    store.close()
    first.close()


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from bantay.cli.main import cli

    lived(tmp_path / "store").close()
    run = CliRunner().invoke
    target, home = str(tmp_path / "b.tar"), str(tmp_path / "store")
    done = run(cli, ["backup", target, "--store", home])
    assert done.exit_code == 0 and "the key is not in it" in done.output
    assert run(cli, ["backup", target, "--store", home]).exit_code == 2
    words = ["restore", target, "--store", str(tmp_path / "two"), "--key", f"{home}/bantay.key"]
    done = run(cli, words)
    assert done.exit_code == 0 and "people whose erasure came after" in done.output, done.output
    assert run(cli, words).exit_code == 2
    rows = run(cli, ["audit", "list", "--store", str(tmp_path / "two"), "--format", "jsonl"])
    acts = [json.loads(line)["act"] for line in rows.stdout.splitlines()]
    assert "backup restored" in acts and "clock believed" in acts
