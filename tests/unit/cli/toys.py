"""A fixed alarm, its events and a reading of them: what the command line shows is all here."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import structs

from bantay.model.alarm import Alarm, AlarmFinding, Palermo, Place, Versions
from bantay.model.events import Event, MessageSent
from bantay.model.evidence import Quote, Subject
from bantay.model.log import ExceptionGiven
from bantay.ports.reading import (
    AlarmFilter,
    AuditRow,
    FaultRow,
    Look,
    QuarantineRow,
    SurgeRow,
)
from bantay.ports.store import FindingRow

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def finding(id: str, weight: float, summary: str, **more: Any) -> AlarmFinding:
    given: dict[str, Any] = {
        "revision": 1,
        "detector": f"messages.{id}",
        "version": 1,
        "group": id,
        "counted": True,
        "draft": False,
        "quotes": (),
    }
    return AlarmFinding(finding=id, weight_db=weight, summary=summary, **{**given, **more})


def alarm(*findings: AlarmFinding, **more: Any) -> Alarm:
    prior = more.pop("prior_db", -20.0)
    weight = sum(f.weight_db for f in findings if f.counted)
    given: dict[str, Any] = {
        "alarm": "a-kq7fz2ma-1",
        "revision": 2,
        "episode": 1,
        "status": "open",
        "opened": NOON,
        "closed_by": None,
        "time": NOON + timedelta(minutes=5),
        "hypothesis": "contact_evasion",
        "subject": Subject("account", "u-1704"),
        "roles": {},
        "score_db": max(-60.0, min(60.0, prior + weight)),
        "threshold_db": 3.0,
        "probability": None,
        "calibration": "draft 1",
        "planes": ("messages",),
        "palermo": Palermo(act=("recruitment",)),
        "region": (),
        "transmission": (),
        "versions": Versions("0.1.0", "1", "defaults 1"),
        "first_event_time": NOON,
    }
    return Alarm(findings=findings, prior_db=prior, weight_db=weight, **{**given, **more})


def message(id: str, text: str | None, seconds: int = 0, **more: Any) -> MessageSent:
    moment = NOON + timedelta(seconds=seconds)
    return MessageSent(id=id, time=moment, account="u-1704", conversation="c-8", text=text, **more)


SPLIT = finding(
    "contact_split",
    14.2,
    "11-digit number sent in 3 messages",
    group="contact",
    draft=True,
    quotes=(
        Quote("m-1", "text", 0, 4),
        Quote("m-2", "text", 6, 15, ("circled digits",)),
        Quote("m-9", "text", 0, 3),
    ),
)
SHARED = finding(
    "contact_shared",
    9.0,
    "a number in one message, circled digits undone, and a very long account of how it was read",
    group="contact",
    counted=False,
    quotes=(Quote("m-3", "text", 12, 25, ("circled digits", "separators")),),
)
TEMPLATE = finding("template_many", 11.3, "the same 41 words sent to 38 people in 2 hours")
CLAIMED = finding(
    "claimed", 7.7, "自称电影演员并在多个平台使用同一张照片以及完全相同的长句子介绍自己的生活"
)
ORDINARY = finding(
    "long_history", -6.1, "رسائل عادية منذ عامين مع ٣٤٥ جهة اتصال", detector="profiles.history"
)
THE_ALARM = alarm(
    SPLIT,
    TEMPLATE,
    CLAIMED,
    ORDINARY,
    SHARED,
    planes=("messages", "profiles"),
    region=(Place("PH", "phone prefix"),),
    roles={"controller": ("u-1704",)},
)
EVENTS: dict[str, Event] = {
    "m-1": message("m-1", "0770"),
    "m-2": message("m-2", "then: ⓪⑨⓪⓪ \u202e143 k?", 9),
    "m-3": message("m-3", "اتصل بي على ٠٧٧٠-٠٩٠٠-١٤٣ مساء\x1b[31m", 90),
}


class FakeReading:
    """A store as the commands see it; `looks` and `closed` say what was done with it."""

    def __init__(self, *alarms: Alarm, events: dict[str, Event] | None = None):
        self.held, self.texts = list(alarms), events or {}
        self.looks: list[tuple[tuple[str, ...], Look]] = []
        self.rejected: list[QuarantineRow] = []
        self.faulty: list[FaultRow] = []
        self.waiting: dict[str, int] = {}
        self.given: list[ExceptionGiven] = []
        self.chain: list[AuditRow] = []
        self.broken: int | None = None
        self.closed = False

    def alarms(self, wanted: AlarmFilter) -> list[Alarm]:
        found = [a for a in self.held if _wanted(a, wanted)]
        return sorted(found, key=lambda a: -a.score_db)[: wanted.limit]

    def find_alarm(self, id_or_prefix: str) -> list[Alarm]:
        return [a for a in self.held if a.alarm.startswith(id_or_prefix)]

    def findings(self, subject: str | None = None) -> list[FindingRow]:
        return []

    def events(self, ids: Sequence[str], look: Look) -> dict[str, Event]:
        self.looks.append((tuple(ids), look))
        return {id: self.texts[id] for id in ids if id in self.texts}

    def undelivered(self) -> dict[str, int]:
        return self.waiting

    def quarantine(self, limit: int | None = None) -> list[QuarantineRow]:
        return self.rejected[:limit]

    def faults(self) -> list[FaultRow]:
        return self.faulty

    def exceptions(self) -> list[ExceptionGiven]:
        return self.given

    def surges(self, status: str | None = None) -> list[SurgeRow]:
        return []

    def audit(self) -> list[AuditRow]:
        return self.chain

    def verify_audit(self) -> int | None:
        return self.broken

    def close(self) -> None:
        self.closed = True


def _wanted(alarm: Alarm, wanted: AlarmFilter) -> bool:
    pairs = (
        (wanted.hypothesis, alarm.hypothesis),
        (wanted.status, alarm.status),
        (wanted.subject, alarm.subject.id),
    )
    return all(asked in (None, has) for asked, has in pairs)


def renamed(alarm: Alarm, id: str, **more: Any) -> Alarm:
    return structs.replace(alarm, alarm=id, **more)
