"""Decisions, orders and the journal at rest: latest revision, one order once, all audited."""

from typing import Any

from bantay.adapters.store import EmbeddedStore
from bantay.model.clock import moment
from bantay.model.decision import Decision, Order
from bantay.model.evidence import Subject
from bantay.model.log import ClockTicked, DecisionReviewed
from bantay.ports.acting import DecisionFilter

from .toys import SECRET, START, WALL, message, put

ANN = Subject("account", "ann")


def decision(id: str = "d-1", **fields: Any) -> Decision:
    """A decision about ann."""
    base: dict[str, Any] = {
        "rule": "one",
        "step": "friction",
        "actions": ("warn",),
        "subject": ANN,
        "target": ANN,
        "alarm": "a-1",
        "time": START,
        "until": moment(WALL + 10**12),
        "status": "open",
        "automatic": True,
        "reasons": (f"{SECRET} reason",),
        "ground": "4.2",
    }
    return Decision(decision=id, **base | fields)


def order(id: str, kind: Any = "warn") -> Order:
    """An order of it."""
    return Order(order=id, decision="d-1", kind=kind, target=ANN, time=START, automatic=True)


def test_the_latest_revision_is_kept_and_every_one_audited(store: EmbeddedStore) -> None:
    put(store, message(1), decisions=[decision()])
    put(store, message(2), decisions=[decision(revision=2, status="ended")])
    [kept] = store.decisions(DecisionFilter())
    assert (kept.revision, kept.status) == (2, "ended")
    assert [r.act for r in store.audit()] == ["decided", "decided"]
    assert all(SECRET not in row.what for row in store.audit())
    assert store.find_decision("d-") == [kept] and store.find_decision("d-2") == []
    assert store.decisions(DecisionFilter(status="open")) == []
    assert store.decisions(DecisionFilter(subject="ann", rule="one", limit=1)) == [kept]


def test_an_order_is_taken_once_tried_and_done(store: EmbeddedStore) -> None:
    put(store, message(1), orders=[order("o1"), order("o2")])
    put(store, message(2), orders=[order("o1")])
    assert [p.order.order for p in store.due_orders(WALL, 9)] == ["o1", "o2"]
    store.order_failed("o1", "busy", WALL + 5, WALL)
    assert [p.order.order for p in store.due_orders(WALL, 9)] == ["o2"]
    assert [p.order.order for p in store.due_orders(WALL + 5, 9)] == ["o1", "o2"]
    put(store, message(3), done=["o2"])
    store.order_failed("o1", "gone", None, WALL)
    assert {p.order.order: (p.status, p.attempts, p.said) for p in store.orders()} == {
        "o1": ("dead", 2, "gone"),
        "o2": ("done", 0, ""),
    }
    assert store.revive(["o1", "o2"], "Kim", WALL) == 1
    assert [p.order.order for p in store.due_orders(WALL, 9)] == ["o1"]
    assert {"action confirmed", "order is dead", "orders revived"} <= {
        row.act for row in store.audit()
    }


def test_the_journal_comes_back_in_order(store: EmbeddedStore) -> None:
    assert store.journal_from() is None
    ticks = [ClockTicked(time=moment(WALL + n)) for n in range(5)]
    put(store, message(1))
    put(store, message(2), journal=ticks[:2])
    put(store, message(3), journal=ticks[2:])
    assert list(store.journal()) == ticks and store.journal_from() == 1


def test_a_persons_word_is_in_the_chain(store: EmbeddedStore) -> None:
    word = DecisionReviewed(
        time=START, review="r1", decision="d-1", subject=ANN, verdict="overturn", by="Kim"
    )
    put(store, word, journal=[word])
    assert [(r.who, r.act) for r in store.audit()] == [("Kim", "decision: overturn")]
    assert store.verify_audit() is None
