"""From events to actions and back: driver, outbox, capabilities, people, and kill -9."""

import itertools
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bantay.adapters.capabilities import Callback, SimulatedPlatform
from bantay.adapters.capabilities.config import Routed
from bantay.adapters.store import open_store
from bantay.errors import InputError
from bantay.model.clock import HOUR, micros
from bantay.model.events import ActionTaken
from bantay.model.log import ActingChanged, NoticeDelivered
from bantay.policy import load
from bantay.policy.deciding import Limits
from bantay.ports.acting import CapabilityError, DecisionFilter
from bantay.ports.reading import Look
from bantay.runtime import embedded, outgoing
from bantay.runtime.deciding import Desk
from bantay.runtime.embedded import Driver
from bantay.runtime.merge import Piece
from tests.unit.deciding.outside import receiver
from tests.unit.deciding.toys import Always, ask
from tests.unit.engine.toys import REPEATS, message

from .acting_child import write_talk

EVERYTHING = DecisionFilter()


class Clock:
    """A wall clock that stands where it is put."""

    def __init__(self, now: int):
        self.now = now

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stands = Clock(micros(message(0, 0.0, "one").time) + 5 * 60_000_000)
    monkeypatch.setattr(embedded, "wall", stands)
    return stands


@pytest.fixture
def store(tmp_path: Path) -> Any:
    store = open_store(tmp_path / "store", create=True)
    yield store
    store.close()


def driver(store: Any, capability: Any = None, *asks: Any, **limits: Any) -> Driver:
    """A driver whose one detector raises an alarm on ann, and a policy that asks for `asks`."""
    from bantay.fuse.weights import shipped, with_weights
    from bantay.runtime.pipeline import Pipeline

    settings = with_weights(load(), [REPEATS.spec], shipped())
    engine = Pipeline(
        (REPEATS,), {"boo": ["boo"]}, settings, store.key, "test", Always(*asks), Limits(**limits)
    )
    return Driver(
        store, engine, capabilities=None if capability is None else Routed(fallback=capability)
    )


TALK = [message(n, n * 7.0, "one") for n in range(8)]


def lead(made: Driver, events: Any = TALK) -> None:
    made.batch(Piece(events=list(events)))
    made.act()


def test_without_a_capability_everything_is_decided_in_shadow(store: Any, clock: Clock) -> None:
    lead(driver(store, None, ask("warn")))
    [decision] = store.decisions(EVERYTHING)
    assert decision.status == "shadow" and store.orders() == []
    assert not [r for _, r in store.log() if isinstance(r, ActingChanged)]


def test_a_real_capability_acts_and_the_log_knows(store: Any, clock: Clock) -> None:
    seen: list[str] = []
    lead(driver(store, Callback(lambda order: seen.append(order.order)), ask("warn")))
    [decision] = store.decisions(EVERYTHING)
    assert seen == [f"{decision.decision}.warn", f"{decision.decision}.notice"]
    taken = [r for _, r in store.log() if isinstance(r, ActionTaken)]
    assert [(t.source, t.kind, t.action) for t in taken] == [("bantay", "warn", seen[0])]
    assert [r.decision for _, r in store.log() if isinstance(r, NoticeDelivered)] == [
        decision.decision
    ]
    assert decision.delivered is not None and decision.appeal_until is not None
    assert {p.status for p in store.orders()} == {"done"}
    acts = Counter(row.act for row in store.audit())
    assert acts["decided"] >= 2 and acts["action confirmed"] == 2
    assert store.verify_audit() is None


def test_old_events_do_not_reach_a_real_capability(store: Any, clock: Clock) -> None:
    clock.now += 3 * HOUR
    seen: list[Any] = []
    lead(driver(store, Callback(seen.append), ask("warn")))
    [decision] = store.decisions(EVERYTHING)
    assert decision.status == "shadow" and "behind the clock" in decision.shadow_because
    assert seen == []


