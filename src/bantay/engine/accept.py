"""What happens to arrivals before any detector sees them: duplicates, ticks, lateness.

The clock is event time when reading files: a tick is appended before the first event of
every minute that event time reaches, so ticks do not depend on where batches are cut.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from bantay.model.clock import MINUTE, SECOND, micros
from bantay.model.events import Event
from bantay.model.settings import Settings

_TIME, _TIMESTAMP = attrgetter("time"), datetime.timestamp
_EXACT = 2.0**32
"""Seconds from 1970 up to which half a microsecond is more than a double's rounding."""

_NEVER = int(np.iinfo(np.int64).min) // 2


class Plan(Struct):
    """Accepted events in order. `ticks` maps an event's index to the tick before it.

    `late` holds the indices of events older than the lateness allows: they are stored and
    counted, surveys see them, detectors do not. `completing` is by index what an event
    completes, by detector; the gate fills it in. `keys` are those at which detectors are shown
    events.
    """

    events: list[Event]
    digests: list[bytes]
    times: list[int]
    ticks: dict[int, int]
    late: frozenset[int]
    duplicates: int
    now: int | None
    completing: Mapping[int, Mapping[str, bool]] = field(default_factory=dict)
    keys: dict[tuple[str, str], None] = field(default_factory=dict)


def digests_of(events: Sequence[Event]) -> list[bytes]:
    """The 128-bit hashes by which ids are remembered for de-duplication."""
    try:
        return [blake2b(e.id.encode(), digest_size=16).digest() for e in events]
    except UnicodeEncodeError:  # half a character in some id, which no source lets through
        return [blake2b(e.id.encode("utf-8", "replace"), digest_size=16).digest() for e in events]


def times_of(events: Sequence[Event]) -> NDArray[np.int64]:
    """Event times in whole microseconds UTC, as `micros` gives them.

    Seconds as a double are exact to a microsecond within a century or so of 1970; events
    outside it take the exact way.
    """
    seconds = np.fromiter(map(_TIMESTAMP, map(_TIME, events)), float, len(events))
    if len(seconds) and np.abs(seconds).max() < _EXACT:
        exact: NDArray[np.int64] = np.rint(seconds * SECOND).astype(np.int64)
        return exact
    return np.array([micros(event.time) for event in events], np.int64)


def plan(
    events: Sequence[Event],
    digests: Sequence[bytes],
    accepted: Sequence[int | None],
    now: int | None,
    settings: Settings,
) -> Plan:
    """Order a batch. `accepted` holds the event times under which earlier batches accepted
    these ids (None: they did not, as far as is remembered); `now` is the last tick."""
    moments = times_of(events)
    fresh = _fresh(digests, accepted, moments, now, settings.dedup)
    duplicates = len(events) - len(fresh)
    if duplicates:
        moments = moments[fresh]
        events, digests = [events[i] for i in fresh], [digests[i] for i in fresh]
    if not fresh:
        return Plan([], [], [], {}, frozenset(), duplicates, now)
    minutes = np.maximum.accumulate(np.maximum(_minute(moments), _NEVER if now is None else now))
    before = np.concatenate(([_NEVER if now is None else now], minutes[:-1]))
    ticked = np.flatnonzero(minutes > before)
    late = np.flatnonzero(moments < minutes - settings.lateness)
    return Plan(
        list(events),
        list(digests),
        moments.tolist(),
        dict(zip(ticked.tolist(), minutes[ticked].tolist(), strict=True)),
        frozenset(late.tolist()),
        duplicates,
        int(minutes[-1]),
    )


def _minute(moments: Any) -> Any:
    return moments // MINUTE * MINUTE


def _fresh(
    digests: Sequence[bytes],
    accepted: Sequence[int | None],
    moments: NDArray[np.int64],
    now: int | None,
    horizon: int,
) -> list[int]:
    """Indices of events whose id was not accepted within the horizon behind the clock.

    The clock is the tick that stood when the event came, so the answer does not depend on
    where batches are cut.
    """
    if len(set(digests)) == len(digests) and accepted.count(None) == len(accepted):
        return list(range(len(digests)))
    here: dict[bytes, int] = {}
    fresh: list[int] = []
    clock = _NEVER if now is None else now
    for index, (one, earlier) in enumerate(zip(digests, accepted, strict=True)):
        known = here.get(one, earlier)
        if known is not None and clock - known <= horizon:
            continue
        fresh.append(index)
        here[one] = int(moments[index])
        clock = max(clock, int(_minute(moments[index])))
    return fresh
