"""Several workers over one store: one keeps the log, and who lost it commits nothing."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from _postgres import Server, prepared
from bantay.adapters.store import EmbeddedStore
from bantay.adapters.store.disk import DiskFiles
from bantay.adapters.store.serverlock import ServerLock
from bantay.errors import StoreError

from .toys import DAY, WALL, digest, message, opened, put

NO_LEASE = -1
"""A lease that is over as soon as somebody looks."""


@pytest.fixture
def home(server: Server, tmp_path: Path) -> Path:
    return prepared(tmp_path / "store", server.schema())


@pytest.fixture
def looking(home: Path) -> Iterator[EmbeddedStore]:
    """A worker's store before it keeps the log."""
    opened(home).close()
    made = opened(home, create=False)
    yield made
    made.close()


def writing(home: Path, **more: Any) -> Callable[[str], EmbeddedStore]:
    return lambda mark: opened(home, mark=mark, **more)


def joined(looking: EmbeddedStore, *names: str) -> None:
    for name in names:
        looking.together.beat(name, f"http://127.0.0.1/{name}")


def taken(looking: EmbeddedStore, name: str, home: Path, **more: Any) -> EmbeddedStore:
    found = looking.together.take(name, writing(home), **more)
    assert found is not None
    return found[0]


def test_one_keeps_the_log_and_the_others_wait(looking: EmbeddedStore, home: Path) -> None:
    joined(looking, "one", "two")
    assert looking.together.keeper() is None
    first = taken(looking, "one", home)
    assert looking.together.take("two", writing(home)) is None, "it was heard of just now"
    keeper = looking.together.beat("two", "elsewhere")
    assert keeper is not None and (keeper.id, keeper.epoch) == ("one", 1)
    assert keeper.address == "http://127.0.0.1/one" and keeper.silent < 60_000_000
    first.close()
    second = taken(looking, "two", home)
    again = looking.together.beat("one", "x")
    assert again is not None and (again.id, again.epoch, again.address) == ("two", 2, "elsewhere")
    second.close()


def test_who_was_paused_commits_nothing_afterwards(looking: EmbeddedStore, home: Path) -> None:
    """A process that is stopped does nothing, so that here it is simply not called."""
    joined(looking, "paused", "next")
    paused = taken(looking, "paused", home)
    put(paused, message(0))
    following = taken(looking, "next", home, lease=NO_LEASE)
    put(following, message(1))
    for write in (
        lambda: put(paused, message(2)),
        lambda: paused.seal(WALL, everything=True),
        lambda: paused.retain(WALL),
        lambda: paused.erase("ann", WALL),
        lambda: paused.answered.keep([(b"slot", b"", b"body")], WALL),
        lambda: paused.receipt("sink", ["p"], WALL),
    ):
        with pytest.raises(StoreError, match="connection to the server was lost"):
            write()
    put(following, message(3))
    assert [record for _, record in looking.log()] == [message(0), message(1), message(3)]
    assert following.answered.find(b"slot") is None
    paused.close()
    put(following, message(4))  # whose closing lets nobody else's lock go
    following.close()


def test_what_it_was_committing_is_not_kept(looking: EmbeddedStore, home: Path) -> None:
    """It is stopped between the writes of a commit and their landing."""
    joined(looking, "paused", "next")
    after: list[EmbeddedStore] = []

    def at(stop: str) -> None:
        if stop == "before commit" and armed:
            armed.clear()
            after.append(taken(looking, "next", home, lease=NO_LEASE))
            put(after[0], message(1))

    armed: list[bool] = []
    found = looking.together.take("paused", writing(home, at=at))
    assert found is not None
    armed.append(True)
    with pytest.raises(StoreError, match="connection to the server was lost"):
        put(found[0], message(0))
    assert [record for _, record in looking.log()] == [message(1)]
    for store in (found[0], *after):
        store.close()


