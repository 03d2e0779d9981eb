"""The short way says what the long way says; who is not that plain takes the long way."""

import asyncio
from concurrent.futures import Future
from typing import Any

import msgspec
import pytest

from _apart import apart
from bantay.runtime.serving import Site
from bantay.server import short
from bantay.server.short import Replies

from .conftest import Client, key, message, person, signed_in

PATH = "/v1/events"


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that took the short way."""
    taken, real = list[str](), short.go

    async def watched(way: Any, visitor: Any, scope: Any, receive: Any, send: Any) -> None:
        taken.append(scope["path"])
        await real(way, visitor, scope, receive, send)

    monkeypatch.setattr("bantay.server.gate.go", watched)
    return taken


BODIES: list[tuple[str, bytes, dict[str, str]]] = [
    ("one", msgspec.json.encode(message("x-1")), {}),
    ("several", msgspec.json.encode([message("x-2"), message("x-3")]), {}),
    ("the same again", msgspec.json.encode([message("x-2")]), {}),
    ("partly wrong", msgspec.json.encode([message("x-4"), {"id": "x-5"}]), {}),
    ("no event", b"[", {}),
    ("another kind", b"<a/>", {"content-type": "text/xml"}),
    ("a key too long", msgspec.json.encode(message("x-6")), {"idempotency-key": "k" * 300}),
]


@pytest.mark.parametrize(("name", "body", "more"), BODIES, ids=[name for name, *_ in BODIES])
def test_both_ways_say_the_same(
    client: Client,
    site: Site,
    gone: list[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    body: bytes,
    more: dict[str, str],
) -> None:
    head = {"content-type": "application/json", **key(site, "events"), **more}
    client.get("/v1/orders", headers=head)  # now its key is known
    client.post(PATH, content=body, headers=head)  # the second time both are duplicates
    brief = client.post(PATH, content=body, headers=head)
    assert gone == [PATH, PATH]
    monkeypatch.setattr(client.app.asgi_handler._short, "_ways", {})
    long = client.post(PATH, content=body, headers=head)
    assert gone == [PATH, PATH]
    assert (brief.status_code, brief.content) == (long.status_code, long.content)
    assert brief.headers.items() == long.headers.items()


def test_nobody_takes_the_short_way_without_a_right_to_it(
    client: Client, site: Site, gone: list[str]
) -> None:
    reads, sends = key(site, "cases"), key(site, "events")
    lead = signed_in(site, person(site, "lead", "ana"))
    for headers in (reads, lead, {}, {"authorization": "Bearer nobody_s"}):
        client.get("/v1/orders", headers=headers)
        assert client.post(PATH, json=message("y-1"), headers=headers).status_code in (401, 403)
    client.get("/v1/orders", headers=sends)
    twice = [(name, value) for name, value in sends.items()] * 2
    client.post(PATH, json=message("y-2"), headers=twice)
    assert client.get(PATH, headers=sends).status_code == 405
    assert gone == []


def test_an_ended_key_is_refused_once_it_is_looked_at_again(
    client: Client, site: Site, gone: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sends = key(site, "events")
    client.get("/v1/orders", headers=sends)
    assert client.post(PATH, json=message("z-1"), headers=sends).status_code == 200
    mine = sends["authorization"].removeprefix("Bearer bantay_").partition("_")[0]
    assert site.reader.access.end_key(mine, "tests")
    monkeypatch.setattr("bantay.server.door._REMEMBERED", 0.0)  # as if that time had passed
    assert client.post(PATH, json=message("z-2"), headers=sends).status_code == 401
    assert gone == [PATH]


def test_answers_that_are_there_together_wake_the_loop_once() -> None:
    async def walk() -> None:
        replies, loop = Replies(), asyncio.get_running_loop()
        woken, real = list[Any](), loop.call_soon_threadsafe
        heard = {
            "create_future": lambda _: loop.create_future(),
            "call_soon_threadsafe": lambda _, call: woken.append(real(call)),
        }
        replies._loop = type("Loop", (), heard)()  # type: ignore[assignment]
        futures = [Future[int]() for _ in range(5)]
        waits = [asyncio.create_task(replies.of(one)) for one in futures]
        await asyncio.sleep(0)
        waits[3].cancel()  # its caller has gone
        for n, one in enumerate(futures):
            if n == 4:
                one.set_exception(OSError("no"))
            else:
                one.set_result(n)
        said = await asyncio.gather(*waits, return_exceptions=True)
        assert said[:3] == [0, 1, 2] and isinstance(said[4], OSError) and len(woken) == 1
        last = Future[int]()
        again = asyncio.create_task(replies.of(last))
        await asyncio.sleep(0)
        last.set_result(9)
        assert await again == 9 and len(woken) == 2

    apart(walk())
