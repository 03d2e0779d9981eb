"""What request handlers are given: the engine to post to, a store to read, who may come in."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event as Flag
from typing import TypeVar

from bantay.adapters.store import EmbeddedStore
from bantay.model.alarm import Alarm
from bantay.model.evidence import Fault
from bantay.runtime.case_untold import Untold
from bantay.runtime.chosen import Chosen
from bantay.runtime.deciding import Desk
from bantay.runtime.embedded import Driver
from bantay.runtime.serving.courier import Courier
from bantay.runtime.serving.postman import Postman
from bantay.runtime.serving.service import Service
from bantay.runtime.serving.troubles import LOUD, Round, words

T = TypeVar("T")
REPORTS = "reports.toml"
"""A file in the store's directory: who may write reports, and where they go."""
PATIENCE = 30
"""Seconds to wait until the engine has taken what it is told."""
READERS = 2
"""Threads that read: SQLite's connections are one a thread."""


class Site:
    """One running server's rooms. `writer` belongs to the engine thread, `reader` to the
    reading threads, `porter` to the one that looks at keys and sessions, so that nobody waits
    at the door for somebody's long look; `draw` makes the picture of an alarm's sum; `reports`
    is the settings file of reports, which need not be there."""

    def __init__(
        self,
        service: Service,
        writer: EmbeddedStore,
        reader: EmbeddedStore,
        porter: EmbeddedStore,
        rules: Chosen,
        draw: Callable[[Alarm], str],
        reports: Path | None = None,
    ):
        self.service, self.writer = service, writer
        self.reader, self.porter = reader, porter
        self.rules, self.draw = rules, draw
        self.reports = reports or reader.directory / REPORTS
        self.stopping = Flag()
        self.courier: Courier | None = None
        self._closed = False
        self._threads = ThreadPoolExecutor(READERS, "bantay reader")
        self._at_door = ThreadPoolExecutor(1, "bantay porter")
        self._at_post = ThreadPoolExecutor(1, "bantay post")
        self.postman: Postman | None = None
        self.usher: Postman | None = None
        self._listeners: set[Callable[[], None]] = set()
        self.untold = Untold()
        self._under_way: set[Round] = set()

    async def read(self, look: Callable[[EmbeddedStore], T]) -> T:
        """What a function finds in the store, read in a reading thread."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: look(self.reader)
        )

    async def know(self, look: Callable[[EmbeddedStore], T]) -> T:
        """What the porter finds: something short, about a key or a session."""
        return await asyncio.get_running_loop().run_in_executor(
            self._at_door, lambda: look(self.porter)
        )

    async def work(self, run: Callable[[], T]) -> T:
        """Something slow that is not reading, such as testing a password, in such a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, run)

    async def mail(self, run: Callable[[], T]) -> T:
        """Something that calls a receiver of reports: one at a time, and nobody waits for it
        who only reads."""
        return await asyncio.get_running_loop().run_in_executor(self._at_post, run)

    def round_soon(self, name: Round, run: Callable[[], object]) -> "Future[None] | None":
        """The same without waiting, unless the one before is still under way (None). What goes
        wrong is in `service.troubles`."""
        if name in self._under_way:
            return None
        self._under_way.add(name)
        return self._at_post.submit(self._round, name, run)

    def _round(self, name: Round, run: Callable[[], object]) -> None:
        troubles = self.service.troubles
        try:
            wrong = troubles.tried(name, run)
            if wrong is not None and troubles.in_row(name) == LOUD:
                self._told(Fault("server", name, words(wrong)))
        finally:
            self._under_way.discard(name)

    def _told(self, fault: Fault) -> None:
        """Written down, where that can be: the log line and the metric stand without it."""
        with suppress(Exception):
            self.service.call(lambda driver: driver.fault(fault)).result(PATIENCE)

    async def drive(self, run: Callable[[Driver], T]) -> T:
        """Something done in the engine thread, between two batches."""
        return await asyncio.wrap_future(self.service.call(run))

    async def desk(self, act: Callable[[Desk], T]) -> T:
        """What a person does to a decision, in the engine thread."""

        def at_desk(driver: Driver) -> T:
            return act(Desk(self.writer, self.rules.settings, self.rules.policy, driver=driver))

        return await self.drive(at_desk)

    def listen(self, heard: Callable[[], None]) -> Callable[[], None]:
        """Be told, in the engine thread, when alarms are heard of; call what is returned to
        stop."""
        self._listeners.add(heard)
        return lambda: self._listeners.discard(heard)

    def heard(self) -> None:
        """The engine thread says that alarms are heard of."""
        for listener in list(self._listeners):
            listener()

    def close(self) -> None:
        """Finish what waits, seal and close; closing twice is harmless."""
        self.stopping.set()
        if self._closed:
            return
        self._closed = True
        if self.courier is not None:
            self.courier.stop()
        if self.postman is not None:
            self.postman.stop()
        if self.usher is not None:
            self.usher.stop()
        self._at_post.shutdown(wait=True)
        self.service.stop()
        self._threads.shutdown(wait=True)
        self._at_door.shutdown(wait=True)
        self.reader.close()
        self.porter.close()
