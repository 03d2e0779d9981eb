"""A service without an engine: it reads what comes and hands it to who keeps the log."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Semaphore

from bantay.errors import BantayError
from bantay.model.events import Event
from bantay.runtime.serving.engine import Engine
from bantay.runtime.serving.service import LIMIT, Keeps, OtherBody, Service
from bantay.runtime.serving.waiting import Call, Full, Posting, Stopped
from bantay.runtime.spread.wire import Screened
from bantay.runtime.together.wire import Answered, Post, Refusal, Sent

Hand = Callable[[Sent], Answered]
"""Hands requests to the keeper, whoever it is by then; BantayError: nobody could be asked."""
UNDER_WAY = 2
"""Frames that may be under way at once: one is worked on, one waits. What comes meanwhile goes
together, so that the keeper commits seldom and much."""
_TICK = 0.5


class Far(Service):
    """Takes postings like a service that has an engine; `hand` gives them to one that has.

    `read` says what texts say, and `mark` with which detectors. A posting may reach the keeper
    twice, when the one it was handed to first is gone: the ids of its events see to that.
    """

    def __init__(
        self,
        store: Keeps,
        read: Callable[[Sequence[Event]], Screened],
        mark: bytes,
        hand: Hand,
        limit: int = LIMIT,
    ):
        super().__init__(store, self._no_engine, limit)
        self._read, self._mark, self._hand = read, mark, hand
        self._pool = ThreadPoolExecutor(UNDER_WAY, "bantay far")
        self._free = Semaphore(UNDER_WAY)
        self.known = False

    @property
    def ready(self) -> bool:
        """Whether somebody keeps the log, as far as is known here."""
        return self.known and self._thread.is_alive()

    @staticmethod
    def _no_engine() -> Engine:
        raise Stopped

    def _run(self) -> None:
        while not self._waiting.over:
            self._free.acquire()
            job = self._waiting.take(_TICK)
            if isinstance(job, list):
                began = time.thread_time()
                self._pool.submit(self._over_there, job, self._sent(job))
                self.busy_seconds += time.thread_time() - began
                continue
            self._free.release()
            if isinstance(job, Call):
                job.done.set_exception(Stopped())
        self._pool.shutdown(wait=True)

    def _sent(self, group: Sequence[Posting]) -> Sent:
        events = [event for posting in group for event in posting.events]
        try:
            read = self._read(events)
        except Exception:  # the keeper reads them itself, and says what is wrong
            read = None
        posts = [Post(list(p.events), list(p.rejects), p.slot, p.print) for p in group]
        return Sent(posts, self._mark, read)

    def _over_there(self, group: Sequence[Posting], sent: Sent) -> None:
        try:
            given = self._hand(sent).given
            if len(given) != len(group):
                raise Stopped
        except Exception as wrong:
            for posting in group:
                posting.done.set_exception(wrong if isinstance(wrong, BantayError) else Stopped())
            return
        finally:
            self._free.release()
        for posting, one in zip(group, given, strict=True):
            if one.taken is not None:
                posting.done.set_result(one.taken)
            else:
                posting.done.set_exception(_refused(one.refusal))


def _refused(refusal: Refusal | None) -> BantayError:
    if refusal is None:
        return Stopped()
    if refusal.kind == "full":
        return Full(refusal.wait)
    return OtherBody(refusal.said) if refusal.kind == "other" else Stopped()
