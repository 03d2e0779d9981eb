"""What happens to arrivals before any detector sees them: duplicates, ticks, lateness.

The clock is event time when reading files: a tick is appended before the first event of
every minute that event time reaches, so ticks do not depend on where batches are cut.
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from bantay.model.clock import MINUTE, SECOND, micros
from bantay.model.events import Event

_EXACT = 2.0**32
"""Seconds from 1970 up to which half a microsecond is more than a double's rounding."""


class Plan(Struct):
    """Accepted events in order. `ticks` maps an event's index to the tick before it.

    `late` holds the indices of events older than the lateness allows: they are stored and
    counted, surveys see them, detectors do not.
    """

    events: list[Event]
    digests: list[bytes]
    times: list[int]
    ticks: dict[int, int]
    late: frozenset[int]
    duplicates: int
    now: int | None


def digests_of(events: Sequence[Event]) -> list[bytes]:
    """The 128-bit hashes by which ids are remembered for de-duplication."""
    return [blake2b(e.id.encode("utf-8", "replace"), digest_size=16).digest() for e in events]


def times_of(events: Sequence[Event]) -> NDArray[np.int64]:
    """Event times in whole microseconds UTC, as `micros` gives them.

    Seconds as a double are exact to a microsecond within a century or so of 1970; events
    outside it take the exact way.
    """
    seconds = np.fromiter((event.time.timestamp() for event in events), float, len(events))
    if len(seconds) and np.abs(seconds).max() < _EXACT:
        exact: NDArray[np.int64] = np.rint(seconds * SECOND).astype(np.int64)
        return exact
    return np.array([micros(event.time) for event in events], np.int64)


def plan(
    events: Sequence[Event],
    digests: Sequence[bytes],
    seen: Sequence[bool],
    now: int | None,
    lateness: int,
) -> Plan:
    """Order a batch. `seen` says which digests were accepted before it; `now` is the last tick."""
    fresh = _fresh(digests, seen)
    kept = [events[i] for i in fresh]
    duplicates = len(events) - len(kept)
    if not kept:
        return Plan([], [], [], {}, frozenset(), duplicates, now)
    moments = times_of(kept)
    floor = np.iinfo(np.int64).min if now is None else now
    minutes = np.maximum.accumulate(np.maximum(moments // MINUTE * MINUTE, floor))
    before = np.concatenate(([floor], minutes[:-1]))
    ticked = np.flatnonzero(minutes > before)
    late = np.flatnonzero(moments < minutes - lateness)
    return Plan(
        kept,
        [digests[i] for i in fresh],
        moments.tolist(),
        dict(zip(ticked.tolist(), minutes[ticked].tolist(), strict=True)),
        frozenset(late.tolist()),
        duplicates,
        int(minutes[-1]),
    )


def _fresh(digests: Sequence[bytes], seen: Sequence[bool]) -> list[int]:
    if not any(seen) and len(set(digests)) == len(digests):
        return list(range(len(digests)))
    first: dict[bytes, int] = {}
    for index, (one, known) in enumerate(zip(digests, seen, strict=True)):
        if not known and one not in first:
            first[one] = index
    return list(first.values())
