"""Events in, decisions out."""

import time

import msgspec
import pytest

from bantay.model.clock import MINUTE
from bantay.ports.reading import Look
from bantay.runtime.serving import Site

from .conftest import Client, ago, key, message

LOOK = Look("tests", "a test")


@pytest.fixture(scope="module")
def sender(site: Site) -> dict[str, str]:
    return key(site, "events")


def in_log(site: Site, *ids: str) -> set[str]:
    return set(site.reader.events(ids, LOOK))


def test_one_event_is_durable_when_answered(client: Client, site: Site, sender: dict[str, str]):
    answer = client.post("/v1/events", json=message("one"), headers=sender)
    assert answer.status_code == 200
    assert answer.json()["accepted"] == 1
    assert in_log(site, "one") == {"one"}


def test_an_array_and_lines(client: Client, site: Site, sender: dict[str, str]):
    array = client.post("/v1/events", json=[message("a1"), message("a2")], headers=sender)
    lines = b"\n".join(msgspec.json.encode(message(id)) for id in ("l1", "l2", "l3")) + b"\n\n"
    kind = {"content-type": "application/x-ndjson; charset=utf-8"}
    told = client.post("/v1/events", content=lines, headers=sender | kind)
    assert (array.json()["accepted"], told.json()["accepted"]) == (2, 3)
    assert in_log(site, "a1", "a2", "l1", "l2", "l3") == {"a1", "a2", "l1", "l2", "l3"}


def test_a_duplicate_is_counted_and_changes_nothing(client: Client, sender: dict[str, str]):
    client.post("/v1/events", json=message("twice"), headers=sender)
    both = [message("twice", "other words"), message("once"), message("once")]
    answer = client.post("/v1/events", json=both, headers=sender).json()
    assert (answer["accepted"], answer["duplicates"]) == (1, 2)


def envelope(id: str, /, **data: object) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "id": id,
        "source": "/chat",
        "type": "com.example.message.sent.v1",
        "time": ago(3),
        "data": {"account": "u-1", "conversation": "c-1", "text": "hello", **data},
    }


def test_cloud_events_alone_and_in_a_batch(client: Client, site: Site, sender: dict[str, str]):
    one = {"content-type": "application/cloudevents+json"}
    many = {"content-type": "application/cloudevents-batch+json"}
    alone = client.post(
        "/v1/events", content=msgspec.json.encode(envelope("7")), headers=sender | one
    )
    batch = [envelope("8"), envelope("9", id="own-id"), envelope("7")]
    told = client.post("/v1/events", content=msgspec.json.encode(batch), headers=sender | many)
    assert alone.json()["accepted"] == 1, alone.text
    assert (told.json()["accepted"], told.json()["duplicates"]) == (2, 1)
    assert in_log(site, "/chat#7", "/chat#8", "own-id") == {"/chat#7", "/chat#8", "own-id"}


def test_a_cloud_event_in_headers(client: Client, site: Site, sender: dict[str, str]):
    headers = {
        "ce-specversion": "1.0",
        "ce-id": "44",
        "ce-source": "/chat",
        "ce-type": "message.sent",
        "ce-time": ago(2),
    }
    data = {"account": "u-1", "conversation": "c-1", "text": "hello"}
    answer = client.post("/v1/events", json=data, headers=sender | headers)
    assert answer.json()["accepted"] == 1, answer.text
    assert in_log(site, "/chat#44")


def test_a_wrong_cloud_event_is_named_inside_its_data(client: Client, sender: dict[str, str]):
    many = {"content-type": "application/cloudevents-batch+json"}
    wrong = [envelope("10"), envelope("11", conversaton="x"), {"specversion": "1.0"}]
    told = client.post("/v1/events", content=msgspec.json.encode(wrong), headers=sender | many)
    assert told.status_code == 422
    assert told.json()["accepted"] == 1
    assert [e["pointer"] for e in told.json()["errors"]] == ["/1/data/conversaton", "/2"]


