"""The engine thread: full queues, broken batches, ticks, orders on their way, live alarms."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from _apart import apart
from bantay.adapters.capabilities import Answer, SimulatedPlatform
from bantay.adapters.capabilities.config import Routed, load_capabilities
from bantay.errors import ConfigError, StoreError
from bantay.model.clock import MINUTE
from bantay.model.events import Event
from bantay.ports.reading import AlarmFilter, Look
from bantay.runtime.chosen import chosen
from bantay.runtime.embedded import wall
from bantay.runtime.serving import Full, Posting, Site, Stopped
from bantay.runtime.serving.answers import answers
from bantay.runtime.serving.opening import open_site
from bantay.runtime.serving.waiting import BATCH, ENOUGH, GATHER, Call, Waiting

from .conftest import Client, key, message, person, signed_in
from .test_events import hidden_number

LOOK = Look("tests", "a test")


def events(*ids: str) -> list[Event]:
    return [msgspec.convert(message(id), type=Event) for id in ids]


# ---------------------------------------------------------------------- the queue


def test_a_full_queue_takes_nothing_of_a_request() -> None:
    waiting = Waiting(3)
    waiting.put(Posting(events("a", "b")))
    with pytest.raises(Full) as full:
        waiting.put(Posting(events("c", "d")))
    assert waiting.size == 2 and full.value.wait >= 1
    waiting.put(Posting(events("e")))
    taken = waiting.take(0)
    assert [len(p.events) for p in taken or []] == [2, 1]  # type: ignore[union-attr]
    assert waiting.size == 0


def test_who_comes_behind_a_shared_batch_shares_the_next() -> None:
    """But nobody waits behind one who asked alone, nor a call, nor many events, nor the end."""
    waiting = Waiting(100)
    assert waiting.pause(1) == 0.0 and waiting.pause(2) == GATHER
    waiting.put(Posting(events("a")))
    assert waiting.pause(2) == GATHER
    waiting.put(Call(lambda _: None))
    assert waiting.pause(2) == 0.0
    many = Waiting(100)
    many.put(Posting(events(*map(str, range(ENOUGH)))))
    assert many.pause(2) == 0.0
    ended = Waiting(100)
    ended.close()
    assert ended.pause(2) == 0.0


def test_one_request_may_always_wait_alone() -> None:
    waiting = Waiting(1)
    waiting.put(Posting(events("a", "b", "c")))
    assert waiting.size == 3


def test_requests_that_wait_together_are_one_batch_up_to_a_call() -> None:
    waiting = Waiting(100)
    before, call, after = Posting(events("a")), Call(lambda _: None), Posting(events("b"))
    for job in (before, Posting(events("a2")), call, after):
        waiting.put(job)
    first = waiting.take(0)
    assert isinstance(first, list) and len(first) == 2 and first[0] is before
    assert waiting.take(0) is call
    assert waiting.take(0) == [after]
    assert waiting.take(0) is None


def test_the_same_name_twice_is_two_batches() -> None:
    waiting = Waiting(100)
    for _ in range(2):
        waiting.put(Posting(events("a"), slot=b"k"))
    assert len(waiting.take(0) or []) == 1  # type: ignore[arg-type]
    assert len(waiting.take(0) or []) == 1  # type: ignore[arg-type]


def test_a_batch_is_bounded() -> None:
    waiting = Waiting(BATCH * 10)
    many = events("a") * (BATCH // 2)
    for _ in range(3):
        waiting.put(Posting(many))
    assert len(waiting.take(0) or []) == 2  # type: ignore[arg-type]


def test_a_closed_queue_gives_out_what_waits_and_takes_no_more() -> None:
    waiting = Waiting(10)
    waiting.put(Posting(events("a")))
    waiting.close()
    with pytest.raises(Stopped):
        waiting.put(Posting(events("b")))
    assert not waiting.over and waiting.take(0) is not None and waiting.over


def test_each_request_is_told_its_own_counts() -> None:
    one, two = Posting(events("a", "b")), Posting(events("b", "c", "c"))
    fresh = [one.digests[0], one.digests[1], two.digests[1]]
    told = answers([one, two], fresh, [], [])
    assert [(t.accepted, t.duplicates) for t in told] == [(2, 0), (1, 2)]


# ---------------------------------------------------------------------- the thread


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that a test may break."""
    folder = tmp_path_factory.mktemp("own") / "store"
    routed = Routed(by_kind={"warn": SimulatedPlatform(strict=False)}, fallback=Answer())
    site = open_site(folder, chosen(), capabilities=routed, limit=50)
    yield site
    site.close()


def held(site: Site) -> threading.Event:
    """Keeps the engine thread busy until the event is set."""
    go, begun = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        begun.set()
        go.wait(20)

    site.service.call(hold)
    assert begun.wait(20)
    return go


