"""What texts say, told by the worker that took the request: the keeper need not read them again.

Reading needs no state and may be done anywhere (`engine.gate.Gate.read`). A reading is taken for
exactly the event object it came with: one that the keeper changed on the way, as a switch may ask,
is read here.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from threading import Lock
from typing import Any, NamedTuple

from bantay.engine.accept import Plan
from bantay.engine.detect import AnyDetector
from bantay.engine.gate import Asked, Read
from bantay.engine.gate import Wanted as Asking
from bantay.model.events import Event
from bantay.model.version import VERSION
from bantay.runtime.keeping import KEEPERS
from bantay.runtime.memory import Memory
from bantay.runtime.pipeline import Pipeline
from bantay.runtime.spread.wire import Screened


class Said(NamedTuple):
    """Of one event: the detectors that want it, and those that it brings lines to or is a line
    of, with whether it is marked, by number; and what it completes, by id."""

    wanted: list[int]
    lines: list[tuple[int, bool]]
    completing: dict[str, bool]


class Readings:
    """Readings that wait for their events to be looked at. Safe in several threads."""

    def __init__(self) -> None:
        self._held: dict[int, tuple[Event, Said]] = {}
        self._lock = Lock()

    def put(self, events: Sequence[Event], screened: Screened) -> None:
        """Keep what was read of some events, in the order in which they were read."""
        said = [Said([], [], screened.completing.get(index, {})) for index in range(len(events))]
        for index, numbers in screened.wanted:
            said[index].wanted.extend(numbers)
        for number, some in screened.lines:
            for index, marked in some:
                said[index].lines.append((number, marked))
        with self._lock:
            self._held |= {id(e): (e, one) for e, one in zip(events, said, strict=True)}

    def of(self, event: Event) -> Said | None:
        """What was read of an event."""
        held = self._held.get(id(event))
        return None if held is None else held[1]

    def drop(self, events: Iterable[Event]) -> None:
        """Forget what was read of some events; they may be gone afterwards."""
        with self._lock:
            for event in events:
                self._held.pop(id(event), None)


class ReadPipeline(Pipeline):
    """A pipeline that takes readings where there are any. `readings` may be given once."""

    readings: Readings | None = None

    def __init__(self, detectors: Iterable[AnyDetector], *rest: Any, **more: Any):
        some = tuple(detectors)
        super().__init__(some, *rest, **more)
        self._shown = (*some, *KEEPERS)
        self._number = {one.spec.id: n for n, one in enumerate(self._shown)}
        versions = ",".join(f"{d.spec.id} {d.spec.version} {d.params!r}" for d in self._shown)
        self.mark = blake2b(f"{VERSION} {versions}".encode(), digest_size=16).digest()

    def read(self, events: Sequence[Event]) -> Screened:
        """What types and texts alone say; detectors by number."""
        read, number = self._gate.read(events), self._number
        wanted = [(n, [number[d.spec.id] for d in some]) for n, some in read.wanted.items()]
        lines = [(number[d.spec.id], some) for d, some in read.lines]
        return Screened(wanted, lines, read.completing)

    def _asked(self, batch: Plan, memory: Memory) -> Asked:
        if self.readings is None:
            return super()._asked(batch, memory)
        said = [self.readings.of(event) for event in batch.events]
        unread = [index for index, one in enumerate(said) if one is None]
        if len(unread) == len(said):
            return super()._asked(batch, memory)
        read = self._joined(said, unread, [batch.events[index] for index in unread])
        return self._gate.after(read, batch.events, batch.times, memory.lines, batch.late)

    def _joined(
        self, said: Sequence[Said | None], unread: Sequence[int], events: Sequence[Event]
    ) -> Read:
        here, shown = self._gate.read(events), self._shown
        wanted: Asking = {unread[index]: some for index, some in here.wanted.items()}
        lines = {d.spec.id: [(unread[i], m) for i, m in some] for d, some in here.lines}
        completing = {unread[index]: some for index, some in here.completing.items()}
        for index, one in enumerate(said):
            if one is None:
                continue
            if one.wanted:
                wanted[index] = [shown[number] for number in one.wanted]
            if one.completing:
                completing[index] = one.completing
            for number, marked in one.lines:
                lines.setdefault(shown[number].spec.id, []).append((index, marked))
        by_id = {one.spec.id: one for one in shown}
        return Read(wanted, [(by_id[id], sorted(some)) for id, some in lines.items()], completing)
