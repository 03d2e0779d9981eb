"""What a worker does. Pure but for what it compiles once and keeps for the next part."""

import pickle
from functools import lru_cache
from hashlib import blake2b

from bantay.engine.detect import AnyDetector, Detect, Seen
from bantay.engine.gate import Gate
from bantay.engine.state import KeyState, dump, restore
from bantay.model.events import Event, MessageSent
from bantay.runtime.screens import kept
from bantay.runtime.spread.wire import (
    BUCKET,
    DONE,
    EVENTS,
    SCREENED,
    Bucket,
    Done,
    Job,
    Kit,
    Screened,
    Step,
    Told,
)


class Tools:
    """A kit, compiled."""

    def __init__(self, kit: Kit):
        self.detectors = kit.detectors
        self.number = {one.spec.id: n for n, one in enumerate(kit.detectors)}
        self.gate = Gate(kit.detectors, kit.terms, kit.lateness, kept)
        self.detect = Detect(kit.detectors, kit.secret, kit.lateness)


_TOOLS: dict[bytes, Tools] = {}


@lru_cache(maxsize=2)
def _mark(kit: bytes) -> bytes:
    return blake2b(kit, digest_size=16).digest()


def tools(kit: bytes) -> Tools:
    """The kit's tools; only the last two kits of a process are kept."""
    mark = _mark(kit)
    if mark not in _TOOLS:
        while len(_TOOLS) > 1:
            del _TOOLS[next(iter(_TOOLS))]
        _TOOLS[mark] = Tools(pickle.loads(kit))  # made by this program, sent by its own driver
    return _TOOLS[mark]


def screen(kit: bytes, part: bytes) -> bytes:
    """A stretch of events (`EVENTS`) to what their types and texts alone say (`SCREENED`)."""
    own = tools(kit)
    read = own.gate.read(EVENTS.unpack(part))
    wanted = [(n, [own.number[d.spec.id] for d in some]) for n, some in read.wanted.items()]
    lines = [(own.number[d.spec.id], some) for d, some in read.lines]
    return SCREENED.pack(Screened(wanted, lines))


def detect(kit: bytes, part: bytes) -> bytes:
    """Some keys with what they take in (`BUCKET`) to their states afterwards, and what was seen
    on the way (`DONE`)."""
    own = tools(kit)
    bucket = BUCKET.unpack(part)
    work = _Work(own, bucket)
    return DONE.pack([work.done(job) for job in bucket.jobs])


class _One:
    """Implements `engine.state.States` for a single key."""

    def __init__(self, state: KeyState):
        self.state = state

    def key(self, domain: str, key: str) -> KeyState:
        return self.state

    def touch(self, domain: str, key: str) -> None:
        """It is saved anyway."""


class _Work:
    def __init__(self, own: Tools, bucket: Bucket):
        self._own = own
        self._events: dict[int, Event] = dict(bucket.events)
        self._lines = {(index, number): lines for index, number, lines in bucket.lines}

    def done(self, job: Job) -> Done:
        state = KeyState() if job.body is None else restore(job.body)
        states, told = _One(state), list[tuple[int, Told]]()
        for n, step in enumerate(job.steps):
            seen = self._step(job, step, states)
            if seen.changes or seen.facts or seen.faults:
                told.append((n, Told(seen.changes, seen.facts, seen.faults)))
        return Done(job.domain, job.key, dump(state), state.expires, told)

    def _step(self, job: Job, step: Step, states: _One) -> Seen:
        if step.fact is not None:
            return self._own.detect.fact(step.fact, step.now, states)
        detector: AnyDetector = self._own.detectors[step.detector]
        lines = [
            line
            for line in self._lines.get((step.index, step.detector), ())
            if isinstance(line, MessageSent)
        ]
        place = (detector, (job.key,), lines)
        return self._own.detect.placed(self._events[step.index], [place], step.now, states)
