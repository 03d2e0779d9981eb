"""Opening: what a store is made of, and what is said when it cannot be opened."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from bantay.adapters.store import EmbeddedStore, migrate, open_store
from bantay.adapters.store.disk import DiskFiles
from bantay.adapters.store.schema import METADATA
from bantay.adapters.store.sqlite import SqliteDatabase
from bantay.adapters.store.trouble import spoken
from bantay.errors import StoreError
from bantay.ports.reading import AlarmFilter, Look

from .conftest import only
from .toys import START, WALL, message, opened, put, seen

SRC = Path(open_store.__code__.co_filename).parents[4] / "src"


def elsewhere(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run code in another process."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    env = {**os.environ, "PYTHONPATH": str(SRC)}
    return subprocess.run(command, env=env, capture_output=True, check=False, text=True)


# ------------------------------------------------------------------ made and found again


def test_what_was_kept_is_there_when_it_is_opened_again(home: Path) -> None:
    store = opened(home)
    put(store, message(0), message(1), counts={"read": 2})
    key = store.key
    store.close()
    again = open_store(home, create=False)
    assert [record for _, record in again.log()] == [message(0), message(1)]
    assert again.head().counts == {"read": 2}
    assert again.key == key and len(key) == 32
    again.close()


def test_a_store_is_made_with_the_directories_above_it(tmp_path: Path) -> None:
    opened(tmp_path / "a" / "b c?" / "store").close()
    assert (tmp_path / "a" / "b c?" / "store" / "bantay.db").exists()


def test_an_up_to_date_store_is_opened_without_alembic_and_parquet(home: Path) -> None:
    opened(home).close()
    code = (
        "import sys; from pathlib import Path; from bantay.adapters.store import open_store; "
        "from bantay.ports.reading import AlarmFilter; "
        "store = open_store(Path(sys.argv[1]), create=False); store.alarms(AlarmFilter()); "
        "store.close(); print([m for m in ('alembic', 'pyarrow', 'numpy') if m in sys.modules])"
    )
    assert elsewhere(code, home).stdout == "[]\n"


@only("sqlite", "its file is there before its tables; test_postgres has the like")
def test_an_interrupted_making_is_finished_by_the_next(home: Path) -> None:
    home.mkdir()
    (home / "bantay.key").write_bytes(b"k" * 32)
    (home / "bantay.db").touch()
    with pytest.raises(StoreError, match="there is no store"):
        open_store(home, create=False)
    store = opened(home)
    assert store.key == b"k" * 32 and store.head().next_seq == 0
    store.close()


# ------------------------------------------------------------------ what may be wrong


@only("sqlite", "a directory of its own")
def test_no_store_where_none_shall_be_made(home: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no store in .*bantay run"):
        open_store(home, create=False)
    assert not home.exists()


@only("sqlite", "a directory of its own")
def test_a_file_is_not_a_store(home: Path) -> None:
    home.write_text("chat")
    with pytest.raises(StoreError, match="is a file"):
        opened(home)


def test_a_wrong_key_is_told_before_anything_is_read(home: Path) -> None:
    opened(home).close()
    (home / "bantay.key").write_bytes(b"x" * 32)
    with pytest.raises(StoreError, match="not the one"):
        opened(home)


def test_a_missing_key_is_not_replaced_by_a_new_one(home: Path) -> None:
    opened(home).close()
    (home / "bantay.key").unlink()
    with pytest.raises(StoreError, match=r"key .* is missing"):
        opened(home)
    assert not (home / "bantay.key").exists()


def test_the_key_may_lie_elsewhere(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = tmp_path / "secret"
    monkeypatch.setenv("BANTAY_KEY_FILE", str(named))
    with pytest.raises(StoreError, match=r"BANTAY_KEY_FILE names .*secret, which does not exist"):
        opened(home)
    named.write_text("ab" * 32 + "\n")
    store = opened(home)
    assert store.key == b"\xab" * 32
    assert not (home / "bantay.key").exists()
    store.close()


@pytest.mark.parametrize("content", [b"", b"short", b"z" * 64, b"k" * 33])
def test_not_every_file_is_a_key(home: Path, content: bytes) -> None:
    home.mkdir(exist_ok=True)
    (home / "bantay.key").write_bytes(content)
    with pytest.raises(StoreError, match="is not a key: expected 32 bytes"):
        opened(home)


def test_the_key_is_its_owners_alone(store: EmbeddedStore, home: Path) -> None:
    assert (home / "bantay.key").stat().st_mode & 0o777 == 0o600


def test_a_newer_store_is_not_touched(home: Path) -> None:
    opened(home).close()
    store = open_store(home, create=False)
    with store._site.db.write() as con:
        con.exec_driver_sql("update alembic_version set version_num = '9999'")
    store.close()
    with pytest.raises(StoreError, match=r"newer Bantay \(schema 9999"):
        opened(home)


@only("sqlite", "a file can be overwritten")
@pytest.mark.parametrize("content", [b"not a database at all, " * 99, b"SQLite format 3\0" * 99])
def test_a_damaged_database_is_said_to_be_one(home: Path, content: bytes) -> None:
    opened(home).close()
    (home / "bantay.db").write_bytes(content)
    with pytest.raises(StoreError, match="restore the directory from a backup"):
        opened(home)


def test_a_damaged_segment_is_named(store: EmbeddedStore, home: Path) -> None:
    put(store, *(message(n) for n in range(50)))
    store.seal(WALL, everything=True)
    [segment] = home.glob("events/**/*.parquet")
    data = bytearray(segment.read_bytes())
    for broken in (data[:-9], data[:40] + b"\xff" * 40 + data[80:]):
        segment.write_bytes(broken)
        with pytest.raises(StoreError, match=r"000000000000.parquet is damaged"):
            list(store.log())
    segment.unlink()
    with pytest.raises(StoreError, match=r"000000000000.parquet is damaged or missing"):
        list(store.log())


def test_a_single_wrong_bit_never_changes_the_log(store: EmbeddedStore, home: Path) -> None:
    said = [message(n) for n in range(50)]
    put(store, *said)
    store.seal(WALL, everything=True)
    [segment] = home.glob("events/**/*.parquet")
    data = segment.read_bytes()
    with pq.ParquetFile(segment) as parquet:
        ids = parquet.metadata.row_group(0).column(1)
    start = ids.data_page_offset
    noticed = 0
    for at in range(start, start + ids.total_compressed_size, 3):
        segment.write_bytes(data[:at] + bytes([data[at] ^ 2]) + data[at + 1 :])
        try:
            assert [record for _, record in store.log()] == said
        except StoreError:
            noticed += 1
    assert noticed > 5


def test_a_damaged_vault_file_is_said_to_be_one(store: EmbeddedStore, home: Path) -> None:
    put(store, *(message(n) for n in range(50)))
    store.seal(WALL, everything=True)
    [file] = home.glob("vault/**/*.vault")
    data = file.read_bytes()
    for broken in (b"", data[:20], data[:-9], data[:-9] + b"123456789"):
        file.write_bytes(broken)
        with pytest.raises(StoreError, match=r"\.vault is damaged"):
            list(store.log())
    file.unlink()
    with pytest.raises(StoreError, match=r"\.vault is missing"):
        list(store.log())


def test_a_damaged_run_of_ids_is_named(home: Path) -> None:
    store = opened(home)
    put(store, message(0))
    store.seal(WALL, everything=True)
    store.close()
    [run] = home.glob("dedup/*.npy")
    run.write_bytes(run.read_bytes()[:-8])
    again = opened(home)
    with pytest.raises(StoreError, match=r"000000000000.npy is damaged"):
        seen(again, [b"0" * 16])
    again.close()


@only("sqlite", "a file can be kept from growing")
def test_a_full_disk_keeps_what_was_committed(store: EmbeddedStore) -> None:
    put(store, message(0))
    with store._site.db.read() as con:
        pages = con.exec_driver_sql("pragma page_count").scalar()
        con.exec_driver_sql(f"pragma max_page_count = {pages}")
    with pytest.raises(StoreError, match="disk is full: free some space"):
        put(store, *(message(n, os.urandom(60).hex()) for n in range(1, 3000)))
    assert [record for _, record in store.log()] == [message(0)]


class Refusing(DiskFiles):
    """A disk that refuses from some moment on."""

    error: int | None = None

    def write(self, path: Path, parts: Iterable[bytes]) -> None:
        if self.error is not None:
            raise OSError(self.error, os.strerror(self.error), str(path))
        super().write(path, parts)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EROFS, "cannot be written"),
        (errno.EIO, "output error"),
    ],
)
def test_a_seal_that_fails_leaves_the_log_as_it_was(home: Path, error: int, says: str) -> None:
    files = Refusing()
    store = opened(home, files=files)
    put(store, message(0), message(1))
    files.error = error
    with pytest.raises(StoreError, match=says):
        store.seal(WALL, everything=True)
    assert [record for _, record in store.log()] == [message(0), message(1)]
    files.error = None
    store.seal(WALL, everything=True)
    assert [record for _, record in store.log()] == [message(0), message(1)]
    store.close()


@only("sqlite", "a file can be opened so")
def test_a_read_only_store_says_so(home: Path) -> None:
    opened(home).close()
    db = SqliteDatabase(home, create=False)
    db._mode = "ro"
    with pytest.raises(StoreError, match="cannot be written"), spoken(home), db.write() as con:
        con.exec_driver_sql("update head set now = 1")
    db.close()


# ------------------------------------------------------------------ one writer, many readers

HOLD = """
import sys
from pathlib import Path
from bantay.adapters.store import open_store
store = open_store(Path(sys.argv[1]), create=True)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other(home: Path) -> Iterable[subprocess.Popen[str]]:
    """Another process that writes to the store."""
    opened(home).close()
    held = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        env={**os.environ, "PYTHONPATH": str(SRC)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with held:
        assert held.stdout is not None
        assert held.stdout.readline() == "held\n"
        yield held
        held.kill()


def test_a_second_writer_is_told_who_writes(home: Path, other: subprocess.Popen[str]) -> None:
    with pytest.raises(StoreError, match=f"written by process {other.pid}: wait"):
        opened(home)
    reader = open_store(home, create=False)
    with pytest.raises(StoreError, match=f"written by process {other.pid}"):
        put(reader, message(0))
    reader.close()


def test_readers_are_let_in_and_the_lock_dies_with_its_process(
    home: Path, other: subprocess.Popen[str]
) -> None:
    reader = open_store(home, create=False)
    assert reader.alarms(AlarmFilter()) == [] and list(reader.log()) == []
    assert reader.events(["m1"], Look("Kim", "a test")) == {}
    assert len(reader.audit()) == 1
    other.kill()
    other.wait()
    put(reader, message(0))
    assert reader.head().next_seq == 1
    reader.close()


def test_the_same_process_is_no_exception(store: EmbeddedStore, home: Path) -> None:
    with pytest.raises(StoreError, match="written by this process"):
        opened(home)
    put(store, message(0))


def test_closing_twice_is_harmless_and_frees_the_store(home: Path) -> None:
    first = opened(home)
    first.close()
    first.close()
    opened(home).close()


# ------------------------------------------------------------------ the history of the tables


def test_the_history_makes_what_the_schema_says(store: EmbeddedStore) -> None:
    with store._site.db.read() as con:
        found = compare_metadata(MigrationContext.configure(con), METADATA)
        assert [change for change in found if change[0] != "remove_table_comment"] == []
        assert migrate.version_of(con, store._site.db) == migrate.VERSION


def test_the_code_knows_every_step() -> None:
    steps = Path(migrate.__file__).parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(steps / "tool"))
    config.set_main_option("version_locations", str(steps))
    config.set_main_option("path_separator", "newline")
    history = ScriptDirectory.from_config(config).walk_revisions()
    assert [step.revision for step in history][::-1] == list(migrate.KNOWN)


def test_every_table_can_be_made_in_postgresql() -> None:
    made = [
        str(CreateTable(t).compile(dialect=postgresql.dialect())) for t in METADATA.sorted_tables
    ]
    assert any("BYTEA" in text for text in made) and any("BIGINT" in text for text in made)


def test_the_clock_is_the_callers(home: Path) -> None:
    ticks: Callable[[], int] = iter(range(WALL, WALL + 9)).__next__
    store = opened(home, clock=ticks)
    store.events([], Look("Kim", "a test"))
    assert store.audit()[0].time == START
    store.close()
