"""Parcels wait for every sink until it confirms them, whatever the order."""

from pathlib import Path

import msgspec
import pytest

from bantay.adapters.store import EmbeddedStore
from bantay.model.alarm import Alarm

from .toys import WALL, alarm, opened, put


def test_an_alarm_that_is_heard_is_posted_once(store: EmbeddedStore) -> None:
    put(store, alarms=[alarm("a1"), alarm("a2", heard=False), alarm("a1", revision=2)])
    put(store, alarms=[alarm("a1", revision=2)])
    parcels = store.pending("desk", 9)
    assert [(p.id, p.kind) for p in parcels] == [("a1.1", "alarm"), ("a1.2", "alarm")]
    assert msgspec.json.decode(parcels[1].body, type=Alarm) == alarm("a1", revision=2).alarm


def test_what_is_confirmed_waits_no_more_for_that_sink(store: EmbeddedStore) -> None:
    put(store, alarms=[alarm(f"a{n}") for n in range(5)])
    store.receipt("desk", ["a3.1", "a0.1", "never sent"], WALL)
    store.receipt("desk", ["a3.1"], WALL)
    assert [p.id for p in store.pending("desk", 9)] == ["a1.1", "a2.1", "a4.1"]
    assert [p.id for p in store.pending("desk", 2)] == ["a1.1", "a2.1"]
    assert len(store.pending("hook", 9)) == 5
    assert store.undelivered() == {"desk": 3, "hook": 5}


def test_receipts_in_any_order_end_with_nothing_waiting(store: EmbeddedStore) -> None:
    put(store, alarms=[alarm(f"a{n}") for n in range(1200)])
    ids = [p.id for p in store.pending("desk", 2000)]
    store.receipt("desk", ids[700:], WALL)
    store.receipt("desk", ids[1:700], WALL)
    assert store.undelivered() == {"desk": 1}
    store.receipt("desk", ids[:1], WALL)
    assert store.undelivered() == {"desk": 0} and store.pending("desk", 9) == []
    put(store, alarms=[alarm("b1")])
    assert [p.id for p in store.pending("desk", 9)] == ["b1.1"]
    with store._site.db.read() as con:  # receipts do not pile up
        assert con.exec_driver_sql("select count(*) from receipt").scalar() == 0


def test_sinks_are_known_once_they_asked(home: Path) -> None:
    store = opened(home)
    assert store.undelivered() == {}
    store.pending("desk", 9)
    put(store, alarms=[alarm("a1")])
    store.close()
    again = opened(home)
    assert again.undelivered() == {"desk": 1}
    again.close()


@pytest.mark.parametrize(("stop", "left"), [("receipt before", 1), ("receipt after", 0)])
def test_a_receipt_counts_from_its_commit_on(home: Path, stop: str, left: int) -> None:
    armed: list[str] = []

    def at(name: str) -> None:
        if name in armed:
            raise InterruptedError

    store = opened(home, at=at)
    put(store, alarms=[alarm("a1")])
    armed.append(f"outbox {stop}")
    with pytest.raises(Exception, match="store"):
        store.receipt("desk", ["a1.1"], WALL)
    assert len(store.pending("desk", 9)) == left
    store.close()
