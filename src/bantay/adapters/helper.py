"""A second process of this program, forked when all is compiled, that does one thing on bytes.

It has nothing of its own to load, and nothing but its pipe: every other open file is closed in
it, so that no lock of the store outlives the process that took it. When the first process ends,
however it ends, the pipe ends and the helper with it.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection

from bantay.errors import InputError

FIRST = 3
"""The lowest number of an open file that is not standard input, output or error."""


class Forked:
    """Implements `ports.crew.Helper`. InputError where processes cannot be forked safely."""

    def __init__(self, work: Callable[[bytes], bytes]):
        if sys.platform != "linux":
            raise InputError("a helper needs Linux: leave --helper out")
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        self._process.start()
        theirs.close()
        self._asked = False

    def ask(self, part: bytes) -> None:
        """Begin the work on a part. Nothing is raised: `answer` says whether it came through."""
        try:
            self._pipe.send_bytes(part)
            self._asked = True
        except OSError:
            self._asked = False

    def answer(self) -> bytes | None:
        """What became of the part; None when the helper could not do it, or has ended."""
        if not self._asked:
            return None
        self._asked = False
        try:
            return self._pipe.recv_bytes() or None
        except (EOFError, OSError):
            return None

    def close(self) -> None:
        """End it."""
        self._pipe.close()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _serve(pipe: Connection, work: Callable[[bytes], bytes]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the first process to answer
    _close_all_but(pipe.fileno())
    while True:
        try:
            part = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        try:
            done = work(part)
        except Exception:
            done = b""  # the first process does it itself, and says what is wrong
        try:
            pipe.send_bytes(done)
        except OSError:
            return


def _close_all_but(kept: int) -> None:
    os.closerange(FIRST, kept)
    highest = max(map(int, os.listdir("/proc/self/fd")), default=kept)
    os.closerange(kept + 1, highest + 1)
