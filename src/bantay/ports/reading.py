"""What people read of a store. Every look at content is logged with who and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from bantay.model.alarm import Alarm
from bantay.model.events import Event
from bantay.model.log import ExceptionGiven
from bantay.model.surge import Surge
from bantay.ports.store import FindingRow


class Look(Struct, frozen=True):
    """Who looks at content, and for what purpose; goes to the audit log."""

    who: str
    purpose: str


class AlarmFilter(Struct, frozen=True):
    """Which alarms: None means any."""

    hypothesis: str | None = None
    status: str | None = None
    subject: str | None = None
    limit: int | None = None


class QuarantineRow(Struct, frozen=True):
    """One rejected line without its raw text (that is in the vault for 30 days)."""

    file: str
    line: int
    column: int | None
    field: str | None
    reason: str
    nearest: str | None
    wall: datetime


class FaultRow(Struct, frozen=True):
    """A kind of fault at a place, how often, and the latest reason."""

    kind: str
    where: str
    reason: str
    count: int
    last: datetime


class SurgeRow(Struct, frozen=True):
    """A surge as the latest run saw it. `told` and `time` are when it was first given and last
    changed (event time)."""

    surge: Surge
    revision: int
    status: Literal["open", "withdrawn"]
    told: datetime
    time: datetime


class AuditRow(Struct, frozen=True):
    """One link of the hash chain."""

    n: int
    time: datetime
    who: str
    act: str
    what: str
    before: str
    hash: str


class Reading(Protocol):
    """The read side of a store."""

    def alarms(self, wanted: AlarmFilter) -> list[Alarm]:
        """Alarms, the strongest first."""
        ...

    def find_alarm(self, id_or_prefix: str) -> list[Alarm]: ...

    def findings(self, subject: str | None = None) -> list[FindingRow]: ...

    def events(self, ids: Sequence[str], look: Look) -> dict[str, Event]:
        """Events by id with their text where it is still kept; the look is logged first."""
        ...

    def undelivered(self) -> dict[str, int]:
        """For every sink, how many parcels wait for a receipt."""
        ...

    def quarantine(self, limit: int | None = None) -> list[QuarantineRow]: ...

    def faults(self) -> list[FaultRow]: ...

    def exceptions(self) -> list[ExceptionGiven]: ...

    def surges(self, status: str | None = None) -> list[SurgeRow]:
        """Surges of any week, the latest first; of one status or of both."""
        ...

    def audit(self) -> list[AuditRow]: ...

    def verify_audit(self) -> int | None:
        """None when the chain holds, else the number of the first broken link."""
        ...
