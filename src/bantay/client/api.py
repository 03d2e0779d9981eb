"""What a machine's key may ask of `bantay serve`, a method each."""

import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import islice
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from bantay.client.answers import (
    Alarms,
    Counted,
    Decisions,
    Listable,
    Orders,
    Receipt,
    Statement,
    Taken,
)
from bantay.client.wire import ApiError, Unreachable, Wire
from bantay.model.alarm import Alarm
from bantay.model.decision import Decision
from bantay.model.events import Event, EventBase
from bantay.model.vocabulary import Hypothesis, NoticeReason, SubjectKind, Verdict

T = TypeVar("T")
AnyEvent = Event | Mapping[str, Any]
"""An event of the contract: a typed value, or a plain mapping with its fields."""
BATCH = 100


class Client:
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

    def alarms(
        self,
        *,
        status: str | None = None,
        hypothesis: Hypothesis | None = None,
        subject: str | None = None,
        limit: int = 100,
    ) -> Alarms:
        """Alarms, the strongest first."""
        query = {"status": status, "hypothesis": hypothesis, "subject": subject, "limit": limit}
        return self._get("/v1/alarms", Alarms, query)

    def alarm(self, id: str) -> Alarm:
        """One alarm with its whole sum."""
        return self._get(f"/v1/alarms/{_part(id)}", Alarm)

    def explanation(self, id: str, format: str = "svg") -> bytes:
        """The sum of an alarm as a picture (`svg`) or as data (`json`)."""
        path = f"/v1/alarms/{_part(id)}/explanation"
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

    # ------------------------------------------------------------------ decisions

    def decisions(
        self,
        *,
        status: str | None = None,
        subject: str | None = None,
        rule: str | None = None,
        limit: int = 100,
    ) -> Decisions:
        """Decisions, the newest first."""
        query = {"status": status, "subject": subject, "rule": rule, "limit": limit}
        return self._get("/v1/decisions", Decisions, query)

    def decision(self, id: str) -> Decision:
        """One decision with its reasons, its end, and who may look again."""
        return self._get(f"/v1/decisions/{_part(id)}", Decision)

    def statement(self, id: str, lang: str = "en") -> Statement:
        """What the person concerned is told of a decision."""
        return self._get(f"/v1/decisions/{_part(id)}/statement", Statement, {"lang": lang})

    def orders(self, *, status: str | None = None, limit: int = 100) -> Orders:
        """What capabilities were asked to do, and what became of it."""
        return self._get("/v1/orders", Orders, {"status": status, "limit": limit})

    def may_list(self, listing: str) -> Listable:
        """Whether a directory or a search service may show this listing."""
        return self._get("/v1/listable", Listable, {"listing": listing})

    def regions(self) -> Counted:
        """Target regions, means of transmission, surges."""
        return self._get("/v1/regions", Counted)

    # ------------------------------------------------------------------ people's words

    def notice(
        self,
        subject_kind: SubjectKind,
        subject: str,
        reason: NoticeReason,
        explanation: str,
        location: list[str],
        *,
        name: str | None = None,
        email: str | None = None,
        good_faith: bool = True,
    ) -> Receipt:
        """File a notice (Digital Services Act, article 16); the receipt confirms it."""
        body = {
            "subject_kind": subject_kind,
            "subject": subject,
            "reason": reason,
            "explanation": explanation,
            "location": location,
            "good_faith": good_faith,
            "name": name,
            "email": email,
        }
        return self._post("/v1/notices", body)

    def appeal(
        self, decision: str, *, account: str | None = None, text: str | None = None
    ) -> Receipt:
        """File an appeal for the person concerned; somebody who has not judged it decides."""
        return self._post("/v1/appeals", {"decision": decision, "account": account, "text": text})

    def label(
        self,
        alarm: str,
        verdict: Verdict,
        *,
        klass: str | None = None,
        sampled: bool | None = None,
    ) -> Receipt:
        """Say of an alarm whether it is true, false, or needs a second reader."""
        body = {"alarm": alarm, "verdict": verdict, "klass": klass, "sampled": sampled}
        return self._post("/v1/labels", body)

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

    def _get(self, path: str, into: type[T], query: Mapping[str, object] | None = None) -> T:
        return msgspec.json.decode(self._wire.ask("GET", path, query).body, type=into)

    def _post(self, path: str, body: Mapping[str, Any]) -> Receipt:
        """Words of people: a line that is cut is not tried again, as they would stand twice."""
        said = msgspec.json.encode(
            {name: value for name, value in body.items() if value is not None}
        )
        headers = {"content-type": "application/json"}
        answer = self._wire.ask("POST", path, None, said, headers, harmless=False)
        return msgspec.json.decode(answer.body, type=Receipt)


def _part(id: str) -> str:
    return quote(id, safe="")
