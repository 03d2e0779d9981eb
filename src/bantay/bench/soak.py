"""The soak bar: an hour at 70 % load, and memory that does not grow.

    python -m bantay.bench bars soak          an hour
    python -m bantay.bench.soak --minutes 5   as long as one likes, printed and not kept

Talk goes in without end, in batches, through every stage to a store on disk that seals as it
goes. After each batch the engine rests, so that it works 70 % of the time; on a machine that
others use as well a part of that is waiting for them, which the processor minutes show. What is
measured is the process's own memory, without pages of mapped files that the system may take back.
"""

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import msgspec

from bantay.bench.results import Figures
from bantay.bench.talk import START, talk
from bantay.model.events import Event
from bantay.policy import load
from bantay.runtime.embedded import Driver, open_for_run, pipeline
from bantay.runtime.merge import Piece

MINUTES = 60.0
LOAD = 0.7
BATCH, BLOCK = 500, 5_000
GROWTH = 1.1
"""How much more memory the last quarter may hold than the second; the first warms up."""
_STATM = Path("/proc/self/statm")
_PAGE = 4096


def endless(seed: int = 1) -> Iterator[list[Event]]:
    """Batches of talk, later and later, over the same few hundred people."""
    shift, number = timedelta(), 0
    while True:
        block = [_moved(event, shift, number) for event in talk(BLOCK, seed + number)]
        shift, number = block[-1].time - START, number + 1
        yield from (block[at : at + BATCH] for at in range(0, BLOCK, BATCH))


def _moved(event: Event, shift: timedelta, number: int) -> Event:
    id, time_ = f"{number}-{event.id}", event.time + shift
    return msgspec.structs.replace(event, id=id, time=time_)


def own_mib() -> float:
    """The memory that is this process's alone, MiB; 0 where the system does not say."""
    try:
        _, resident, shared = map(int, _STATM.read_text().split()[:3])
    except OSError:
        return 0.0
    return (resident - shared) * _PAGE / 2**20


def soak(
    minutes: float,
    memory: Callable[[], float] = own_mib,
    wait: Callable[[float], None] = time.sleep,
) -> Figures:
    """Feed talk for so long; memory by quarter, and what went through."""
    samples, events, faults, busy = list[float](), 0, 0, 0.0
    began, worked_before = time.monotonic(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        settings = load()
        store = open_for_run(Path(folder) / "store", settings)
        driver = Driver(store, pipeline(settings, store.key))
        ended = time.monotonic()
        for batch in endless():
            worked = time.monotonic()  # making the talk took a part of the rest
            outcome = driver.batch(Piece(batch))
            driver.seal()
            spent = time.monotonic() - worked
            events, faults, busy = events + len(batch), faults + len(outcome.faults), busy + spent
            samples.append(memory())
            if time.monotonic() - began >= minutes * 60 and len(samples) >= _LEAST:
                break
            wait(max(0.0, spent / LOAD - (time.monotonic() - ended)))
            ended = time.monotonic()
        passed = time.monotonic() - began
        store.close()
    gc.collect()
    return {
        "minutes": round(passed / 60, 2),
        "events": events,
        "detector faults": faults,
        "load": round(busy / passed, 2),
        "processor minutes": round((time.process_time() - worked_before) / 60, 1),
        "own memory by quarter, MiB, median": quarters(samples),
        "own memory at most, MiB": round(max(samples), 1),
    }


_LEAST = 8
"""Samples that make four quarters."""


def quarters(samples: list[float]) -> list[float]:
    """The median of each quarter of the run."""
    size = len(samples) // 4
    parts = (samples[at * size : (at + 1) * size] for at in range(4))
    return [round(statistics.median(part), 1) for part in parts]


def judged(figures: Figures) -> dict[str, bool]:
    """Whether memory stayed, and nothing failed."""
    _, second, _, last = figures["own memory by quarter, MiB, median"]
    return {
        "flat: the last quarter holds at most a tenth more than the second": last
        <= GROWTH * second,
        "no detector failed": figures["detector faults"] == 0,
    }


def bar(minutes: float = MINUTES) -> tuple[dict[str, bool], Figures]:
    """An hour at 70 % load with flat memory."""
    figures = soak(minutes)
    return judged(figures), figures


def main(argv: list[str] | None = None) -> int:
    """Soak for as long as asked; 1 when memory grew or a detector failed."""
    parser = argparse.ArgumentParser(prog="python -m bantay.bench.soak")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    met, figures = bar(parser.parse_args(argv).minutes)
    print("\n".join(f"{name}: {value}" for name, value in {**figures, **met}.items()))
    return 0 if all(met.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
