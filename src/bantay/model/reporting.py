"""A report to somebody outside: who files it, its document, and its life until it is accepted."""

from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from bantay.model.report import Format, Phone, Postal, Shown


class FincenFiler(Struct, frozen=True, kw_only=True):
    """What a SAR says of who files it (BSA E-Filing)."""

    tin: str
    tcc: str
    regulator: str = "7"
    organisation_type: str = "999"
    organisation_other: str | None = "Online platform"


class GoamlFiler(Struct, frozen=True, kw_only=True):
    """How a national unit knows the reporting entity, and which profile file it asks for."""

    entity: int
    profile: str
    branch: str | None = None
    user_code: str | None = None


class Filer(Struct, frozen=True, kw_only=True):
    """Who reports: the operator, its desk, and what each destination knows it by."""

    organisation: str
    domain: str
    platform: str | None = None
    first: str | None = None
    last: str | None = None
    mail: str | None = None
    phone: Phone | None = None
    legal_mail: str | None = None
    address: Postal | None = None
    terms_url: str | None = None
    legal_url: str | None = None
    countries: tuple[str, ...] = ()
    fincen: FincenFiler | None = None
    goaml: GoamlFiler | None = None


class Problem(Struct, frozen=True, kw_only=True):
    """Something a document lacks or has wrong: where in it, why, and where to mend it.

    `final` problems forbid approval; others are notes for the person who reads the draft.
    """

    path: str
    reason: str
    source: str = ""
    final: bool = True


class Attachment(Struct, frozen=True, kw_only=True):
    """A file that goes with a document. `media` names operator media whose bytes are fetched
    when it is sent; else `body` holds the file. `about` are its fields for the receiver."""

    name: str
    mime: str
    why: str
    body: bytes = b""
    media: Shown | None = None


class Draft(Struct, frozen=True, kw_only=True):
    """A document ready to be looked at. `fields` are its paths and where each came from."""

    format: Format
    name: str
    mime: str
    body: bytes
    problems: tuple[Problem, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    items: tuple[str, ...] = ()  # ids of what a batch holds: statements, abuse reports
    added: str = ""  # what a person added to the case (TOML), to be added to again

    @property
    def sound(self) -> bool:
        """Whether nothing stands in the way of approving it."""
        return not any(problem.final for problem in self.problems)


ReportStatus = Literal[
    "draft",
    "approved",  # a named person said yes to these very bytes
    "sending",
    "sent",  # accepted by the other side, with a receipt
    "dead",  # a person must look: given up, refused, or nobody knows whether it arrived
    "retracted",
    "discarded",
]


class Report(Struct, frozen=True, kw_only=True):
    """A report's life. `digest` is the SHA-256 of what was approved; nothing else is sent.

    `subjects` are the accounts it is about. `external` is the id the receiver gave it;
    `follows` the report it continues or corrects.
    """

    report: str
    case: str
    format: Format
    destination: str
    status: ReportStatus
    digest: str
    drafted: datetime
    drafted_by: str
    subjects: tuple[str, ...] = ()
    problems: int = 0
    approved_by: str | None = None
    approved: datetime | None = None
    production: bool = False
    external: str | None = None
    sent: datetime | None = None
    follows: str | None = None
    keep_until: datetime | None = None
    said: str = ""


class Receipt(Struct, frozen=True, kw_only=True):
    """What a receiver answered to one step, word for word."""

    report: str
    step: str
    time: datetime
    code: str
    request_id: str | None = None
    body: bytes = b""


StepStatus = Literal["waiting", "started", "done", "dead"]


class Step(Struct, frozen=True, kw_only=True):
    """One call, or one side step, of sending a report. `started` without an end means that
    nobody knows whether the call arrived. `value` is what it gave (a report id, a file id)."""

    report: str
    n: int
    name: str
    status: StepStatus = "waiting"
    attempts: int = 0
    next: int = 0
    said: str = ""
    value: str | None = None
    unsure: bool = False
    forgotten: bool = False  # the receiver no longer knows what the call speaks of


class Closing(Struct, frozen=True, kw_only=True):
    """What a year's reports and statements come to; see `reports.figures`."""

    year: int
    statements: int = 0
    by_ground: dict[str, int] = field(default_factory=dict)
    by_automation: dict[str, int] = field(default_factory=dict)
    by_language: dict[str, int] = field(default_factory=dict)
    by_action: dict[str, int] = field(default_factory=dict)
    by_source: dict[str, int] = field(default_factory=dict)
    reversed: int = 0
    reversal_rate: float | None = None
    reports: dict[str, int] = field(default_factory=dict)
