"""This process among the workers of a store: it says that it is there, and keeps the log when
nobody else does."""

from collections.abc import Callable
from contextlib import suppress
from secrets import token_hex
from threading import Event as Flag
from threading import Thread

from bantay.adapters.store import EmbeddedStore
from bantay.adapters.store.serverlease import LEASE, Worker
from bantay.errors import BantayError

BEAT = 0.5
"""Seconds between two beats; a lease is many of them."""


class Member:
    """`store` is its own, open for reading. `keeps` is called once, in a thread of its own, with
    the store open for writing; `lost` when the log is somebody else's again: what this process
    has in memory may be behind then, so it has to end. `heard` is told who keeps the log.
    """

    def __init__(
        self,
        store: EmbeddedStore,
        address: str,
        opened: Callable[[str], EmbeddedStore],
        keeps: Callable[[EmbeddedStore], None],
        lost: Callable[[], None],
        heard: Callable[[Worker | None], None],
        lease: int = LEASE,
    ):
        self.id, self.epoch = token_hex(8), 0
        self._store, self._address, self._opened = store, address, opened
        self._keeps, self._lost, self._heard, self._lease = keeps, lost, heard, lease
        self._over = Flag()
        self._thread = Thread(target=self._run, name="bantay member", daemon=True)

    def start(self) -> None:
        """Begin: the first beat and the first try come at once."""
        self._thread.start()

    def stop(self) -> None:
        """End; others need not wait for our lease to be over."""
        self._over.set()
        self._thread.join()
        with suppress(BantayError):  # the server is away: the lease ends by itself
            self._store.together.leave(self.id)
        self._store.close()

    def round(self) -> None:
        """One beat: take over where nobody keeps the log, end where it was taken from us."""
        keeper = self._store.together.beat(self.id, self._address)
        if not self.epoch:
            taken = self._store.together.take(self.id, self._opened, self._lease)
            if taken is not None:
                store, self.epoch = taken
                Thread(target=self._begin, args=(store,), name="bantay keeping").start()
                keeper = self._store.together.keeper()
        elif keeper is None or keeper.epoch != self.epoch:
            self._over.set()
            self._lost()
        self._heard(keeper)

    def _begin(self, store: EmbeddedStore) -> None:
        try:
            self._keeps(store)
        except Exception:
            store.close()
            self._over.set()
            self._lost()
            raise

    def _run(self) -> None:
        while not self._over.is_set():
            with suppress(BantayError):  # the server is away, or somebody else was quicker
                self.round()
            self._over.wait(BEAT)
