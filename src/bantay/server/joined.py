"""The application of a worker: while another keeps the log it takes events and hands on the rest;
once it keeps the log it answers everything, also what the others hand on."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
from litestar.types import ASGIApp, Receive, Scope, Send

from bantay.runtime.serving import Service, Stopped
from bantay.runtime.together.near import taken
from bantay.runtime.together.readings import Readings
from bantay.runtime.together.wire import NotOurs, Relayed, Response, Sealed, Sent
from bantay.server.calling import BETWEEN, Caller
from bantay.server.problems import JSON, problem

MOST = 256 * 2**20
"""Bytes of a frame between workers."""
RELAYS = 16
"""Requests that may be with the keeper at once."""
_HERE = frozenset({"/v1/events", "/v1/alarms/live", "/health/live", "/health/ready", "/metrics"})
_NOT_SENT = frozenset({b"connection", b"transfer-encoding", b"keep-alive", b"date"})


class Keeping:
    """What a worker has once it keeps the log."""

    def __init__(self, app: ASGIApp, service: Service, readings: Readings, mark: bytes):
        self.app, self.service, self.readings, self.mark = app, service, readings, mark


class Joined:
    """An ASGI application. `front` answers what needs no engine; `keeping` is set once."""

    def __init__(self, front: ASGIApp, caller: Caller, sealed: Sealed, me: Callable[[], str]):
        self._front, self._caller, self._sealed, self._me = front, caller, sealed, me
        self.keeping: Keeping | None = None
        self._pool = ThreadPoolExecutor(RELAYS, "bantay relay")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if str(scope["type"]) == "lifespan":
            await _lives(receive, send)
        elif str(scope["type"]) != "http":
            return
        elif scope["path"] == BETWEEN:
            await self._between(scope, receive, send)
        elif self.keeping is not None:
            await self.keeping.app(scope, receive, send)
        elif scope["path"] in _HERE:
            await self._front(scope, receive, send)
        else:
            await self._relayed(scope, receive, send)

    def close(self) -> None:
        """End its threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _between(self, scope: Scope, receive: Receive, send: Send) -> None:
        keeping = self.keeping
        try:
            body = await _whole(receive, MOST)
            if keeping is None:
                await _say(send, 503, "this worker does not keep the log")
                return
            id, what = self._sealed.opened(body, self._me())
        except NotOurs as wrong:
            await _say(send, 403, str(wrong))
            return
        if isinstance(what, Sent):
            answer: Any = await taken(what, keeping.service, keeping.readings, keeping.mark)
        else:
            answer = await _answered(what, keeping.app, scope)
        await _sent(send, 200, [], self._sealed.answer(answer, id))

    async def _relayed(self, scope: Any, receive: Receive, send: Send) -> None:
        try:
            body = await _whole(receive, MOST)
            client = scope.get("client") or ("127.0.0.1", 0)
            asked = Relayed(
                method=scope["method"],
                path=scope["path"],
                query=scope["query_string"],
                headers=[(bytes(name), bytes(value)) for name, value in scope["headers"]],
                client=(client[0], client[1]),
                body=body,
            )
            said = await asyncio.get_running_loop().run_in_executor(
                self._pool, self._caller.relay, asked
            )
        except Stopped:
            await _say(send, 503, "no worker keeps the log now: send this request again later")
            return
        except NotOurs as wrong:
            await _say(send, 413, str(wrong))
            return
        headers = [(n, v) for n, v in said.headers if n.lower() not in _NOT_SENT]
        await _sent(send, said.status, headers, said.body)


async def _lives(receive: Receive, send: Send) -> None:
    while True:
        message: Any = await receive()
        await send({"type": f"{message['type']}.complete"})  # type: ignore[typeddict-item]
        if message["type"] == "lifespan.shutdown":
            return


async def _whole(receive: Receive, most: int) -> bytes:
    """The body of a request. NotOurs: it is longer than anything we send."""
    parts, size = [], 0
    while True:
        message: Any = await receive()
        if message["type"] != "http.request":
            raise NotOurs
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise NotOurs
        if not message.get("more_body", False):
            return b"".join(parts)


async def _answered(asked: Relayed, app: ASGIApp, scope: Scope) -> Response:
    """What our own application answers to a request that came to another worker."""
    given: dict[str, Any] = {"status": 500, "headers": [], "parts": []}
    body: list[bytes] = [asked.body]
    ended = asyncio.Event()

    async def receive() -> Any:
        if body:
            return {"type": "http.request", "body": body.pop(), "more_body": False}
        await ended.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            given["status"], given["headers"] = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            given["parts"].append(message.get("body", b""))

    inner: Any = {
        **{name: scope[name] for name in ("type", "asgi", "http_version", "scheme", "server")},
        "method": asked.method,
        "path": asked.path,
        "raw_path": asked.path.encode(),
        "root_path": "",
        "query_string": asked.query,
        "headers": asked.headers,
        "client": asked.client,
        "extensions": {},
    }
    await app(inner, receive, send)
    ended.set()
    return Response(given["status"], given["headers"], b"".join(given["parts"]))


async def _say(send: Send, status: int, detail: str) -> None:
    headers = [(b"content-type", JSON.encode()), (b"retry-after", b"2")]
    await _sent(send, status, headers, msgspec.json.encode(problem(status, detail)))


async def _sent(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    names = {name.lower() for name, _ in headers}
    length = [] if b"content-length" in names else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": body, "more_body": False})
