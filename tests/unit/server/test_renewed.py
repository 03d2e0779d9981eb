"""A machine's key in use is looked at beside its requests, and never trusted for longer."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from _apart import apart
from bantay.adapters.store.access import AccessKey
from bantay.ports.visitor import Visitor
from bantay.server import door as at_door
from bantay.server.door import Door
from bantay.server.settings import ServerSettings

SAID = "Bearer bantay_k1_secret"
KEY = AccessKey(id="k1", name="bench", scopes=("events",), made=0, ended=None)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def time_ns(self) -> int:
        return int(self.now * 1e9)


class Store:
    """Answers about one key; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked, self.key, self.broken = 0, KEY, False

    async def know(self, look: Callable[[Any], Any]) -> Any:
        self.asked += 1
        await asyncio.sleep(0)
        if self.broken:
            raise OSError("the disk is full")
        return look(SimpleNamespace(access=SimpleNamespace(key_of=lambda id, secret: self.key)))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(at_door, "time", made)
    return made


def run(steps: Callable[[Door, Store], Any]) -> None:
    """Steps at a door, in a loop."""
    store = Store()
    door = Door(store, ServerSettings())  # type: ignore[arg-type]
    apart(steps(door, store))


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_a_key_in_use_never_has_to_go_the_long_way(clock: Clock) -> None:
    async def steps(door: Door, store: Store) -> None:
        assert door.known(SAID) is None, "nobody has looked at it"
        first = await door._machine(SAID)
        for n in range(20):
            clock.now += 0.4
            seen = [door.known(SAID) for _ in range(10)]
            assert seen == [first] * 10, n
            await turns()
        assert 5 <= store.asked <= 11, "ten requests at once ask once"

    run(steps)


def test_an_ended_key_is_out_as_soon_as_it_is_looked_at(clock: Clock) -> None:
    async def steps(door: Door, store: Store) -> None:
        await door._machine(SAID)
        store.key = None
        clock.now += 1.5
        assert isinstance(door.known(SAID), Visitor), "the last moment of trust"
        await turns()
        assert door.known(SAID) is None

    run(steps)


def test_a_look_that_fails_lengthens_no_trust(clock: Clock) -> None:
    async def steps(door: Door, store: Store) -> None:
        await door._machine(SAID)
        store.broken = True
        for _ in range(3):
            clock.now += 0.6
            door.known(SAID)
            await turns()
        clock.now += 0.3
        assert door.known(SAID) is None
        assert not door._renewing

    run(steps)


def test_a_key_nobody_uses_is_not_looked_at(clock: Clock) -> None:
    async def steps(door: Door, store: Store) -> None:
        await door._machine(SAID)
        clock.now += 60
        assert door.known(SAID) is None
        await turns()
        assert store.asked == 1

    run(steps)
