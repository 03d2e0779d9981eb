"""Whatever breaks under a store, a command says so in a sentence, and nothing is lost by it."""

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, event

from bantay.adapters.store.disk import DiskFiles
from bantay.bench.talk import talk

from .conftest import Call

Harm = Callable[[Path], object]
_TALK = [msgspec.json.encode(event) for event in talk(400, seed=3)]
EVENTS, MORE = b"\n".join(_TALK[:300]), b"\n".join(_TALK[300:])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with sealed segments and texts, to be copied."""
    from click.testing import CliRunner

    from bantay.cli.main import cli

    folder = tmp_path_factory.mktemp("made")
    (folder / "talk.jsonl").write_bytes(EVENTS)
    words = ["run", str(folder / "talk.jsonl"), "--store", str(folder / "store"), "-q"]
    assert CliRunner().invoke(cli, words).exit_code == 0
    return folder


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made / "store", tmp_path / "store")
    (tmp_path / "talk.jsonl").write_bytes(EVENTS)
    (tmp_path / "more.jsonl").write_bytes(MORE)
    return tmp_path / "store"


def files(store: Path, pattern: str) -> list[Path]:
    return sorted(path for path in store.glob(pattern) if path.is_file())


def flipped(pattern: str) -> Harm:
    """One bit of the middle of each such file."""

    def harm(store: Path) -> None:
        for path in files(store, pattern):
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 4
            path.write_bytes(data)

    return harm


def cut(pattern: str) -> Harm:
    """The end of each such file."""
    return lambda store: [os.truncate(p, p.stat().st_size - 9) for p in files(store, pattern)]


def gone(pattern: str) -> Harm:
    return lambda store: [path.unlink() for path in files(store, pattern)]


def garbage(store: Path) -> None:
    for path in files(store, "bantay.db*"):
        path.unlink()
    (store / "bantay.db").write_bytes(b"no database at all " * 300)


def torn(store: Path) -> None:
    data = bytearray((store / "bantay.db").read_bytes())
    for at in range(8192, len(data) - 4096, 4096):
        data[at : at + 60] = b"\xff" * 60
    (store / "bantay.db").write_bytes(data)


def foreign(store: Path) -> None:
    (store / "bantay.db").unlink()
    with sqlite3.connect(store / "bantay.db") as con:
        con.execute("create table recipes (name)")
    con.close()


def emptied(store: Path) -> None:
    (store / "bantay.db").write_bytes(b"")


def other_key(store: Path) -> None:
    (store / "bantay.key").write_bytes(b"k" * 32)


def no_key_at_all(store: Path) -> None:
    (store / "bantay.key").write_bytes(b"not a key")


REFUSED: list[tuple[str, Harm, str]] = [
    ("garbage database", garbage, "is not a Bantay database: restore"),
    ("torn database", torn, "is damaged: restore"),
    ("foreign database", foreign, "a database of something else (it holds a table 'recipes')"),
    ("missing database", gone("bantay.db*"), "bantay.db is missing: nothing was touched"),
    ("emptied database", emptied, "its database has no tables: nothing was touched"),
    ("missing key", gone("bantay.key"), "is missing: put it back"),
    ("another key", other_key, "the key is not the one"),
    ("no key", no_key_at_all, "is not a key: expected 32 bytes"),
]


@pytest.mark.parametrize(("harm", "says"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED])
def test_a_broken_store_is_refused_and_left_as_it_is(
    store: Path, call: Call, harm: Harm, says: str
) -> None:
    harm(store)
    before = whole(store)
    for words in (["alarms"], ["run", "more.jsonl", "-q"], ["cases"], ["audit", "verify"]):
        result = call(*words, "--store", str(store))
        assert result.exit_code == 2, (words, result.output)
        assert says in result.output and "BT103" in result.output, result.output
        assert "Traceback" not in result.output
    told = call("doctor", "--store", str(store))
    assert told.exit_code == 2 and says in told.output and "fix: " in told.output
    assert whole(store) | before == whole(store)


def whole(store: Path) -> dict[Path, bytes]:
    """What there is to lose."""
    there = {path: path.read_bytes() for path in files(store, "**/*") if path.name not in _OWN}
    return {path: data for path, data in there.items() if data}


_OWN = {"bantay.lock", "bantay.db-shm", "bantay.db-wal"}
"""What a reader or a lock may write beside."""

HARMED: list[tuple[str, Harm, str, bool]] = [
    ("segment flipped", flipped("events/**/type=message.sent/*.parquet"), "events/", True),
    ("segment cut", cut("events/**/*.parquet"), "events/", False),
    ("segment gone", gone("events/**/*.parquet"), "events/", False),
    ("texts flipped", flipped("vault/**/*.vault"), "vault/", True),
    ("texts cut", cut("vault/**/*.vault"), "vault/", True),
    ("texts gone", gone("vault/**/*.vault"), "vault/", False),
    ("ids cut", cut("dedup/*.npy"), "dedup/", False),
    ("ids gone", gone("dedup/*.npy"), "dedup/", False),
]


@pytest.mark.parametrize(
    ("harm", "room", "hidden"), [c[1:] for c in HARMED], ids=[c[0] for c in HARMED]
)
def test_the_doctor_names_a_damaged_file(
    store: Path, call: Call, harm: Harm, room: str, hidden: bool
) -> None:
    """A flipped bit in the middle is only seen by reading every byte."""
    assert call("doctor", "--store", str(store), "--thorough").exit_code == 0
    harm(store)
    told = call("doctor", "--store", str(store), "--thorough")
    assert told.exit_code == 2 and f"first {room}" in told.output, told.output
    quick = call("doctor", "--store", str(store))
    assert quick.exit_code == (0 if hidden else 2), quick.output


def test_a_damaged_page_of_the_database_is_seen_by_reading_it_all(store: Path, call: Call) -> None:
    torn(store)
    assert call("doctor", "--store", str(store), "--thorough").exit_code == 2


def test_what_a_damaged_segment_does_not_touch_goes_on(store: Path, call: Call) -> None:
    flipped("events/**/type=message.sent/*.parquet")(store)
    alarms = call("alarms", "--store", str(store), "--format", "jsonl")
    assert alarms.exit_code == 0 and len(alarms.stdout.splitlines()) > 1
    first = json.loads(alarms.stdout.splitlines()[0])["alarm"]
    told = call("explain", first, "--store", str(store))
    assert told.exit_code == 2 and "is damaged or missing" in told.output
    assert "Traceback" not in told.output


class Full(DiskFiles):
    """A disk on which nothing more can be written."""

    error = errno.ENOSPC

    def write(self, path: Path, parts: Iterable[bytes]) -> None:
        raise OSError(self.error, os.strerror(self.error), str(path))


class ReadOnly(Full):
    """A disk that was mounted to be read."""

    error = errno.EROFS


@pytest.mark.parametrize(
    ("disk", "says"), [(Full, "the disk is full: free some space"), (ReadOnly, "cannot be written")]
)
def test_a_disk_that_takes_no_more_ends_the_run_and_the_next_goes_on(
    store: Path, call: Call, monkeypatch: pytest.MonkeyPatch, disk: type[Full], says: str
) -> None:
    run = ["run", "more.jsonl", "--store", str(store), "--json"]
    with monkeypatch.context() as broken:
        broken.setattr("bantay.adapters.store.opening.DiskFiles", disk)
        result = call(*run)
    assert result.exit_code == 2 and says in result.output and "Traceback" not in result.output
    again = call(*run)
    assert again.exit_code == 0, again.output
    done = json.loads(again.stdout.splitlines()[-1])
    assert (done["accepted"], done["events"]) == (0, 0)  # committed before; only sealed now
    fresh = store.with_name("fresh")
    for name in ("talk.jsonl", "more.jsonl"):
        assert call("run", name, "--store", str(fresh), "-q").exit_code == 0
    assert _alarms(call, store) == _alarms(call, fresh)


@contextmanager
def tables(pragma: str) -> Iterator[None]:
    """Every connection to the tables is under a pragma of SQLite's own."""

    def begun(con: Any, _: object) -> None:
        con.execute(pragma)

    event.listen(Engine, "connect", begun)
    try:
        yield
    finally:
        event.remove(Engine, "connect", begun)


