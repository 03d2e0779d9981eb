"""What a report to somebody outside is made of: a case as its exporters see it, and its life.

A case fills these values; exporters read nothing else. Every field but the ids may be missing:
a report then says where the value would have come from. Times carry a zone, amounts are
decimal strings, countries ISO 3166-1 alpha-2. Nothing here is read by a detector.
"""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct, field

from bantay.model.vocabulary import ActionKind, Hypothesis, Plane

Format = Literal["ncmec", "goaml", "fincen", "dsa", "xarf", "htcds", "ftm", "stix"]
SUSPICION: frozenset[Format] = frozenset({"goaml", "fincen"})
"""Reports of suspicion: whoever they are about is not told of them (DESIGN section 8, rule 6)."""

PartyRole = Literal["reported", "recipient", "victim", "payer", "payee", "related"]
Flag = Literal[
    "sextortion",
    "csamSolicitation",
    "minorToMinorInteraction",
    "spam",
    "sadisticOnlineExploitation",
]
Event = Literal["Login", "Registration", "Purchase", "Upload", "Other", "Unknown"]
ContentKind = Literal["text", "image", "video", "audio", "other"]
Source = Literal["voluntary", "notice", "trusted_flagger", "other_notification"]


class Phone(Struct, frozen=True, kw_only=True):
    """A telephone number without its calling code, which stands beside it (`+63`)."""

    number: str
    calling_code: str | None = None
    kind: Literal["Mobile", "Home", "Business", "Work"] | None = None
    verified: datetime | None = None


class Mail(Struct, frozen=True, kw_only=True):
    """A mail address, and when it was verified, if it was."""

    address: str
    kind: Literal["Home", "Work", "Business"] | None = None
    verified: datetime | None = None


class Postal(Struct, frozen=True, kw_only=True):
    """A postal address. `region` is a state or province, of the US its two letters."""

    street: str | None = None
    city: str | None = None
    zip: str | None = None
    region: str | None = None
    country: str | None = None
    kind: Literal["Home", "Business", "Billing"] | None = None


class Paper(Struct, frozen=True, kw_only=True):
    """An identity document that the operator holds of its own customer."""

    kind: Literal["passport", "national_id", "driving_licence", "other"]
    number: str
    country: str | None = None
    issued: date | None = None
    expires: date | None = None


class Person(Struct, frozen=True, kw_only=True):
    """What the operator knows of a person behind an account; forms of law ask for it."""

    first: str | None = None
    last: str | None = None
    birth_date: date | None = None
    age: int | None = None
    gender: Literal["female", "male", "other"] | None = None
    nationality: str | None = None
    residence: str | None = None
    occupation: str | None = None
    tax_id: str | None = None
    phones: tuple[Phone, ...] = ()
    mails: tuple[Mail, ...] = ()
    addresses: tuple[Postal, ...] = ()
    papers: tuple[Paper, ...] = ()


class Ip(Struct, frozen=True, kw_only=True):
    """An address an account was seen at. `proxy` None: not known."""

    ip: str
    time: datetime | None = None
    event: Event = "Unknown"
    proxy: bool | None = None
    port: int | None = None


class Device(Struct, frozen=True, kw_only=True):
    """A device of an account, by whatever id the platform knows it."""

    kind: str
    id: str
    time: datetime | None = None
    event: Event = "Unknown"


class Place(Struct, frozen=True, kw_only=True):
    """Where an account probably is; `verified` by more than its network address."""

    city: str | None = None
    region: str | None = None
    country: str | None = None
    time: datetime | None = None
    verified: bool = False


class Holding(Struct, frozen=True, kw_only=True):
    """A bank account, wallet or card that pays or is paid."""

    number: str
    currency: str | None = None
    institution: str | None = None
    institution_code: str | None = None
    country: str | None = None
    holder: str | None = None
    iban: str | None = None
    kind: str | None = None
    opened: date | None = None


class Disabled(Struct, frozen=True, kw_only=True):
    """An account that was closed to its owner, and whether the owner was told."""

    since: datetime
    permanent: bool = False
    told: datetime | None = None


