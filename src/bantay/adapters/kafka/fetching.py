"""Records taken in hand by a thread of their own: fetching and decoding go on while what is in
hand is worked on, committed and waits for the disk.

The thread puts records behind those that wait; the stream takes them from the front. While it
fetches, only the thread may speak to the broker: who else asks waits for as long as it fetches.
"""

import contextlib
from collections import deque
from collections.abc import Mapping
from threading import Condition, Thread

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition
from msgspec import Struct, field

from bantay.adapters.kafka.through import Read
from bantay.adapters.sources.problem import Problem
from bantay.errors import InputError, Place, StoreError
from bantay.model.events import Event

PATIENCE = 0.05
"""Seconds that the broker is waited for at once."""
AT_ONCE = 1_000
"""Records that are asked for at once."""
HELD = 20_000
"""Records of one partition in hand at most, give or take what one look brings."""

Part = tuple[str, int]


class Record(Struct, gc=False):
    """A record in hand; `at` is its first event's time in seconds, for the order only."""

    offset: int
    at: float
    found: list[Event] | Problem
    raw: bytes


class Partition(Struct):
    """One partition: `next` is the offset behind what was given on, `seen` behind what is in
    hand (`waiting`), `told` the one the group was told; `ended` says that nothing more was there
    when it was last looked."""

    fingerprint: str
    next: int
    seen: int
    told: int
    waiting: deque[Record] = field(default_factory=deque)
    ended: bool = False
    paused: bool = False


class Fetching:
    """Takes the records of some partitions in hand, between `start` and `stop`. `came` counts what
    the broker said, so that one who waits misses nothing."""

    def __init__(self, consumer: Consumer, parts: Mapping[Part, Partition], read: Read, name: str):
        self._consumer, self._parts, self._record, self._name = consumer, parts, read, name
        self.came = 0
        self._news = Condition()
        self._wrong: Exception | None = None
        self._telling: list[TopicPartition] = []
        self._over = False
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin, or go on with what is there now."""
        self._over = False
        self._thread = Thread(target=self._run, name="bantay kafka", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, or pause: afterwards anybody may speak to the broker."""
        self._over = True
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def wait(self, since: int, seconds: float) -> bool:
        """Whether something came after `came` was `since`; waits so long for it at most.

        StoreError, InputError: what ended the fetching.
        """
        with self._news:
            self._news.wait_for(lambda: self.came != since or self._wrong is not None, seconds)
        if self._wrong is not None:
            raise self._wrong
        return self.came != since

    def tell(self, offsets: list[TopicPartition]) -> None:
        """Have the group told how far the store is, soon. It may fail: nothing rests on it."""
        self._telling = offsets

    def _run(self) -> None:
        try:
            while not self._over:
                self._fetch()
                self._tell()
            self._tell()
        except Exception as wrong:
            self._wrong = wrong
            with self._news:
                self._news.notify_all()

    def _fetch(self) -> None:
        messages = self._consumed()
        for message in messages:
            self._take(message)
        for (topic, number), part in list(self._parts.items()):
            self._pace(TopicPartition(topic, number), part)
        if messages:
            with self._news:
                self.came += len(messages)
                self._news.notify_all()

    def _tell(self) -> None:
        offsets, self._telling = self._telling, []
        if offsets:
            with contextlib.suppress(KafkaException):
                self._consumer.commit(offsets=offsets, asynchronous=True)

    def _consumed(self) -> list[Message]:
        try:
            return self._consumer.consume(AT_ONCE, PATIENCE)
        except KafkaException as wrong:
            raise StoreError(f"the broker cannot be read: {said(wrong)}") from None

    def _pace(self, partition: TopicPartition, part: Partition) -> None:
        """A partition that is far ahead of what is worked on waits for it."""
        if not part.paused and len(part.waiting) > HELD:
            self._consumer.pause([partition])
            part.paused = True
        elif part.paused and len(part.waiting) < HELD // 2:
            self._consumer.resume([partition])
            part.paused = False

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
            part.waiting.append(Record(offset, 0.0, found, raw))
            return
        at = found[0].time.timestamp() if found else 0.0
        part.waiting.append(Record(offset, at, found, b""))

    def _failed(self, error: KafkaError, part: Partition | None) -> None:
        """The end of a partition is an answer too. What librdkafka does not mend by itself
        ends the run, with its reason."""
        code = error.code()
        if code == KafkaError._PARTITION_EOF:
            if part is not None:
                part.ended = True
        elif code in (KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE):
            words = "the topic ends before what was read of it, so it was made anew"
            raise InputError(f"{words}: read it into another store", Place(self._name))
        elif not error.retriable():
            raise StoreError(f"the topic cannot be read on: {error.str()}")


def said(wrong: KafkaException) -> str:
    """The reason of a failure."""
    error = wrong.args[0] if wrong.args else None
    return error.str() if isinstance(error, KafkaError) else "no reason given"
