"""The bounded queue before the engine thread: taken whole, or refused whole."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Condition
from typing import TYPE_CHECKING, Any

from bantay.engine.accept import digests_of
from bantay.errors import BantayError
from bantay.model.events import Event
from bantay.ports.source import Reject
from bantay.runtime.serving.taken import Taken

if TYPE_CHECKING:
    from bantay.runtime.embedded import Driver

PACE = 2_000.0
"""Events a second that a slow machine gets through; for saying when to come back."""
BATCH = 10_000
"""Events of one batch at most (DESIGN section 10)."""
GATHER, ENOUGH = 0.005, 64
"""Seconds in which requests gather behind a shared batch; events that need not wait for more."""


class Full(BantayError):
    """The queue has no room for this request; nothing of it was taken. `wait` is seconds."""

    def __init__(self, wait: float):
        self.wait = wait
        super().__init__("the engine is behind: send this request again later")


class Stopped(BantayError):
    """The engine is stopping, or cannot write; nothing of the request was taken."""

    def __init__(self) -> None:
        super().__init__("the engine takes nothing now: send this request again later")


class Posting:
    """Events of one request on their way. `slot` names the answer if it is to be kept,
    `print` tells whether the same name comes with other content."""

    def __init__(
        self,
        events: Sequence[Event],
        rejects: Sequence[Reject] = (),
        slot: bytes | None = None,
        print: bytes = b"",
    ):
        self.events, self.rejects = events, rejects
        self.slot, self.print = slot, print
        self.digests = digests_of(events)
        self.done: Future[Taken] = Future()

    @property
    def size(self) -> int:
        """What it counts in the queue."""
        return len(self.events) + len(self.rejects)


class Call:
    """A function to run in the engine thread, with the driver."""

    def __init__(self, run: "Callable[[Driver], Any]"):
        self.run = run
        self.done: Future[Any] = Future()

    size = 1


Job = Posting | Call


class Waiting:
    """Jobs in order. `limit` is how many events may wait; one request always may."""

    def __init__(self, limit: int):
        self.limit = limit
        self._jobs: deque[Job] = deque()
        self._here = Condition()
        self._size = 0
        self._closed = False

    @property
    def size(self) -> int:
        """Events that wait."""
        return self._size

    @property
    def patience(self) -> float:
        """Seconds until there should be room, from 1 to 60."""
        return min(60.0, max(1.0, self._size / PACE))

    def put(self, job: Job) -> None:
        """Take a job, or raise `Full` or `Stopped` and take nothing of it."""
        with self._here:
            if self._closed:
                raise Stopped
            if isinstance(job, Posting) and self._size and self._size + job.size > self.limit:
                raise Full(self.patience)
            self._jobs.append(job)
            self._size += job.size
            self._here.notify()

    def close(self) -> None:
        """Take no more; what waits is still given out."""
        with self._here:
            self._closed = True
            self._here.notify()

    def take(self, timeout: float) -> list[Posting] | Call | None:
        """The next batch of postings, or one call; None when the time is over."""
        with self._here:
            if not self._jobs and not self._closed:
                self._here.wait(timeout)
            if not self._jobs:
                return None
            first = self._jobs.popleft()
            taken = first if isinstance(first, Call) else self._with(first)
            self._size -= taken.size if isinstance(taken, Call) else sum(p.size for p in taken)
            return taken

    def pause(self, shared: int) -> float:
        """Seconds to wait after a batch of so many postings: where several ask at once, those who
        come now share the next commit, for one of few costs what one of many does. Who asks alone
        waits for nobody, nor does a call."""
        with self._here:
            called = any(isinstance(job, Call) for job in self._jobs)
            alone = shared < 2 or self._closed or self._size >= ENOUGH or called
        return 0.0 if alone else GATHER

    @property
    def over(self) -> bool:
        """Whether it is closed and empty."""
        return self._closed and not self._jobs

    def _with(self, first: Posting) -> list[Posting]:
        """The postings right behind the first that fit into its batch."""
        group, size, slots = [first], first.size, {first.slot}
        while self._jobs:
            following = self._jobs[0]
            if isinstance(following, Call) or size + following.size > BATCH:
                break
            if following.slot is not None and following.slot in slots:
                break  # its answer is the first one's, which is not known yet
            slots.add(following.slot)
            size += following.size
            group.append(following)
            self._jobs.popleft()
        return group
