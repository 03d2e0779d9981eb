"""The stages of one process, with the texts of the next batch read by a helper meanwhile.

Reading texts needs no state (`engine.gate.Gate.read`), so it may be done before the batches in
front of it have passed: the helper reads the next one while this process walks and commits the
one at hand. Everything that has an order stays here. A helper that fails costs time and nothing
else: what it did not read is read here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from operator import is_
from typing import Any

from bantay.engine.accept import Plan
from bantay.engine.detect import AnyDetector
from bantay.engine.gate import Asked, Read
from bantay.model.clock import EPOCH
from bantay.model.events import Event, MessageSent
from bantay.ports.crew import Helper
from bantay.runtime.calm import calm
from bantay.runtime.keeping import KEEPERS
from bantay.runtime.memory import Memory
from bantay.runtime.pipeline import Pipeline
from bantay.runtime.spread.wire import EVENTS, SCREENED, Screened

FEW = 1_000
"""Events of a batch below which asking costs more than it saves."""


class BesidePipeline(Pipeline):
    """A pipeline with a helper, once it has been given one."""

    def __init__(
        self,
        detectors: Iterable[AnyDetector],
        terms: Mapping[str, Sequence[str]],
        *rest: Any,
        **more: Any,
    ):
        some = tuple(detectors)
        super().__init__(some, terms, *rest, **more)
        self._terms = [*_said(terms)]
        self._shown = (*some, *KEEPERS)
        self._number = {one.spec.id: n for n, one in enumerate(self._shown)}
        self._helper: Helper | None = None
        self._few = FEW
        self._next: Sequence[Event] = ()
        self._asked_for: Sequence[Event] = ()

    def helped(self, begin: Callable[[Callable[[bytes], bytes]], Helper], few: int = FEW) -> Helper:
        """Have a helper from now on: `begin` makes it from the work that it is to do.

        Every term is read once before, so that patterns that are compiled when their words are
        first met are compiled once and not in both processes.
        """
        self._gate.read(self._terms)
        helper = self._helper = begin(_Calmly(self._screened))
        self._few, self.expects = few, True
        return helper

    def expect(self, events: Sequence[Event]) -> None:
        """Have the helper read what comes next, as soon as it has read what is at hand."""
        self._next = events if len(events) >= self._few else ()

    def _asked(self, batch: Plan, memory: Memory) -> Asked:
        if self._helper is None:
            return super()._asked(batch, memory)
        read = self._answered(self._helper, batch.events)
        if self._next:
            self._ask(self._helper)
        if read is None:
            read = self._gate.read(batch.events)
        return self._gate.after(read, batch.events, batch.times, memory.lines, batch.late)

    def _ask(self, helper: Helper) -> None:
        if self._asked_for:
            helper.answer()  # to a batch of which nothing came through
        helper.ask(EVENTS.pack(list(self._next)))
        self._asked_for, self._next = self._next, ()

    def _answered(self, helper: Helper, events: Sequence[Event]) -> Read | None:
        """What the helper read of a batch; None: it was not asked, or has no answer."""
        asked = self._asked_for
        if not asked or not events:
            return None
        where = _where(asked, events)
        if where is not None and not where:
            return None  # another batch, between the one at hand and the one that is read
        self._asked_for = ()
        told = helper.answer()
        if told is None:
            return None
        read = self._told(told)
        return read if where is None else self._moved(read, where, events)

    def _moved(self, read: Read, where: dict[int, int], events: Sequence[Event]) -> Read:
        """What was read of a batch that had other events in it, put in the places of those that
        are left; what has come instead is read here."""
        kept = set(where.values())
        new = [index for index in range(len(events)) if index not in kept]
        more = self._gate.read([events[index] for index in new])
        wanted = {where[n]: some for n, some in read.wanted.items() if n in where}
        wanted |= {new[n]: some for n, some in more.wanted.items()}
        said = {where[n]: some for n, some in read.completing.items() if n in where}
        said |= {new[n]: some for n, some in more.completing.items()}
        lines: dict[str, tuple[AnyDetector, list[tuple[int, bool]]]] = {}
        for one, places in ((read, where), (more, dict(enumerate(new)))):
            for detector, some in one.lines:
                _, known = lines.setdefault(detector.spec.id, (detector, []))
                known += [(places[n], marked) for n, marked in some if n in places]
        whole = [(detector, sorted(some)) for detector, some in lines.values()]
        return Read(wanted, whole, said)

    def _screened(self, part: bytes) -> bytes:
        """In the helper: a stretch of events to what they say, detectors by number."""
        read, number = self._gate.read(EVENTS.unpack(part)), self._number
        wanted = [(n, [number[d.spec.id] for d in some]) for n, some in read.wanted.items()]
        lines = [(number[d.spec.id], some) for d, some in read.lines]
        return SCREENED.pack(Screened(wanted, lines, read.completing))

    def _told(self, packed: bytes) -> Read:
        screened, shown = SCREENED.unpack(packed), self._shown
        wanted = {index: [shown[n] for n in some] for index, some in screened.wanted}
        lines = [(shown[n], some) for n, some in screened.lines]
        return Read(wanted, lines, screened.completing)


class _Calmly:
    """Work that is done under `runtime.calm`, from its first part on, by whichever process does
    it: the garbage collector's settings are a process's own."""

    def __init__(self, work: Callable[[bytes], bytes]):
        self._work, self._within = work, ExitStack()
        self._entered = False

    def __call__(self, part: bytes) -> bytes:
        if not self._entered:
            self._within.enter_context(calm())
            self._entered = True
        return self._work(part)


def _said(terms: Mapping[str, Sequence[str]]) -> Iterator[MessageSent]:
    """Every term of every list, as somebody's message."""
    for number, term in enumerate(sorted({term for some in terms.values() for term in some})):
        yield MessageSent(id=str(number), time=EPOCH, account="a", conversation="c", text=term)


def _where(asked: Sequence[Event], events: Sequence[Event]) -> dict[int, int] | None:
    """Where the events that were asked about are in a batch, by number; None: they are the
    batch. An event that was changed on its way is another."""
    if len(asked) == len(events) and all(map(is_, asked, events)):
        return None
    places = {id(event): index for index, event in enumerate(events)}
    return {n: places[id(event)] for n, event in enumerate(asked) if id(event) in places}