class Party(Struct, frozen=True, kw_only=True):
    """Somebody in a case, by account. `client`: the operator's own customer, known by papers.

    `prior` are ids under which earlier reports about this account were accepted.
    """

    role: PartyRole
    account: str
    service: str | None = None
    screen_name: str | None = None
    display_names: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    bio: str | None = None
    person: Person | None = None
    school: str | None = None
    ips: tuple[Ip, ...] = ()
    devices: tuple[Device, ...] = ()
    holdings: tuple[Holding, ...] = ()
    place: Place | None = None
    group: str | None = None
    compromised: bool | None = None
    disabled: Disabled | None = None
    prior: tuple[int, ...] = ()
    client: bool = False
    remark: str | None = None


class Said(Struct, frozen=True, kw_only=True):
    """A quoted message. `text` None: it is not kept any more, or never was readable."""

    event: str
    time: datetime
    account: str
    conversation: str
    text: str | None = None
    room: str | None = None


class Paid(Struct, frozen=True, kw_only=True):
    """A payment. `amount_local` is in the currency of the country the report goes to."""

    payment: str
    time: datetime
    amount: str
    currency: str
    amount_local: str | None = None
    kind: str = "transfer"
    from_account: str | None = None
    to_account: str | None = None
    from_country: str | None = None
    to_country: str | None = None
    place: str | None = None
    remark: str | None = None


class Shown(Struct, frozen=True, kw_only=True):
    """A media file by reference. `viewed_by` names the person who looked at the whole of it:
    never a classifier. `classification` (A1 to B2) is that person's, too."""

    media: str
    account: str | None = None
    name: str | None = None
    mime: str | None = None
    uploaded: datetime | None = None
    md5: str | None = None
    sha1: str | None = None
    sha256: str | None = None
    pdq: str | None = None
    url: str | None = None
    public: bool | None = None
    viewed_by: str | None = None
    classification: Literal["A1", "A2", "B1", "B2"] | None = None
    live: bool = False
    generated: bool = False
    ip: Ip | None = None


class Taken(Struct, frozen=True, kw_only=True):
    """A decision of the operator's, as somebody outside may hear of it.

    `told`: when the notice to the person concerned was delivered; None: not yet.
    """

    decision: str
    subject: str
    time: datetime
    actions: tuple[ActionKind, ...]
    ground: str
    content_time: datetime | None = None
    content: tuple[ContentKind, ...] = ("text",)
    language: str | None = None
    until: datetime | None = None
    detected_automatically: bool = True
    automatic: bool = False
    approved: bool = True
    source: Source = "voluntary"
    reversed: datetime | None = None
    told: datetime | None = None


class Pointed(Struct, frozen=True, kw_only=True):
    """One finding of the case: what was seen, by which detector, in how many events."""

    finding: str
    detector: str
    plane: Plane
    summary: str
    events: tuple[str, ...] = ()


class Link(Struct, frozen=True, kw_only=True):
    """An address outside the platform that the case points to, and the machine behind it."""

    url: str
    time: datetime
    host_ip: str | None = None


class Law(Struct, frozen=True, kw_only=True):
    """A police or other authority that already works on the case."""

    agency: str
    number: str | None = None
    told: bool = False


class ReportCase(Struct, frozen=True, kw_only=True):
    """One case as exporters see it.

    `minor` says that somebody harmed may be under 18. `urgent` is a person's reason for
    speed. `begun` and `ended` bound what happened.
    """

    case: str
    hypothesis: Hypothesis
    begun: datetime
    minor: bool = False
    ended: datetime | None = None
    summary: str = ""
    urgent: str | None = None
    flags: tuple[Flag, ...] = ()
    parties: tuple[Party, ...] = ()
    messages: tuple[Said, ...] = ()
    payments: tuple[Paid, ...] = ()
    media: tuple[Shown, ...] = ()
    decisions: tuple[Taken, ...] = ()
    findings: tuple[Pointed, ...] = ()
    links: tuple[Link, ...] = ()
    law: Law | None = None
    calibrated: float | None = None

    def of_role(self, *roles: PartyRole) -> tuple[Party, ...]:
        """The parties in these roles, in the order of the case."""
        return tuple(party for party in self.parties if party.role in roles)

    def of_account(self, account: str | None) -> Party | None:
        """The party of an account."""
        return next((p for p in self.parties if p.account == account), None)


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
