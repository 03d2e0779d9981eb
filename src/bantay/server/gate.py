"""The outermost door: host names, sizes, slow bodies, and headers on everything that leaves."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import msgspec
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from bantay.server.outside import dressed, ours
from bantay.server.problems import JSON, TooLarge, TooSlow, problem
from bantay.server.settings import ServerSettings
from bantay.server.short import Short, go

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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if str(scope["type"]) != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._counted(message["status"])
                message["headers"] = dressed(message["headers"], secure=self._settings.secure)
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await _say(sent, *refusal)
            return
        bounded = self._bounded(scope, receive)
        way = self._short.open_to(cast("HTTPScope", scope)) if self._short is not None else None
        if way is not None:
            await go(*way, scope, bounded, sent)
        else:
            await self._app(scope, bounded, sent)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        if not ours(scope["headers"], self._settings.hosts):
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


async def _say(send: Callable[[Any], Any], status: int, detail: str) -> None:
    body = msgspec.json.encode(problem(status, detail))
    headers = [
        (b"content-type", JSON.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
