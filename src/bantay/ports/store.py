"""Where everything rests: the log, keyed state, findings, alarms, quarantine, the outbox."""

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from msgspec import Struct, field

from bantay.model.alarm import Alarm, AlarmChange
from bantay.model.decision import Decision, Order
from bantay.model.evidence import Fault, Given
from bantay.model.journal import Entry
from bantay.model.log import Record
from bantay.ports.source import Reject

StateKey = tuple[str, str]  # (domain, key)


class Position(Struct, frozen=True):
    """How far a source was read: `consumed` lines of the source called `fingerprint`."""

    fingerprint: str
    name: str
    consumed: int


class StateRow(Struct, frozen=True):
    """One key's state to keep; `body` None forgets it. `expires` is event time, microseconds."""

    domain: str
    key: str
    body: bytes | None
    expires: int


class FindingRow(Struct, frozen=True):
    """A finding as of now. `status` is open or withdrawn; `time` the tick it changed at."""

    given: Given
    revision: int
    status: Literal["open", "withdrawn"]
    time: int


class Commit(Struct, frozen=True, kw_only=True):
    """All that one batch leaves behind: it lands whole or not at all.

    The record at index i has seq `first_seq + i`. `digests` are the 128-bit id hashes of
    the operator events among the records, `times` their event times, in order. `now` is
    the last tick (event time), `wall` the wall clock; both in microseconds UTC. `orders` are
    new, `done` the ids of orders that were carried out, `journal` what the later stages took
    in, in order.
    """

    first_seq: int
    records: list[Record]
    digests: list[bytes]
    times: list[int]
    rejects: list[Reject] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    states: list[StateRow] = field(default_factory=list)
    findings: list[FindingRow] = field(default_factory=list)
    alarms: list[AlarmChange] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    journal: list[Entry] = field(default_factory=list)
    now: int = 0
    wall: int = 0


class Head(Struct, frozen=True):
    """Where the log ends: the next seq, the last tick (None before the first), the counts."""

    next_seq: int
    now: int | None
    counts: dict[str, int]


class Parcel(Struct, frozen=True):
    """One thing a sink has to hear of. `id` is deterministic: delivering twice is harmless."""

    id: str
    kind: Literal["alarm", "fault", "surge"]
    body: bytes  # JSON


class Sink(Protocol):
    """Where alarms are told: a file, a webhook, a queue. Raises `StoreError` when it cannot."""

    @property
    def name(self) -> str: ...

    def deliver(self, parcels: Sequence[Parcel]) -> None: ...


class Store(Protocol):
    """What a driver needs of a store. Reading for people is `ports.reading.Reading`."""

    @property
    def key(self) -> bytes:
        """The operator's 32-byte key: of keyed hashes and of finding ids."""
        ...

    def head(self) -> Head: ...

    def position(self, fingerprint: str) -> int:
        """Lines of that source already committed."""
        ...

    def accepted(self, digests: Sequence[bytes]) -> list[int | None]:
        """The latest event times (microseconds) under which ids were accepted, by their
        16-byte digests; None: never, or further back than the store's horizon."""
        ...

    def load(self, keys: Sequence[StateKey]) -> dict[StateKey, bytes]:
        """State bodies of those keys that have one."""
        ...

    def keys_of(self, domain: str) -> list[str]:
        """All keys with state in a domain."""
        ...

    def commit(self, commit: Commit) -> None: ...

    def seal(self, wall: int, everything: bool = False) -> None:
        """Move the log's tail into Parquet segments and the vault, when it is due."""
        ...

    def retain(self, wall: int) -> dict[str, int]:
        """Destroy what has outlived its retention; counts by class."""
        ...

    def pending(self, sink: str, limit: int) -> list[Parcel]:
        """What that sink has not confirmed, oldest first."""
        ...

    def receipt(self, sink: str, ids: Sequence[str], wall: int) -> None: ...

    def log(self, after: int = -1) -> Iterator[tuple[int, Record]]:
        """The log in seq order, texts put back where the vault still has them."""
        ...

    def alarm(self, id: str) -> Alarm | None:
        """The latest revision of an alarm."""
        ...

    def close(self) -> None: ...
