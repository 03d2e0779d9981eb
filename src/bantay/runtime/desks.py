"""Desks between the store and the deciding stage: loaded when first asked, saved when touched."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import islice

from bantay.fuse.subject import subject_from, subject_key
from bantay.model.evidence import Subject
from bantay.policy.deciding.desk import Desk, Ledger, dump, restore, restore_ledger
from bantay.ports.store import StateKey, StateRow

DESK, DUE, OWNER, LEDGER = "desk", "desk due", "desk of", "ledger"
DOMAINS = frozenset({DESK, DUE, OWNER, LEDGER})
FOREVER = 2**62
"""Subjects keep their episode numbers, and their desks, for ever: an id is never given twice."""
_ONE = "one"

Load = Callable[[Sequence[StateKey]], dict[StateKey, bytes]]


def load_due(load: Load, keys: Sequence[str]) -> dict[str, int]:
    """What ticks have to look at, as it was saved."""
    bodies = load([(DUE, key) for key in keys])
    return {key: int(body) for (_, key), body in bodies.items()}


class DeskMemory:
    """Implements `policy.deciding.Desks`."""

    def __init__(self, load: Load, due: Mapping[str, int]):
        self._load = load
        self._due = dict(due)
        self._queue = [(at, key) for key, at in due.items()]  # a heap; may hold what was moved
        heapify(self._queue)
        self._desks: dict[str, Desk | None] = {}  # None: it has none, and none was asked for
        self._ledger: Ledger | None = None
        self._owners: dict[str, str] = {}
        self._touched: set[str] = set()
        self._rescheduled: set[str] = set()
        self._new_owners: set[str] = set()
        self._ledger_touched = False

    def desk(self, subject: Subject) -> Desk:
        """A subject's desk, empty if it has none."""
        return self._desk(subject_key(subject))

    def _desk(self, key: str) -> Desk:
        held = self._desks.get(key)
        if held is None:
            known = key in self._desks
            body = None if known else self._load([(DESK, key)]).get((DESK, key))
            held = self._desks[key] = Desk() if body is None else restore(body)
        return held

    def unknown(self, keys: Iterable[str]) -> list[str]:
        """Those subjects' keys whose desk is not in memory."""
        return [key for key in keys if key not in self._desks]

    def hold(self, key: str, body: bytes | None) -> None:
        """Take a desk into memory that was loaded with others."""
        self._desks[key] = None if body is None else restore(body)

    def touch_desk(self, subject: Subject, due: int | None) -> None:
        """The desk was changed; ticks look at it again when `due` has come."""
        key = subject_key(subject)
        self._touched.add(key)
        if due != self._due.get(key):
            self._rescheduled.add(key)
            if due is None:
                del self._due[key]
            else:
                self._due[key] = due
                heappush(self._queue, (due, key))

    def due_desks(self, now: int) -> list[Subject]:
        """Subjects with something due, sorted."""
        if not self._queue or self._queue[0][0] > now:  # as at most ticks
            return []
        found: dict[str, int] = {}
        while self._queue and self._queue[0][0] <= now:
            at, key = heappop(self._queue)
            if self._due.get(key) == at:
                found[key] = at
        for key, at in found.items():  # they stay due until a desk says otherwise
            heappush(self._queue, (at, key))
        return [subject_from(key) for key in sorted(found)]

    def own(self, decision: str, subject: Subject) -> None:
        """The decision is about that subject."""
        if decision not in self._owners:
            self._owners[decision] = subject_key(subject)
            self._new_owners.add(decision)

    def whose(self, decision: str) -> Subject | None:
        """Whom a decision is about; None: there is no such decision."""
        key = self._owners.get(decision)
        if key is None:
            body = self._load([(OWNER, decision)]).get((OWNER, decision))
            if body is None:
                return None
            key = self._owners[decision] = body.decode()
        return subject_from(key)

    def ledger(self) -> Ledger:
        """The one ledger."""
        if self._ledger is None:
            body = self._load([(LEDGER, _ONE)]).get((LEDGER, _ONE))
            self._ledger = Ledger() if body is None else restore_ledger(body)
        return self._ledger

    def touch_ledger(self) -> None:
        """The ledger was changed."""
        self._ledger_touched = True

    def rows(self) -> Iterator[StateRow]:
        """What has to be saved, in a fixed order; afterwards nothing is touched."""
        for key in sorted(self._touched):
            yield StateRow(DESK, key, dump(self._desk(key)), FOREVER)
        for key in sorted(self._rescheduled):
            due = self._due.get(key)
            yield StateRow(DUE, key, None if due is None else str(due).encode(), FOREVER)
        for decision in sorted(self._new_owners):
            yield StateRow(OWNER, decision, self._owners[decision].encode(), FOREVER)
        if self._ledger_touched and self._ledger is not None:
            yield StateRow(LEDGER, _ONE, dump(self._ledger), FOREVER)
        self._touched.clear()
        self._rescheduled.clear()
        self._new_owners.clear()
        self._ledger_touched = False

    def shrink(self, capacity: int) -> None:
        """Forget the desks longest in memory; call after what was touched is saved."""
        for held in (self._desks, self._owners):
            for key in list(islice(held, max(0, len(held) - capacity))):
                del held[key]
