"""The embedded store: one directory, one writer, any number of readers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from bantay.adapters.store import audit, batch, faults, outbox, state, tail
from bantay.adapters.store.leftovers import sweep
from bantay.adapters.store.lock import WriterLock
from bantay.adapters.store.packing import Cipher
from bantay.adapters.store.people import PeopleSide
from bantay.adapters.store.schema import COUNTER, HEAD, POSITION
from bantay.adapters.store.site import Site
from bantay.adapters.store.trouble import guarded, spoken
from bantay.errors import StoreError
from bantay.model.clock import DAY
from bantay.model.log import ExceptionGiven, Record
from bantay.ports.store import Commit, Head, Parcel, StateKey

if TYPE_CHECKING:
    from bantay.adapters.store.dedup import Dedup

RAW_DUE = 64 * 2**20
"""Bytes of quarantined lines that make a seal due."""
_ADVANCE = (
    "update head set next_seq = ?, now = case when ? > 0 then ? else now end where next_seq = ?"
)


class EmbeddedStore(PeopleSide):
    """Implements `ports.store.Store` and `ports.reading.Reading` in a directory.

    The first call that writes takes the writer's lock, until `close`. `StoreError` says what
    to do when disk, database or another writer stand in the way.
    """

    def __init__(
        self,
        site: Site,
        lock: WriterLock,
        *,
        horizon: int,
        tail_limit: int,
        lapse: state.Strip | None = None,
    ):
        super().__init__(site)
        self._lock, self._horizon, self._limit, self._lapse = lock, horizon, tail_limit, lapse
        self._ids: Dedup | None = None
        self._tail: Cipher | None = None
        self._recent = tail.Recent()
        self._due, self._raw = 0, 0
        self._sinks: set[str] = set()

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
    def seen(self, digests: Sequence[bytes]) -> list[bool]:
        """Which 16-byte id digests were accepted within the dedup horizon."""
        return [time is not None for time in self._dedup().accepted(digests)]

    @guarded
    def accepted(self, digests: Sequence[bytes]) -> list[int | None]:
        """The event times under which ids were accepted, as far as the horizon reaches."""
        return self._dedup().accepted(digests)

    @guarded
    def load(self, keys: Sequence[StateKey]) -> dict[StateKey, bytes]:
        """State bodies of those keys that have one."""
        with self._site.db.read() as con:
            return state.load(con, self._site.keys, keys)

    @guarded
    def keys_of(self, domain: str) -> list[str]:
        """All keys with state in a domain, sorted."""
        with self._site.db.read() as con:
            return state.keys_of(con, self._site.keys, domain)

    @guarded
    def commit(self, commit: Commit) -> None:
        """Keep all of a batch, durably, or nothing of it."""
        site, tail_cipher = self._site, self._writing()
        texts = site.keeps("finding") or site.keeps("other")
        built = batch.build(commit, site.keys, tail_cipher, texts=texts, raw=site.keeps("raw"))
        site.at("batch built")
        with site.db.write() as con:
            self._advance(con, commit)
            for sql, rows in built.writes:
                con.exec_driver_sql(sql, rows)
            if commit.faults:
                faults.note(con, site.keys, commit.faults, commit.wall)
            for record in built.exceptions:
                _audit_exception(con, record, commit.wall)
            site.at("before commit")
        site.at("after commit")
        self._recent.add(commit.first_seq, commit.records, built.size)
        self._due += len(commit.records)
        self._raw += sum(len(reject.raw) for reject in commit.rejects)
        if self._ids is not None:
            self._ids.add(commit.digests, commit.times)

    @guarded
    def seal(self, wall: int, everything: bool = False) -> None:
        """Move the log's tail into Parquet segments and the vault, when it is due."""
        self._writing()
        due = self._due >= self._limit or self._raw >= RAW_DUE
        if due or (everything and (self._due or self._raw)):
            self._seal(wall)

    @guarded
    def retain(self, wall: int) -> dict[str, int]:
        """Destroy what has outlived its retention, erase what was asked; counts by class."""
        from bantay.adapters.store import erasure, retention

        self._writing()
        counts: Counter[str] = Counter()
        for account in erasure.asked_for(self._site):
            counts["erased"] += self._erase(account, wall)
        with self._site.db.read() as con:
            overdue = retention.tail_overdue(con, self._site, wall)
            gone = retention.expired(con, wall)
        if overdue or gone:
            self._seal(wall)
        for entry in gone:
            counts += retention.destroy(self._site, entry, wall)
        self._lapse_states(wall)
        if gone:
            self._site.db.flush()
        return dict(counts)

    @guarded
    def erase(self, account: str, wall: int) -> int:
        """Erase one person's texts everywhere; how many records lost theirs."""
        from bantay.adapters.store import erasure

        self._writing()
        erasure.ask(self._site, account, wall)
        return self._erase(account, wall)

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
    def close(self) -> None:
        """Let the next writer in. Closing twice is harmless; a closed store is not used again."""
        self._ids = None
        self._site.db.close()
        self._lock.release()

    @guarded
    def open_for_writing(self) -> None:
        """Take the writer's lock now. `StoreError` names the process that has it."""
        self._writing()

    def _writing(self) -> Cipher:
        """Become the one writer, if we are not yet; the tail's cipher."""
        if self._tail is None or not self._lock.held:
            if not self._lock.held:
                self._lock.take()
            sweep(self._site)
            self._refresh()
        assert self._tail is not None
        return self._tail

    def _refresh(self) -> None:
        """What a writer keeps in mind: the tail's cipher and size."""
        from bantay.adapters.store.sealing import raw_bytes

        with self._site.db.read() as con:
            self._tail = tail.open_cipher(con, self._site)
            self._due, self._raw = tail.size(con), raw_bytes(con)
        self._recent.clear()
        self._ids = None

    def _dedup(self) -> "Dedup":
        from bantay.adapters.store.dedup import Dedup

        if self._ids is None:
            self._ids = Dedup(self._site, self._horizon)
        return self._ids

    def _seal(self, wall: int) -> None:
        from bantay.adapters.store import sealing

        ids = self._dedup()
        sealing.seal(self._site, ids, self._recent, wall, self._limit)
        self._refresh()
        self._ids = ids

    def _erase(self, account: str, wall: int) -> int:
        from bantay.adapters.store import erasure

        rows = erasure.erase(self._site, account, wall)
        ids = self._ids
        self._refresh()
        self._ids = ids
        return rows

    def _lapse_states(self, wall: int) -> None:
        days = [self._site.days(klass) for klass in ("finding", "other")]
        before = wall - min((d for d in days if d is not None), default=0) * DAY
        with self._site.db.write() as con:
            state.purge(con, con.execute(select(HEAD.c.now)).scalar())
            if self._lapse is not None:
                state.lapse(con, self._site.keys, before, self._lapse)

    def _advance(self, con: Connection, commit: Commit) -> None:
        following = commit.first_seq + len(commit.records)
        values = (following, commit.now, commit.now, commit.first_seq)
        if con.exec_driver_sql(_ADVANCE, values).rowcount != 1:
            expected = con.execute(select(HEAD.c.next_seq)).scalar()
            raise StoreError(
                f"store {self.directory}: the log goes on at {expected}, not at "
                f"{commit.first_seq}; open the store again and go on from there"
            )


def _audit_exception(con: Connection, record: ExceptionGiven, wall: int) -> None:
    act = "exception ended" if record.ended else "exception given"
    what = {
        "exception": record.exception,
        "hypothesis": record.hypothesis,
        "until": record.until.isoformat(),
    }
    audit.write(con, wall, record.by, act, what)
