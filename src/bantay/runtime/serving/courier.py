"""Orders that no caller is told: webhooks are called beside the engine, never inside it.

The engine thread must not wait for a receiver; so another thread calls, and the engine
commits what it reports.
"""

from collections.abc import Callable, Sequence
from threading import Event as Flag
from threading import Thread
from typing import TypeVar

from bantay.adapters.capabilities.config import Routed
from bantay.adapters.store import EmbeddedStore
from bantay.model.decision import Order
from bantay.model.events import Event
from bantay.model.evidence import Fault, Subject
from bantay.model.log import Record
from bantay.ports.acting import Pending
from bantay.runtime.embedded import Driver, wall
from bantay.runtime.hush import hush
from bantay.runtime.outgoing import send
from bantay.runtime.serving.service import Service

T = TypeVar("T")
_PAUSE = 1.0
"""Seconds between two looks for orders that are due."""


class Courier:
    """Carries what `mine` says. `store` is its own; only its thread uses it."""

    def __init__(
        self,
        service: Service,
        store: EmbeddedStore,
        routed: Routed,
        mine: Callable[[Order], bool],
    ):
        self._service, self._store, self._routed, self._mine = service, store, routed, mine
        self._over = Flag()
        self._thread = Thread(target=self._run, name="bantay courier", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the order that is under way."""
        self._over.set()
        self._thread.join()
        self._store.close()

    def round(self) -> int:
        """Try every order that is due; how many were carried out."""
        if not self._due(wall()):
            return 0
        now = self._asked(lambda driver: driver.now or 0)
        box, quiet = _Mine(self._store, self._due), hush(self._store, self._whose)
        return send(box, self._routed, self, wall, self._whose, now, quiet)

    def confirm(self, events: Sequence[Event], records: Sequence[Record], done: str) -> None:
        """The engine commits what a carried-out order makes known."""
        self._asked(lambda driver: driver.confirm(events, records, done))

    def fault(self, fault: Fault) -> None:
        """The engine says aloud what could not be done."""
        self._asked(lambda driver: driver.fault(fault))

    def _whose(self, decision: str) -> Subject | None:
        return self._asked(lambda driver: driver.whose(decision))

    def _asked(self, run: Callable[[Driver], T]) -> T:
        return self._service.call(run).result()

    def _due(self, at: int) -> list[Pending]:
        waiting = self._store.orders("waiting")
        return [one for one in waiting if one.next <= at and self._mine(one.order)]

    def _run(self) -> None:
        while not self._over.wait(_PAUSE):
            self._service.troubles.tried("orders", self.round)


class _Mine:
    """The courier's orders of a store."""

    def __init__(self, store: EmbeddedStore, due: Callable[[int], list[Pending]]):
        self._store, self._due = store, due
        self.order_failed, self.order_waits = store.order_failed, store.order_waits

    def due_orders(self, wall: int, limit: int) -> list[Pending]:
        return self._due(wall)[:limit]
