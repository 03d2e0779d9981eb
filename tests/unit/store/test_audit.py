"""The audit log: whoever changes it is found out."""

import json
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest

from bantay.adapters.store import EmbeddedStore
from bantay.ports.reading import Look

from .toys import opened

CHANGES = {
    "a word": "update audit set who = 'Lee' where n = 2",
    "a moment": "update audit set time = time + 1 where n = 2",
    "what was looked at": "update audit set what = '{}' where n = 2",
    "a number": "update audit set n = 9 where n = 2",
    "one removed": "delete from audit where n = 2",
    "a hash": "update audit set hash = before where n = 2",
}


@pytest.fixture
def looked(store: EmbeddedStore) -> EmbeddedStore:
    """A store that was looked at four times."""
    for n in range(4):
        store.events([f"m{n}"], Look("Kim", f"purpose {n}"))
    return store


def test_an_empty_log_holds(store: EmbeddedStore) -> None:
    assert store.verify_audit() is None and store.audit() == []


def test_the_chain_is_what_its_description_says(looked: EmbeddedStore) -> None:
    before = "0" * 64
    for row in looked.audit():
        plain = {
            "n": row.n,
            "time": int(row.time.timestamp()) * 10**6,
            "who": row.who,
            "act": row.act,
            "what": row.what,
            "before": before,
        }
        text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
        assert row.before == before
        assert row.hash == sha256(text.encode()).hexdigest()
        before = row.hash
    assert looked.verify_audit() is None


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_to_change_it(looked: EmbeddedStore, home: Path, change: str) -> None:
    db = sqlite3.connect(home / "bantay.db")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(change)
    db.close()
    assert looked.verify_audit() is None


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_who_changes_it_all_the_same_is_found_out(
    looked: EmbeddedStore, home: Path, change: str
) -> None:
    db = sqlite3.connect(home / "bantay.db")
    with db:
        db.execute("drop trigger audit_no_update")
        db.execute("drop trigger audit_no_delete")
        db.execute(change)
    db.close()
    assert looked.verify_audit() == 2


def forged(db: sqlite3.Connection, n: int) -> None:
    """Give the n-th record a hash that fits what it says, and tie it to the one before."""
    cursor = db.execute("select * from audit order by n")
    rows = [dict(zip((c[0] for c in cursor.description), row, strict=True)) for row in cursor]
    here = next(at for at, row in enumerate(rows) if row["n"] == n)
    row = rows[here] | {"before": rows[here - 1]["hash"]}
    del row["hash"]
    text = json.dumps(row, sort_keys=True, separators=(",", ":"))
    told = (row["before"], sha256(text.encode()).hexdigest(), n)
    db.execute("update audit set before = ?, hash = ? where n = ?", told)


@pytest.mark.parametrize(
    ("change", "forge", "broken"),
    [("update audit set who = 'Lee' where n = 2", 2, 3), ("delete from audit where n = 3", 4, 3)],
    ids=["changed and hashed anew", "removed and tied together"],
)
def test_forging_one_hash_is_not_enough(
    looked: EmbeddedStore, home: Path, change: str, forge: int, broken: int
) -> None:
    db = sqlite3.connect(home / "bantay.db")
    with db:
        db.execute("drop trigger audit_no_update")
        db.execute("drop trigger audit_no_delete")
        db.execute(change)
        forged(db, forge)
    db.close()
    assert looked.verify_audit() == broken


def test_the_chain_goes_on_after_a_restart(looked: EmbeddedStore, home: Path) -> None:
    looked.close()
    again = opened(home)
    again.events(["m9"], Look("Lee", "again"))
    assert [row.n for row in again.audit()] == [1, 2, 3, 4, 5]
    assert again.verify_audit() is None
    again.close()
