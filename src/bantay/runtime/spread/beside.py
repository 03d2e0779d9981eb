"""The stages of one process, with half of the texts read by a helper at the same time.

Reading texts needs no state and may be cut anywhere (`engine.gate.Gate.read`), so a batch is cut
in two: this process reads one half while the helper reads the other. Everything that has an order
stays here. A helper that fails costs time and nothing else: its half is read here.
"""

from collections.abc import Callable, Iterable
from typing import Any

from bantay.engine.accept import Plan
from bantay.engine.detect import AnyDetector
from bantay.engine.gate import Asked, Read
from bantay.model.events import Event
from bantay.ports.crew import Helper
from bantay.runtime.keeping import KEEPERS
from bantay.runtime.memory import Memory
from bantay.runtime.pipeline import Pipeline
from bantay.runtime.spread.wire import EVENTS, SCREENED, Screened

FEW = 1_000
"""Events of a batch below which asking costs more than it saves."""


class BesidePipeline(Pipeline):
    """A pipeline with a helper, once it has been given one."""

    def __init__(self, detectors: Iterable[AnyDetector], *rest: Any, **more: Any):
        some = tuple(detectors)
        super().__init__(some, *rest, **more)
        self._shown = (*some, *KEEPERS)
        self._number = {one.spec.id: n for n, one in enumerate(self._shown)}
        self._helper: Helper | None = None
        self._few = FEW

    def helped(self, begin: Callable[[Callable[[bytes], bytes]], Helper], few: int = FEW) -> Helper:
        """Have a helper from now on: `begin` makes it from the work that it is to do."""
        helper = self._helper = begin(self._screened)
        self._few = few
        return helper

    def _asked(self, batch: Plan, memory: Memory) -> Asked:
        if self._helper is None or len(batch.events) < self._few:
            return super()._asked(batch, memory)
        read = self._read(self._helper, batch.events)
        return self._gate.after(read, batch.events, batch.times, memory.lines, batch.late)

    def _read(self, helper: Helper, events: list[Event]) -> Read:
        half = len(events) // 2
        helper.ask(EVENTS.pack(events[half:]))
        first = self._gate.read(events[:half])
        told = helper.answer()
        second = self._gate.read(events[half:]) if told is None else self._told(told)
        wanted = first.wanted
        for index, some in second.wanted.items():
            wanted[half + index] = some
        beside = {detector.spec.id: more for detector, more in second.lines}
        lines = [(d, [*some, *_moved(beside.pop(d.spec.id, []), half)]) for d, some in first.lines]
        lines += [
            (self._shown[self._number[id]], [*_moved(more, half)]) for id, more in beside.items()
        ]
        return Read(wanted, lines)

    def _screened(self, part: bytes) -> bytes:
        """In the helper: a stretch of events to what they say, detectors by number."""
        read, number = self._gate.read(EVENTS.unpack(part)), self._number
        wanted = [(n, [number[d.spec.id] for d in some]) for n, some in read.wanted.items()]
        return SCREENED.pack(Screened(wanted, [(number[d.spec.id], s) for d, s in read.lines]))

    def _told(self, packed: bytes) -> Read:
        screened, shown = SCREENED.unpack(packed), self._shown
        wanted = {index: [shown[n] for n in some] for index, some in screened.wanted}
        return Read(wanted, [(shown[n], some) for n, some in screened.lines])


def _moved(lines: Iterable[tuple[int, bool]], by: int) -> Iterable[tuple[int, bool]]:
    return ((index + by, marked) for index, marked in lines)