def test_the_valid_are_taken_and_the_invalid_named_and_kept(
    client: Client, site: Site, sender: dict[str, str]
):
    secret = "meet me at the usual place"
    body = [message("good"), message("bad", secret, txt=secret), message("late", time=ago(-1e6))]
    before = len(site.reader.quarantine())
    answer = client.post("/v1/events", json=body, headers=sender)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert [e["pointer"] for e in told["errors"]] == ["/1/txt", "/2/time"]
    assert (told["accepted"], told["quarantined"]) == (1, 2)
    assert in_log(site, "good", "bad", "late") == {"good"}
    assert len(site.reader.quarantine()) == before + 2
    assert secret not in answer.text


@pytest.mark.parametrize(
    ("body", "pointer"),
    [(b"", None), (b"[", ""), (b"nonsense", ""), (b"[1, 2]", "/0"), (b'"text"', "")],
)
def test_what_is_no_event_at_all(
    client: Client, sender: dict[str, str], body: bytes, pointer: str | None
):
    headers = sender | {"content-type": "application/json"}
    answer = client.post("/v1/events", content=body, headers=headers)
    if pointer is None:
        assert answer.json()["accepted"] == 0
    else:
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == pointer


def test_other_kinds_and_too_many_are_refused(client: Client, site: Site, sender: dict[str, str]):
    xml = client.post(
        "/v1/events", content=b"<a/>", headers=sender | {"content-type": "application/xml"}
    )
    many = client.post("/v1/events", json=[message(f"m{n}") for n in range(1_001)], headers=sender)
    assert (xml.status_code, many.status_code) == (415, 413)
    assert in_log(site, "m0") == set()


def test_an_idempotency_key_gets_the_same_answer(client: Client, sender: dict[str, str]):
    named = sender | {"idempotency-key": "k-1"}
    body = msgspec.json.encode(message("keyed"))
    kind = {"content-type": "application/json"}
    first = client.post("/v1/events", content=body, headers=named | kind).json()
    again = client.post("/v1/events", content=body, headers=named | kind).json()
    assert first["accepted"] == again["accepted"] == 1
    assert (first["replayed"], again["replayed"]) == (False, True)
    other = client.post("/v1/events", json=message("other"), headers=named)
    assert other.status_code == 422


def test_keys_of_two_machines_do_not_meet(client: Client, site: Site, sender: dict[str, str]):
    named = {"idempotency-key": "k-2"}
    client.post("/v1/events", json=message("mine"), headers=sender | named)
    other = client.post("/v1/events", json=message("yours"), headers=key(site, "events") | named)
    assert other.json()["accepted"] == 1


def hidden_number(account: str, n: int) -> list[dict[str, object]]:
    """Somebody hands the same number to many people: enough for a decision."""
    return [
        message(
            f"{account}-{i}",
            "write me outside: five five five, zero one four seven, +1 202 555 0147",
            account=account,
            conversation=f"{account}-c{i}",
            to=[f"{account}-t{i}"],
            channel="direct",
        )
        for i in range(n)
    ]


def test_what_was_decided_is_in_the_answer_and_comes_again(
    client: Client, site: Site, sender: dict[str, str]
):
    body = hidden_number("u-9", 40)
    first = client.post("/v1/events", json=body, headers=sender).json()
    assert first["decisions"], "the invented talk no longer leads to a decision"
    about = {d["subject"]["id"] for d in first["decisions"]}
    assert about == {"u-9"}
    assert first["orders"], "decisions in force have orders"
    assert all(o["kind"] != "report" for o in first["orders"])
    again = client.post("/v1/events", json=body, headers=sender).json()
    assert again["replayed"] and again["orders"] == first["orders"]
    done = {p.order.order for p in site.reader.orders("done")}
    assert {o["order"] for o in first["orders"]} <= done


def test_the_clock_follows_the_wall(client: Client, site: Site, sender: dict[str, str]):
    client.post("/v1/events", json=message("now"), headers=sender)
    now = site.reader.head().now
    assert now is not None
    assert abs(time.time_ns() // 1000 - now) < 3 * MINUTE
