"""A batch lands whole or not at all, and everything it left behind can be asked for."""

from pathlib import Path

import msgspec
import pytest

from bantay.adapters.store import EmbeddedStore
from bantay.errors import StoreError
from bantay.model.clock import moment
from bantay.model.evidence import Fault, Subject
from bantay.ports.reading import AlarmFilter, FaultRow, QuarantineRow
from bantay.ports.source import Reject
from bantay.ports.store import Head, Position, StateRow

from .toys import START, WALL, alarm, batch, digest, exception, found, message, opened, put, seen


class Stopped(Exception):
    """The test stops the store here."""


def reject(line: int, raw: bytes = b"{") -> Reject:
    return Reject(
        file="chat.jsonl",
        line=line,
        column=2,
        field="time",
        reason="no zone",
        nearest=None,
        raw=raw,
    )


EVERYTHING = {
    "rejects": [reject(7)],
    "positions": [Position("abc", "chat.jsonl", 12)],
    "states": [StateRow("account", "ann", b"state", 2**62)],
    "findings": [found("f1", "m00000")],
    "alarms": [alarm("a1")],
    "faults": [Fault("detector", "messages.toy", "divided by nothing")],
    "counts": {"read": 3},
}


def seen_by_all(store: EmbeddedStore) -> list[object]:
    """Everything a commit can leave behind."""
    return [
        store.head(),
        list(store.log()),
        store.position("abc"),
        store.load([("account", "ann")]),
        store.findings(),
        store.alarms(AlarmFilter()),
        store.quarantine(),
        store.faults(),
        store.exceptions(),
        store.audit(),
        store.pending("desk", 9),
        seen(store, [digest("m00000")]),
    ]


def test_a_store_begins_empty(store: EmbeddedStore) -> None:
    assert store.head() == Head(0, None, {})
    assert store.position("abc") == 0
    assert store.alarm("a1") is None
    assert store.keys_of("account") == [] and store.load([("account", "ann")]) == {}


def test_a_batch_leaves_everything_behind(store: EmbeddedStore) -> None:
    put(store, message(0), exception("x1"), **EVERYTHING)
    head, log, position, states, findings, alarms, lines, faults, exceptions, audit, sent, seen = (
        seen_by_all(store)
    )
    assert head == Head(2, WALL, {"read": 3})
    assert log == [(0, message(0)), (1, exception("x1"))]
    assert (position, states, seen) == (12, {("account", "ann"): b"state"}, [True])
    assert (findings, alarms) == ([found("f1", "m00000")], [alarm("a1").alarm])
    assert lines == [QuarantineRow("chat.jsonl", 7, 2, "time", "no zone", None, START)]
    assert faults == [FaultRow("detector", "messages.toy", "divided by nothing", 1, START)]
    assert exceptions == [exception("x1")]
    assert [(row.who, row.act) for row in audit] == [("Kim", "exception given")]
    assert sorted(parcel.kind for parcel in sent) == ["alarm", "fault"]


@pytest.mark.parametrize("stop", ["batch built", "before commit"])
def test_a_batch_that_is_stopped_leaves_nothing_behind(home: Path, stop: str) -> None:
    armed: list[str] = []

    def at(name: str) -> None:
        if name in armed:
            raise Stopped

    store = opened(home, at=at)
    before = seen_by_all(store)
    armed.append(stop)
    with pytest.raises(Stopped):
        put(store, message(0), exception("x1"), **EVERYTHING)
    assert seen_by_all(store) == before
    armed.clear()
    put(store, message(0), exception("x1"), **EVERYTHING)
    assert store.head().next_seq == 2
    store.close()


@pytest.mark.parametrize("first", [0, 2, 9])
def test_a_batch_that_does_not_follow_is_refused(store: EmbeddedStore, first: int) -> None:
    put(store, message(0))
    with pytest.raises(StoreError, match=f"goes on at 1, not at {first}"):
        store.commit(batch(first, [message(1)]))
    assert store.head().next_seq == 1


def test_counts_add_up_and_the_last_tick_stays(store: EmbeddedStore) -> None:
    put(store, message(0), counts={"read": 2, "late": 1})
    put(store, counts={"read": 3}, now=0)
    assert store.head() == Head(1, WALL, {"late": 1, "read": 5})


