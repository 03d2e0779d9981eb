"""From alarms, decisions and events to what a report says of a case."""

from datetime import timedelta
from pathlib import Path

from msgspec import structs

from bantay.bench.report_cases import BEGUN, FILER, NOW, PROFILE
from bantay.model.alarm import Alarm, AlarmFinding, Palermo, Versions
from bantay.model.decision import Decision
from bantay.model.events import (
    AccountRegistered,
    Event,
    InstrumentLinked,
    LoginSeen,
    MediaShared,
    MessageSent,
    NoticeFiled,
    PaymentMade,
)
from bantay.model.evidence import Quote, Subject
from bantay.model.report import Party, Person
from bantay.reports import guards
from bantay.reports.formats import EXPORTERS, Means
from bantay.runtime.report_case import Sources, accounts_of, report_case
from bantay.runtime.report_decisions import bearing, taken
from bantay.runtime.report_gather import Addition, added, of_alarms
from tests.unit.store.toys import opened, put


def alarm(id: str, hypothesis: str, account: str, **more: object) -> Alarm:
    """An alarm about an account that quotes a message."""
    seen = AlarmFinding(
        finding=f"f-{id}",
        revision=1,
        detector="messages.control_talk",
        version=1,
        group="control",
        weight_db=9.0,
        counted=True,
        draft=False,
        summary="told when to work and whom to pay",
        quotes=(Quote("m-1", "text", 0, 4),),
    )
    plain: dict[str, object] = {
        "alarm": id,
        "revision": 1,
        "episode": 1,
        "status": "open",
        "opened": BEGUN,
        "closed_by": None,
        "time": BEGUN,
        "hypothesis": hypothesis,
        "subject": Subject("account", account),
        "roles": {},
        "score_db": 12.0,
        "prior_db": -10.0,
        "weight_db": 22.0,
        "threshold_db": 8.0,
        "probability": None,
        "calibration": "worlds 1",
        "planes": ("messages",),
        "palermo": Palermo(),
        "region": (),
        "transmission": (),
        "findings": (seen,),
        "versions": Versions("1", "1", "1"),
        "first_event_time": BEGUN,
    }
    return Alarm(**{**plain, **more})  # type: ignore[arg-type]


CONTROL = alarm("a-1", "controller", "rey", roles={"performer": ("cora",), "beneficiary": ("bo",)})
MINOR = alarm("a-2", "minor_at_risk", "cora")


def events() -> dict[str, Event]:
    """What the platform saw of the three."""
    later = BEGUN + timedelta(hours=1)
    made: list[Event] = [
        AccountRegistered(
            id="e-1", time=BEGUN, account="rey", display_name="Rey", email="rey@example.com",
            device="d-9", ip="192.0.2.4", verified="email", country="PH",
        ),
        LoginSeen(id="e-2", time=later, account="rey", ip="192.0.2.5", device="d-9", country="PH"),
        MessageSent(id="m-1", time=later, account="rey", conversation="c-1", text="work tonight"),
        MessageSent(id="m-2", time=later, account="rey", conversation="c-1", text="not quoted"),
        MediaShared(id="x-1", time=later, media="pic", account="rey", sha256="0" * 64),
        PaymentMade(
            id="p-1", time=later, payment="pay", kind="transfer", amount="20.00", currency="USD",
            from_account="cora", to_account="rey",
        ),
        PaymentMade(
            id="p-2", time=later + timedelta(hours=1), payment="pay", kind="transfer",
            amount="20.00", currency="USD", from_account="cora", to_account="rey",
            status="reversed",
        ),
        PaymentMade(
            id="p-3", time=later, payment="pay-2", kind="transfer", amount="5.00",
            currency="USD", from_account="cora", to_account="bo",
        ),
        InstrumentLinked(id="i-1", time=later, instrument="card-1", account="bo", kind="card"),
    ]  # fmt: skip
    return {event.id: event for event in made}


def test_who_may_be_harmed_is_never_the_one_reported() -> None:
    twice = alarm("a-3", "controller", "cora")
    roles = accounts_of([CONTROL, MINOR, twice])
    assert roles == {"rey": "reported", "cora": "victim", "bo": "payee"}
    shared = alarm("a-4", "controller", "rey", roles={"instrument": ("card-1",)})
    assert accounts_of([shared]) == {"rey": "reported"}


