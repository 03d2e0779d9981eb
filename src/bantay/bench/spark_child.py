"""What the Spark bars and tests run in Spark's own environment; prints one line of JSON.

`python -m bantay.bench.spark_child PLAN` (a JSON file, `Errand`s in one session). Run by
`bantay.bench.spark`, not by hand.
"""

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from bantay.adapters.sources import open_sources
from bantay.adapters.spark.crew import SparkCrew, spark_crew
from bantay.adapters.store import open_store
from bantay.bench.spark_work import Mortal, read_and_write
from bantay.engine.accept import Plan
from bantay.engine.gate import Asked
from bantay.policy import load
from bantay.ports.crew import Crew, Work
from bantay.runtime.embedded import run
from bantay.runtime.memory import Memory
from bantay.runtime.spread.making import BATCH, spread
from bantay.runtime.spread.pipeline import FEW, SpreadPipeline
from bantay.runtime.spread.wire import EVENTS, cut
from bantay.runtime.surveys import survey

_HERTZ = os.sysconf("SC_CLK_TCK")


class Errand(Struct, kw_only=True):
    """One run of files into a store. `stop` and `nth` say at which stop point the process kills
    itself; `passing` has workers do nothing but read and write; `parts` how many work at once;
    a worker kills itself over its part unless the file `dies` is there, which it leaves behind.
    Those `surveys` are run afterwards, on tables in the session."""

    paths: list[str]
    store: str
    chunk: int = BATCH
    buckets: int | None = None
    parts: int | None = None
    few: int = FEW
    passing: bool = False
    surveys: tuple[str, ...] = ()
    dies: str = ""
    stop: str = ""
    nth: int = 1
    tail_limit: int = 100_000


class Errands(Struct):
    """What one session does, in order."""

    errands: list[Errand]
    master: str | None = None


class Stretch(Struct):
    """What a stretch of a run took: seconds by the clock, of all processors, of the driver's."""

    events: int
    wall: float
    cpu: float
    driver: float


class Ran(Struct):
    """A run's outcome, all in all and after the first batch; what the workers were asked: how
    often, for how many seconds, with how many bytes to them and back."""

    whole: Stretch
    steady: Stretch
    asks: int
    asking: float
    sent: int
    back: int


class Counting:
    """A crew that counts what is asked of it and how long it takes."""

    def __init__(self, crew: Crew, parts: int | None, dies: str = ""):
        self._crew, self._parts, self._dies = crew, parts, dies
        self.asks, self.seconds, self.sent, self.back = 0, 0.0, 0, 0

    @property
    def size(self) -> int:
        """How many parts are worked on at once."""
        return self._parts or self._crew.size

    def kit(self, value: object) -> bytes:
        """A value as bytes."""
        return self._crew.kit(value)

    def each(self, work: Work, kit: bytes, parts: Sequence[bytes]) -> list[bytes]:
        """The work done on every part, in order."""
        began = time.perf_counter()
        done = self._crew.each(Mortal(work, self._dies) if self._dies else work, kit, parts)
        self.asks, self.seconds = self.asks + 1, self.seconds + time.perf_counter() - began
        self.sent, self.back = self.sent + sum(map(len, parts)), self.back + sum(map(len, done))
        return done


class Passing(SpreadPipeline):
    """The same job without any detector: events go to the workers and back, then into the log."""

    def _asked(self, batch: Plan, memory: Memory) -> Asked:
        parts = [EVENTS.pack(some) for some in cut(batch.events, self._crew.size)]
        for back in self._crew.each(read_and_write, self._kit, parts):
            EVENTS.unpack(back)
        return Asked({}, {}, {})


def processor_seconds() -> float:
    """Of all processes of this session: driver, Java, workers, those that ended with them."""
    mine, total = os.getsid(0), 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == mine:
            total += sum(map(int, fields[11:13]))
    return total / _HERTZ


def _between(first: Stretch, last: Stretch) -> Stretch:
    return Stretch(
        last.events - first.events,
        last.wall - first.wall,
        last.cpu - first.cpu,
        last.driver - first.driver,
    )


def go(errand: Errand, crew: SparkCrew) -> Ran:
    """One run."""
    passed = 0

    def at(name: str) -> None:
        nonlocal passed
        passed += name == errand.stop
        if errand.stop and name == errand.stop and passed == errand.nth:
            os.kill(os.getpid(), signal.SIGKILL)

    told: list[Stretch] = []

    def mark(name: str, done: int, size: int, events: int) -> None:
        now, driver = time.perf_counter(), time.process_time()
        told.append(Stretch(events, now, processor_seconds(), driver))

    counting = Counting(crew, errand.parts, errand.dies)
    store = open_store(Path(errand.store), create=True, at=at, tail_limit=errand.tail_limit)
    sources, settings = open_sources([Path(path) for path in errand.paths]), load()
    mark("", 0, 0, 0)
    kind = Passing if errand.passing else SpreadPipeline
    count, few = errand.buckets, errand.few
    engine = spread(counting, settings, store.key, count=count, few=few, kind=kind)
    report = run(sources, store, settings, chunk=errand.chunk, engine=engine, progress=mark)
    mark("", 0, 0, report.events)
    if errand.surveys:
        survey(store, settings, errand.surveys, session=crew.session)
    store.close()
    whole, steady = _between(told[0], told[-1]), _between(told[1], told[-1])
    return Ran(whole, steady, counting.asks, counting.seconds, counting.sent, counting.back)


def main(path: str) -> None:
    """Do all errands of a plan in one session."""
    plan = msgspec.json.decode(Path(path).read_bytes(), type=Errands)
    with spark_crew(plan.master) as crew:
        ran = [go(errand, crew) for errand in plan.errands]
    sys.stdout.buffer.write(msgspec.json.encode(ran))


if __name__ == "__main__":
    main(*sys.argv[1:])
