"""The embedded driver: one process, one store. It alone owns `now`.

Every batch is: decode, both stages, one commit; then what the outbox holds is told to the
sinks, and the log's tail is sealed when it is due. Stopping anywhere, by Ctrl-C or by
`kill -9`, leaves a store from which the next run goes on.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct, field

from bantay.adapters.store import EmbeddedStore, open_store
from bantay.engine.accept import digests_of
from bantay.engine.detect import AnyDetector
from bantay.errors import StoreError
from bantay.fuse.exceptions import checked
from bantay.fuse.weights import shipped, with_weights
from bantay.model.clock import HOUR, moment
from bantay.model.evidence import Fault
from bantay.model.log import ExceptionGiven, Record
from bantay.model.settings import Settings
from bantay.model.version import VERSION
from bantay.ports.reading import Reading
from bantay.ports.source import Source
from bantay.ports.store import Commit, Sink, Store
from bantay.runtime.calm import calm
from bantay.runtime.catalogue import catalogue, signs, terms_of
from bantay.runtime.future import set_aside
from bantay.runtime.interrupt import Interrupt
from bantay.runtime.memory import OPEN, Memory, without_texts
from bantay.runtime.merge import Piece, pieces
from bantay.runtime.pipeline import Outcome, Pipeline

Progress = Callable[[str, int, int, int], None]
PARCELS = 500


class StoreOfRecord(Store, Reading, Protocol):
    """What the driver runs on: a store that can also be read."""


class RunReport(Struct):
    """What a run did, for the summary. `read` says how far each source was read."""

    events: int = 0
    accepted: int = 0
    duplicates: int = 0
    late: int = 0
    rejected: int = 0
    findings: int = 0
    alarms_opened: int = 0
    alarms_open: int = 0
    faults: int = 0
    undelivered: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    interrupted: bool = False
    read: list[tuple[str, int]] = field(default_factory=list)


def pipeline(
    settings: Settings, secret: bytes, detectors: Sequence[AnyDetector] | None = None
) -> Pipeline:
    """The shipped catalogue, or some detectors, with their weights and an operator's settings."""
    detectors = catalogue() if detectors is None else detectors
    said = signs()
    weighed = with_weights(settings, (*(d.spec for d in detectors), *said), shipped())
    return Pipeline(detectors, terms_of(detectors), weighed, secret, VERSION, said)


class Driver:
    """Feeds batches to the stages and commits what they leave behind."""

    def __init__(self, store: StoreOfRecord, engine: Pipeline, sinks: Sequence[Sink] = ()):
        self._store, self._engine, self._sinks = store, engine, sinks
        head = store.head()
        self._seq, self._now = head.next_seq, head.now
        self._memory = Memory(store.load, store.keys_of(OPEN))
        engine.remember(store.exceptions())
        self._wall = max(wall(), 0)

    @property
    def open_alarm_subjects(self) -> int:
        """How many subjects have an open alarm."""
        return len(self._memory.open_subjects())

    def batch(self, piece: Piece) -> Outcome:
        """One batch of arrivals, from the stages to the committed store."""
        piece = set_aside(piece, moment(wall()))
        digests = digests_of(piece.events)
        accepted = self._store.accepted(digests)
        outcome = self._engine.events(piece.events, digests, accepted, self._now, self._memory)
        outcome.count("read", len(piece.events))
        outcome.count("rejected", len(piece.rejects))
        self._commit(outcome, piece)
        return outcome

    def own(self, records: Iterable[Record]) -> Outcome:
        """Append records of the engine's own: an exception, a tick, an approval."""
        outcome = self._engine.own(records, self._now, self._memory)
        self._commit(outcome, Piece())
        return outcome

    def _commit(self, outcome: Outcome, piece: Piece) -> None:
        self._wall = wall()
        self._store.commit(
            Commit(
                first_seq=self._seq,
                records=outcome.records,
                digests=outcome.digests,
                times=outcome.times,
                rejects=piece.rejects,
                positions=piece.positions,
                states=self._memory.rows(),
                findings=list(outcome.findings.values()),
                alarms=outcome.alarms,
                faults=outcome.faults,
                counts=outcome.counts,
                now=outcome.now or 0,
                wall=self._wall,
            )
        )
        self._seq += len(outcome.records)
        self._now = outcome.now
        self._memory.shrink()

    def deliver(self) -> None:
        """Tell every sink what it has not confirmed. One that cannot hear stays behind."""
        for sink in self._sinks:
            try:
                while parcels := self._store.pending(sink.name, PARCELS):
                    sink.deliver(parcels)
                    self._store.receipt(sink.name, [p.id for p in parcels], self._wall)
            except StoreError as silent:
                self._faulted(Fault("sink", sink.name, str(silent)))

    def _faulted(self, fault: Fault) -> None:
        outcome = Outcome(now=self._now, faults=[fault], counts={"faults": 1})
        self._commit(outcome, Piece())

    def seal(self, everything: bool = False) -> None:
        """Move the log's tail to segments when it is due, and forget what has expired."""
        self._store.seal(self._wall, everything)
        if everything:
            self._store.retain(self._wall)


