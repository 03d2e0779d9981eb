"""The page from the first moment, the rest as soon as it is loaded.

Loading the engine, the store and the API takes seconds of the processor; the page is files. So
the files are handed out at once, and every other request waits until what answers it is there.
"""

import asyncio
from collections.abc import Awaitable, Callable
from threading import Thread
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from bantay.server.outside import dressed, ours
from bantay.server.settings import ServerSettings

if TYPE_CHECKING:
    from bantay.runtime.serving import Site

App = Callable[[Any, Any, Any], Awaitable[None]]
Pairs = list[tuple[bytes, bytes]]


class Page(Struct, frozen=True):
    """A file of the console as it is handed out; `route` is the template of its address."""

    route: str
    status: int
    headers: Pairs
    body: bytes


Pages = Callable[[str, str | None], Page | None]
"""The file at a path, given the tag that the browser has already; None: there is none."""


class Loaded(Struct, frozen=True):
    """What was loaded: the application, and the site it stands on."""

    app: App
    site: "Site"


class Front:
    """An application before there is one. `load` runs in a thread of its own, once somebody
    listens; what it gives answers from then on, what it raises ends the server."""

    def __init__(self, pages: Pages, settings: ServerSettings, load: Callable[[], Loaded]):
        self._pages, self._settings, self._load = pages, settings, load
        self.loaded: Loaded | None = None
        self._there: asyncio.Event | None = None
        self._thread: Thread | None = None
        self.wrong: BaseException | None = None

    def begin(self, failed: Callable[[], None]) -> None:
        """Load, from the loop that answers. `failed` is called in it when that does not work."""
        loop, there = asyncio.get_running_loop(), asyncio.Event()
        self._there = there

        def run() -> None:
            try:
                self.loaded = self._load()
            except BaseException as wrong:  # told by whoever started the server
                self.wrong = wrong
                loop.call_soon_threadsafe(failed)
            loop.call_soon_threadsafe(there.set)

        self._thread = Thread(target=run, name="bantay loading", daemon=True)
        self._thread.start()

    async def end(self) -> None:
        """Wait until loading has ended, so that what it opened can be closed."""
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handle one request: a file at once, anything else when it can be."""
        if scope["type"] != "http":
            return
        if self.loaded is None:
            page = self._early(scope)
            if page is not None:
                scope["path_template"] = page.route
                await self._say(send, page.status, page.headers, page.body)
                return
            if self._there is not None:
                await self._there.wait()
        if self.loaded is None:  # it will never be there
            closing = [(b"content-length", b"0"), (b"connection", b"close")]
            await self._say(send, 503, closing, b"")
            return
        await self.loaded.app(scope, receive, send)

    def _early(self, scope: Any) -> Page | None:
        headers = scope["headers"]
        if scope["method"] != "GET" or not ours(headers, self._settings.hosts):
            return None
        tags = [value.decode("latin-1") for name, value in headers if name == b"if-none-match"]
        return self._pages(scope["path"], tags[0] if tags else None)

    async def _say(self, send: Any, status: int, headers: Pairs, body: bytes) -> None:
        whole = dressed(headers, secure=self._settings.secure)
        await send({"type": "http.response.start", "status": status, "headers": whole})
        await send({"type": "http.response.body", "body": body, "more_body": False})