def test_a_case_takes_what_events_know() -> None:
    case = report_case(Sources(case="c-1", alarms=[MINOR, CONTROL], events=events()), FILER)
    assert case.hypothesis == "controller" and case.minor
    rey, cora = case.of_account("rey"), case.of_account("cora")
    assert rey is not None and cora is not None and rey.person is not None
    assert [ip.ip for ip in rey.ips] == ["192.0.2.4", "192.0.2.5"]
    assert rey.person.mails[0].verified == BEGUN and len(rey.devices) == 1
    assert rey.place is not None and rey.place.country == "PH"
    assert [said.text for said in case.messages] == ["work tonight"]
    assert [paid.payment for paid in case.payments] == ["pay-2"]  # the other was reversed
    assert case.media == ()  # nobody quoted it
    assert len(case.findings) == 2 and case.findings[0].plane == "messages"


def test_the_case_becomes_valid_reports() -> None:
    case = report_case(Sources(case="c-1", alarms=[MINOR, CONTROL], events=events()), FILER)
    profile = structs.replace(
        PROFILE, constant={**PROFILE.constant, "unknown_country": "XX", "institution_code": "EX"}
    )
    means = Means(filer=FILER, profile=profile)
    for format in ("ncmec", "goaml", "fincen", "htcds", "ftm", "stix"):
        made = EXPORTERS[format](guards.quiet(case, format), means, NOW)  # type: ignore[index, arg-type]
        assert made.sound, [p for p in made.problems if p.final]


def test_what_a_person_knows_is_joined_field_by_field() -> None:
    case = report_case(Sources(case="c-1", alarms=[CONTROL], events=events()), FILER)
    told = Party(role="reported", account="rey", person=Person(first="Rey", last="Sample"))
    new = Party(role="victim", account="dee")
    more = added(case, Addition(summary="so it was", parties=(told, new), minor=True))
    rey = more.of_account("rey")
    assert rey is not None and rey.person is not None and rey.person.last == "Sample"
    assert rey.person.mails and rey.ips and more.of_account("dee") == new
    assert more.minor and more.summary == "so it was" and more.messages == case.messages


def decided(id: str, **more: object) -> Decision:
    plain: dict[str, object] = {
        "decision": id, "rule": "r", "step": "friction", "actions": ("restrict_contact",),
        "subject": Subject("account", "rey"), "target": Subject("account", "rey"),
        "alarm": "a-1", "time": BEGUN, "until": NOW, "status": "open", "automatic": True,
        "reasons": ("x",), "ground": "terms",
    }  # fmt: skip
    return Decision(**{**plain, **more})  # type: ignore[arg-type]


def test_only_what_was_really_done_is_told() -> None:
    found = taken(
        [
            decided("d-1"),
            decided("d-2", status="shadow"),
            decided("d-3", status="waiting"),
            decided("d-4", status="ended", ended_by="overturn", ended=NOW, delivered=BEGUN),
            decided("d-5", actions=()),
        ]
    )
    assert [one.decision for one in found] == ["d-1", "d-4"]
    assert found[1].reversed == NOW and found[1].told == BEGUN


def test_a_decision_tells_kind_and_language_and_who_pointed_to_it() -> None:
    notice = NoticeFiled(
        id="n-1", time=BEGUN, notice="n", subject_kind="account", subject="rey", reason="threat"
    )
    known = events() | {"n-1": notice}
    known["m-1"] = structs.replace(known["m-1"], lang="fil")
    decisions = [decided("d-1", events=("m-1", "x-1")), decided("d-2", time=BEGUN, events=())]
    one, other = taken(decisions, known)
    assert (one.content, one.language, one.source) == (("text", "image"), "fil", "notice")
    assert (other.content, other.language) == (("text",), None)
    log = iter(enumerate(known.values()))
    assert set(bearing(log, decisions)) == {"m-1", "x-1", "n-1"}


def test_gathering_from_a_store_logs_the_look(tmp_path: Path) -> None:
    store = opened(tmp_path / "store")
    put(store, *events().values())
    before = len(store.audit())
    case = of_alarms(store, [CONTROL, MINOR], FILER, "Dana Reyes")
    looks = [row for row in store.audit()[before:] if row.act == "looked at events"]
    assert [row.who for row in looks] == ["Dana Reyes"]
    assert "m-1" in looks[0].what and "m-2" not in looks[0].what
    assert [said.text for said in case.messages] == ["work tonight"]
    store.close()
