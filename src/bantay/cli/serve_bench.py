"""The server that `bench serve` measures: the usual one, with one more endpoint to hold it
against, which reads the body and syncs one row. `python -m bantay.cli.serve_bench STORE`."""

import asyncio
import json
import socket
import sqlite3
import sys
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from litestar import Request, post

from bantay.adapters.capabilities import Answer
from bantay.adapters.capabilities.config import Routed
from bantay.runtime.chosen import chosen
from bantay.runtime.serving.opening import open_site
from bantay.server.app import make_app
from bantay.server.events import RIGHT
from bantay.server.people import new_key, shown
from bantay.server.running import run
from bantay.server.settings import ServerSettings
from bantay.server.short import Asked, Replies, Said, Way


class Rows:
    """One thread that syncs rows; those that wait together share one commit, as events do."""

    def __init__(self, path: Path):
        self._path = path
        self._waiting: SimpleQueue[tuple[bytes, Future[int]]] = SimpleQueue()
        Thread(target=self._run, daemon=True).start()

    def put(self, body: bytes) -> "Future[int]":
        """Queue a row; the future is done when it is synced."""
        done: Future[int] = Future()
        self._waiting.put((body, done))
        return done

    def _run(self) -> None:
        con = sqlite3.connect(self._path, isolation_level=None)
        con.execute("pragma journal_mode=wal")
        con.execute("pragma synchronous=full")
        con.execute("create table if not exists row (body blob)")
        while True:
            rows = [self._waiting.get()]
            while not self._waiting.empty():
                rows.append(self._waiting.get())
            con.execute("begin immediate")
            con.executemany("insert into row values (?)", [(body,) for body, _ in rows])
            con.execute("commit")
            for _, done in rows:
                done.set_result(len(rows))


def main(directory: Path) -> None:
    """Serve on a free port of the loopback; says port and key on standard output."""
    capabilities = Routed(fallback=Answer())
    site = open_site(directory, chosen(), capabilities=capabilities)
    row, secret = new_key("bench", ("events", "metrics"))
    site.reader.access.add_key(row, secret, "bench")
    rows = Rows(directory / "rows.db")

    replies: list[Replies] = []

    async def nothing(asked: Asked) -> Said:
        """Sync one row."""
        if not replies:
            replies.append(Replies())
        count = await replies[0].of(rows.put(asked.body))
        return Said(200, b'{"rows":%d}' % count)

    @post("/v1/events/nothing", opt={"right": RIGHT}, status_code=200)
    async def long_way(request: Request[Any, Any, Any]) -> dict[str, int]:
        """Read the body and sync one row: only the first request, whose key is not known yet."""
        return {"rows": await asyncio.wrap_future(rows.put(await request.body()))}

    ways = {"/v1/events/nothing": Way(RIGHT, lambda: None, nothing)}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = make_app(site, ServerSettings(), [long_way], ways=ways)
    print(json.dumps({"port": port, "key": shown(row, secret)}), flush=True)
    run(app, site, "127.0.0.1", port)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
