"""Two workers over one PostgreSQL, behind one caller: both take everything, one log comes of it.

They run in threads of this process, with a few detectors; `bench bars workers` runs the real
command, and kills it.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from _postgres import Server, prepared
from bantay.adapters.capabilities import Answer
from bantay.adapters.capabilities.config import Routed
from bantay.adapters.store import EmbeddedStore, open_store
from bantay.adapters.store.access import Person, Proof
from bantay.errors import StoreError
from bantay.model.events import EventBase
from bantay.runtime.chosen import chosen
from bantay.server.accounts import _HASHER
from bantay.server.app import make_app
from bantay.server.calling import BETWEEN
from bantay.server.people import new_key, shown
from bantay.server.settings import ServerSettings
from bantay.server.together import Together

from .conftest import CODE_WORD, message
from .test_events import hidden_number

FEW = ("messages.contact_shared", "messages.contact_obfuscated", "messages.contact_split")


class Worker:
    """A worker in a thread of its own."""

    def __init__(self, home: Path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url, self.said = f"http://127.0.0.1:{self.port}", ""
        rules = chosen()
        some = tuple(d for d in rules.detectors if d.spec.id in FEW)
        settings = ServerSettings()
        self.it = Together(
            home,
            replace(rules, detectors=some),
            self.url,
            settings,
            lambda site: make_app(site, settings, own_site=False),
            Routed(fallback=Answer()),
        )
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert until(lambda: self.get("/health/ready").status_code == 200)

    def _run(self) -> None:
        try:
            self.it.run("127.0.0.1", self.port)
        except StoreError as wrong:
            self.said = str(wrong)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return httpx.get(self.url + path, timeout=60, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return httpx.post(self.url + path, timeout=60, **more)

    def stop(self) -> bool:
        self.it.stop()
        return self.ended()

    def ended(self) -> bool:
        self._thread.join(60)
        return not self._thread.is_alive()

    @property
    def keeps(self) -> bool:
        return self.it.app.keeping is not None


def until(what: Any) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if what():
                return True
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    return False


class Pair:
    """Two workers of a store, the first of which keeps the log; and who may come in."""

    def __init__(self, home: Path):
        self.home, self.store = home, _peopled(home)
        row, secret = new_key("chat", ("events",))
        self.store.access.add_key(row, secret, "tests")
        self.key = {"authorization": f"Bearer {shown(row, secret)}"}
        self.keeper = Worker(home)
        assert until(lambda: self.keeper.keeps)
        self.other = Worker(home)

    def logged(self) -> list[str]:
        return [record.id for _, record in self.store.log() if isinstance(record, EventBase)]

    def signed_in(self, by: Worker) -> httpx.Client:
        client = httpx.Client(base_url=by.url, timeout=60)
        said = client.post("/v1/session", json={"name": "ana", "password": CODE_WORD})
        assert said.status_code == 200, said.text
        return client


def _peopled(home: Path) -> EmbeddedStore:
    open_store(home, create=True).close()
    store = open_store(home, create=False)
    proof = Proof(covers=(), password=_HASHER.hash(CODE_WORD))
    store.access.add_person(
        Person(name="ana", role="analyst", status="active", made=0, proof=proof), "tests"
    )
    return store


@pytest.fixture(scope="module")
def pair(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    home = prepared(tmp_path_factory.mktemp("workers") / "store", postgres.schema())
    made = Pair(home)
    yield made
    for worker in (made.keeper, made.other):
        worker.stop()
    made.store.close()


def test_one_keeps_the_log_and_both_take_events(pair: Pair) -> None:
    assert pair.keeper.keeps and not pair.other.keeps
    for n, worker in enumerate((pair.keeper, pair.other, pair.other, pair.keeper)):
        said = worker.post("/v1/events", json=[message(f"b{n}")], headers=pair.key)
        assert (said.status_code, said.json()["accepted"]) == (200, 1)
    assert {f"b{n}" for n in range(4)} <= set(pair.logged())


def test_what_is_decided_is_told_to_whom_it_concerns(pair: Pair) -> None:
    body = hidden_number("u-far", 40)
    said = pair.other.post("/v1/events", json=body, headers=pair.key).json()
    assert said["decisions"] and said["orders"]
    again = pair.keeper.post("/v1/events", json=body, headers=pair.key).json()
    assert again == {**said, "replayed": True}


def test_an_answer_is_kept_for_both(pair: Pair) -> None:
    key = {**pair.key, "idempotency-key": "one"}
    body = [message("i1")]
    first = pair.other.post("/v1/events", json=body, headers=key).json()
    again = pair.keeper.post("/v1/events", json=body, headers=key).json()
    assert again == {**first, "replayed": True}
    other = pair.other.post("/v1/events", json=[message("i2")], headers=key)
    assert other.status_code == 422 and "i2" not in pair.logged()


def test_what_is_no_event_is_told_apart(pair: Pair) -> None:
    said = pair.other.post(
        "/v1/events", json=[message("w1"), {"id": "w2", "type": "x"}], headers=pair.key
    )
    assert said.status_code == 422 and said.json()["accepted"] == 1
    assert said.json()["quarantined"] == 1 and "w1" in pair.logged()


def test_nobody_without_a_key(pair: Pair) -> None:
    for worker in (pair.keeper, pair.other):
        assert worker.post("/v1/events", json=[message("n1")]).status_code == 401
        assert worker.get("/v1/alarms").status_code == 401
    assert "n1" not in pair.logged()


def test_people_may_ask_either(pair: Pair) -> None:
    there, here = pair.signed_in(pair.other), pair.signed_in(pair.keeper)
    with closing(there), closing(here):
        assert there.get("/v1/alarms").json() == here.get("/v1/alarms").json()
        one = there.get("/v1/alarms").json()["alarms"][0]["alarm"]
        assert there.get(f"/v1/alarms/{one}?revision=1").status_code == 200
        assert there.get("/v1/nothing").status_code == 404
        assert there.delete("/v1/session").status_code in (200, 204, 403)


@pytest.mark.parametrize("body", [b"", b"x" * 100])
def test_nobody_else_speaks_between_workers(pair: Pair, body: bytes) -> None:
    assert pair.keeper.post(BETWEEN, content=body).status_code == 403
    assert pair.other.post(BETWEEN, content=body).status_code == 503


def test_when_the_keeper_ends_the_other_takes_over_and_nobody_is_told_no(pair: Pair) -> None:
    """Requests go on all the while, to the worker that stays."""
    statuses, over = list[int](), threading.Event()

    def send() -> None:
        n = 0
        while not over.is_set():
            said = pair.other.post("/v1/events", json=[message(f"h{n}")], headers=pair.key)
            statuses.append(said.status_code)
            n += 1

    sender = threading.Thread(target=send)
    sender.start()
    assert until(lambda: len(statuses) > 5)
    assert pair.keeper.stop() and pair.keeper.said == ""
    assert until(lambda: pair.other.keeps)
    more = len(statuses) + 5
    assert until(lambda: len(statuses) > more)
    over.set()
    sender.join(60)
    assert set(statuses) == {200}
    logged = pair.logged()
    assert {f"h{n}" for n in range(len(statuses))} <= set(logged)
    assert len(logged) == len(set(logged))
    pair.keeper, pair.other = pair.other, Worker(pair.home)
    assert not pair.other.keeps


def test_who_lost_the_log_ends_and_says_why(pair: Pair, postgres: Server) -> None:
    lease = pair.store._site.db.lease
    keeper = lease.keeper() if lease is not None else None
    assert keeper is not None and keeper.address == pair.keeper.url
    postgres.say(f"select pg_terminate_backend({keeper.backend}, 5000)")
    assert until(lambda: pair.other.keeps)
    assert pair.keeper.ended() and "another worker keeps the log now" in pair.keeper.said
    said = pair.other.post("/v1/events", json=[message("after")], headers=pair.key)
    assert said.json()["accepted"] == 1 and pair.logged().count("after") == 1
    pair.keeper = pair.other
