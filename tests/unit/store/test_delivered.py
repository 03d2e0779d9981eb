"""What was delivered is forgotten after its time, and counted; what was not is kept."""

from pathlib import Path
from typing import Any

import pytest

from bantay.adapters.store import EmbeddedStore
from bantay.model.clock import DAY, moment
from bantay.model.decision import Order
from bantay.model.events import ActionTaken, AppealFiled
from bantay.model.evidence import Subject
from bantay.model.log import DecisionReviewed

from .toys import WALL, alarm, opened, put

ANN = Subject("account", "ann")


def order(n: int) -> Order:
    return Order(
        order=f"d-{n}.warn",
        decision=f"d-{n}",
        kind="warn",
        target=ANN,
        time=moment(WALL),
        automatic=True,
    )


def left(store: EmbeddedStore) -> list[str]:
    """Parcels that a sink that was never here would still be told of."""
    return [parcel.id for parcel in store.pending("late", 99)]


def test_parcels_go_when_every_sink_has_them_and_their_time_is_over(store: EmbeddedStore) -> None:
    put(store, alarms=[alarm(f"a{n}") for n in range(4)])
    for sink in ("one", "two"):
        assert len(store.pending(sink, 9)) == 4
    store.receipt("one", [f"a{n}.1" for n in range(4)], WALL)
    store.receipt("two", ["a0.1", "a1.1"], WALL)
    assert "parcels" not in store.retain(WALL + 29 * DAY)
    assert store.retain(WALL + 31 * DAY)["parcels"] == 2
    assert [p.id for p in store.pending("two", 9)] == ["a2.1", "a3.1"]
    store.receipt("two", ["a2.1", "a3.1"], WALL)
    assert store.retain(WALL + 31 * DAY)["parcels"] == 1
    assert store.head().counts["delivered parcels forgotten"] == 3
    assert left(store) == ["a3.1"]  # the newest stays: its number is never given again


def test_what_comes_after_a_pruning_is_still_told(store: EmbeddedStore) -> None:
    put(store, alarms=[alarm("a1"), alarm("a2")])
    store.receipt("one", [p.id for p in store.pending("one", 9)], WALL)
    store.retain(WALL + 31 * DAY)
    assert store.undelivered() == {"one": 0}
    put(store, alarms=[alarm("a3")])
    assert [p.id for p in store.pending("one", 9)] == ["a3.1"]
    store.receipt("one", ["a3.1"], WALL)
    assert store.undelivered() == {"one": 0} and store.pending("one", 9) == []


def test_a_parcel_of_an_older_version_goes_once_it_is_confirmed(store: EmbeddedStore) -> None:
    put(store, alarms=[alarm("a1"), alarm("a2")])
    assert len(store.pending("one", 9)) == 2
    with store._site.db.write() as con:
        con.exec_driver_sql("update outbox set wall = null")
    assert "parcels" not in store.retain(WALL)
    store.receipt("one", ["a1.1", "a2.1"], WALL)
    assert store.retain(WALL)["parcels"] == 1


def test_orders_go_when_they_are_done_and_dead_ones_stay(store: EmbeddedStore) -> None:
    put(store, orders=[order(n) for n in range(4)])
    put(store, done=["d-0.warn", "d-3.warn"], wall=WALL)
    store.order_failed("d-1.warn", "gone", None, WALL)
    assert "orders" not in store.retain(WALL + 29 * DAY)
    assert store.retain(WALL + 31 * DAY)["orders"] == 1
    statuses = {p.order.order: p.status for p in store.orders()}
    assert statuses == {"d-1.warn": "dead", "d-2.warn": "waiting", "d-3.warn": "done"}


@pytest.mark.parametrize("days", [None, 0])
def test_an_operator_may_keep_them_for_ever(tmp_path: Path, days: int | None) -> None:
    store = opened(tmp_path / "s", retention={"delivered": days})
    put(store, orders=[order(1), order(2)])
    put(store, done=["d-1.warn", "d-2.warn"], wall=WALL)
    assert store.retain(WALL + 4_000 * DAY) == {} and len(store.orders()) == 2
    store.close()


def appealed(id: str, against: str) -> AppealFiled:
    return AppealFiled(
        id=f"e-{id}", time=moment(WALL), appeal=id, decision=against, account="ann", text="no"
    )


def reviewed(verdict: Any, against: str) -> DecisionReviewed:
    return DecisionReviewed(
        time=moment(WALL + 5), review="r", decision=against, subject=ANN, verdict=verdict, by="Kim"
    )


def test_appeals_wait_until_somebody_answers(store: EmbeddedStore) -> None:
    put(store, appealed("p1", "act-1"), appealed("p2", "act-2"), appealed("p3", "act-3"))
    assert [(a.appeal, a.ours, a.answer) for a in store.appeals(waiting=True)] == [
        (p, False, "") for p in ("p1", "p2", "p3")
    ]
    back = ActionTaken(
        id="x", time=moment(WALL + 5), action="act-9", subject_kind="account", subject="ann",
        kind="warn", reverses="act-1",
    )  # fmt: skip
    put(store, back, reviewed("confirm", "act-2"))
    assert [a.appeal for a in store.appeals(waiting=True)] == ["p3"]
    answers = {a.appeal: a.answer for a in store.appeals()}
    assert answers == {"p1": "taken back", "p2": "upheld by Kim", "p3": ""}
    put(store, reviewed("overturn", "act-2"))
    assert {a.appeal: a.answer for a in store.appeals()}["p2"] == "upheld by Kim"
