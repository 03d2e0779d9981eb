"""What only a real connection shows: slow heads, other verbs, what is said of the server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from _apart import apart
from bantay.runtime.serving import Site
from bantay.server import running
from bantay.server.app import make_app
from bantay.server.settings import ServerSettings

from .conftest import key


@asynccontextmanager
async def listening(site: Site) -> AsyncIterator[int]:
    app = make_app(site, ServerSettings(), own_site=False)
    server = running.Running(running.config(app, "127.0.0.1", 0), site)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await task


async def said(port: int, *pieces: bytes, pause: float = 0.0) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        return await asyncio.wait_for(reader.read(65_536), 30)
    finally:
        writer.close()


def test_a_head_that_comes_in_drops_is_not_waited_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "HEAD", 0.2)

    async def slow() -> Any:
        async with listening(site) as port:
            hung_up = await said(port, b"GET /health/live HTTP/1.1\r\n", b"Host: loc")
            whole = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            return hung_up, await said(port, whole)

    hung_up, answered = apart(slow())
    assert hung_up == b""
    assert answered.startswith(b"HTTP/1.1 200")
    assert b"uvicorn" not in answered.lower()


def test_two_host_headers_are_none(site: Site) -> None:
    async def asked() -> bytes:
        async with listening(site) as port:
            head = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nHost: evil.example.com\r\n"
            return await said(port, head + b"Connection: close\r\n\r\n")

    assert b" 400 " in apart(asked()) or b" 421 " in apart(asked())


def test_a_head_without_an_end_is_cut_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "HEAD_BYTES", 4_096)

    async def endless() -> Any:
        async with listening(site) as port:
            lines = b"".join(b"X-Line-%d: %s\r\n" % (n, b"a" * 100) for n in range(100))
            small = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            cut = await said(port, b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n" + lines)
            return cut, await said(port, small)

    cut, answered = apart(endless())
    assert cut.startswith(b"HTTP/1.1 400")
    assert answered.startswith(b"HTTP/1.1 200")


def test_a_stream_is_no_slow_head(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who listens to live alarms says nothing for as long as they listen."""
    monkeypatch.setattr(running, "HEAD", 0.2)
    secret = key(site, "alarms")["authorization"].encode()

    async def listened() -> bytes:
        async with listening(site) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            head = b"GET /v1/alarms/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
            writer.write(head + secret + b"\r\n\r\n")
            await reader.readuntil(b"connected")
            with pytest.raises(TimeoutError):
                while await asyncio.wait_for(reader.read(1_000), 1.0):
                    pass
            open_still = not reader.at_eof()
            writer.close()
            site.stopping.set()
            return b"open" if open_still else b"closed"

    try:
        assert apart(listened()) == b"open"
    finally:
        site.stopping.clear()
