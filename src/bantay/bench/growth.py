"""Does it stay as fast as it grows? A world of ten million events through both stages, and how
fast worlds are made.

Processor time, one core; states go to a table of bytes and come back, as a store gives them,
so memory is what the engine itself needs.
"""

import resource
import time
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bantay.bench.found import engine
from bantay.bench.results import Figures
from bantay.bench.worlds import Simulation, World, load_world
from bantay.engine.accept import digests_of
from bantay.model.events import Event
from bantay.ports.store import StateKey
from bantay.runtime.memory import Memory

MARKS = (10_000, 100_000, 1_000_000, 10_000_000)
"""Events after which it is looked how fast the last stretch was."""
SLOWER = 1.5
"""How many times slower a later stretch may be than the best before it."""
WITH_TEXT, WITHOUT_TEXT = 30_000, 100_000
"""Events a second that a world is made at, by the processor's clock."""
_BATCH = 5_000
_GROWN = {"accounts": 200_000, "days": 60, "activity": 0.4}
_MADE = {"accounts": 20_000, "days": 10, "activity": 0.4}


class Mark(Struct, frozen=True):
    """After so many events: events a second in the last stretch, states, peak memory in MiB."""

    events: int
    rate: int
    states: int
    peak: int


class Growing:
    """The engine with its states in a table of bytes."""

    def __init__(self) -> None:
        self.table: dict[StateKey, bytes] = {}
        self._engine, self._memory = engine(), Memory(self._load)
        self._decode = msgspec.json.Decoder(Event).decode
        self._now: int | None = None

    def _load(self, keys: Sequence[StateKey]) -> dict[StateKey, bytes]:
        return {key: self.table[key] for key in keys if key in self.table}

    def take(self, lines: Sequence[bytes]) -> float:
        """A batch, from its lines to its saved states; the seconds of processor time."""
        began = time.process_time()
        batch, memory = [self._decode(line) for line in lines], self._memory
        out = self._engine.events(batch, digests_of(batch), [None] * len(batch), self._now, memory)
        self._now = out.now
        for row in memory.rows():
            if row.body is not None:
                self.table[row.domain, row.key] = row.body
        memory.shrink()
        return time.process_time() - began


def grown(lines: Iterable[bytes], marks: Sequence[int] = MARKS) -> list[Mark]:
    """Run events and look at every mark; the time it takes to make them does not count."""
    growing, found, stream = Growing(), list[Mark](), iter(lines)
    events, at, spent = 0, 0, 0.0
    for mark in marks:
        while events < mark and (batch := list(islice(stream, min(_BATCH, mark - events)))):
            spent += growing.take(batch)
            events += len(batch)
        if events < mark:
            break
        found.append(Mark(events, round((events - at) / spent), len(growing.table), _peak()))
        at, spent = events, 0.0
    return found


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def made(world: World) -> int:
    """Events a second that a world is made at."""
    began, count = time.process_time(), 0
    for _ in Simulation(world).events():
        count += 1
    return round(count / (time.process_time() - began))


def _sized(world: World, size: dict[str, Any]) -> World:
    return replace(world, **size)


def growth_bar(marks: Sequence[int] = MARKS) -> tuple[dict[str, bool], Figures]:
    """A world from ten thousand to ten million events."""
    found = grown(Simulation(_sized(load_world("town"), _GROWN)).events(), marks)
    rates = [one.rate for one in found]
    figures: Figures = {
        f"after {one.events:,} events": {
            "events a second": one.rate,
            "states": one.states,
            "peak MiB, with the world that is made beside it": one.peak,
        }
        for one in found
    }
    slowest = max((max(rates[:n]) / rates[n] for n in range(1, len(rates))), default=1.0)
    figures["slowest stretch beside the best before it, times"] = round(slowest, 2)
    met = {
        "reaches the last mark": len(found) == len(marks),
        f"no stretch more than {SLOWER:g} times slower than one before": slowest <= SLOWER,
    }
    return met, figures


def simulate_bar(size: dict[str, Any] | None = None) -> tuple[dict[str, bool], Figures]:
    """How fast a world is made, with text and without."""
    world = _sized(load_world("town"), _MADE if size is None else size)
    with_text, without = made(world), made(replace(world, absent=("messages",)))
    return {
        f"at least {WITH_TEXT:,} events a second with text": with_text >= WITH_TEXT,
        f"at least {WITHOUT_TEXT:,} events a second without": without >= WITHOUT_TEXT,
    }, {
        "events a second of processor time, with text": with_text,
        "events a second of processor time, without text": without,
    }
