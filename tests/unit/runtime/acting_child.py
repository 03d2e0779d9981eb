"""A run that acts through a webhook and kills itself at the nth time at a stop point."""

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from bantay.adapters.capabilities.config import Routed
from bantay.adapters.capabilities.webhook import Webhook
from bantay.adapters.sources import open_sources
from bantay.adapters.store import open_store
from bantay.bench.talk import talk
from bantay.model.decision import Order
from bantay.planes.messages import contact_obfuscated, contact_shared, stated_age
from bantay.policy import load
from bantay.runtime.embedded import run

KEY = b"k" * 32
SHOWN = (contact_shared.DETECTOR, contact_obfuscated.DETECTOR, stated_age.DETECTOR)
"""Not the whole catalogue: each child would spend a second on it."""


def write_talk(path: Path, size: int = 600) -> None:
    """Invented talk whose last message was sent a minute ago."""
    events = talk(size, seed=3, gap=1.0)
    shift = datetime.now(UTC) - timedelta(minutes=1) - events[-1].time
    encode = msgspec.json.Encoder().encode
    moved = (msgspec.structs.replace(event, time=event.time + shift) for event in events)
    path.write_bytes(b"".join(encode(event) + b"\n" for event in moved))


class Stopped:
    """A webhook with a stop point on either side of what it does."""

    real, name = True, "home"

    def __init__(self, hook: Webhook, at: Callable[[str], None]):
        self._hook, self._at = hook, at

    def act(self, order: Order, wall: int) -> None:
        """Carry out an order."""
        self._at("before the order leaves")
        self._hook.act(order, wall)
        self._at("after the order left")


def main(folder: Path, port: int, stop: str, nth: int) -> None:
    """Run to the end, or to the stop."""
    passed = 0

    def at(name: str) -> None:
        nonlocal passed
        passed += name == stop
        if name == stop and passed == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    hook = Stopped(Webhook("home", f"http://127.0.0.1:{port}/hook", [KEY]), at)
    store = open_store(folder / "store", create=True, at=at)
    run(
        open_sources([folder / "talk.jsonl"]),
        store,
        load(),
        chunk=200,
        detectors=SHOWN,
        capabilities=Routed(fallback=hook),
    )
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
