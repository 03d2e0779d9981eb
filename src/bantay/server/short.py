"""The short way of a machine that is known already: from the gate straight to the handler.

A request's way through guards, parameters and responses costs several times what its event
costs. A machine that showed its key a moment ago needs none of that, for it has no cookie to
look at and no other site to come from. Whatever is not that plain takes the long way, which
answers with the same bytes: an unknown key, a person, another verb.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from typing import Any, TypeVar

import msgspec
from litestar.types import HTTPScope, Receive, Scope, Send
from msgspec import Struct

from bantay.ports.visitor import Visitor
from bantay.server.door import Door
from bantay.server.problems import JSON, problem_of

T = TypeVar("T")
Pairs = list[tuple[bytes, bytes]]


class Asked(Struct):
    """A request that took the short way: who asks, its headers by lower-case name, its body."""

    visitor: Visitor
    path: str
    headers: Mapping[str, str]
    body: bytes


class Said(Struct):
    """An answer: JSON, of the media type `kind`."""

    status: int
    body: bytes
    kind: str = "application/json"
    headers: Mapping[str, str] = {}


class Way(Struct, frozen=True):
    """Where a short way leads. `first` may refuse before the body is read."""

    right: str
    first: Callable[[], None]
    answer: Callable[[Asked], Awaitable[Said]]


class Short:
    """Knows the short ways by path, and who may take one."""

    def __init__(self, door: Door, ways: Mapping[str, Way]):
        self._door, self._ways = door, ways

    def open_to(self, scope: HTTPScope) -> tuple[Way, Visitor] | None:
        """The way and who takes it; None: the long way."""
        way = self._ways.get(scope["path"])
        if way is None or scope["method"] != "POST":
            return None
        said = [value for name, value in scope["headers"] if name == b"authorization"]
        visitor = self._door.known(said[0].decode("latin-1")) if len(said) == 1 else None
        if visitor is None or not visitor.may(way.right):
            return None
        return way, visitor


async def go(way: Way, visitor: Visitor, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request; what goes wrong is a problem, as on the long way."""
    known: dict[str, Any] = scope  # type: ignore[assignment]
    known["path_template"] = path = scope["path"]
    try:
        way.first()
        body = await _whole(receive)
        if body is None:
            return
        said = await way.answer(Asked(visitor, path, _named(scope["headers"]), body))
    except Exception as wrong:
        found, headers = problem_of(wrong, path)
        said = Said(found.status, msgspec.json.encode(found), JSON, headers)
    await send({"type": "http.response.start", "status": said.status, "headers": _headers(said)})
    await send({"type": "http.response.body", "body": said.body, "more_body": False})


async def _whole(receive: Receive) -> bytes | None:
    """The body; None when the caller has gone."""
    pieces = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        pieces.append(message["body"])
        if not message.get("more_body", False):
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _named(pairs: Any) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in pairs}


def _headers(said: Said) -> Pairs:
    more = [(name.lower().encode(), value.encode()) for name, value in said.headers.items()]
    return [
        (b"content-type", said.kind.encode()),
        (b"content-length", b"%d" % len(said.body)),
        *more,
    ]


class Replies:
    """Futures of the engine's thread, awaited in a loop: those that are done together wake the
    loop once. Waking it for each costs more than answering."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._done: deque[tuple[asyncio.Future[Any], Future[Any]]] = deque()
        self._called = False

    async def of(self, future: "Future[T]") -> T:
        """What the future gives, or raises."""
        waits: asyncio.Future[T] = self._loop.create_future()
        future.add_done_callback(lambda done: self._put(waits, done))
        return await waits

    def _put(self, waits: "asyncio.Future[Any]", done: "Future[Any]") -> None:
        self._done.append((waits, done))
        if not self._called:
            self._called = True
            self._loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        self._called = False  # first: what is put from here on calls again
        while self._done:
            waits, done = self._done.popleft()
            if waits.done():
                continue  # whoever waited has gone
            wrong = done.exception()
            if wrong is None:
                waits.set_result(done.result())
            else:
                waits.set_exception(wrong)
