"""Invented cases for reports: at the least, as usual, and with every field a case can fill.

People, numbers and addresses are of the ranges kept for examples (DESIGN section 1).
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Literal, TypeVar, get_args

from bantay.model.report import (
    ContentKind,
    Device,
    Disabled,
    Flag,
    Holding,
    Ip,
    Law,
    Link,
    Mail,
    Paid,
    Paper,
    Party,
    PartyRole,
    Person,
    Phone,
    Place,
    Pointed,
    Postal,
    ReportCase,
    Said,
    Shown,
    Source,
    Taken,
)
from bantay.model.reporting import Filer, FincenFiler, GoamlFiler
from bantay.model.vocabulary import ActionKind, Hypothesis, Plane
from bantay.reports.goaml_profile import Location, Profile

T = TypeVar("T")
Fill = Literal["minimum", "usual", "maximum"]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BEGUN = datetime(2026, 5, 20, 21, 14, 5, tzinfo=UTC)

FILER = Filer(
    organisation="Example Chat",
    domain="example.com",
    platform="Example Chat",
    first="Dana",
    last="Reyes",
    mail="safety@example.com",
    phone=Phone(number="5550100", calling_code="+1", kind="Business"),
    legal_mail="legal@example.com",
    address=Postal(
        street="1 Example Street", city="Springfield", zip="62701", region="IL", country="US"
    ),
    terms_url="https://example.com/terms",
    legal_url="https://example.com/legal",
    countries=("NL", "DE", "PH"),
    fincen=FincenFiler(tin="000000000", tcc="PBSA0000"),
    goaml=GoamlFiler(entity=101, profile="example.toml", branch="HQ"),
)
PROFILE = Profile(
    name="example",
    version="5.0.2",
    currency="USD",
    required={
        "report": ["entity_reference", "rentity_branch"],
        "t_person_my_client": ["gender", "id_number", "tax_reg_number"],
        "t_address": ["state"],
        "transaction": ["transmode_comment"],
        "report_party": ["reason"],
    },
    codes={
        "transmode": {"transfer": "ELCFT", "other": "ELCFT"},
        "funds": {"other": "ELCFT"},
        "gender": {"female": "F", "male": "M", "other": "O"},
        "phone_contact": {"private": "PRIVT"},
        "phone": {"mobile": "M", "other": "L"},
        "address": {"home": "HOME"},
        "paper": {"passport": "PASSP", "other": "OTHER"},
    },
    indicators={"any": ["EXPLOIT"]},
    constant={"tax_reg_number": "N", "transmode_comment": "E"},
    location=Location("1 Example Street", "Springfield", "US", "IL", "BU"),
)
_FIRST = ("Alma", "Bruno", "Chiara", "Dino", "Elke", "Faye", "Goran", "Hana")
_LAST = ("Sample", "Example", "Muster", "Prueba", "Halimbawa")
_WORDS = ("the rate", "the room", "a private session", "tonight", "send the fee first", "papers")
_ACTIONS: tuple[ActionKind, ...] = (
    *("remove_content", "restrict_contact", "block_account", "hold_payout"),
    *("pause_live", "delist", "fine", "report"),
)
_ODD = ("", "ß", "微信", "\u202e", "\x0b", "<&>\"'", "é", " \n", "😀")
_PLANES: tuple[Plane, ...] = get_args(Plane)


class Maker:
    """Cases of one seed. `fill` says how much of each is there."""

    def __init__(self, seed: int, fill: Fill):
        self.random, self.fill = Random(seed), fill

    def maybe(self, make: Callable[[], T]) -> T | None:
        """Nothing at the least, everything at the most, else as chance has it."""
        if self.fill == "minimum" or (self.fill == "usual" and self.random.random() < 0.5):
            return None
        return make()

    def some(self, make: Callable[[], T], most: int) -> tuple[T, ...]:
        """None at the least, `most` at the most."""
        count = {"minimum": 0, "usual": self.random.randint(0, most), "maximum": most}[self.fill]
        return tuple(make() for _ in range(count))

    def pick(self, of: tuple[T, ...]) -> T:
        """One of them."""
        return self.random.choice(of)

    def yes(self) -> bool:
        """Yes or no."""
        return self.random.random() < 0.5

    def when(self) -> datetime:
        """A time inside the case."""
        return BEGUN + timedelta(seconds=self.random.randint(0, 800_000))

    def words(self, longest: int = 30) -> str:
        """Something said, now and then with letters that readers of text stumble over."""
        said = [self.pick(_WORDS) for _ in range(self.random.randint(1, longest))]
        return " ".join([*said, self.pick(_ODD)]).strip() or "hello"

    def ip(self) -> Ip:
        """An address of the ranges for documents."""
        low = self.random.randint(1, 254)
        ip = self.pick((f"192.0.2.{low}", f"198.51.100.{low}", f"2001:db8::{low:x}"))
        return Ip(
            ip=ip,
            time=self.maybe(self.when),
            event=self.pick(("Login", "Upload", "Unknown")),
            proxy=self.maybe(self.yes),
            port=self.maybe(lambda: self.random.randint(1, 65_535)),
        )

    def phone(self) -> Phone:
        """A number of the US range for examples."""
        return Phone(
            number=f"41555501{self.random.randint(0, 99):02}",
            calling_code=self.maybe(lambda: "+1"),
            kind=self.maybe(lambda: self.pick(("Mobile", "Home"))),
            verified=self.maybe(self.when),
        )

    def mail(self) -> Mail:
        """An address of a domain for examples."""
        address = f"user{self.random.randint(1, 9_999)}@example.net"
        return Mail(
            address=address, kind=self.maybe(lambda: "Home"), verified=self.maybe(self.when)
        )

    def postal(self) -> Postal:
        """A place that is on no map."""
        return Postal(
            street="2 Sample Road",
            city="Sampleton",
            zip=self.maybe(lambda: "62702"),
            region="IL",
            country="US",
            kind=self.maybe(lambda: "Home"),
        )

    def paper(self) -> Paper:
        """A document nobody has."""
        return Paper(
            kind=self.pick(("passport", "other")),
            number=f"P{self.random.randint(0, 9_999_999):07}",
            country="PH",
            issued=date(2020, 1, 1),
            expires=date(2030, 1, 1),
        )

    def person(self, client: bool) -> Person:
        """A person; of a client the operator holds what it must hold."""
        sure = (lambda make: make()) if client else self.maybe
        return Person(
            first=sure(lambda: self.pick(_FIRST)),
            last=sure(lambda: self.pick(_LAST)),
            birth_date=sure(lambda: date(1980 + self.random.randint(0, 20), 4, 2)),
            age=self.maybe(lambda: self.random.randint(14, 60)),
            gender=sure(lambda: self.pick(("female", "male", "other"))),
            nationality=sure(lambda: "PH"),
            residence=sure(lambda: "PH"),
            occupation=self.maybe(lambda: "clerk"),
            tax_id=self.maybe(lambda: "000000001"),
            phones=(self.phone(),) if client else self.some(self.phone, 2),
            mails=self.some(self.mail, 2),
            addresses=self.some(self.postal, 1),
            papers=(self.paper(),) if client else self.some(self.paper, 1),
        )

    def party(self, role: PartyRole, n: int) -> Party:
        """A party of a role."""
        client = role == "payee" and self.yes()
        return Party(
            role=role,
            account=f"u-{role}-{n}",
            service=self.maybe(lambda: "Example Chat"),
            screen_name=self.maybe(lambda: f"{role}_{n}"),
            display_names=self.some(lambda: self.words(3), 2),
            profiles=self.some(lambda: f"https://example.com/u/{n}", 1),
            bio=self.maybe(self.words),
            person=self.person(True) if client else self.maybe(lambda: self.person(False)),
            school=self.maybe(lambda: "Sample School") if role == "victim" else None,
            ips=self.some(self.ip, 3),
            devices=self.some(
                lambda: Device(kind="app id", id=f"dev-{n}", time=self.maybe(self.when)), 2
            ),
            holdings=self.some(lambda: self.holding(role), 1),
            place=self.maybe(self.place),
            group=self.maybe(lambda: "room-1"),
            compromised=self.maybe(self.yes),
            disabled=self.maybe(self.disabled),
            prior=self.some(lambda: self.random.randint(1, 10**9), 2),
            client=client,
            remark=self.maybe(self.words),
        )

    def holding(self, role: str) -> Holding:
        """A wallet."""
        return Holding(
            number=f"wallet-{role}-{self.random.randint(1, 999)}",
            currency=self.maybe(lambda: "USD"),
            institution=self.maybe(lambda: "Example Pay"),
            institution_code="EXPAY",
            holder=self.maybe(lambda: "A. Sample"),
            iban=self.maybe(lambda: "XX00EXMP0000000001"),
            kind=self.maybe(lambda: "wallet"),
            opened=self.maybe(lambda: date(2025, 1, 2)),
        )

    def place(self) -> Place:
        """A place, now and then without what its format needs."""
        country = (
            self.pick(("PH", "US")) if self.fill == "maximum" else self.pick(("PH", None, "US"))
        )
        return Place(
            city=self.maybe(lambda: "Sampleton"),
            region=self.maybe(lambda: "IL"),
            country=country,
            time=self.maybe(self.when),
            verified=self.yes(),
        )

    def disabled(self) -> Disabled:
        """An account that was closed."""
        since = self.when()
        told = self.maybe(lambda: since + timedelta(hours=2))
        return Disabled(since=since, permanent=self.yes(), told=told)

    def said(self, n: int) -> Said:
        """A message; now and then its text is gone."""
        text = self.maybe(lambda: self.words(80))
        return Said(
            event=f"m-{n}",
            time=self.when(),
            account="u-reported-0",
            conversation=f"c-{n % 2}",
            text=text,
            room=self.maybe(lambda: f"room {n % 2}"),
        )

    def paid(self, n: int) -> Paid:
        """A payment."""
        currency = self.pick(("USD", "PHP"))
        local = f"{self.random.randint(1, 500)}.50"
        return Paid(
            payment=f"pay-{n}",
            time=self.when(),
            amount=f"{self.random.randint(1, 5_000)}.00",
            currency=currency,
            amount_local=local if currency != "USD" else None,
            kind=self.pick(("transfer", "gift", "payout")),
            from_account=self.maybe(lambda: "u-payer-0"),
            to_account=self.maybe(lambda: "u-payee-0"),
            from_country="US",
            to_country="PH",
            remark=self.maybe(self.words),
        )

    def shown(self, n: int) -> Shown:
        """A picture by its hashes; all zeros, so that they are nobody's."""
        viewed = self.maybe(lambda: "Dana Reyes")
        return Shown(
            media=f"media-{n}",
            name=self.maybe(lambda: f"picture {n}.png"),
            mime="image/png",
            uploaded=self.maybe(self.when),
            md5=self.maybe(lambda: "0" * 32),
            sha1=self.maybe(lambda: "0" * 40),
            sha256=f"{n:064x}",
            pdq=self.maybe(lambda: "0" * 64),
            url=self.maybe(lambda: f"https://example.com/m/{n}"),
            public=self.maybe(self.yes),
            viewed_by=viewed,
            classification="A1" if viewed and self.fill == "maximum" and n == 0 else None,
            live=self.yes(),
            generated=self.yes(),
            ip=self.maybe(self.ip),
        )

    def taken(self, n: int) -> Taken:
        """A decision of which the person was told."""
        time = self.when()
        kinds: tuple[ContentKind, ...] = get_args(ContentKind)
        sources: tuple[Source, ...] = get_args(Source)
        return Taken(
            decision=f"d-{n}",
            subject="u-reported-0",
            time=time,
            actions=(_ACTIONS[n % len(_ACTIONS)], self.pick(_ACTIONS)),
            ground="terms 4.2",
            content_time=self.maybe(self.when),
            content=tuple(dict.fromkeys((self.pick(kinds), "text"))),
            language=self.maybe(lambda: self.pick(("en", "fil-PH", "zh"))),
            until=self.maybe(lambda: time + timedelta(days=30)),
            detected_automatically=self.yes(),
            automatic=self.yes(),
            approved=self.yes(),
            source=self.pick(sources),
            reversed=time if self.random.random() < 0.1 else None,
            told=time + timedelta(hours=1),
        )


