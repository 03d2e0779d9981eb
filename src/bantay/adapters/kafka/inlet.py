"""Topics as a stream of events: every partition is read from where the store says.

Partitions are assigned by hand, so no rebalance moves them: one store has one reader. What the
broker's group holds is for those who watch the lag; it is written behind the store's commit, and
never read. So a record is read again after a crash only if the store had not committed it, and
its event's id makes even that harmless.

Partitions are read side by side, the earliest event first, as files are (record 8): a backlog
read one partition after another would make all but the first late.
A thread fetches and decodes them; here they are given on.
"""

import heapq
import time
from collections.abc import Callable, Iterator
from hashlib import blake2b

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from bantay.adapters.kafka.address import Address
from bantay.adapters.kafka.fetching import PATIENCE, Fetching, Part, Partition, said
from bantay.adapters.kafka.through import Read, as_it_is
from bantay.adapters.sources.problem import Problem
from bantay.errors import InputError, Place
from bantay.ports.source import Reject
from bantay.ports.store import Position
from bantay.ports.stream import Portion

IDLE = 1.0
"""Seconds until an empty portion says that nothing came; one that is not full waits for more as
long as the broker is waited for at once."""
WAIT = 15.0
"""Seconds for a broker to answer questions about topics."""
LOOK = 60.0
"""Seconds between looks for partitions that are new."""


class Inlet:
    """Implements `ports.stream.Stream` on the topics of an address; `read` says what a record
    is."""

    def __init__(self, address: Address, wait: float = WAIT, read: Read = as_it_is):
        self._address, self._wait = address, wait
        self._parts: dict[Part, Partition] = {}
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
        self._fetching = Fetching(self._consumer, self._parts, read, self.name)

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
            self._fetching.stop()
            self._consumer.close()

    # ------------------------------------------------------------- records

    def _portion(self, size: int) -> Portion:
        portion, until = Portion(), time.monotonic() + IDLE
        portion.rejects, self._lost = self._lost, []
        left = size
        while left > 0 and not self._over():
            since = self._fetching.came
            if self._lacks() and time.monotonic() < until:
                if self._fetching.wait(since, 2 * PATIENCE) or left == size:
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

    def _trouble(self, error: KafkaError) -> None:
        """Called from inside `consume`: no broker is there, or the rights are wrong."""
        self._broken = error.str()

    # ------------------------------------------------------------- partitions

    def _look(self, known: Callable[[str], int]) -> None:
        """Find the partitions, and new ones once a minute, and begin where the store says."""
        if time.monotonic() - self._looked < LOOK:
            return
        self._looked = time.monotonic()
        self._fetching.stop()
        new: list[TopicPartition] = []
        for topic, number, cluster in self._there():
            if (topic, number) in self._parts:
                continue
            part = self._begun(topic, number, _hash(cluster, topic, str(number)), known)
            self._parts[topic, number] = part
            new.append(TopicPartition(topic, number, part.next))
        if new:
            self._consumer.incremental_assign(new)
        self._fetching.start()

    def _there(self) -> list[tuple[str, int, str]]:
        found: list[tuple[str, int, str]] = []
        for topic in self._address.topics:
            try:
                told = self._consumer.list_topics(topic, self._wait)
            except KafkaException as wrong:
                why = self._broken or said(wrong)
                raise InputError(f"no broker answers: {why}", Place(self.name)) from None
            meta = told.topics[topic]
            if meta.error is not None or not meta.partitions:
                raise InputError(f"there is no topic {topic!r}", Place(self.name))
            cluster = str(told.cluster_id)
            found += [(topic, number, cluster) for number in sorted(meta.partitions)]
        return found

    def _begun(
        self, topic: str, number: int, fingerprint: str, known: Callable[[str], int]
    ) -> Partition:
        place, read = Place(f"kafka {topic}[{number}]"), known(fingerprint)
        try:
            # only the low mark is asked for: a broker of the tests says the high one wrongly
            low, _ = self._consumer.get_watermark_offsets(TopicPartition(topic, number), self._wait)
        except KafkaException as wrong:
            raise InputError(f"the partition cannot be read: {said(wrong)}", place) from None
        if 0 < read < low:
            self._lost.append(_gone(place.file, read, low))
        return Partition(fingerprint, max(read, low), max(read, low), max(read, low))

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
        if offsets:
            self._fetching.tell(offsets)


def _gone(file: str, first: int, until: int) -> Reject:
    words = f"records {first:,} to {until - 1:,} were deleted from the topic before they were read"
    return Reject(
        file=file, line=first + 1, column=None, field=None, reason=words, nearest=None, raw=b""
    )


def _hash(*parts: str) -> str:
    made = blake2b(digest_size=16, person=b"bantay kafka")
    for part in parts:
        made.update(len(part).to_bytes(8, "big") + part.encode())
    return made.hexdigest()