def test_files_it_still_writes_are_nobodys(looking: EmbeddedStore, home: Path) -> None:
    """Stopped in the middle of a seal, it wakes when the same records lie in files of the next:
    were they named alike, they would be overwritten by what no key opens."""
    joined(looking, "paused", "next")
    after: list[EmbeddedStore] = []

    class Late(DiskFiles):
        def write(self, path: Path, parts: Iterable[bytes]) -> None:
            if "events" in str(path) and not after:
                after.append(taken(looking, "next", home, lease=NO_LEASE))
                after[0].seal(WALL, everything=True)
            super().write(path, parts)

    found = looking.together.take("paused", writing(home, files=Late()))
    assert found is not None
    put(found[0], *(message(n) for n in range(5)))
    with pytest.raises(StoreError, match="connection to the server was lost"):
        found[0].seal(WALL, everything=True)
    found[0].close()
    following = after[0]
    assert len(list((home / "events").rglob("*.parquet"))) == 2, "its own came to rest, unnamed"
    assert following.checking.damage(thorough=True) == []
    assert [record for _, record in following.log()] == [message(n) for n in range(5)]
    following.close()
    third = taken(looking, "next", home)
    names = sorted(path.name for path in (home / "events").rglob("*.parquet"))
    assert names == ["000000000000-2.parquet"], "those of nobody are swept away"
    assert [record for _, record in third.log()] == [message(n) for n in range(5)]
    third.close()


def test_files_of_many_keepers_are_one_log(looking: EmbeddedStore, home: Path) -> None:
    joined(looking, "w")
    for n in range(6):
        store = taken(looking, "w", home)
        put(store, message(n), wall=WALL + n * DAY)
        store.seal(WALL + n * DAY, everything=True)
        store.close()
    store = taken(looking, "w", home)
    assert store.accepted([digest(f"m{n:05}") for n in range(7)]).count(None) == 1
    assert [record for _, record in store.log()] == [message(n) for n in range(6)]
    assert store.checking.damage(thorough=True) == []
    store.close()


def test_only_workers_are_ousted(looking: EmbeddedStore, home: Path) -> None:
    """A run that writes for a long time is waited for, silent as it is."""
    joined(looking, "one")
    run = opened(home)
    assert looking.together.take("one", writing(home), NO_LEASE) is None
    put(run, message(0))
    run.close()
    taken(looking, "one", home).close()
    run = opened(home)
    assert looking.together.take("one", writing(home), NO_LEASE) is None, "it keeps it no more"
    put(run, message(1))
    run.close()


def test_one_takes_over_at_a_time(looking: EmbeddedStore, home: Path) -> None:
    joined(looking, "one", "two")

    def opened_late(mark: str) -> EmbeddedStore:
        assert looking.together.take("two", writing(home), NO_LEASE) is None
        return opened(home, mark=mark)

    found = looking.together.take("one", opened_late)
    assert found is not None and found[1] == 1
    found[0].close()


def test_a_store_that_cannot_be_opened_is_left_to_the_next(
    looking: EmbeddedStore, home: Path
) -> None:
    joined(looking, "one")

    def fails(mark: str) -> EmbeddedStore:
        raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="disk is full"):
        looking.together.take("one", fails)
    taken(looking, "one", home).close()


def test_who_is_gone_for_a_day_is_forgotten_and_epochs_only_grow(
    server: Server, looking: EmbeddedStore, home: Path
) -> None:
    joined(looking, "one", "two", "three")
    taken(looking, "one", home).close()
    looking.together.leave("one")
    looking.together.leave("three")
    left = looking.together.keeper()
    assert left is not None and left.silent > 3_600_000_000
    store, epoch = partial(looking.together.take, "two", writing(home))() or (None, 0)
    assert store is not None and epoch == 2
    lease = store._site.db.lease
    assert lease is not None and [one.id for one in lease.workers()] == ["two"]
    store.close()


def test_losing_the_connection_is_losing_the_log(
    server: Server, looking: EmbeddedStore, home: Path
) -> None:
    joined(looking, "one", "two")
    first = taken(looking, "one", home)
    lock = first.writers_lock
    assert isinstance(lock, ServerLock)
    server.say(f"select pg_terminate_backend({lock.backend}, 5000)")
    second = taken(looking, "two", home)
    with pytest.raises(StoreError):
        put(first, message(0))
    put(second, message(1))
    first.close()
    second.close()


def test_one_machines_store_says_what_it_takes(tmp_path: Path) -> None:
    store = opened(tmp_path / "store")
    with pytest.raises(StoreError, match="together need it on PostgreSQL"):
        store.together  # noqa: B018
    store.close()
