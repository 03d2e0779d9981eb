"""What a machine's key may ask of `bantay serve`: by hand what is sent once, streams, or is
no JSON; everything else is in `operations`, made from the server's description."""

import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import islice
from types import TracebackType
from typing import Any

import msgspec

from bantay.client.answers import Taken as Answered
from bantay.client.answers import Wrong
from bantay.client.operations import Operations
from bantay.client.wire import ApiError, Unreachable, Wire, part
from bantay.model.alarm import Alarm
from bantay.model.events import Event, EventBase

AnyEvent = Event | Mapping[str, Any]
"""An event of the contract: a typed value, or a plain mapping with its fields."""
BATCH = 100


class Taken(Answered, frozen=True, kw_only=True):
    """What became of events: they are durable. `orders` are yours to carry out, each once by
    its `order`. `wrong` names events that were invalid: they are in quarantine."""

    wrong: tuple[Wrong, ...] = msgspec.field(default=(), name="errors")


class Client(Operations):
    """One server, asked from one thread. `retries` bound how often something is tried again: a
    cut line, a full server (429), a restart (502 to 504). `ApiError` says what was refused."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        retries: int = 6,
        timeout: float = 30.0,
        context: ssl.SSLContext | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self._wire = Wire(url, key, retries=retries, timeout=timeout, context=context, sleep=sleep)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        wrong: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    # ------------------------------------------------------------------ events

    def send(self, events: AnyEvent | Iterable[AnyEvent], key: str | None = None) -> Taken:
        """Send events, durably, and hear what was decided. Sending the same again is harmless,
        and gets the same answer: `key` is the Idempotency-Key, else made from the body.

        Invalid events are in `wrong` and in quarantine; the others are taken.
        """
        some = [events] if isinstance(events, (Mapping, EventBase)) else list(events)
        body = msgspec.json.encode(some)
        digest = blake2b(body, digest_size=16).hexdigest()
        headers = {"content-type": "application/json", "idempotency-key": key or digest}
        try:
            answer = self._wire.ask("POST", "/v1/events", body=body, headers=headers)
        except ApiError as partly:
            if partly.status != 422 or not partly.errors:
                raise
            return msgspec.json.decode(partly.body, type=Taken)
        return msgspec.json.decode(answer.body, type=Taken)

    def stream(self, events: Iterable[AnyEvent], batch: int = BATCH) -> Iterator[Taken]:
        """Send many events in batches, each durable before the next."""
        walk = iter(events)
        while some := list(islice(walk, batch)):
            yield self.send(some)

    # ------------------------------------------------------------------ alarms

    def explanation(self, id: str, format: str = "svg") -> bytes:
        """The sum of an alarm as a picture (`svg`) or as data (`json`)."""
        path = f"/v1/alarms/{part(id)}/explanation"
        return self._wire.ask("GET", path, {"format": format}).body

    def live(self, last: str | None = None) -> Iterator[tuple[str, Alarm]]:
        """Alarms as they are heard of, each with a number: give the last one to go on after it.
        A stream that breaks is taken up where it was; it ends only when the server refuses."""
        attempt = 0
        while True:
            try:
                for number, alarm in self._heard(last):
                    last, attempt = number, 0
                    yield number, alarm
            except Unreachable:
                attempt += 1
            self._wire.pause(min(attempt, 8))

    def _heard(self, last: str | None) -> Iterator[tuple[str, Alarm]]:
        headers = {"accept": "text/event-stream"}
        headers |= {"last-event-id": last} if last else {}
        told: dict[str, str] = {}
        for line in self._wire.lines("/v1/alarms/live", headers):
            if line:
                name, _, value = line.partition(":")
                told[name] = value.removeprefix(" ")
                continue
            if told.get("event") == "alarm":
                yield told["id"], msgspec.json.decode(told["data"], type=Alarm)
            told = {}

    # ------------------------------------------------------------------ the server

    def ready(self) -> bool:
        """Whether it takes events now."""
        try:
            self._wire.ask("GET", "/health/ready")
        except (ApiError, Unreachable):
            return False
        return True

    def metrics(self) -> str:
        """Counts for Prometheus, as text."""
        return self._wire.ask("GET", "/metrics").body.decode()