def made(seed: int, fill: Fill, hypothesis: Hypothesis | None = None) -> ReportCase:
    """A case that every format can be made of; how full it is, `fill` says."""
    m = Maker(seed, fill)
    hypotheses: tuple[Hypothesis, ...] = (
        "minor_at_risk",
        "controller",
        "extortion",
        "proceeds_mover",
    )
    roles: tuple[PartyRole, ...] = ("reported", "victim")
    more: tuple[PartyRole, ...] = ("recipient", "payer", "payee", "related")
    extra = {"minimum": (), "usual": tuple(r for r in more if m.yes()), "maximum": more}[fill]
    flags: tuple[Flag, ...] = get_args(Flag)
    counts = {"minimum": 1, "usual": m.random.randint(1, 6), "maximum": 8}
    return ReportCase(
        case=f"case-{seed}",
        hypothesis=m.pick(hypotheses) if hypothesis is None else hypothesis,
        begun=BEGUN,
        minor=True,
        ended=m.maybe(lambda: BEGUN + timedelta(days=3)),
        summary=m.words(60),
        urgent=m.maybe(lambda: "A meeting is named for the next day. " * m.pick((1, 120))),
        flags=flags
        if fill == "maximum"
        else tuple(f for f in flags if fill == "usual" and m.yes()),
        parties=tuple(m.party(role, 0) for role in (*roles, *extra)),
        messages=tuple(m.said(n) for n in range(counts[fill])),
        payments=m.some(lambda: m.paid(m.random.randint(0, 10**9)), 5),
        media=tuple(m.shown(n) for n in range({"minimum": 0, "usual": 1, "maximum": 3}[fill])),
        decisions=tuple(m.taken(n) for n in range(counts[fill])),
        findings=tuple(
            Pointed(
                finding=f"f-{n}",
                detector=m.pick(
                    ("messages.recruitment_lure", "money.payout_hub", "money.small_fan_in")
                ),
                plane=m.pick(_PLANES),
                summary=f"seen {n + 2} times in two days",
            )
            for n in range({"minimum": 0, "usual": 2, "maximum": 5}[fill])
        ),
        links=tuple(
            Link(
                url=f"https://example.org/listing/{n}",
                time=m.when(),
                host_ip=m.maybe(lambda: "198.51.100.7"),
            )
            for n in range({"minimum": 1, "usual": 1, "maximum": 3}[fill])
        ),
        law=m.maybe(lambda: Law(agency="Example Police", number="2041", told=True)),
        calibrated=m.maybe(lambda: 0.7),
    )