def test_behind_it_says_429_and_when_and_loses_nothing(own: Site) -> None:
    from litestar.testing import TestClient

    from bantay.server.app import make_app

    with TestClient(make_app(own, own_site=False), base_url="http://127.0.0.1") as client:
        sender, go = key(own, "events"), held(own)
        client.get("/v1/listable?listing=x", headers=sender)  # the key is known from now on
        tens = [events(*(f"q{n}-{i}" for i in range(10))) for n in range(5)]
        futures = [own.service.post(Posting(ten)) for ten in tens]
        body = [message(f"r{i}") for i in range(10)]
        refused = client.post("/v1/events", json=body, headers=sender)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) >= 1
        assert client.get("/health/ready").status_code == 503
        go.set()
        assert sum(future.result(30).accepted for future in futures) == 50
        again = client.post("/v1/events", json=body, headers=sender)
        assert again.json()["accepted"] == 10, "nothing of the refused request was taken"
        assert client.get("/health/ready").status_code == 200


def test_a_poisoned_request_takes_no_other_down(own: Site) -> None:
    go = held(own)
    good = own.service.post(Posting(events("sound")))
    bad = own.service.post(_poison())
    other = own.service.post(Posting(events("sound too")))
    go.set()
    assert good.result(30).accepted == other.result(30).accepted == 1
    with pytest.raises(Stopped):
        bad.result(30)
    assert own.service.counts["broken batches"] >= 1
    assert any(fault.kind == "server" for fault in own.reader.faults())
    assert set(own.reader.events(["sound", "sound too"], LOOK)) == {"sound", "sound too"}


def _poison() -> Posting:
    posting = Posting(events("poison"))
    posting.events = [object()]  # type: ignore[list-item]
    return posting