def test_a_batch_of_nothing_but_a_position_moves_on(store: EmbeddedStore) -> None:
    put(store, positions=[Position("abc", "chat.jsonl", 5)])
    put(store, positions=[Position("abc", "chat.jsonl", 8), Position("def", "b", 1)])
    assert (store.position("abc"), store.position("def"), store.head().next_seq) == (8, 1, 0)


def test_states_are_replaced_and_forgotten(store: EmbeddedStore) -> None:
    rows = [StateRow("account", f"a{n}", f"body {n}".encode(), 2**62) for n in range(1200)]
    put(store, states=[*rows, StateRow("pair", "a1", b"other", 2**62)])
    put(store, states=[StateRow("account", "a1", b"new", 1), StateRow("account", "a2", None, 0)])
    wanted = [("account", f"a{n}") for n in range(1201)] + [("pair", "a1")]
    loaded = store.load(wanted)
    assert len(loaded) == 1200
    assert loaded[("account", "a1")] == b"new" and loaded[("pair", "a1")] == b"other"
    assert ("account", "a2") not in loaded and loaded[("account", "a1199")] == b"body 1199"
    assert store.keys_of("account") == sorted(f"a{n}" for n in range(1200) if n != 2)


def test_expired_states_are_purged_when_retaining(store: EmbeddedStore) -> None:
    old, young = StateRow("account", "old", b"o", WALL - 1), StateRow("account", "new", b"n", WALL)
    put(store, message(0), states=[old, young])
    assert store.keys_of("account") == ["new", "old"]
    store.retain(WALL)
    assert store.keys_of("account") == ["new"]


def test_a_finding_is_revised_in_place(store: EmbeddedStore) -> None:
    first, second = found("f1", "m00000"), found("f2", "m00000", subject="bob")
    put(store, message(0), findings=[first, second])
    revised = found("f1", "m00000", "m00001", revision=2, status="withdrawn")
    put(store, message(1), findings=[revised])
    assert store.findings() == [revised, second]
    assert store.findings("bob") == [second]


def test_alarms_are_listed_the_strongest_first(store: EmbeddedStore) -> None:
    some = [alarm("a1", score=12.0), alarm("a2", score=30.0), alarm("b1", score=20.5)]
    put(store, alarms=some)
    put(store, alarms=[alarm("a1", score=25.0, revision=2, status="closed")])
    assert [a.alarm for a in store.alarms(AlarmFilter())] == ["a2", "a1", "b1"]
    assert [a.alarm for a in store.alarms(AlarmFilter(status="open", limit=1))] == ["a2"]
    assert store.alarms(AlarmFilter(status="closed"))[0].revision == 2
    assert store.alarms(AlarmFilter(hypothesis="scam")) == []
    assert len(store.alarms(AlarmFilter(subject="ann", hypothesis="contact_evasion"))) == 3
    assert [a.alarm for a in store.find_alarm("a")] == ["a1", "a2"]
    assert store.find_alarm("%") == [] and store.find_alarm("_1") == []


def test_an_ended_exception_is_listed_no_more(store: EmbeddedStore) -> None:
    put(store, exception("x1"), exception("x2", subject=Subject("account", "bob")))
    put(store, exception("x1", ended=True))
    assert [x.exception for x in store.exceptions()] == ["x2"]
    assert [row.act for row in store.audit()] == 2 * ["exception given"] + ["exception ended"]


def test_quarantine_keeps_its_order(store: EmbeddedStore) -> None:
    put(store, rejects=[reject(n) for n in (3, 1)], wall=WALL + 5)
    put(store, rejects=[reject(2)])
    assert [row.line for row in store.quarantine()] == [3, 1, 2]
    assert store.quarantine(1)[0].wall == moment(WALL + 5)
    assert len(store.quarantine(2)) == 2


def test_faults_are_told_at_the_first_the_tenth_the_hundredth(store: EmbeddedStore) -> None:
    for size in (1, 8, 1, 85, 10):
        put(store, faults=[Fault("detector", "messages.toy", f"one of {size}")] * size)
    put(store, faults=[Fault("sink", "desk", "no answer")])
    assert [(f.where, f.count, f.reason) for f in store.faults()] == [
        ("messages.toy", 105, "one of 10"),
        ("desk", 1, "no answer"),
    ]
    sent = [msgspec.json.decode(parcel.body, type=FaultRow) for parcel in store.pending("d", 99)]
    assert [(f.where, f.count) for f in sent] == [
        ("messages.toy", 1),
        ("messages.toy", 10),
        ("messages.toy", 105),
        ("desk", 1),
    ]
