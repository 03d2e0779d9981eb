"""uvicorn around the application: quiet, bounded, and stopping so that nothing is lost."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from socket import socket
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Any, Literal, cast

import uvicorn
from uvicorn.protocols.http import httptools_impl

from bantay.errors import InputError
from bantay.runtime.calm import SHORT, calm
from bantay.server.front import Front

if TYPE_CHECKING:
    from bantay.runtime.serving import Site

BACKLOG = 512
CONNECTIONS = 1_000
IDLE = 30
"""Seconds that a connection may be idle between two requests."""
HEAD = 20.0
"""Seconds within which the head of a request should come."""
GRACE = 10
"""Seconds that requests may take to end once we are asked to stop."""
HEAD_BYTES = 64 * 1024
"""Bytes that a head may have, all its lines together."""
_SWITCH = 0.001
"""Seconds after which the engine thread lets answers be written; Python's own is 5 ms."""

_LOOK = 0.25
"""Seconds between two looks whether the engine is there."""
_HEAD_START = 0.5
"""Seconds that the first page has to itself before the engine is compiled."""


class Hurried(httptools_impl.HttpToolsProtocol):
    """Hangs up on whoever takes too long to say what they want, or says too much: a head of a
    request that comes in drops holds a connection for `HEAD` seconds, twice that at most, and
    has `HEAD_BYTES` at most. Bodies are the gate's."""

    _waits = False
    _head = 0

    def connection_made(self, transport: Any) -> None:
        """Somebody called."""
        super().connection_made(transport)
        self.loop.call_later(HEAD, self._check)

    def _check(self) -> None:
        waits = self._between
        if waits and self._waits and not self.transport.is_closing():
            self.transport.close()
        self._waits = waits
        if not self.transport.is_closing():
            self.loop.call_later(HEAD, self._check)

    @property
    def _between(self) -> bool:
        """Whether the next thing to come is the head of a request."""
        cycle = cast("httptools_impl.RequestResponseCycle | None", self.cycle)
        return cycle is None or cycle.response_complete

    def data_received(self, data: bytes) -> None:
        """Bytes came; whether they are a whole head yet, the parser knows."""
        if self._between:
            self._head += len(data)
        super().data_received(data)
        if self._between and self._head > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("the head of the request is too large")

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._head, self._waits = 0, False
        super().on_headers_complete()


class Running(uvicorn.Server):
    """A server that tells its site of the end at once, so that live streams end too. A `front`
    has its site once that is loaded."""

    def __init__(
        self,
        config: uvicorn.Config,
        site: "Site | None",
        listening: Event | None = None,
        front: Front | None = None,
    ):
        super().__init__(config)
        self._given, self._listening, self._front = site, listening, front
        self._calm = contextlib.ExitStack()

    @property
    def _site(self) -> "Site | None":
        if self._front is not None and self._front.loaded is not None:
            return self._front.loaded.site
        return self._given

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        if self._front is not None:
            self._front.begin(self._give_up)
        self._look()

    def _give_up(self) -> None:
        self.should_exit = True

    def _look(self) -> None:
        """Once the site is there: its engine may be compiled when the first page has had its
        time. Once the engine is there: what it loaded is never searched for garbage again, for
        that would stop everybody for half a second, now and then."""
        loop, site = asyncio.get_running_loop(), self._site
        if site is not None and self._listening is not None:
            loop.call_later(_HEAD_START, self._listening.set)
            self._listening = None
        if site is not None and site.service.ready:
            self._calm.enter_context(calm(SHORT))
        elif not self.should_exit:
            loop.call_later(_LOOK, self._look)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Stop, and leave the process as it was."""
        await super().shutdown(sockets)
        if self._front is not None:
            await self._front.end()
        self._calm.close()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Asked to stop: streams end, requests under way are answered. Asked by Ctrl-C again,
        requests are not waited for; what was answered is durable all the same."""
        if self._site is not None:
            self._site.stopping.set()
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def run(
    app: Any,
    site: "Site | None",
    host: str,
    port: int,
    cert: Path | None = None,
    key: Path | None = None,
    listening: Event | None = None,
    front: Front | None = None,
) -> None:
    """Serve until asked to stop by SIGINT or SIGTERM. `listening` is set once it does, and the
    first page has had its time. Without a `site` there is a `front`, which loads it.

    InputError when the address cannot be listened on."""
    sys.setswitchinterval(_SWITCH)
    made = config(app, host, port, cert, key, lifespan="on" if front is None else "off")
    server = Running(made, site, listening, front)
    with (
        contextlib.suppress(KeyboardInterrupt),
        asyncio.Runner(loop_factory=loop_factory()) as runner,
    ):
        try:
            runner.run(server.serve())
        except SystemExit:  # how uvicorn gives up before it has begun
            raise InputError(f"{host}:{port} cannot be listened on: give another port") from None


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where there is one: an answer costs a third less of the processor."""
    if find_spec("uvloop") is None:
        return None
    made: Callable[[], asyncio.AbstractEventLoop] = import_module("uvloop").new_event_loop
    return made


def config(
    app: Any,
    host: str,
    port: int,
    cert: Path | None = None,
    key: Path | None = None,
    lifespan: Literal["on", "off"] = "on",
) -> uvicorn.Config:
    """No identity from headers, no names of ours in them, no log of who asked for what."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Hurried,
        ws="none",
        lifespan=lifespan,
        proxy_headers=False,
        server_header=False,
        date_header=True,
        access_log=False,
        log_level="warning",
        backlog=BACKLOG,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=GRACE,
        ssl_certfile=cert,
        ssl_keyfile=key,
    )
