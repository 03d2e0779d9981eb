"""Nothing private rests in the clear, wherever in the store one looks."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import zstandard
from sqlalchemy import inspect

from bantay.adapters.store import EmbeddedStore, open_store
from bantay.adapters.store.private import hide, owner, private_fields
from bantay.kit.hashing import keyed_hash
from bantay.model.events import (
    EVENTS,
    AccountRegistered,
    EventBase,
    ListingPublished,
    LiveStarted,
    NoticeFiled,
    PaymentMade,
)
from bantay.model.evidence import Fault
from bantay.ports.reading import AlarmFilter, Look
from bantay.ports.source import Reject
from bantay.ports.store import StateRow

from .toys import (
    BIRTHDAY,
    DAY,
    SECRET,
    START,
    WALL,
    alarm,
    chunks,
    found,
    message,
    opened,
    own_records,
    put,
    whole_event,
    whole_events,
)

SPELLINGS = [
    text.encode(code)
    for text in (SECRET, SECRET.lower(), SECRET.split()[1], BIRTHDAY.isoformat())
    for code in ("utf-8", "utf-16-le", "utf-16-be")
]


def fill(store: EmbeddedStore) -> None:
    """Private things in every field that may hold one, in the tail and in segments."""
    everything = [*whole_events(), *own_records()]
    reject = Reject(
        file="chat.jsonl",
        line=3,
        column=1,
        field=f"{SECRET} field",
        reason=f"not a time: {SECRET}",
        nearest=f"{SECRET} nearest",
        raw=f'{{"text": "{SECRET}"}}'.encode(),
    )
    rest = {
        "rejects": [reject],
        "states": [
            StateRow("contact", f"{SECRET} key", SECRET.encode(), 2**62),
            StateRow("sender", "3:annc", SECRET.encode(), 2**62),
        ],
        "findings": [found("f1", "MessageSent-6", anchor=f"{SECRET} anchor")],
        "faults": [Fault("detector", "messages.toy", f"cannot read {SECRET}")],
        "alarms": [alarm("a1", roles={"controller": (f"{SECRET} role",)})],
    }
    for some in chunks(everything, 9):
        put(store, *some, **rest)
    store.seal(WALL, everything=True)
    again = [whole_event(kind, 100 + n) for n, kind in enumerate(EVENTS)]
    put(store, *again, **rest)


def found_in(data: bytes) -> list[bytes]:
    """Which spellings of private values some bytes hold."""
    return [spelling for spelling in SPELLINGS if spelling in data]


def leaks(home: Path) -> dict[str, list[bytes]]:
    """Private values in any file but the key, byte by byte."""
    files = [path for path in home.rglob("*") if path.is_file() and path.name != "bantay.key"]
    assert len(files) > 20
    found = {str(path.relative_to(home)): found_in(path.read_bytes()) for path in files}
    return {name: what for name, what in found.items() if what}


def values(home: Path) -> Iterator[tuple[str, Any]]:
    """Every value of every table and every column, as a reader without the key sees it."""
    store = open_store(home, create=False)
    with store._site.db.read() as con:
        for table in inspect(con).get_table_names():
            for row in con.exec_driver_sql(f"select * from {table}"):
                yield from ((table, value) for value in row)
    store.close()
    for path in home.glob("events/**/*.parquet"):
        for row in pq.ParquetFile(path).read().to_pylist():
            yield from ((f"{path.parent.name} {name}", value) for name, value in row.items())


def opened_up(value: Any) -> bytes:
    """The bytes of a value, unpacked if somebody only compressed it."""
    if not isinstance(value, bytes):
        return str(value).encode()
    try:
        return zstandard.ZstdDecompressor().decompress(value, max_output_size=10**7)
    except zstandard.ZstdError:
        return value


@pytest.mark.parametrize("folded", [False, True], ids=["while open", "after the checkpoint"])
def test_no_file_holds_anything_private(home: Path, folded: bool) -> None:
    store = opened(home)
    fill(store)
    if folded:
        store.close()
    if not (home / "store.toml").exists():
        assert (home / "bantay.db-wal").exists() is not folded
    assert leaks(home) == {}
    clear = "".join(str(value) for _, value in values(home))
    assert "account-2" in clear and "MessageSent-6" in clear  # the search can find something
    assert {name for name, value in values(home) if found_in(opened_up(value))} == set()
    store.close()


def test_what_is_kept_can_be_read_with_the_key(store: EmbeddedStore) -> None:
    """Encrypting is not losing: each of these would pass the search above if it kept nothing."""
    fill(store)
    assert sum(SECRET in repr(record) for _, record in store.log()) > 2 * 16
    assert all(SECRET in str(row.reason) and row.nearest for row in store.quarantine())
    assert store.raw_lines("chat.jsonl", 3, Look("Kim", "a test"))[0].startswith(b'{"text"')
    assert store.load([("sender", "3:annc")]) == {("sender", "3:annc"): SECRET.encode()}
    assert SECRET in store.findings()[0].given.finding.anchor
    assert SECRET in store.faults()[0].reason
    assert SECRET in repr(store.alarms(AlarmFilter())[0].roles)
    assert SECRET.encode() in store.pending("desk", 10)[0].body


def test_after_the_vault_is_gone_only_the_clear_part_is_left(store: EmbeddedStore) -> None:
    fill(store)
    store.seal(WALL, everything=True)
    store.retain(WALL + 100 * DAY)
    left = [record for _, record in store.log() if isinstance(record, EventBase)]
    assert len(left) == 2 * len(EVENTS)
    assert SECRET not in repr(left)
    listing = next(event for event in left if isinstance(event, ListingPublished))
    assert (listing.title, listing.text, listing.place) == ("", None, "place-5")


def test_a_keyed_hash_stays_so_that_an_identifier_can_be_looked_for(
    store: EmbeddedStore, home: Path
) -> None:
    person = AccountRegistered(
        id="r1",
        time=START,
        account="ann",
        email=" Ann@Example.COM",
        phone="+44 7700 900123",
        ip="192.0.2.7",
        display_name="Ann  Example",
    )
    put(store, person, whole_event(AccountRegistered, 1))
    store.seal(WALL, everything=True)
    rows = [pq.ParquetFile(p).read().to_pylist() for p in home.glob("events/**/*.parquet")]
    ann = next(row for some in rows for row in some if row["id"] == "r1")
    assert ann["email"] is ann["phone"] is ann["ip"] is ann["display_name"] is None
    assert ann["email_hash"] == keyed_hash(store.key, "email", "ann@example.com")
    assert ann["phone_hash"] == keyed_hash(store.key, "phone", "0044 (7700) 900-123")
    assert ann["ip_hash"] == keyed_hash(store.key, "ip", "192.0.2.7")
    assert ann["display_name_hash"] == keyed_hash(store.key, "name", "ann example")


def test_files_belong_to_their_owner_alone(store: EmbeddedStore, home: Path) -> None:
    fill(store)
    ours = [path for path in home.rglob("*") if not re.match(r"bantay\.db", path.name)]
    assert [path for path in (home, *ours) if path.stat().st_mode & 0o077] == []


def test_whose_texts_an_event_holds() -> None:
    assert owner(message(1, account="ann")) == "ann"
    assert owner(whole_event(LiveStarted)) == "host-0"
    assert owner(whole_event(PaymentMade)) == "from_account-0"
    assert owner(whole_event(NoticeFiled)) == "reporter-0"
    unowned = {kind.__name__ for kind in EVENTS if owner(whole_event(kind)) is None}
    assert unowned == {"ActionTaken", "LabelGiven"}


def test_extra_is_private_in_every_event() -> None:
    assert all("extra" in private_fields(kind) for kind in EVENTS)
    assert hide(PaymentMade, [whole_event(PaymentMade)]) != [None]
