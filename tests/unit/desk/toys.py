"""A store with a ring in it, its clock in the test's hand. All people are invented."""

from datetime import timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

from bantay.adapters.store import EmbeddedStore, open_store
from bantay.model.alarm import Alarm, AlarmChange
from bantay.model.clock import micros
from bantay.model.events import MessageSent
from bantay.model.evidence import Quote
from bantay.ports.store import Commit

from ..cases.toys import NOON, alarm, finding


class Clock:
    """The wall clock of a store, moved by hand."""

    def __init__(self) -> None:
        self.now = micros(NOON)

    def __call__(self) -> int:
        return self.now

    def later(self, **how: float) -> None:
        self.now += timedelta(**how) // timedelta(microseconds=1)


def message(n: int, text: str, talk: str = "t-1") -> MessageSent:
    at = NOON - timedelta(days=1) + timedelta(minutes=n)
    return MessageSent(id=f"m-{n}", time=at, account="rey", conversation=talk, text=text)


def quoting(id: str, *events: str, **more: Any) -> Any:
    quotes = tuple(Quote(event, "text", 0, 4) for event in events)
    return finding(id, quotes=quotes, **more)


def ring() -> list[Alarm]:
    """A possible controller and a possible victim, tied by name; they rest on messages."""
    return [
        alarm(
            "a-boss",
            "rey",
            "controller",
            roles={"performer": ("aya",)},
            findings=(quoting("f-1", "m-6", "m-7"),),
        ),
        alarm(
            "a-aya",
            "aya",
            "controlled_performer",
            roles={"beneficiary": ("rey",)},
            findings=(quoting("f-2", "m-7"),),
        ),
    ]


def put(store: EmbeddedStore, *events: Any, alarms: Any = ()) -> None:
    """Commit events and alarms as one batch."""
    store.commit(
        Commit(
            first_seq=store.head().next_seq,
            records=list(events),
            digests=[blake2b(e.id.encode(), digest_size=16).digest() for e in events],
            times=[micros(e.time) for e in events],
            alarms=[AlarmChange(one, True) for one in alarms],
            now=micros(NOON),
            wall=store.wall(),
        )
    )


def filled(home: Path, clock: Clock) -> EmbeddedStore:
    """A store with two conversations and the ring's alarms."""
    store = open_store(home, create=True, clock=clock, leap=None)
    talk = [message(n, f"word {n}") for n in range(20)]
    talk[7] = message(7, "my number is 07700 900143")
    put(store, *talk, *(message(n, f"else {n}", "t-2") for n in range(30, 33)), alarms=ring())
    return store
