"""A short story told to a store batch by batch; told again, it goes on where it stopped.

As a program it is told by a process that kills itself: directory, stop point, how often the
point may pass before that.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from bantay.adapters.store import EmbeddedStore, dedup, leftovers
from bantay.adapters.store.forgetful import ForgetfulFiles
from bantay.model.events import MessageSent
from bantay.ports.reading import AlarmFilter
from bantay.ports.store import Position, StateRow

from .toys import WALL, alarm, batch, digest, found, message, opened, seen

BATCHES, SIZE = 9, 4


def tell(store: EmbeddedStore) -> None:
    """Commit, deliver and seal, from wherever the store stands to the end."""
    for number in range(store.head().next_seq // SIZE, BATCHES):
        _commit(store, number)
        _deliver(store)
        store.seal(WALL)
    _deliver(store)
    store.seal(WALL, everything=True)


def outcome(store: EmbeddedStore) -> list[Any]:
    """All that must be the same however often the telling was broken off."""
    ids = [f"m{n:05}" for n in range(BATCHES * SIZE + 1)]
    return [
        list(store.log()),
        store.head(),
        store.position("story"),
        store.load([("account", f"a{n}") for n in range(BATCHES)]),
        store.findings(),
        store.alarms(AlarmFilter()),
        seen(store, [digest(id) for id in ids]),
        store.undelivered(),
        leftovers.sweep(store._site),
    ]


def said() -> list[MessageSent]:
    """Every message of the story."""
    return [message(n, f"word {n}", talk=f"c{n % 2}") for n in range(BATCHES * SIZE)]


def start(home: Path, **how: Any) -> EmbeddedStore:
    """The store of the story: small segments, so that much happens."""
    dedup.FAN = 2
    return opened(home, tail_limit=2 * SIZE, **how)


def _commit(store: EmbeddedStore, number: int) -> None:
    some = said()[number * SIZE : (number + 1) * SIZE]
    store.commit(
        batch(
            number * SIZE,
            some,
            positions=[Position("story", "story", (number + 1) * SIZE)],
            states=[StateRow("account", f"a{number}", some[0].id.encode(), 2**62)],
            findings=[found(f"f{number // 2}", some[1].id, revision=number)],
            alarms=[alarm(f"al{number // 3}", revision=number)],
            counts={"read": SIZE},
        )
    )


def _deliver(store: EmbeddedStore) -> None:
    while parcels := store.pending("desk", 2):
        store.receipt("desk", [parcel.id for parcel in parcels], WALL)


def main(home: Path, stop: str, passes: int) -> None:
    """Tell it and die at the stop point."""
    left = [passes]

    def at(name: str) -> None:
        if name == stop:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    tell(start(home, at=at, files=ForgetfulFiles(home)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
