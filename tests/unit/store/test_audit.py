"""The audit log: whoever changes it is found out."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

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
def test_the_database_refuses_to_change_it(looked: EmbeddedStore, change: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), looked._site.db.write() as con:
        con.exec_driver_sql(change)
    assert looked.verify_audit() is None


TRIGGERS = {
    "sqlite": ("drop trigger audit_no_update", "drop trigger audit_no_delete"),
    "postgresql": ("drop trigger audit_kept on audit",),
}


def force(con: Connection, change: str) -> None:
    """Change the log as somebody may who owns the tables."""
    for lock in TRIGGERS[con.dialect.name]:
        con.exec_driver_sql(lock)
    con.exec_driver_sql(change)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_who_changes_it_all_the_same_is_found_out(looked: EmbeddedStore, change: str) -> None:
    with looked._site.db.write() as con:
        force(con, change)
    assert looked.verify_audit() == 2


def forged(con: Connection, n: int) -> None:
    """Give the n-th record a hash that fits what it says, and tie it to the one before."""
    asked = con.exec_driver_sql("select * from audit order by n")
    rows = [dict(row) for row in asked.mappings()]
    here = next(at for at, row in enumerate(rows) if row["n"] == n)
    row = rows[here] | {"before": rows[here - 1]["hash"]}
    del row["hash"]
    text = json.dumps(row, sort_keys=True, separators=(",", ":"))
    told = (row["before"], sha256(text.encode()).hexdigest(), n)
    con.exec_driver_sql("update audit set before = ?, hash = ? where n = ?", told)


@pytest.mark.parametrize(
    ("change", "forge", "broken"),
    [("update audit set who = 'Lee' where n = 2", 2, 3), ("delete from audit where n = 3", 4, 3)],
    ids=["changed and hashed anew", "removed and tied together"],
)
def test_forging_one_hash_is_not_enough(
    looked: EmbeddedStore, change: str, forge: int, broken: int
) -> None:
    with looked._site.db.write() as con:
        force(con, change)
        forged(con, forge)
    assert looked.verify_audit() == broken


def test_the_chain_goes_on_after_a_restart(looked: EmbeddedStore, home: Path) -> None:
    looked.close()
    again = opened(home)
    again.events(["m9"], Look("Lee", "again"))
    assert [row.n for row in again.audit()] == [1, 2, 3, 4, 5]
    assert again.verify_audit() is None
    again.close()
