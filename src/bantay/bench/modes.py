"""What two ways of running are compared by: everything a store says, as bytes."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from bantay.adapters.store import EmbeddedStore, open_store
from bantay.ports.acting import DecisionFilter
from bantay.ports.reading import AlarmFilter
from bantay.runtime.memory import OPEN, SUBJECT

_encode = msgspec.json.Encoder().encode
_DOMAINS = ("account", "sender", "conversation", "pair", "instrument", "device", "group")
_KEYED = (*_DOMAINS, "picture", "contact", "sketch", "inviter", SUBJECT, OPEN, "desk", "desk due")


def everything(folder: Path) -> dict[str, bytes]:
    """Findings, alarms, decisions, the log record by record, what was judged, states, counts."""
    store = open_store(folder, create=False)
    try:
        return {
            "findings": _encode(store.findings()),
            "alarms": _encode(store.alarms(AlarmFilter())),
            "decisions": _encode(store.decisions(DecisionFilter())),
            "log": b"\n".join(_encode(pair) for pair in store.log()),
            "counts": _encode(store.head().counts),
            "journal": b"\n".join(map(_encode, store.journal())),
            "head": repr((store.head().next_seq, store.head().now)).encode(),
            "states": states(store),
        }
    finally:
        store.close()


def states(store: EmbeddedStore) -> bytes:
    """Every key's state, by domain and key."""
    lines = []
    for domain in _KEYED:
        keys = store.keys_of(domain)
        bodies = store.load([(domain, key) for key in keys])
        lines += [_encode([domain, key, bodies[domain, key].hex()]) for key in keys]
    return b"\n".join(lines)


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """What is not the same in both."""
    return [name for name in one if one[name] != other.get(name)]


def bytes_a_key(store: EmbeddedStore) -> dict[str, float]:
    """Bytes of state a key, by domain, of those domains that have any."""
    told = {}
    for domain in _KEYED:
        keys = store.keys_of(domain)
        bodies = store.load([(domain, key) for key in keys])
        if bodies:
            told[domain] = round(sum(map(len, bodies.values())) / len(bodies), 1)
    return told


def keys_of(store: EmbeddedStore) -> int:
    """How many keys have a state."""
    return sum(len(store.keys_of(domain)) for domain in _KEYED)
