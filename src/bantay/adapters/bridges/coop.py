"""Coop's report API: an alarm that opens becomes a report, and so a job in its queue.

`POST <url>/api/v1/report` with the header `X-API-KEY`; 201 names the report. Coop knows items by
types that its operator made, so the settings say which type an account or a group is there and
which of its fields gets what:

    [coop]
    url = "https://coop.example.com"
    key_file = "coop.key"
    reporter = { type = "abc123", id = "bantay" }

    [coop.types.account]
    type = "def456"
    fields = { name = "subject", note = "summary" }

    [coop.policies]                 # a policy of Coop's for a hypothesis; may be left out
    extortion = "ghi789"

A report is never marked as `csam`: that queue ends at an agency, and only a person sends there.
"""

import http.client
import ssl
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from bantay.adapters.written import text_of
from bantay.errors import ConfigError, Place, StoreError
from bantay.kit.toml import read_toml
from bantay.model.address import parts, refused
from bantay.model.alarm import Alarm
from bantay.model.vocabulary import Hypothesis, SubjectKind
from bantay.ports.store import Parcel

PATH = "/api/v1/report"
SECONDS = 20.0
_LARGEST = 1 << 16
Value = Literal["subject", "summary", "hypothesis", "alarm", "score"]


class Who(Struct, frozen=True, forbid_unknown_fields=True):
    """The user of Coop's as whom reports are sent."""

    type: str
    id: str


class ItemType(Struct, frozen=True, forbid_unknown_fields=True):
    """A type of Coop's, and what each of its fields gets."""

    type: str
    fields: dict[str, Value] = field(default_factory=dict)


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """One Coop."""

    url: str
    key_file: str
    reporter: Who
    types: dict[SubjectKind, ItemType]
    policies: dict[Hypothesis, str] = field(default_factory=dict)


class _File(Struct, forbid_unknown_fields=True):
    coop: Settings


def load_coop(path: Path) -> "CoopSink":
    """A sink from a file. `ConfigError` with file and line for anything wrong in it."""
    raw = text_of(path, "the settings of the sink")
    settings = read_toml(raw, str(path), _File).coop
    if why := refused(settings.url):
        raise ConfigError(why, Place(str(path)))
    key = text_of(path.parent / settings.key_file, "Coop's key")
    return CoopSink(settings, key.strip())


class CoopSink:
    """Implements `ports.store.Sink`. Only what opens is reported: a revision is no new job."""

    def __init__(self, settings: Settings, key: str, seconds: float = SECONDS):
        self._settings, self._key, self._seconds = settings, key, seconds
        self._at = parts(settings.url)

    @property
    def name(self) -> str:
        """The sink's name in receipts."""
        return f"coop:{self._at.hostname}"

    def deliver(self, parcels: Sequence[Parcel]) -> None:
        """Report what opened. `StoreError` says what was answered, never what was sent."""
        for parcel in parcels:
            if parcel.kind != "alarm":
                continue
            body = report(msgspec.json.decode(parcel.body, type=Alarm), self._settings)
            if body is not None:
                self._post(body)

    def _post(self, body: Mapping[str, Any]) -> None:
        headers = {"Content-Type": "application/json", "X-API-KEY": self._key}
        connection = self._connection()
        try:
            path = self._at.path.rstrip("/") + PATH
            connection.request("POST", path, msgspec.json.encode(body), headers)
            answer = connection.getresponse()
            answer.read(_LARGEST)
        except (OSError, http.client.HTTPException) as wrong:
            raise StoreError(f"{self.name} does not answer: {type(wrong).__name__}") from None
        finally:
            connection.close()
        if answer.status != http.client.CREATED:
            raise StoreError(f"{self.name} answered {answer.status}, not 201")

    def _connection(self) -> http.client.HTTPConnection:
        if self._at.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(
                self._at.netloc, timeout=self._seconds, context=context
            )
        return http.client.HTTPConnection(self._at.netloc, timeout=self._seconds)


def report(alarm: Alarm, settings: Settings) -> dict[str, Any] | None:
    """The report of an alarm that has just opened; None for a revision of one, and for a
    subject for which no type was named."""
    item = settings.types.get(alarm.subject.kind)
    if alarm.revision != 1 or item is None:
        return None
    said: dict[Value, Any] = {
        "subject": alarm.subject.id,
        "summary": _summary(alarm),
        "hypothesis": alarm.hypothesis,
        "alarm": alarm.alarm,
        "score": alarm.score_db,
    }
    reason: dict[str, Any] = {"reason": _summary(alarm), "csam": False}
    if (policy := settings.policies.get(alarm.hypothesis)) is not None:
        reason["policyId"] = policy
    return {
        "reporter": {"kind": "user", "typeId": settings.reporter.type, "id": settings.reporter.id},
        "reportedAt": alarm.time,
        "reportedForReason": reason,
        "reportedItem": {
            "id": alarm.subject.id,
            "typeId": item.type,
            "data": {name: said[value] for name, value in item.fields.items()},
        },
    }


def _summary(alarm: Alarm) -> str:
    seen = "; ".join(finding.summary for finding in alarm.findings if finding.counted)
    return f"possible {alarm.hypothesis.replace('_', ' ')}: {seen} (Bantay {alarm.alarm})"
