"""What `bench speed` measures, each in a fresh process on one core; prints one line of JSON.

`python -m bantay.bench.speed_child findings FILE OUT | ceiling FILE | store FILE DIR |
single FILE COUNT`. Run by `bantay.bench.speed`, not by hand.
"""

import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import hyperscan
import msgspec
import numpy as np

from bantay.adapters.sources import open_sources
from bantay.adapters.store import open_store
from bantay.bench.found import engine, evasive
from bantay.engine.accept import digests_of
from bantay.model.events import Event
from bantay.model.evidence import Given
from bantay.policy import load
from bantay.runtime.calm import calm
from bantay.runtime.catalogue import catalogue_terms
from bantay.runtime.embedded import run
from bantay.runtime.memory import Memory

CHUNK = 10_000
WARM = 5_000
Answer = dict[str, Any]


def one_core() -> None:
    """Stay on one core, where the system lets a process choose."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


class Stopwatch:
    """Seconds since it was made, by the clock and of processor time."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> Answer:
        """Both, by name."""
        return {
            "wall": time.perf_counter() - self._wall,
            "cpu": time.process_time() - self._cpu,
        }


def warm(path: Path) -> float:
    """Put some messages through an engine of their own, so that every pattern is compiled.

    A service does that once; the seconds it takes are told beside the rates.
    """
    watch, through = Stopwatch(), engine()
    decode = msgspec.json.Decoder(Event).decode
    with path.open("rb") as file:
        events = [decode(line) for line, _ in zip(file, range(WARM), strict=False)]
    known: list[int | None] = [None] * len(events)
    through.events(events, digests_of(events), known, None, Memory(lambda keys: {}))
    return float(watch.read()["wall"])


def findings(path: Path, out: Path) -> Answer:
    """JSON Lines to findings with state and all detectors, without a store.

    What stands at the end and speaks for contact evasion is written to `out`, one finding a
    line: detector, contact hash, quoted events.
    """
    through, memory, now = engine(), Memory(lambda keys: {}), None
    (source,) = open_sources([path])
    left: dict[str, Given] = {}
    messages = faults = 0
    with calm():
        watch = Stopwatch()
        for chunk in source.chunks(CHUNK, 0):
            events = chunk.events
            outcome = through.events(events, digests_of(events), [None] * len(events), now, memory)
            now, messages = outcome.now, messages + len(events)
            faults += len(outcome.faults)
            for id, row in outcome.findings.items():
                left[id] = row.given
                if row.status != "open":
                    del left[id]
        taken = watch.read()
    with out.open("wb") as file:
        for given in evasive(through, left.values()):
            quoted = sorted({quote.event for quote in given.finding.quotes})
            file.write(msgspec.json.encode([given.detector, given.contact, quoted]) + b"\n")
    return {"messages": messages, "faults": faults, "findings": len(left), **taken}


def ceiling(path: Path) -> Answer:
    """Nothing but decoding and one scan of each batch for all terms of all lexicons."""
    terms = sorted({t.casefold().encode() for many in catalogue_terms().values() for t in many})
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[b"".join(b"\\x%02x" % byte for byte in term) for term in terms],
        ids=list(range(len(terms))),
        elements=len(terms),
        flags=[0] * len(terms),
    )
    hits: list[int] = []
    lines = path.read_bytes().splitlines()
    decode = msgspec.json.Decoder(Event).decode
    watch = Stopwatch()
    for start in range(0, len(lines), CHUNK):
        events = [decode(line) for line in lines[start : start + CHUNK]]
        texts = "\n".join([getattr(event, "text", None) or "" for event in events])
        raw = texts.encode("utf-8", "replace")
        database.scan(raw, match_event_handler=lambda id, *rest: hits.append(id))
    return {"messages": len(lines), "hits": len(hits), "terms": len(terms), **watch.read()}


def own_memory() -> int:
    """MiB of this process's own pages, without mapped files; 0 where the system tells nothing."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    rows = (line.split() for line in status.splitlines())
    return next((int(row[1]) // 1024 for row in rows if row and row[0] == "RssAnon:"), 0)


def store(path: Path, folder: Path) -> Answer:
    """`bantay run`: from the file to a committed store; own memory after each batch, in MiB."""
    opened, own = open_store(folder, create=True), list[int]()
    sources = open_sources([path])
    watch = Stopwatch()
    report = run(sources, opened, load(), progress=lambda *told: own.append(own_memory()))
    taken = watch.read()
    opened.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"messages": report.accepted, "faults": report.faults, "peak": peak, "own": own, **taken}


def single(path: Path, count: int) -> Answer:
    """Batches of one message without the disk: milliseconds of processor time and by the clock."""
    through, memory, now = engine(), Memory(lambda keys: {}), None
    decode = msgspec.json.Decoder(Event).decode
    busy, clock = [], []
    with path.open("rb") as file, calm():
        for line, _ in zip(file, range(count), strict=False):
            began, used = time.perf_counter(), time.thread_time()
            event = decode(line)
            outcome = through.events([event], digests_of([event]), [None], now, memory)
            memory.rows()
            busy.append(time.thread_time() - used)
            clock.append(time.perf_counter() - began)
            now = outcome.now
    return {"messages": len(busy), "busy": _percentiles(busy), "clock": _percentiles(clock)}


def _percentiles(seconds: list[float]) -> dict[str, float]:
    values = np.array(seconds) * 1000
    return {f"p{p}": round(float(np.percentile(values, p)), 3) for p in (50, 95, 99)}


def main(what: str, path: str, rest: str = "") -> None:
    """Measure one thing and print it."""
    one_core()
    cold = 0.0 if what == "ceiling" else warm(Path(path))
    match what:
        case "findings":
            answer = findings(Path(path), Path(rest))
        case "ceiling":
            answer = ceiling(Path(path))
        case "store":
            answer = store(Path(path), Path(rest))
        case _:
            answer = single(Path(path), int(rest))
    sys.stdout.buffer.write(msgspec.json.encode(answer | {"cold": cold}))


if __name__ == "__main__":
    main(*sys.argv[1:])
