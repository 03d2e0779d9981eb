"""A live-video site: every chat line and every private show is sent before it happens.

    python examples/live_video.py http://127.0.0.1:8700 KEY

The answer to a batch holds orders: what the policy asks the site to do, each once. A site that
obeys none of them still has its alarms. What this invented site knows of an order is `CARRY_OUT`.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bantay.client import Client
from bantay.model.decision import Order


class Site:
    """The invented site: what it stopped, and whom it told something."""

    def __init__(self) -> None:
        self.done: dict[str, str] = {}
        self.warned: list[str] = []
        self.paused: set[str] = set()

    def obey(self, order: Order) -> None:
        """Carry out an order once; one that takes another back undoes it."""
        if order.order in self.done:
            return
        act = CARRY_OUT.get(order.kind)
        self.done[order.order] = order.kind
        if act is not None:
            act(self, order)

    def pause(self, order: Order) -> None:
        """A paid show is paused, or goes on when that is taken back."""
        (self.paused.discard if order.reverses else self.paused.add)(order.target.id)

    def warn(self, order: Order) -> None:
        """A word of advice; the person reads the statement in their own language."""
        self.warned.append(order.target.id)


CARRY_OUT: dict[str, Callable[[Site, Order], None]] = {
    "pause_live": Site.pause,
    "warn": Site.warn,
    "tip": Site.warn,
    "notice": Site.warn,
}


def chat() -> Iterator[dict[str, Any]]:
    """What is said and shown on an invented evening: one account hands one number to many."""
    begin = datetime.now(UTC) - timedelta(minutes=10)
    for n in range(40):
        when = (begin + timedelta(seconds=12 * n)).isoformat()
        yield {
            "id": f"line-{n}",
            "time": when,
            "type": "message.sent",
            "account": "host-7",
            "conversation": f"private-{n}",
            "channel": "direct",
            "to": [f"guest-{n}"],
            "text": "write me outside: five five five, zero one four seven, +1 202 555 0147",
        }
    yield {
        "id": "show-1",
        "time": (begin + timedelta(minutes=9)).isoformat(),
        "type": "live.started",
        "live": "show-1",
        "host": "host-7",
        "private": True,
        "price": "3.50",
        "currency": "USD",
        "per": "minute",
    }


def main(url: str, key: str) -> Site:
    """Send the evening, obey, and say what happened."""
    site = Site()
    with Client(url, key) as bantay:
        for told in bantay.stream(chat(), batch=10):
            for decision in told.decisions:
                print(f"possible: {decision.rule} about {decision.subject.id}: {decision.step}")
            for order in told.orders:
                site.obey(order)
    print(f"carried out {len(site.done)} orders, told {len(site.warned)} people something")
    return site


if __name__ == "__main__":
    main(*sys.argv[1:3])
