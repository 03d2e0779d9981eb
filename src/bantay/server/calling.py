"""One worker calls another: sealed frames over its usual port."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from os import urandom
from socket import SHUT_RDWR
from urllib.parse import urlsplit

from bantay.adapters.store.serverlease import Worker
from bantay.runtime.serving import Stopped
from bantay.runtime.together.wire import (
    Answered,
    NotOurs,
    Relayed,
    Response,
    Sealed,
    Sent,
)

BETWEEN = "/between/workers"
"""Where workers hand each other what they took."""
PATIENCE = 30.0
"""Seconds for which requests are kept while nobody keeps the log: longer than a lease."""
LONG = 60.0
"""Seconds that the keeper may take for an answer."""
_PAUSE = 0.2
_FAILED = (OSError, HTTPException, NotOurs)


class Caller:
    """Asks whoever keeps the log. Each thread has a connection of its own; those to a worker that
    keeps it no more are hung up, so that nobody waits for a process that is paused."""

    def __init__(self, sealed: Sealed, patience: float = PATIENCE):
        self._sealed, self._patience = sealed, patience
        self._keeper: Worker | None = None
        self._own = threading.local()
        self._lines: set[_Line] = set()
        self._turn = threading.Lock()

    def heard(self, keeper: Worker | None) -> None:
        """Who keeps the log from now on, as far as is known."""
        before, self._keeper = self._keeper, keeper
        if keeper is None or (before is not None and before.epoch == keeper.epoch):
            return
        with self._turn:
            gone = [line for line in self._lines if line.epoch != keeper.epoch]
            self._lines.difference_update(gone)
        for line in gone:
            line.hang_up()

    def close(self) -> None:
        """Hang up on everybody; nothing is asked afterwards."""
        self._patience, self._keeper = 0.0, None
        with self._turn:
            gone, self._lines = self._lines, set()
        for line in gone:
            line.hang_up()

    def hand(self, sent: Sent) -> Answered:
        """What the keeper answers. While there is none we wait, then ask the next: events have
        ids, so that none is taken twice. Stopped: nobody came to keep the log in time."""
        until = time.monotonic() + self._patience
        while True:
            try:
                found = self._ask(sent)
                if isinstance(found, Answered):
                    return found
            except _FAILED:
                pass
            if time.monotonic() > until:
                raise Stopped
            time.sleep(_PAUSE)

    def relay(self, relayed: Relayed) -> Response:
        """What the keeper answers to a whole request. Only what changes nothing is asked again.
        Stopped: it is not known whether it was done, or nobody could be asked."""
        until = time.monotonic() + self._patience
        while True:
            keeper = self._keeper
            try:
                found = self._ask(relayed)
                if isinstance(found, Response):
                    return found
            except ConnectionRefusedError:
                pass  # it did not reach anybody
            except _FAILED:
                if relayed.method not in ("GET", "HEAD"):
                    raise Stopped from None
            if time.monotonic() > until or (keeper is None and relayed.method != "GET"):
                raise Stopped
            time.sleep(_PAUSE)

    def _ask(self, what: Sent | Relayed) -> Answered | Response:
        keeper = self._keeper
        if keeper is None:
            raise ConnectionRefusedError
        id, line = urandom(16), self._line(keeper)
        try:
            body = line.post(self._sealed.asking(what, keeper.id, id))
        except BaseException:
            self._forget(line)
            raise
        return self._sealed.answered(body, id)

    def _line(self, keeper: Worker) -> "_Line":
        held: _Line | None = getattr(self._own, "line", None)
        if held is None or held.epoch != keeper.epoch or held.over:
            held = self._own.line = _Line(keeper)
            with self._turn:
                self._lines.add(held)
        return held

    def _forget(self, line: "_Line") -> None:
        line.hang_up()
        with self._turn:
            self._lines.discard(line)


class _Line:
    """A connection to a worker that stays open."""

    def __init__(self, keeper: Worker):
        self.epoch, self.over = keeper.epoch, False
        where = urlsplit(keeper.address)
        kind: Callable[..., HTTPConnection] = (
            HTTPSConnection if where.scheme == "https" else HTTPConnection
        )
        self._connection = kind(where.hostname or "", where.port, timeout=LONG)
        self._connection.connect()
        self._connection.auto_open = 0  # who hangs up means it

    def post(self, body: bytes) -> bytes:
        """The body of the answer. OSError or HTTPException: there is none."""
        head = {"Content-Type": "application/octet-stream"}
        self._connection.request("POST", BETWEEN, body, head)
        said = self._connection.getresponse()
        found = said.read()
        if said.status != 200:
            raise HTTPException(str(said.status))
        return found

    def hang_up(self) -> None:
        """End it, also while another thread waits for an answer."""
        self.over = True
        sock = self._connection.sock
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(SHUT_RDWR)
        self._connection.close()
