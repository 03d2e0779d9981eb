"""A store's workers: who is there, who keeps the log, and how another comes to keep it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from bantay.adapters.store.part import Part
from bantay.adapters.store.serverlease import LEASE, ServerLease, Worker
from bantay.adapters.store.serverlock import ServerLock
from bantay.adapters.store.site import Site
from bantay.adapters.store.trouble import guarded
from bantay.errors import StoreError


class Locked(Protocol):
    """A store that is open for writing."""

    @property
    def writers_lock(self) -> object: ...

    def close(self) -> None: ...


S = TypeVar("S", bound=Locked)


class Together(Part):
    """`StoreError` when it is made over a database that one process has to itself."""

    def __init__(self, site: Site):
        super().__init__(site)
        if site.db.lease is None:
            raise StoreError(
                f"store {site.directory} is on one machine's disk: workers that serve one store "
                "together need it on PostgreSQL, --store 'postgresql://…'"
            )
        self._lease: ServerLease = site.db.lease

    @guarded
    def beat(self, id: str, address: str) -> Worker | None:
        """Say that a worker is there; who keeps the log, as far as is known."""
        return self._lease.beat(id, address)

    @guarded
    def leave(self, id: str) -> None:
        """Say that a worker ends."""
        self._lease.leave(id)

    @guarded
    def keeper(self) -> Worker | None:
        """Who kept the log last, alive or not."""
        return self._lease.keeper()

    @guarded
    def take(self, id: str, opened: Callable[[str], S], lease: int = LEASE) -> tuple[S, int] | None:
        """Come to keep the log, if nobody does or who did is silent for longer than `lease`
        microseconds; the store, which `opened` opens for writing when it is told the mark of its
        files, and the epoch. None: somebody keeps it, writes
        for another reason, or is about to take it.

        Only a worker is ousted: a run, or a restore, that holds the lock is waited for.
        """
        with self._lease.turn() as ours:
            if not ours:
                return None
            keeper, holder = self._lease.keeper(), self._lease.holder()
            if holder is not None:
                if keeper is None or keeper.backend != holder or keeper.silent <= lease:
                    return None
                self._lease.oust(keeper)
            epoch = 1 if keeper is None else keeper.epoch + 1
            store = opened(f"-{epoch}")
            try:
                self._lease.claim(id, epoch, _backend(store))
            except BaseException:
                store.close()
                raise
            return store, epoch


def _backend(store: Locked) -> int:
    lock = store.writers_lock
    assert isinstance(lock, ServerLock)
    return lock.backend
