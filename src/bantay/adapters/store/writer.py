"""What the one writer of a store does, and what it keeps in mind between two batches."""

from array import array
from collections import Counter

from sqlalchemy import Connection, select

from bantay.adapters.store import (
    audit,
    batch,
    deeds,
    delivered,
    erasure,
    faults,
    holds,
    ledger,
    retention,
    sealing,
    state,
    tail,
)
from bantay.adapters.store.database import Lock
from bantay.adapters.store.dedup import Dedup
from bantay.adapters.store.leftovers import sweep
from bantay.adapters.store.packing import Cipher
from bantay.adapters.store.recent import Recent
from bantay.adapters.store.schema import HEAD
from bantay.adapters.store.site import Site
from bantay.adapters.store.wallclock import Watch, reached
from bantay.errors import StoreError
from bantay.model.log import ExceptionGiven
from bantay.ports.store import Commit

RAW_DUE = 64 * 2**20
"""Bytes of quarantined lines that make a seal due."""
_ADVANCE = (
    "update head set next_seq = ?, now = case when ? > 0 then ? else now end where next_seq = ?"
)


class Writer:
    """Takes the lock at its first write and holds it until `release`.

    `limit` is how many records make a seal due, `horizon` how long ids are remembered,
    `lapse` takes texts out of old state bodies, `leap` is for `wallclock`.
    """

    def __init__(
        self,
        site: Site,
        lock: Lock,
        horizon: int,
        limit: int,
        lapse: state.Strip | None,
        leap: int | None,
    ):
        self._site, self._lock = site, lock
        self._horizon, self._limit, self._lapse, self._leap = horizon, limit, lapse, leap
        self._cipher: Cipher | None = None
        self._recent = Recent()
        self._records, self._raw = 0, 0
        self._ids: Dedup | None = None

    def take(self) -> Cipher:
        """Become the one writer, if we are not yet; gives the tail's cipher."""
        if self._cipher is None:
            if not self._lock.held:
                self._lock.take()
            sweep(self._site)
            self._ids = None  # read before others stopped writing
            self._watch = Watch(self._site, self._leap)
            self._cipher = self._refresh()
        return self._cipher

    def release(self) -> None:
        """Let the next writer in."""
        self._cipher = self._ids = None
        self._recent.clear()
        self._lock.release()

    @property
    def ids(self) -> Dedup:
        """The memory of accepted ids, read from the store when first asked for."""
        if self._ids is None:
            self._ids = Dedup(self._site, self._horizon)
        return self._ids

    def commit(self, commit: Commit) -> None:
        """Keep all of a batch, durably, or nothing of it."""
        site, cipher = self._site, self.take()
        texts = site.keeps("finding") or site.keeps("other")
        built = batch.build(commit, site.keys, cipher, texts=texts, raw=site.keeps("raw"))
        site.at("batch built")
        with site.db.write() as con:
            self._watch.look(con, commit.wall, commit.now)
            self._advance(con, commit)
            for sql, rows in built.writes:
                site.db.put(con, sql, rows)
            if commit.faults:
                faults.note(con, site.keys, commit.faults, commit.wall)
            for exception in built.exceptions:
                _audit(con, exception, commit.wall)
            deeds.note(con, commit)
            site.at("before commit")
        site.at("after commit")
        times = array("q", commit.times).tobytes()
        key = site.keys.key
        self._recent.add(commit.first_seq, commit.records, times, key, built.size)
        self._records += len(commit.records)
        self._raw += sum(len(reject.raw) for reject in commit.rejects)
        if self._ids is not None:
            self._ids.add(commit.digests, commit.times)

    def seal(self, wall: int, everything: bool) -> None:
        """Seal the tail when it is due, or when anything is there."""
        self.take()
        due = self._records >= self._limit or self._raw >= RAW_DUE
        if due or (everything and (self._records or self._raw)):
            self._look(wall)
            sealing.seal(self._site, self.ids, self._recent, wall, self._limit)
            self._cipher = self._refresh()

    def retain(self, wall: int) -> dict[str, int]:
        """Erase what was asked, destroy what has outlived its class; counts by class."""
        self.take()
        self._look(wall)
        site, counts = self._site, Counter[str]()
        for account in erasure.asked_for(site):
            counts["erased"] += self._erase(account, wall)
        if self._watch.doubted:
            return dict(counts)
        with site.db.read() as con:
            gone = retention.expired(con, wall)
            overdue = retention.tail_overdue(con, site, wall)
        if overdue or gone:
            self.seal(wall, everything=True)
        for entry in gone:
            counts += retention.destroy(site, entry, wall)
        released = holds.release(site, wall)
        if released:
            counts["released"] += released
        retention.clean_states(site, wall, self._lapse)
        counts += delivered.prune(site, wall)
        if gone or released:
            site.db.flush()
        return dict(counts)

    def erase(self, account: str, wall: int) -> int:
        """Erase one person's texts, now or, if the process ends, with the next retention."""
        self.take()
        erasure.ask(self._site, account, wall)
        return self._erase(account, wall)

    def _erase(self, account: str, wall: int) -> int:
        with self._site.db.read() as con:
            held = bool(holds.holding(con))
        if held:  # what a hold keeps is told by its neighbours, which are found in segments
            self.seal(wall, everything=True)
        ledger.note(self._site, account, wall)
        rows = erasure.erase(self._site, account, wall, self._lapse)
        self._cipher = self._refresh()
        return rows

    def _look(self, wall: int) -> None:
        with self._site.db.write() as con:
            self._watch.look(con, wall, reached(con))

    def _refresh(self) -> Cipher:
        """Look at the tail anew."""
        self._recent.clear()
        with self._site.db.read() as con:
            self._records, self._raw = tail.size(con), tail.raw_bytes(con)
            return tail.open_cipher(con, self._site)

    def _advance(self, con: Connection, commit: Commit) -> None:
        following = commit.first_seq + len(commit.records)
        values = (following, commit.now, commit.now, commit.first_seq)
        if con.exec_driver_sql(_ADVANCE, values).rowcount != 1:
            expected = con.execute(select(HEAD.c.next_seq)).scalar()
            raise StoreError(
                f"store {self._site.directory}: the log goes on at {expected}, not at "
                f"{commit.first_seq}; open the store again and go on from there"
            )


def _audit(con: Connection, record: ExceptionGiven, wall: int) -> None:
    act = "exception ended" if record.ended else "exception given"
    what = {
        "exception": record.exception,
        "hypothesis": record.hypothesis,
        "until": record.until.isoformat(),
    }
    audit.write(con, wall, record.by, act, what)
