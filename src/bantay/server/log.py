"""The server's log: one line a thing that happened, and nothing of anybody in it.

A line has a time, a word and fields, all of them from closed lists or numbers: the template of
a route and never its path, a status, milliseconds. Who asked stands in the audit log alone.
"""

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Message, Receive, Scope, Send

Format = Literal["words", "json"]
FORMATS: tuple[str, ...] = ("none", "words", "json")
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_ROUTE = re.compile(r"[a-zA-Z0-9_\-./{}:]{1,100}")
Field = str | int | float


def now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Lines:
    """Writes lines: `words` for people, `json` for machines, the same fields in both."""

    def __init__(
        self, form: Format, write: Callable[[str], None], clock: Callable[[], datetime] = now
    ):
        self._form, self._write, self._clock = form, write, clock

    def began(self, version: str) -> None:
        """The server takes requests."""
        self._line("info", "serving", version=version)

    def ended(self) -> None:
        """The server stops."""
        self._line("info", "stopped")

    def answered(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """A request has its answer. `route` is the template that matched, None when none did."""
        known = route if route is not None and _ROUTE.fullmatch(route) else "-"
        self._line(
            "error" if status >= 500 else "info",
            "answered",
            method=method if method in _METHODS else "-",
            route=known,
            status=status,
            ms=round(seconds * 1000, 1),
        )

    def failed(self, round: str, in_row: int, kind: str) -> None:
        """Something done beside the events failed, so many times in a row. What its error says
        stands in the store (`bantay doctor`): it may name somebody."""
        self._line("error", "round_failed", round=round, in_row=in_row, kind=kind)

    def _line(self, level: str, word: str, **fields: Field) -> None:
        when = self._clock().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        if self._form == "json":
            self._write(json.dumps({"time": when, "level": level, "event": word, **fields}))
            return
        more = "".join(f" {name}={value}" for name, value in fields.items())
        self._write(f"{when} {level:<5} {word}{more}")


class Logged:
    """An application around which every answer is a line."""

    def __init__(self, app: "ASGIApp", lines: Lines):
        self._app, self._lines = app, lines

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Handle one request; what never got an answer has status 499."""
        if str(scope["type"]) != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 499

        async def sent(message: "Message") -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            known: dict[str, Any] = {**scope}  # what matched is put there on the way
            route, took = known.get("path_template"), time.perf_counter() - started
            self._lines.answered(known["method"], route, status, took)
