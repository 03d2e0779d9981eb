"""Topics as sinks of alarms, and for orders: every record's key is an id that never changes.

A record is sent again when a crash fell between the broker's word and ours, so whoever reads the
topic does each key once. The parcel's kind stands in the header `kind`.
"""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from bantay.adapters.bridges.shapes import SHAPES
from bantay.adapters.kafka.address import Address
from bantay.errors import StoreError
from bantay.ports.store import Parcel

WAIT = 20.0
"""Seconds that the broker may take to have a record safe."""


class Outlet:
    """Sends records and knows when they are safe: acknowledged by all replicas in sync."""

    def __init__(self, address: Address, wait: float = WAIT):
        self._topic, self._wait = address.topics[0], wait
        self._producer = Producer(
            {
                **address.options,
                "acks": "all",
                "enable.idempotence": True,
                "linger.ms": 2,
                "message.timeout.ms": int(wait * 1000),
                "error_cb": lambda error: None,  # what fails is said record by record
            }
        )

    def send(self, records: Sequence[tuple[str, str, bytes]]) -> str | None:
        """Send (key, kind, body) and wait until all are safe; why not, or None."""
        failed: list[str] = []

        def told(error: KafkaError | None, message: Message) -> None:
            if error is not None:
                failed.append(error.str())

        end = time.monotonic() + self._wait
        try:
            for key, kind, body in records:
                headers: Any = [("kind", kind.encode())]
                self._producer.produce(
                    self._topic, body, key.encode(), headers=headers, on_delivery=told
                )
                self._producer.poll(0)
        except (BufferError, KafkaException):
            failed.append("the queue of the client is full")
        left = self._producer.flush(max(0.1, end - time.monotonic()))
        if left:
            self._producer.purge()
            self._producer.flush(1.0)
            return "the broker does not answer"
        return failed[0] if failed else None


class KafkaSink:
    """Implements `ports.store.Sink` on a topic."""

    def __init__(self, address: Address, wait: float = WAIT):
        self._outlet = Outlet(address, wait)
        self._name, self._shaped = f"kafka:{address.topics[0]}", SHAPES[address.shape]

    @property
    def name(self) -> str:
        """The sink's name in receipts."""
        return self._name

    def deliver(self, parcels: Sequence[Parcel]) -> None:
        """Send parcels. `StoreError` unless every one is safe."""
        now = datetime.now(UTC)
        failed = self._outlet.send([(one.id, one.kind, self._shaped(one, now)) for one in parcels])
        if failed is not None:
            raise StoreError(f"cannot write to {self._name}: {failed}")
