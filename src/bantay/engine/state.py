"""What one key remembers: each detector's slot, and the facts other keys made known to it."""

from typing import Protocol

import msgspec
from msgspec import Struct, field

from bantay.engine.window import FACT_LIFE, Slot
from bantay.model.evidence import Fact

VERSION = 1
FACTS_KEPT = 32


class KeyState(Struct):
    """Versioned, bounded, expiring: `expires` is event time in microseconds."""

    version: int = VERSION
    expires: int = 0
    slots: dict[str, Slot] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)


class States(Protocol):
    """Where a stage finds and leaves key states; the driver owns loading and saving."""

    def key(self, domain: str, key: str) -> KeyState:
        """A key's state, fresh if it has none."""
        ...

    def touch(self, domain: str, key: str) -> None:
        """The key's state is about to change."""
        ...


def _alike(state: KeyState, fact: Fact) -> Fact | None:
    return next((f for f in state.facts if (f.name, f.value) == (fact.name, fact.value)), None)


def is_news(state: KeyState, fact: Fact) -> bool:
    """Whether a key does not know this yet, or knows it from later only."""
    same = _alike(state, fact)
    return same is None or fact.known < same.known


def note(state: KeyState, fact: Fact) -> bool:
    """Keep a fact from the earliest moment it was known; False if it says nothing new."""
    if not is_news(state, fact):
        return False
    if (same := _alike(state, fact)) is not None:
        state.facts.remove(same)
    state.facts.append(fact)
    state.facts.sort(key=lambda f: (f.known, f.name, str(f.value)))
    del state.facts[:-FACTS_KEPT]
    state.facts[:] = [f for f in state.facts if f.known > state.facts[-1].known - FACT_LIFE]
    state.expires = max(state.expires, fact.known + FACT_LIFE)
    return True


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(KeyState)


def dump(state: KeyState) -> bytes:
    """A state as bytes; `restore` is its inverse."""
    return _ENCODER.encode(state)


def restore(body: bytes) -> KeyState:
    """A state from bytes that `dump` wrote."""
    return _DECODER.decode(body)
