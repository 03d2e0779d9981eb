"""The embedded store: one directory, one writer, any number of readers."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bantay.adapters.store import outbox, state
from bantay.adapters.store.cases import CasesSide
from bantay.adapters.store.database import Lock
from bantay.adapters.store.schema import COUNTER, HEAD, POSITION
from bantay.adapters.store.site import Site
from bantay.adapters.store.trouble import guarded, spoken
from bantay.model.log import Record
from bantay.ports.store import Commit, Head, Parcel, StateKey

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import date
    from pathlib import Path

    from bantay.adapters.store.access import Access
    from bantay.adapters.store.analytical import Analytical
    from bantay.adapters.store.answered import Answered
    from bantay.adapters.store.backup import Made
    from bantay.adapters.store.checking import Checking
    from bantay.adapters.store.reports import ReportShelf
    from bantay.adapters.store.together import Together
    from bantay.adapters.store.watching import Watching
    from bantay.adapters.store.writer import Writer


class EmbeddedStore(CasesSide):
    """Implements `ports.store.Store`, `ports.reading.Reading`, `ports.acting.Deeds` and
    `ports.casestore.CaseStore` in a directory.

    The first call that writes takes the writer's lock, until `close`. `StoreError` says what
    to do when disk, database or another writer stand in the way.
    """

    def __init__(
        self,
        site: Site,
        lock: Lock,
        *,
        horizon: int,
        limit: int,
        lapse: state.Strip | None = None,
        leap: int | None = None,
    ):
        super().__init__(site)
        self._lock, self._horizon, self._limit, self._lapse = lock, horizon, limit, lapse
        self._leap = leap
        self._sinks: set[str] = set()

    @property
    def writers_lock(self) -> Lock:
        """The right to write; who holds it need not be us."""
        return self._lock

    @property
    def key(self) -> bytes:
        """The operator's 32-byte key: of keyed hashes and of finding ids."""
        return self._site.keys.key

    @guarded
    def head(self) -> Head:
        """Where the log ends: the next seq, the last tick, the counts added up."""
        with self._site.db.read() as con:
            next_seq, now = con.execute(select(HEAD.c.next_seq, HEAD.c.now)).one()
            counts = con.execute(select(COUNTER).order_by(COUNTER.c.name))
            return Head(next_seq, now, {name: value for name, value in counts})

    @guarded
    def position(self, fingerprint: str) -> int:
        """Lines of that source already committed."""
        asked = select(POSITION.c.consumed).where(POSITION.c.fingerprint == fingerprint)
        with self._site.db.read() as con:
            return con.execute(asked).scalar() or 0

    @guarded
    def accepted(self, digests: Sequence[bytes]) -> list[int | None]:
        """The event times under which ids were accepted, as far as the horizon reaches."""
        return self._writer.ids.accepted(digests)

    @guarded
    def load(self, keys: Sequence[StateKey]) -> dict[StateKey, bytes]:
        """State bodies of those keys that have one."""
        with self._site.db.read() as con:
            return state.load(self._site.db, con, self._site.keys, keys)

    @guarded
    def keys_of(self, domain: str) -> list[str]:
        """All keys with state in a domain, sorted."""
        with self._site.db.read() as con:
            return state.keys_of(con, self._site.keys, domain)

    @guarded
    def commit(self, commit: Commit) -> None:
        """Keep all of a batch, durably, or nothing of it. Its counts are added to the store's."""
        self._writer.commit(commit)

    @guarded
    def seal(self, wall: int, everything: bool = False) -> None:
        """Move the log's tail into Parquet segments and the vault, when it is due."""
        self._writer.seal(wall, everything)

    @guarded
    def retain(self, wall: int) -> dict[str, int]:
        """Destroy what has outlived its retention, erase what was asked; counts by class."""
        return self._writer.retain(wall)

    @guarded
    def erase(self, account: str, wall: int) -> int:
        """Erase one person's texts everywhere; how many records lost theirs."""
        return self._writer.erase(account, wall)

    @guarded
    def pending(self, sink: str, limit: int) -> list[Parcel]:
        """What that sink has not confirmed, oldest first. From now on the sink is known."""
        if sink not in self._sinks:
            with self._site.db.write() as con:
                outbox.remember(con, sink)
            self._sinks.add(sink)
        with self._site.db.read() as con:
            return outbox.pending(con, self._site.keys, sink, limit)

    @guarded
    def receipt(self, sink: str, ids: Sequence[str], wall: int) -> None:
        """A sink has confirmed these parcels; confirming twice changes nothing."""
        self._site.at("outbox receipt before")
        with self._site.db.write() as con:
            outbox.confirm(con, sink, ids, wall)
        self._site.at("outbox receipt after")

    def log(self, after: int = -1) -> Iterator[tuple[int, Record]]:
        """The log in seq order, texts put back where the vault still has them."""
        from bantay.adapters.store import lookup

        with spoken(self.directory):
            yield from lookup.log(self._site, after)

    @guarded
    def seen_days(self) -> "dict[str, set[date]]":
        """Days on which the sealed log holds anything, by event type."""
        from bantay.adapters.store import coverage

        return coverage.seen_days(self._site)

    @cached_property
    def reports(self) -> "ReportShelf":
        """Reports to somebody outside, sealed from everything else in the store."""
        from bantay.adapters.store.reports import ReportShelf

        return ReportShelf(self._site)

    def analytical(self, since: int, session: Any = None) -> "AbstractContextManager[Analytical]":
        """Lazy tables over the log, not older than `since` (microseconds), for surveys: in this
        process, or in a `session` of a distributed engine.

        MissingExtra when the analytical database is not installed.
        """
        if session is not None:
            from bantay.adapters.store.distributed import distributed

            return distributed(self._site, since, session)
        from bantay.adapters.store.analytical import analytical

        return analytical(self._site, since)

    @guarded
    def open_for_writing(self) -> None:
        """Take the writer's lock now. `StoreError` names the process that has it."""
        self._writer.take()

    @guarded
    def close(self) -> None:
        """Let the next writer in. Closing twice is harmless; a closed store is not used again."""
        self._site.db.close()
        if "_writer" in self.__dict__:
            self._writer.release()
        self._lock.release()

    @cached_property
    def access(self) -> "Access":
        """Who may come in: people, their sessions, keys of machines."""
        from bantay.adapters.store.access import Access

        return Access(self._site)

    @cached_property
    def answered(self) -> "Answered":
        """Answers given to requests, kept for a day."""
        from bantay.adapters.store.answered import Answered

        return Answered(self._site)

    @cached_property
    def watching(self) -> "Watching":
        """What a server watches: alarms as they are heard of, and counts."""
        from bantay.adapters.store.watching import Watching

        return Watching(self._site)

    @guarded
    def back_up(self, target: "Path", who: str) -> "Made":
        """Back everything up but the key, while others write; `backup.making` says how."""
        from bantay.adapters.store.backup import make

        return make(self._site, target, who)

    @cached_property
    def together(self) -> "Together":
        """The workers that serve this store. StoreError on a database of one process."""
        from bantay.adapters.store.together import Together

        return Together(self._site)

    @cached_property
    def checking(self) -> "Checking":
        """Whether files and clock are as they should be."""
        from bantay.adapters.store.checking import Checking

        return Checking(self._site)

    @cached_property
    def _writer(self) -> "Writer":
        """Made when first needed: a reader need not load what only a writer uses."""
        from bantay.adapters.store.writer import Writer

        return Writer(self._site, self._lock, self._horizon, self._limit, self._lapse, self._leap)
