"""The one thread that owns the store: it takes batches, ticks, seals, and answers.

Whoever is answered is safe: an answer is given after the commit that holds the events. When
a batch fails the driver is made anew from the store, and each request is tried alone, so
that one of them cannot take the others down.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Thread
from typing import Any, Protocol, TypeVar

from bantay.adapters.store.answered import Answered
from bantay.errors import BantayError
from bantay.model.clock import HOUR
from bantay.model.evidence import Fault
from bantay.runtime.embedded import Driver, wall
from bantay.runtime.merge import Piece
from bantay.runtime.serving.answers import again, answers, packed, slot_of_ids
from bantay.runtime.serving.engine import Engine
from bantay.runtime.serving.taken import Taken
from bantay.runtime.serving.troubles import LOUD, Round, Troubles, words
from bantay.runtime.serving.waiting import Call, Full, Posting, Stopped, Waiting

T = TypeVar("T")
SOURCE = "http"
_TICK = 0.5  # seconds between looks at the clock while nothing comes
_SEAL_IDLE = 60.0
_AGAIN = 5.0
LIMIT = 50_000
"""Events that may wait; more get a 429."""


class Keeps(Protocol):
    """The parts of a store that serving needs beside the driver."""

    @property
    def answered(self) -> Answered: ...

    def seal(self, wall: int, everything: bool = False) -> None: ...

    def retain(self, wall: int) -> dict[str, int]: ...

    def close(self) -> None: ...


class OtherBody(BantayError):
    """The same idempotency key came with other content."""


class Service:
    """Takes postings and calls from any thread; runs them in its own, one after another.

    `make` builds a driver from the store; it is called again after a fault.
    """

    def __init__(self, store: Keeps, make: Callable[[], Engine], limit: int = LIMIT):
        self._store, self._make = store, make
        self._waiting = Waiting(limit)
        self._engine: Engine | None = None
        self._hourly = wall()
        self._night: int | None = None
        self.counts: dict[str, int] = {}
        self.busy_seconds = 0.0
        self.fault: str | None = None
        self.troubles = Troubles()
        self._told = 0.0
        self._thread = Thread(target=self._run, name="bantay engine", daemon=True)

    # ------------------------------------------------------------- any thread

    def start(self) -> None:
        """Begin; the engine is loaded in its own thread, and is ready when it is."""
        self._thread.start()

    def post(self, posting: Posting) -> "Future[Taken]":
        """Queue events; the future is the answer. Raises `Full` or `Stopped`."""
        self._waiting.put(posting)
        return posting.done

    def call(self, run: Callable[[Driver], T]) -> "Future[T]":
        """Run something in the engine thread between two batches."""
        call = Call(run)
        self._waiting.put(call)
        return call.done

    def stop(self, timeout: float | None = None) -> bool:
        """Take no more, finish what waits, seal and close. False when that took too long."""
        self._waiting.close()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def depth(self) -> int:
        """Events that wait."""
        return self._waiting.size

    @property
    def full(self) -> bool:
        """Whether a request would be refused before its body is read."""
        return self._waiting.size >= self._waiting.limit

    def refusal(self) -> Full:
        """What to raise when it is full: it says when to come back."""
        return Full(self._waiting.patience)

    @property
    def ready(self) -> bool:
        """Whether it runs and its last batch could be written."""
        loaded = self._engine is not None
        return loaded and self._thread.is_alive() and self.fault is None

    # ------------------------------------------------------------- its own thread

    def _run(self) -> None:
        self._quietly(self._driver)
        idle = time.monotonic()
        while not self._waiting.over:
            job = self._waiting.take(_TICK)
            began = time.thread_time()
            if isinstance(job, Call):
                self._called(job)
            elif job is not None:
                self._batched(job)
                time.sleep(self._waiting.pause(len(job)))
            self.busy_seconds += time.thread_time() - began
            self._clockwork(idle=job is None and time.monotonic() - idle > _SEAL_IDLE)
            idle = time.monotonic() if job is not None else idle
        self._quietly(lambda: self._store.seal(wall(), everything=True))
        self._quietly(self._store.close)

    def _called(self, job: Call) -> None:
        try:
            job.done.set_result(job.run(self._driver()))
        except BantayError as refused:
            job.done.set_exception(refused)
        except Exception as wrong:
            self._broken(wrong)
            job.done.set_exception(wrong)

    def _batched(self, group: Sequence[Posting]) -> None:
        group = self._unanswered(group)
        if not group:
            return
        try:
            given = self._through(group)
        except Exception as wrong:
            self._broken(wrong)
            if len(group) == 1:
                group[0].done.set_exception(wrong if isinstance(wrong, BantayError) else Stopped())
                return
            for posting in group:
                self._batched([posting])
            return
        for posting, taken in zip(group, given, strict=True):
            posting.done.set_result(taken)

    def _through(self, group: Sequence[Posting]) -> list[Taken]:
        driver = self._driver()
        piece = Piece(
            events=[event for posting in group for event in posting.events],
            rejects=[reject for posting in group for reject in posting.rejects],
            name=SOURCE,
        )
        outcome = driver.batch(piece)
        self._count(len(piece.events), outcome.counts)
        owed = driver.take_owed()
        made = outcome.decisions.values()
        given = answers(group, outcome.digests, made, owed)
        rows = [row for p, taken in zip(group, given, strict=True) for row in _rows(p, taken)]
        if rows:
            self._store.answered.keep(rows, wall())
        if owed:
            driver.told(owed)
        driver.deliver()
        self._store.seal(wall())
        return given

    def _unanswered(self, group: Sequence[Posting]) -> list[Posting]:
        """Answer those that were answered before; the others are left."""
        left = []
        for posting in group:
            try:
                kept = self._kept(posting)
            except Exception as wrong:
                posting.done.set_exception(wrong)
                continue
            if kept is None:
                left.append(posting)
            else:
                posting.done.set_result(kept)
        return left

    def _kept(self, posting: Posting) -> Taken | None:
        if posting.slot is not None:
            found = self._store.answered.find(posting.slot)
            if found is not None and found[0] != posting.print:
                raise OtherBody("this Idempotency-Key came with another body before")
            if found is not None:
                return again(found[1])
        return self._known(posting)

    def _known(self, posting: Posting) -> Taken | None:
        """The answer given when the same events came before, if it held orders."""
        if not posting.digests or posting.rejects:
            return None
        found = self._store.answered.find(slot_of_ids(posting.digests))
        return None if found is None else again(found[1])

    def _driver(self) -> Engine:
        if self._engine is None:
            self._engine = self._make()
        return self._engine

    def _broken(self, wrong: Exception) -> None:
        """Nothing of a failed batch stays in memory: the next one begins from the store."""
        self._engine = None
        self.fault = words(wrong)
        self.counts["broken batches"] = self.counts.get("broken batches", 0) + 1
        self._tell()

    def _tell(self) -> None:
        """Write down what went wrong; when that can be written we are ready again."""
        self._told, said = time.monotonic(), self.fault or ""
        if self._quietly(lambda: self._driver().fault(Fault("server", "batch", said))):
            self.fault = None

    def _clockwork(self, *, idle: bool) -> None:
        if self.fault is not None and time.monotonic() - self._told > _AGAIN:
            self._tell()
        self._round("clock", lambda: self._driver().live_tick())
        self._nightly()
        if idle:
            self._round("sealing", lambda: self._store.seal(wall()))
        if wall() - self._hourly > HOUR:
            self._hourly = wall()
            self._round("retention", self._forget)

    def _nightly(self) -> None:
        """Once a day of the log; a night that fails is a fault, and waits for the next."""
        day = self._engine.today() if self._engine is not None else None
        if day is None or day == self._night:
            return
        self._night = day
        if not self._round("survey", lambda: self._driver().nightly()):
            said = Fault("survey", "surges", "the nightly survey of surges did not end")
            self._quietly(lambda: self._driver().fault(said))

    def _forget(self) -> None:
        self._store.retain(wall())
        self._store.answered.forget(wall())

    def _round(self, name: Round, run: Callable[[], Any]) -> bool:
        """Housekeeping that nobody waits for, with a fresh engine after a failure; when it keeps
        failing that is a fault."""
        wrong = self.troubles.tried(name, run)
        if wrong is not None:
            self._engine = None
            if self.troubles.in_row(name) == LOUD:
                said = Fault("server", name, words(wrong))
                self._quietly(lambda: self._driver().fault(said))
        return wrong is None

    def _quietly(self, run: Callable[[], Any]) -> bool:
        """What may fail without a word: there is nobody left to tell, or it was just told."""
        try:
            run()
        except Exception:
            self._engine = None
            return False
        return True

    def _count(self, events: int, counts: dict[str, int]) -> None:
        self.counts["batches"] = self.counts.get("batches", 0) + 1
        self.counts["events"] = self.counts.get("events", 0) + events
        for name in ("accepted", "duplicates", "late", "rejected", "faults", "decisions"):
            if name in counts:
                self.counts[name] = self.counts.get(name, 0) + counts[name]


def _rows(posting: Posting, taken: Taken) -> list[tuple[bytes, bytes, bytes]]:
    """Under which names an answer is kept: its key, and with orders the events it answers."""
    rows = []
    if posting.slot is not None:
        rows.append((posting.slot, posting.print, packed(taken)))
    if taken.orders and posting.digests:
        rows.append((slot_of_ids(posting.digests), b"", packed(taken)))
    return rows
