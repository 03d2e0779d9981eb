"""What a report to somebody outside is made of: a case as its exporters see it.

A case fills these values; exporters read nothing else. Every field but the ids may be missing:
a report then says where the value would have come from. Times carry a zone, amounts are
decimal strings, countries ISO 3166-1 alpha-2. Nothing here is read by a detector.
"""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

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
