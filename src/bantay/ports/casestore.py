"""What the desk of cases needs of a store. Every write carries what the audit log says of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct, field

from bantay.model.alarm import Alarm
from bantay.model.casework import AnyRecord, SealedNote
from bantay.model.decision import Decision
from bantay.model.events import Event
from bantay.model.evidence import Subject
from bantay.ports.reading import AuditRow, Look

CaseId = str


class Noted(Struct, frozen=True):
    """One entry for the audit log: who did what."""

    who: str
    act: str
    what: dict[str, Any]


class BriefRow(Struct, frozen=True, kw_only=True):
    """A case in brief, as it is kept for the queue: `body` is the desk's own."""

    case: CaseId
    status: str
    merged_into: CaseId | None
    body: bytes


class CaseCommit(Struct, frozen=True, kw_only=True):
    """Everything one change leaves behind: it lands whole or not at all.

    `expected` is the number of each touched case's latest record as it was read (0: none):
    another change since then refuses this one. `ties` replace those of a case, with whether
    they join; `alarms` say in which case an alarm is, and in which revision; `held` replaces
    the events under a case's legal hold.
    """

    records: Sequence[AnyRecord] = ()
    expected: Mapping[CaseId, int] = field(default_factory=dict)
    briefs: Sequence[BriefRow] = ()
    ties: Mapping[CaseId, Mapping[Subject, bool]] = field(default_factory=dict)
    alarms: Mapping[str, tuple[CaseId, int]] = field(default_factory=dict)
    held: Mapping[CaseId, Collection[str]] = field(default_factory=dict)
    sealed: Sequence[SealedNote] = ()
    drafts: Sequence[tuple[CaseId, str, str | None]] = ()
    audit: Sequence[Noted] = ()


class CaseStore(Protocol):
    """Reading and writing cases; texts only ever under a look that is logged first."""

    @property
    def key(self) -> bytes:
        """The operator's 32-byte key: of ids and of drawing second looks."""
        ...

    def wall(self) -> int:
        """The wall clock in microseconds UTC."""
        ...

    def commit_cases(self, commit: CaseCommit) -> None:
        """Conflict when a touched case has changed since it was read."""
        ...

    def fresh_alarms(self, limit: int) -> list[Alarm]:
        """Alarms of which the case log does not have the latest revision."""
        ...

    def cases_of(self, alarms: Collection[str]) -> dict[str, CaseId]:
        """In which case those alarms are that are in one."""
        ...

    def cases_naming(
        self, subjects: Collection[Subject], *, joining: bool
    ) -> dict[Subject, set[CaseId]]:
        """The cases that name somebody or something, or only those that it joins."""
        ...

    def sharing(self, case: CaseId) -> list[tuple[CaseId, Subject]]:
        """Other cases, and whom or what a case names that they name too."""
        ...

    def case_records(self, case: CaseId) -> list[tuple[int, AnyRecord]]:
        """The records of a case, and of all that were merged into it, in the log's order."""
        ...

    def briefs(self, cases: Collection[CaseId] | None = None) -> list[BriefRow]:
        """All cases in brief, or some, by id."""
        ...

    def changed_cases(self, since: int) -> tuple[int, set[CaseId]]:
        """The cases with records after that number, with those they were merged into, and the
        number of the latest record there is."""
        ...

    def find_case(self, id_or_prefix: str) -> list[CaseId]: ...

    def sealed_notes(self, case: CaseId) -> list[SealedNote]: ...

    def draft(self, case: CaseId, who: str) -> str | None: ...

    def decisions_about(self, alarms: Collection[str]) -> list[Decision]:
        """What policy decided on alarms, the newest first."""
        ...

    def audit_about(self, case: CaseId) -> list[AuditRow]:
        """What the audit log says of a case, the oldest first."""
        ...

    def audit_hashes(self) -> list[str]:
        """The hash of every record of the audit log, the first first."""
        ...

    def note(self, noted: Noted) -> None:
        """Write a look to the audit log, before it is had."""
        ...

    def events(self, ids: Sequence[str], look: Look) -> dict[str, Event]: ...

    def around(self, event: str, reach: int, look: Look) -> list[Event]:
        """A message with its neighbours in the conversation; the look is logged first."""
        ...

    def sign(self, data: bytes) -> bytes:
        """A detached Ed25519 signature with the store's own key."""
        ...

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that check the store's signatures."""
        ...
