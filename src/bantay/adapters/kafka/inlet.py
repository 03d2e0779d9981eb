"""Topics as a stream of events: every partition is read from where the store says.

Partitions are assigned by hand, so no rebalance moves them: one store has one reader. What the
broker's group holds is for those who watch the lag; it is written behind the store's commit, and
never read. So a record is read again after a crash only if the store had not committed it, and
its event's id makes even that harmless.

Partitions are read side by side, the earliest event first, as files are (record 8): a backlog
read one partition after another would make all but the first late.
"""

import heapq
import time
from collections import deque
from collections.abc import Callable, Iterator
from hashlib import blake2b

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition
from msgspec import Struct, field

from bantay.adapters.kafka.address import Address
from bantay.adapters.kafka.through import Read, as_it_is
from bantay.adapters.sources.problem import Problem
from bantay.errors import InputError, Place, StoreError
from bantay.model.events import Event
from bantay.ports.source import Reject
from bantay.ports.store import Position
from bantay.ports.stream import Portion

PATIENCE, IDLE = 0.05, 1.0
"""Seconds that a portion which is not full waits for more, and until an empty one says so."""
WAIT = 15.0
"""Seconds for a broker to answer questions about topics."""
HELD = 20_000
"""Records of one partition in hand at most, give or take what one look brings."""
LOOK = 60.0
"""Seconds between looks for partitions that are new."""

Part = tuple[str, int]


class _Record(Struct, gc=False):
    """A record in hand; `at` is its first event's time in seconds, for the order only."""

    offset: int
    at: float
    found: list[Event] | Problem
    raw: bytes


class _Read(Struct):
    """One partition: `next` is the offset behind what was given on, `seen` behind what is in
    hand (`waiting`), `told` the one the group was told; `ended` says that nothing more was there
    when it was last looked."""

    fingerprint: str
    next: int
    seen: int
    told: int
    waiting: deque[_Record] = field(default_factory=deque)
    ended: bool = False
    paused: bool = False