@pytest.mark.parametrize(
    ("pragma", "says"),
    [
        ("pragma max_page_count = 1", "the disk is full: free some space"),  # 1: what it has now
        ("pragma query_only = on", "cannot be written: check that the directory"),
    ],
)
def test_tables_that_take_no_more_end_the_run_and_the_next_takes_all(
    store: Path, call: Call, pragma: str, says: str
) -> None:
    run = ["run", "more.jsonl", "--store", str(store), "--json"]
    with tables(pragma):
        result = call(*run)
    assert result.exit_code == 2 and says in result.output and "Traceback" not in result.output
    again = call(*run)
    assert again.exit_code == 0, again.output
    done = json.loads(again.stdout.splitlines()[-1])
    assert done["accepted"] == len(MORE.splitlines()), "nothing of the batch had stood"
    assert call("audit", "verify", "--store", str(store)).exit_code == 0


def _alarms(call: Call, store: Path) -> list[tuple[str, str, float]]:
    rows = call("alarms", "--store", str(store), "--format", "jsonl").stdout.splitlines()
    said = (json.loads(row) for row in rows)
    return sorted((a["hypothesis"], a["subject"]["id"], a["score_db"]) for a in said)


def test_an_output_that_cannot_be_written_is_a_sentence(store: Path, call: Call) -> None:
    told = call("alarms", "--store", str(store), "--format", "csv", "-o", "/dev/full")
    assert told.exit_code == 2 and "No space left" in told.output
    assert "Traceback" not in told.output


def test_rights_of_others_are_told(store: Path, call: Call) -> None:
    store.chmod(0o755)
    told = call("doctor", "--store", str(store))
    assert told.exit_code == 1 and f"chmod 700 {store}" in told.output
    store.chmod(0o700)
    (store / "bantay.key").chmod(0o640)
    told = call("doctor", "--store", str(store))
    assert told.exit_code == 2 and "chmod 600" in told.output


def test_another_owner_is_told(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bantay.cli.store_checks import owner

    assert owner(store).state == "ok"
    monkeypatch.setattr("os.geteuid", lambda: store.stat().st_uid + 7)
    found = owner(store)
    assert found.state == "broken" and "chown" in str(found.fix)


def test_the_tables_are_their_owners_alone(store: Path) -> None:
    assert (store / "bantay.db").stat().st_mode & 0o777 == 0o600


def test_a_clock_that_went_back_stops_a_run_and_the_doctor_says_why(
    store: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    real = time.time_ns
    monkeypatch.setattr("time.time_ns", lambda: real() - 40 * 86_400 * 10**9)
    told = call("run", "more.jsonl", "--store", str(store), "-q")
    assert told.exit_code == 2 and "set the clock right" in told.output
    doctor = call("doctor", "--store", str(store))
    assert doctor.exit_code == 2 and "40.0 days behind" in doctor.output
    monkeypatch.setattr("time.time_ns", real)
    assert call("run", "more.jsonl", "--store", str(store), "-q").exit_code == 0
    assert call("doctor", "--store", str(store)).exit_code == 0