def test_a_disk_that_is_full_says_503_and_recovers(
    own: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(commit: object) -> None:
        raise StoreError("no space")

    with monkeypatch.context() as broken:
        broken.setattr(own.writer, "commit", full)
        with pytest.raises(StoreError):
            own.service.post(Posting(events("no room"))).result(30)
        assert not own.service.ready
    assert own.service.post(Posting(events("no room"))).result(30).accepted == 1
    deadline = time.monotonic() + 20
    while not own.service.ready and time.monotonic() < deadline:
        time.sleep(0.1)
    assert own.service.ready


def test_a_webhooks_order_is_carried_beside_the_engine(own: Site) -> None:
    body = [msgspec.convert(one, type=Event) for one in hidden_number("u-5", 40)]
    taken = own.service.post(Posting(body)).result(30)
    assert taken.orders and all(order.kind != "warn" for order in taken.orders)
    assert own.courier is not None
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        left = [p for p in own.reader.orders("waiting") if p.order.kind == "warn"]
        if not left:
            break
        time.sleep(0.2)
    assert left == []


def test_the_clock_ticks_without_events(own: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    own.service.post(Posting(events("tick"))).result(30)
    before = own.service.call(lambda driver: driver.now).result(30)
    assert before is not None
    ahead = wall() + 2 * MINUTE
    monkeypatch.setattr("bantay.runtime.embedded.wall", lambda: ahead)
    ticked = own.service.call(_tick).result(30)
    assert ticked == ahead // MINUTE * MINUTE > before


def _tick(driver: Any) -> Any:
    driver.live_tick()
    return driver.now


def test_stopping_answers_what_waits(tmp_path: Path) -> None:
    site = open_site(tmp_path / "store", chosen())
    future = site.service.post(Posting(events("last")))
    site.close()
    assert future.result(0).accepted == 1
    with pytest.raises(Stopped):
        site.service.post(Posting(events("too late")))
    site.close()  # closing twice is harmless


# ---------------------------------------------------------------------- capabilities


def test_an_answer_takes_all_but_reports(tmp_path: Path) -> None:
    file = tmp_path / "capabilities.toml"
    file.write_text("[answer]\n")
    routed = load_capabilities(file)
    assert isinstance(routed.of("warn"), Answer) and isinstance(routed.of("notice"), Answer)
    assert routed.of("report") is None
    file.write_text('[answer]\nactions = ["warn"]\n')
    assert load_capabilities(file).of("fine") is None
    file.write_text('[answer]\nactions = ["report"]\n')
    with pytest.raises(ConfigError):
        load_capabilities(file)


# ---------------------------------------------------------------------- live alarms


def test_live_alarms_go_on_where_they_were(client: Client, site: Site) -> None:
    headers = key(site, "alarms")
    start = site.reader.watching.last_parcel()
    client.post("/v1/events", json=hidden_number("u-66", 40), headers=key(site, "events"))
    opened = {alarm.alarm for alarm in site.reader.alarms(AlarmFilter(subject="u-66"))}
    told = _some(client, headers | {"last-event-id": str(start)}, 1)
    assert told[0]["data"]["alarm"] in opened
    later = _some(client, headers | {"last-event-id": str(start)}, 1)
    assert later[0]["id"] == told[0]["id"], "numbers stay"
    assert int(told[0]["id"]) > start


def test_live_alarms_refuse_what_is_no_number(client: Client, site: Site) -> None:
    headers = key(site, "alarms") | {"last-event-id": "; drop table"}
    assert client.get("/v1/alarms/live", headers=headers).status_code == 400


def test_live_alarms_keep_to_a_persons_cases(site: Site) -> None:
    from bantay.ports.visitor import Visitor
    from bantay.server.live import _mine

    [alarm, *_] = site.reader.alarms(AlarmFilter())
    body = msgspec.json.encode(alarm)
    narrow = Visitor(who="n", kind="person", covers=frozenset({"extortion"}))
    wide = Visitor(who="w", kind="person", covers=frozenset({alarm.hypothesis}))
    assert (_mine(body, narrow), _mine(body, wide)) == (False, True)


def _some(client: Client, headers: dict[str, str], count: int) -> list[dict[str, Any]]:
    """The first alarms of a stream, read from its generator: the test client cannot stream."""

    from bantay.ports.visitor import NOBODY
    from bantay.server.live import _stream
    from bantay.server.meter import Meter

    site: Site = client.app.dependencies["site"].dependency()  # type: ignore[union-attr]
    meter = Meter()

    async def read() -> list[dict[str, Any]]:
        found = []
        async for said in _stream(site, NOBODY, meter, int(headers["last-event-id"])):
            if said.event == "alarm":
                found.append({"id": said.id, "data": msgspec.json.decode(str(said.data))})
            if len(found) == count:
                break
        return found

    return apart(read())


# ---------------------------------------------------------------------- metrics, the rest


def test_metrics_hold_no_id_of_anybody(client: Client, site: Site) -> None:
    client.post("/v1/events", json=message("m-1"), headers=key(site, "events"))
    text = client.get("/metrics", headers=key(site, "metrics")).text
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")
    assert float(values["bantay_events_ingested_total"]) >= 1
    assert float(values["bantay_ready"]) == 1
    names = [line.split("{")[0].split(" ")[0] for line in text.splitlines() if line[0] != "#"]
    assert all(name.startswith(("bantay_", "process_")) for name in names)
    labels = {part.split("=")[0] for line in values if "{" in line for part in [line.split("{")[1]]}
    assert labels <= {"version", "hypothesis", "status"}
    assert "u-" not in text and "tests" not in text


def test_a_notice_has_the_fields_of_article_16(client: Client, site: Site) -> None:
    headers = key(site, "notices")
    body = {
        "subject_kind": "account",
        "subject": "u-1",
        "reason": "extortion",
        "explanation": "this account threatens to publish pictures",
        "location": ["https://example.com/u-1"],
        "good_faith": False,
    }
    refused = client.post("/v1/notices", json=body, headers=headers)
    pointers = {error["pointer"] for error in refused.json()["errors"]}
    assert (refused.status_code, pointers) == (422, {"/good_faith", "/name", "/email"})
    whole = {**body, "good_faith": True, "name": "A. Person", "email": "a.person@example.org"}
    told = client.post("/v1/notices", json=whole, headers=headers)
    assert told.status_code == 201
    id = told.json()["id"]
    event = site.reader.events([id], LOOK)[id]
    assert "a.person@example.org" not in (event.reporter or "")  # type: ignore[union-attr]
    assert "threatens" in (event.text or "")  # type: ignore[union-attr]
    unnamed = {**body, "good_faith": True, "reason": "minor_safety"}
    assert client.post("/v1/notices", json=unnamed, headers=headers).status_code == 201


def test_listable_asks_decisions_and_not_alarms(client: Client, site: Site) -> None:
    answer = client.get("/v1/listable?listing=l-1", headers=key(site, "listable"))
    assert answer.json() == {
        "listing": "l-1",
        "listable": True,
        "step": None,
        "until": None,
        "decisions": [],
        "alarms": [],
    }


def test_an_exception_is_given_and_ended_in_ones_own_name(client: Client, site: Site) -> None:
    headers = signed_in(site, person(site, "lead", "the-lead"))
    body = {"subject_kind": "contact", "subject": "+1 202 555 0199", "reason": "a help desk"}
    given = client.post("/v1/exceptions", json=body, headers=headers).json()
    assert given["by"] == "the-lead" and "555" not in given["subject"]["id"]
    never = {**body, "hypothesis": "minor_at_risk"}
    assert client.post("/v1/exceptions", json=never, headers=headers).status_code == 409
    path = f"/v1/exceptions/{given['exception']}"
    assert client.delete(path, headers=headers).status_code == 204
    assert client.delete(path, headers=headers).status_code == 404


def test_the_audit_chain_holds_after_all_this(client: Client, site: Site) -> None:
    headers = signed_in(site, person(site, "auditor", "the-auditor"))
    told = client.get("/v1/audit/verification", headers=headers).json()
    assert told["holds"] and told["length"] > 10