class Inlet:
    """Implements `ports.stream.Stream` on the topics of an address; `read` says what a record
    is."""

    def __init__(self, address: Address, wait: float = WAIT, read: Read = as_it_is):
        self._address, self._wait, self._record = address, wait, read
        self._parts: dict[Part, _Read] = {}
        self._looked = float("-inf")
        self._lost: list[Reject] = []
        self._broken: str | None = None
        self._consumer = Consumer(
            {
                **address.options,
                "group.id": address.group,
                "enable.auto.commit": False,
                "enable.auto.offset.store": False,
                "auto.offset.reset": "error",
                "enable.partition.eof": True,
                "error_cb": self._trouble,
            }
        )

    @property
    def name(self) -> str:
        """The topics."""
        return f"kafka {','.join(self._address.topics)}"

    @property
    def fingerprint(self) -> str:
        """Of the stream as a whole; its partitions have their own."""
        return _hash(self._address.brokers, *self._address.topics)

    def portions(self, known: Callable[[str], int], size: int) -> Iterator[Portion]:
        """Portions of at most `size` records, an empty one now and then while nothing comes."""
        try:
            while not self._over():
                self._look(known)
                self._tell(known)
                yield self._portion(size)
            self._tell(known)
        finally:
            self._consumer.close()

    # ------------------------------------------------------------- records

    def _portion(self, size: int) -> Portion:
        portion, until = Portion(), time.monotonic() + IDLE
        portion.rejects, self._lost = self._lost, []
        left = size
        while left > 0 and not self._over():
            if self._lacks() and time.monotonic() < until:
                if self._fill(left) or left == size:
                    continue
                break  # nothing more comes now: what is in the portion does not wait for it
            given = self._give(portion, left)
            if given == 0:
                break
            left -= given
        if left < size or portion.rejects:
            portion.positions = [
                Position(part.fingerprint, f"kafka {topic}[{number}]", part.next)
                for (topic, number), part in self._parts.items()
            ]
        return portion

    def _lacks(self) -> bool:
        """Whether a partition that may hold more has nothing in hand; or none has anything."""
        parts = self._parts.values()
        return any(not p.waiting and not p.ended for p in parts) or not any(
            p.waiting for p in parts
        )

    def _give(self, portion: Portion, most: int) -> int:
        """Give on the earliest of what is in hand until a partition has run dry."""
        heads = [(part.waiting[0].at, key) for key, part in self._parts.items() if part.waiting]
        heapq.heapify(heads)
        given = 0
        while heads and given < most:
            _, key = heads[0]
            part = self._parts[key]
            record = part.waiting.popleft()
            part.next, given = record.offset + 1, given + 1
            if isinstance(record.found, Problem):
                name = f"kafka {key[0]}[{key[1]}]"
                portion.rejects.append(record.found.reject(name, part.next, record.raw))
            else:
                portion.events += record.found
            if part.waiting:
                heapq.heapreplace(heads, (part.waiting[0].at, key))
                continue
            heapq.heappop(heads)
            if not part.ended:
                break
        return given

    def _fill(self, most: int) -> int:
        """Take records in hand; how many came."""
        messages = self._consumed(max(most, 1), PATIENCE)
        for message in messages:
            self._take(message)
        for (topic, number), part in self._parts.items():
            self._pace(TopicPartition(topic, number), part)
        return len(messages)

    def _pace(self, partition: TopicPartition, part: _Read) -> None:
        """A partition that is far ahead of the others waits for them."""
        if not part.paused and len(part.waiting) > HELD:
            self._consumer.pause([partition])
            part.paused = True
        elif part.paused and len(part.waiting) < HELD // 2:
            self._consumer.resume([partition])
            part.paused = False

    def _consumed(self, most: int, seconds: float) -> list[Message]:
        try:
            return self._consumer.consume(most, seconds)
        except KafkaException as wrong:
            raise StoreError(f"the broker cannot be read: {_said(wrong)}") from None

    def _take(self, message: Message) -> None:
        error, offset = message.error(), message.offset()
        topic, number = str(message.topic()), int(message.partition() or 0)
        part = self._parts.get((topic, number))
        if error is not None:
            self._failed(error, part)
            return
        if part is None or offset is None or offset < part.seen:
            return  # the store has it already
        part.seen, part.ended = offset + 1, False
        raw = message.value() or b""  # a tombstone is blank, and says nothing
        found = self._record(raw, topic, number, offset)
        if isinstance(found, Problem):
            part.waiting.append(_Record(offset, 0.0, found, raw))
            return
        at = found[0].time.timestamp() if found else 0.0
        part.waiting.append(_Record(offset, at, found, b""))

    def _failed(self, error: KafkaError, part: _Read | None) -> None:
        """The end of a partition is an answer too. What librdkafka does not mend by itself
        ends the run, with its reason."""
        code = error.code()
        if code == KafkaError._PARTITION_EOF:
            if part is not None:
                part.ended = True
        elif code in (KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE):
            words = "the topic ends before what was read of it, so it was made anew"
            raise InputError(f"{words}: read it into another store", Place(self.name))
        elif not error.retriable():
            raise StoreError(f"the topic cannot be read on: {error.str()}")

    def _trouble(self, error: KafkaError) -> None:
        """Called from inside `consume`: no broker is there, or the rights are wrong."""
        self._broken = error.str()

    # ------------------------------------------------------------- partitions

    def _look(self, known: Callable[[str], int]) -> None:
        """Find the partitions, and new ones once a minute, and begin where the store says."""
        if time.monotonic() - self._looked < LOOK:
            return
        self._looked = time.monotonic()
        new: list[TopicPartition] = []
        for topic, number, cluster in self._there():
            if (topic, number) in self._parts:
                continue
            part = self._begun(topic, number, _hash(cluster, topic, str(number)), known)
            self._parts[topic, number] = part
            new.append(TopicPartition(topic, number, part.next))
        if new:
            self._consumer.incremental_assign(new)

    def _there(self) -> list[tuple[str, int, str]]:
        found: list[tuple[str, int, str]] = []
        for topic in self._address.topics:
            try:
                told = self._consumer.list_topics(topic, self._wait)
            except KafkaException as wrong:
                said = self._broken or _said(wrong)
                raise InputError(f"no broker answers: {said}", Place(self.name)) from None
            meta = told.topics[topic]
            if meta.error is not None or not meta.partitions:
                raise InputError(f"there is no topic {topic!r}", Place(self.name))
            cluster = str(told.cluster_id)
            found += [(topic, number, cluster) for number in sorted(meta.partitions)]
        return found

    def _begun(
        self, topic: str, number: int, fingerprint: str, known: Callable[[str], int]
    ) -> _Read:
        place, read = Place(f"kafka {topic}[{number}]"), known(fingerprint)
        try:
            # only the low mark is asked for: a broker of the tests says the high one wrongly
            low, _ = self._consumer.get_watermark_offsets(TopicPartition(topic, number), self._wait)
        except KafkaException as wrong:
            raise InputError(f"the partition cannot be read: {_said(wrong)}", place) from None
        if 0 < read < low:
            self._lost.append(_gone(place.file, read, low))
        return _Read(fingerprint, max(read, low), max(read, low), max(read, low))

    def _over(self) -> bool:
        if self._address.until is None or not self._parts:
            return False
        return all(part.ended and not part.waiting for part in self._parts.values())

    def _tell(self, known: Callable[[str], int]) -> None:
        """Tell the group how far the store is. It may fail: nothing rests on it."""
        offsets = list[TopicPartition]()
        for (topic, number), part in self._parts.items():
            at = known(part.fingerprint)
            if at > part.told:
                part.told = at
                offsets.append(TopicPartition(topic, number, at))
        if not offsets:
            return
        try:
            self._consumer.commit(offsets=offsets, asynchronous=True)
        except KafkaException:
            return


def _gone(file: str, first: int, until: int) -> Reject:
    words = f"records {first:,} to {until - 1:,} were deleted from the topic before they were read"
    return Reject(
        file=file, line=first + 1, column=None, field=None, reason=words, nearest=None, raw=b""
    )


def _said(wrong: KafkaException) -> str:
    error = wrong.args[0] if wrong.args else None
    return error.str() if isinstance(error, KafkaError) else "no reason given"


def _hash(*parts: str) -> str:
    made = blake2b(digest_size=16, person=b"bantay kafka")
    for part in parts:
        made.update(len(part).to_bytes(8, "big") + part.encode())
    return made.hexdigest()