def test_a_simulated_twin_acts_on_itself_and_the_log_says_nothing(store: Any, clock: Clock) -> None:
    clock.now += 300 * HOUR
    platform = SimulatedPlatform()
    lead(driver(store, platform, ask("block_account")))
    assert platform.state()
    assert not [r for _, r in store.log() if isinstance(r, ActionTaken)]


def test_cuts_mean_nothing_for_decisions_either(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    for size in (1, 3, len(TALK)):
        (tmp_path / f"{size}").mkdir()
        key = tmp_path / "bantay.key"
        key.write_bytes(bytes(range(32)))
        key.chmod(0o600)
        monkeypatch.setenv("BANTAY_KEY_FILE", str(key))
        place = open_store(tmp_path / f"{size}" / "store", create=True)
        made = driver(place, SimulatedPlatform(), ask("warn"), ask("fine", rule="two"))
        for start in range(0, len(TALK), size):
            made.batch(Piece(events=TALK[start : start + size]))
        orders = [p.order for p in place.orders()]
        entries = list(place.journal())
        said.append((place.decisions(EVERYTHING), orders, entries, [r for _, r in place.log()]))
        place.close()
    assert said[0] == said[1] == said[2] and said[0][0] and said[0][1]


def test_what_fails_is_tried_again_later_and_at_last_is_dead_and_loud(
    store: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def fails(order: Any) -> None:
        tries.append(clock.now)
        raise ValueError

    made = driver(store, Callback(fails), ask("open_case"))
    lead(made)
    made.act()
    assert len(tries) == 1
    for _ in range(40):
        clock.now += 4 * HOUR
        made.act()
    assert len(tries) == len(outgoing.BACKOFF) + 1
    gaps = [b - a for a, b in itertools.pairwise(tries)]
    assert gaps == sorted(gaps)
    [dead] = store.orders("dead")
    assert dead.attempts == len(tries) and "ValueError" in dead.said
    kinds = {fault.kind: fault.count for fault in store.faults()}
    assert kinds["dead order"] == 1 and kinds["capability"] == len(tries) - 1
    assert store.revive([dead.order.order], "Kim", clock.now) == 1
    assert [p.order.order for p in store.due_orders(clock.now, 9)] == [dead.order.order]


def test_a_kind_nobody_carries_out_is_loud(store: Any, clock: Clock) -> None:
    made = driver(store, None, ask("warn"))
    made._capabilities = Routed(by_kind={"fine": Callback(print)})
    lead(made)
    assert {p.status for p in store.orders()} == {"dead"}
    assert {f.kind for f in store.faults()} == {"dead order"}


def test_a_report_without_a_name_is_stopped_at_the_door() -> None:
    from tests.unit.deciding.outside import order

    with pytest.raises(CapabilityError, match="named person"):
        outgoing._may_leave(order("d-1.report", "report"))


def test_retries_do_not_all_come_at_once() -> None:
    waits = {outgoing.backoff(f"d-{n}.warn", 0) for n in range(50)}
    assert len(waits) > 10 and all(w is not None and 5e6 <= w <= 6e6 for w in waits)
    assert outgoing.backoff("d-1", len(outgoing.BACKOFF)) is None


def test_people_decide_on_a_store(store: Any, clock: Clock) -> None:
    platform = SimulatedPlatform()
    made = driver(store, platform, ask("block_account", two_people=True))
    lead(made)
    [decision] = store.decisions(EVERYTHING)
    desk = Desk(store, load(), Always(), capabilities=Routed(fallback=platform))
    desk.decide(decision, "approve", "Kim")
    with pytest.raises(InputError, match="another person"):
        desk.decide(store.decisions(EVERYTHING)[0], "approve", "kim")
    opened = desk.decide(store.decisions(EVERYTHING)[0], "approve", "Lee")
    assert opened.status == "open" and platform.state()
    appeal = desk.appeal(opened, "ann", "Zephyrine: it was not me")
    [appealed] = store.decisions(EVERYTHING)
    assert appealed.appeal == appeal
    with pytest.raises(InputError, match="another person must"):
        desk.decide(appealed, "overturn", "Lee")
    ended = desk.decide(appealed, "overturn", "Mo")
    assert ended.overturned_by == "Mo" and platform.state() == {}
    acts = [(row.who, row.act) for row in store.audit()]
    for told in (("Kim", "approved"), ("ann", "appealed"), ("Mo", "decision: overturn")):
        assert told in acts
    assert store.verify_audit() is None
    read = store.events([appeal], Look("Mo", "appeal"))
    assert read[appeal].text == "Zephyrine: it was not me"


class Obedient:
    """A platform that does what it is told, and remembers ids."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.done: Counter[tuple[str, str]] = Counter()

    def take(self, told: dict[str, Any]) -> None:
        """One delivery; the same id twice is done once."""
        if told["order"] not in self.ids and told["kind"] != "notice":
            self.done[told["kind"], told["target"]["id"]] += 1
        self.ids.add(told["order"])


@pytest.mark.parametrize(
    ("stop", "times"),
    [
        ("batch built", (2,)),
        ("before commit", (3, 2)),
        ("after commit", (1, 2)),
        ("before the order leaves", (1, 3)),
        ("after the order left", (1, 2)),
    ],
)
def test_killed_between_decision_and_action_each_is_done_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: str, times: tuple[int, ...]
) -> None:
    key = tmp_path / "bantay.key"
    key.write_bytes(bytes(range(32)))
    key.chmod(0o600)
    monkeypatch.setenv("BANTAY_KEY_FILE", str(key))
    write_talk(tmp_path / "talk.jsonl")
    with receiver() as server:
        for nth in (*times, 0):
            killed = _child(tmp_path, server.server_port, stop, nth)
            assert killed == (nth > 0)
        ids = [headers["webhook-id"] for headers in server.asked]  # type: ignore[attr-defined]
        bodies = [json.loads(body) for body in server.bodies]  # type: ignore[attr-defined]
    store = open_store(tmp_path / "store", create=False)
    orders = store.orders()
    done = Counter(one.order.order for one in orders)
    log = [r.action for _, r in store.log() if isinstance(r, ActionTaken)]
    assert len(orders) > 10 and {one.status for one in orders} == {"done"}
    assert set(ids) == set(done) and max(done.values()) == 1
    assert len(log) == len(set(log)) == sum(one.order.kind != "notice" for one in orders)
    assert {b["data"]["order"] for b in bodies} == set(done)
    # sent, killed before it was confirmed, sent again: but never before it left, or once it was
    assert (len(ids) > len(set(ids))) == (stop not in ("after commit", "before the order leaves"))
    obeyed = Obedient()
    for body in bodies:
        obeyed.take(body["data"])
    assert obeyed.done == Counter(
        (one.order.kind, one.order.target.id) for one in orders if one.order.kind != "notice"
    )
    assert store.verify_audit() is None
    store.close()


def _child(folder: Path, port: int, stop: str, nth: int) -> bool:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    words = [sys.executable, "-m", "tests.unit.runtime.acting_child", str(folder), str(port)]
    done = subprocess.run([*words, stop, str(nth)], env=env, capture_output=True, check=False)
    assert done.returncode in (0, -9), done.stderr.decode()[-2_000:]
    return done.returncode == -9


def test_a_future_capability_file_is_not_needed(store: Any, clock: Clock) -> None:
    """The tick of the wall clock comes only where decisions act for real."""
    made = driver(store, SimulatedPlatform(), ask("warn"))
    lead(made)
    before = store.head().next_seq
    clock.now += HOUR
    made.tick()
    assert store.head().next_seq == before
    real = driver(store, Callback(lambda order: None), ask("warn"))
    clock.now -= HOUR
    lead(real, [message(99, 100.0, "two")])
    clock.now += HOUR
    real.tick()
    assert store.head().now == clock.now // 60_000_000 * 60_000_000
