"""The outermost door: host names, sizes, slow bodies, and headers on everything that leaves."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from bantay.server.problems import JSON, TooLarge, TooSlow, problem
from bantay.server.settings import ServerSettings
from bantay.server.short import Short, go

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_FRESH = (b"cache-control", b"no-store")
_LONG = (b"strict-transport-security", b"max-age=31536000")
EVENTS = "/v1/events"


class Gate:
    """Wraps an application. What it refuses never reaches a handler; what may take the `short`
    way does."""

    def __init__(
        self,
        app: ASGIApp,
        settings: ServerSettings,
        counted: Callable[[int], None],
        short: Short | None = None,
    ):
        self._app, self._settings, self._counted = app, settings, counted
        self._short = short
        self._headers = (*HEADERS, *((_LONG,) if settings.secure else ()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if str(scope["type"]) != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._counted(message["status"])
                message["headers"] = self._with(message["headers"])
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await _say(sent, *refusal)
            return
        bounded = self._bounded(scope, receive)
        way = self._short.open_to(scope) if self._short is not None else None
        if way is not None:
            await go(*way, scope, bounded, sent)
        else:
            await self._app(scope, bounded, sent)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or _name(hosts[0]) not in self._settings.hosts:
            return 421, "call it by a name it was told with --host-name"
        for name, value in scope["headers"]:
            if name == b"content-length" and (
                not value.isdigit() or int(value) > self._most(scope["path"])
            ):
                return 413, "send less at once"
        return None

    def _most(self, path: str) -> int:
        settings = self._settings
        return settings.most_bytes if path.startswith(EVENTS) else settings.small_bytes

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        """Receive with a limit on bytes, and on the time until the body has ended."""
        left, whole = self._most(scope["path"]), False
        end = asyncio.get_running_loop().time() + self._settings.body_seconds

        async def bounded() -> Any:
            nonlocal left, whole
            if whole:  # only the disconnection is still to come
                return await receive()
            try:
                async with asyncio.timeout_at(end):
                    message = await receive()
            except TimeoutError:
                raise TooSlow from None
            if message["type"] == "http.request":
                left -= len(message.get("body", b""))
                whole = not message.get("more_body", False)
                if left < 0:
                    raise TooLarge
            return message

        return bounded

    def _with(self, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        kept = [(name.lower(), value) for name, value in headers]
        named = {name for name, _ in kept}
        more = [pair for pair in self._headers if pair[0] not in named]
        return [*kept, *more, *(() if b"cache-control" in named else (_FRESH,))]


def _name(host: bytes) -> str:
    """The name in a Host header, without its port."""
    text = host.decode("latin-1").lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0]


async def _say(send: Callable[[Any], Any], status: int, detail: str) -> None:
    body = msgspec.json.encode(problem(status, detail))
    headers = [
        (b"content-type", JSON.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
