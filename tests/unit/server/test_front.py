"""The page is there before anything is loaded; every other request waits, and is answered."""

import asyncio
import socket
import threading
from typing import Any

import httpx
import pytest

from _apart import apart
from bantay.cli.serve import _page
from bantay.console.shipped import shipped
from bantay.errors import InputError
from bantay.server.front import Front, Loaded
from bantay.server.outside import HEADERS
from bantay.server.running import run
from bantay.server.settings import ServerSettings

BASE = "http://localhost"


async def _there(scope: Any, receive: Any, send: Any) -> None:
    """An application that says it is there."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"loaded", "more_body": False})


class Slow:
    """Something that loads until it is told to end."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.failed = False

    def load(self) -> Loaded:
        self.go.wait(30)
        if self.failed:
            raise OSError("no store")
        return Loaded(_there, None)  # type: ignore[arg-type]


def asked(front: Front) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(front), base_url=BASE)


def test_files_come_at_once_and_all_else_when_it_is_loaded() -> None:
    slow = Slow()

    async def walk() -> None:
        front = Front(_page, ServerSettings(), slow.load)
        front.begin(lambda: None)
        async with asked(front) as client:
            page = await client.get("/")
            assert page.status_code == 200 and b"</html>" in page.content
            assert page.headers["content-type"] == "text/html; charset=utf-8"
            for name, value in HEADERS:
                assert page.headers[name.decode()] == value.decode()
            part = await client.get("/console/shell/app.js")
            assert part.content == shipped()["shell/app.js"].body
            tag = {"if-none-match": part.headers["etag"]}
            assert (await client.get("/console/shell/app.js", headers=tag)).status_code == 304
            waits = [
                asyncio.create_task(client.get("/v1/me")),
                asyncio.create_task(client.get("/console/../../etc/passwd")),
                asyncio.create_task(client.get("/", headers={"host": "elsewhere.example.com"})),
                asyncio.create_task(client.post("/", content=b"{}")),
            ]
            await asyncio.sleep(0.05)
            assert not any(one.done() for one in waits)
            slow.go.set()
            assert {(await one).text for one in waits} == {"loaded"}
            assert (await client.get("/")).text == "loaded", "from now on the application answers"
        await front.end()

    apart(walk())


@pytest.mark.parametrize("path", ["/v1/me", "/setup/else"])
def test_what_cannot_be_loaded_ends_the_server_and_says_why(path: str) -> None:
    slow, told = Slow(), []
    slow.failed = True

    async def walk() -> Front:
        front = Front(_page, ServerSettings(), slow.load)
        front.begin(lambda: told.append("ended"))
        async with asked(front) as client:
            waits = asyncio.create_task(client.get(path))
            await asyncio.sleep(0.02)
            slow.go.set()
            said = await waits
            assert said.status_code == 503 and said.headers["connection"] == "close"
        await front.end()
        return front

    assert isinstance(apart(walk()).wrong, OSError) and told == ["ended"]


def test_a_port_that_is_taken_is_said_in_a_sentence_and_nothing_is_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.setswitchinterval", lambda _: None)  # this process is not a server
    loaded: list[str] = []

    def load() -> Loaded:
        loaded.append("yes")
        return Loaded(_there, None)  # type: ignore[arg-type]

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        front = Front(_page, ServerSettings(), load)
        with pytest.raises(InputError, match="give another port"):
            run(front, None, "127.0.0.1", port, front=front)
    assert loaded == []