def open_for_run(directory: Path, settings: Settings, **more: Any) -> EmbeddedStore:
    """The store in a directory, made if need be, as the driver needs it: ids are remembered
    as long as the policy says, texts in windows go when their retention ends.

    `more` is passed to `open_store`. StoreError says what to do when it cannot be opened.
    """
    horizon = settings.dedup + HOUR  # an hour more: ticks lag behind the newest event
    return open_store(directory, create=True, horizon=horizon, lapse=without_texts, **more)


def wall() -> int:
    """The wall clock in microseconds UTC."""
    return time.time_ns() // 1000


def run(
    sources: Sequence[Source],
    store: StoreOfRecord,
    settings: Settings,
    *,
    sinks: Sequence[Sink] = (),
    chunk: int = 10_000,
    progress: Progress | None = None,
    detectors: Sequence[AnyDetector] | None = None,
) -> RunReport:
    """Read sources to their end into a store. Ctrl-C ends it early and loses nothing.

    `detectors` are all that are shipped, unless some are named.
    """
    started, report = time.monotonic(), RunReport()
    driver = Driver(store, pipeline(settings, store.key, detectors), sinks)
    with Interrupt() as interrupt, calm():
        for piece in pieces(sources, store, chunk):
            _tally(report, driver.batch(piece))
            driver.deliver()
            driver.seal()
            if progress is not None:
                progress(piece.name, piece.done, piece.size, report.events)
            if interrupt.asked:
                break
        report.interrupted = interrupt.asked
    report.read = [(source.name, store.position(source.fingerprint)) for source in sources]
    driver.deliver()
    driver.seal(everything=True)
    report.alarms_open = driver.open_alarm_subjects
    report.undelivered = store.undelivered()
    report.seconds = time.monotonic() - started
    return report


def _tally(report: RunReport, outcome: Outcome) -> None:
    counts = outcome.counts
    report.events += counts.get("read", 0)
    for name in ("accepted", "duplicates", "late", "rejected", "faults"):
        setattr(report, name, getattr(report, name) + counts.get(name, 0))
    report.findings += len(outcome.findings)
    report.alarms_opened += sum(c.alarm.revision == 1 for c in outcome.alarms)


def give_exception(
    store: StoreOfRecord, settings: Settings, exception: ExceptionGiven, sinks: Sequence[Sink] = ()
) -> None:
    """Append an exception, or its end, and look again at what it concerns.

    InputError when an exception of that kind may not be given (DESIGN section 8).
    """
    checked(exception)
    driver = Driver(store, pipeline(settings, store.key), sinks)
    driver.own([exception])
    driver.deliver()
