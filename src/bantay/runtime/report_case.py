"""A case as exporters see it, from alarms, decisions and the events of the accounts in it.

The operator's log knows accounts, not people: names, papers and addresses of customers are not
in it. What is missing here a person adds in a file beside (`bantay report draft --add FILE`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from bantay.model.alarm import Alarm
from bantay.model.decision import Decision
from bantay.model.events import (
    AccountRegistered,
    Event,
    GroupJoined,
    InstrumentLinked,
    LoginSeen,
    MediaShared,
    MessageSent,
    NoticeFiled,
    PaymentMade,
    ProfileUpdated,
)
from bantay.model.report import (
    Device,
    Holding,
    Ip,
    Mail,
    Paid,
    Party,
    PartyRole,
    Person,
    Phone,
    Place,
    Pointed,
    ReportCase,
    Said,
    Shown,
)
from bantay.model.reporting import Filer
from bantay.model.vocabulary import Hypothesis
from bantay.runtime.report_decisions import taken

T = TypeVar("T")
VICTIM: frozenset[Hypothesis] = frozenset({"minor_at_risk", "controlled_performer"})
ROLES: dict[str, PartyRole] = {
    "performer": "victim",
    "target": "victim",
    "recruit": "victim",
    "rented": "related",
    "persona": "related",
    "payer": "payer",
    "depositor": "payer",
    "beneficiary": "payee",
    "receiver": "payee",
    "collector": "payee",
    "controller": "reported",
    "broker": "reported",
}
"""What alarms call an account, and what part that is in a report. Unknown words: related."""
THINGS = frozenset({"instrument", "listing", "device", "group"})
"""What alarms call things that are no party."""
_PRIORITY: tuple[PartyRole, ...] = ("victim", "reported", "payee", "payer", "recipient", "related")


class Sources(Struct, frozen=True, kw_only=True):
    """What a report case is made of. `roles` are people's words on the part of an account: they
    stand over what alarms say."""

    case: str
    alarms: Sequence[Alarm]
    decisions: Sequence[Decision] = ()
    events: Mapping[str, Event] = {}
    roles: Mapping[str, PartyRole] = {}
    summary: str = ""


def accounts_of(alarms: Iterable[Alarm]) -> dict[str, PartyRole]:
    """The accounts that alarms name, each with its part. Whoever may be harmed is never shown
    as the one reported."""
    found: dict[str, set[PartyRole]] = {}
    for alarm in alarms:
        role: PartyRole = "victim" if alarm.hypothesis in VICTIM else "reported"
        if alarm.subject.kind == "account":
            found.setdefault(alarm.subject.id, set()).add(role)
        for word, ids in alarm.roles.items():
            for id in () if _is_thing(word, alarm) else ids:
                found.setdefault(id, set()).add(ROLES.get(word, "related"))
    return {id: next(r for r in _PRIORITY if r in roles) for id, roles in found.items()}


def _is_thing(word: str, alarm: Alarm) -> bool:
    return word in THINGS or (word == "before" and alarm.subject.kind != "account")


def concerns(event: Event, accounts: Mapping[str, PartyRole]) -> bool:
    """Whether an event says something about one of the accounts that a report may need."""
    match event:
        case PaymentMade():
            return event.from_account in accounts or event.to_account in accounts
        case AccountRegistered() | ProfileUpdated() | LoginSeen() | InstrumentLinked():
            return event.account in accounts
        case NoticeFiled():
            return event.subject in accounts
        case _:
            return False


def report_case(of: Sources, filer: Filer) -> ReportCase:
    """The case. Alarms give the parts, findings the reasons, events everything else."""
    strongest = max(of.alarms, key=lambda alarm: alarm.score_db)
    roles = {**accounts_of(of.alarms), **of.roles}
    events = sorted(of.events.values(), key=lambda event: (event.time, event.id))
    quoted = {q.event for a in of.alarms for f in a.findings for q in f.quotes}
    messages = [e for e in events if isinstance(e, MessageSent) and e.id in quoted]
    media = [e for e in events if isinstance(e, MediaShared) and e.id in quoted]
    return ReportCase(
        case=of.case,
        hypothesis=_told(of.alarms, strongest),
        begun=min(alarm.first_event_time for alarm in of.alarms),
        ended=max((e.time for e in events if e.id in quoted), default=None),
        minor=any(alarm.hypothesis == "minor_at_risk" for alarm in of.alarms),
        summary=of.summary,
        parties=tuple(_party(id, role, events, filer) for id, role in roles.items()),
        messages=tuple(_said(event) for event in messages),
        payments=tuple(_payments(events, roles)),
        media=tuple(_shown(event) for event in media),
        decisions=tuple(taken(of.decisions, of.events)),
        findings=tuple(_findings(of.alarms)),
        calibrated=strongest.probability,
    )


def _told(alarms: Sequence[Alarm], strongest: Alarm) -> Hypothesis:
    """What the case is told as: what somebody did goes before what was done to somebody."""
    doing = [a for a in alarms if a.hypothesis not in VICTIM]
    return max(doing, key=lambda a: a.score_db).hypothesis if doing else strongest.hypothesis


def _findings(alarms: Sequence[Alarm]) -> Iterable[Pointed]:
    seen: set[str] = set()
    for alarm in alarms:
        for one in alarm.findings:
            if one.finding in seen or not one.counted:
                continue
            seen.add(one.finding)
            planes = {plane for plane in alarm.planes if one.detector.startswith(f"{plane}.")}
            yield Pointed(
                finding=one.finding,
                detector=one.detector,
                plane=next(iter(planes), alarm.planes[0]),
                summary=one.summary,
                events=tuple(quote.event for quote in one.quotes),
            )


def _party(id: str, role: PartyRole, events: Sequence[Event], filer: Filer) -> Party:
    registered = _last(events, AccountRegistered, id)
    profile = _last(events, ProfileUpdated, id)
    logins = [e for e in events if isinstance(e, LoginSeen) and e.account == id]
    linked = [e for e in events if isinstance(e, InstrumentLinked) and e.account == id]
    groups = [e.group for e in events if isinstance(e, GroupJoined) and e.account == id]
    names = [e.display_name for e in (registered, profile) if e is not None and e.display_name]
    return Party(
        role=role,
        account=id,
        service=filer.platform,
        screen_name=names[-1] if names else None,
        display_names=tuple(dict.fromkeys(names)),
        bio=profile.bio if profile is not None else None,
        profiles=tuple(profile.links or ()) if profile is not None else (),
        person=_person(registered),
        ips=tuple(_ips(registered, logins)),
        devices=tuple(_devices(registered, logins)),
        holdings=tuple(Holding(number=e.instrument, kind=e.kind) for e in linked),
        place=_place(registered, logins),
        group=groups[-1] if groups else None,
    )


def _last(events: Sequence[Event], kind: type[T], account: str) -> T | None:
    found = [e for e in events if isinstance(e, kind) and getattr(e, "account", None) == account]
    return found[-1] if found else None


def _person(registered: AccountRegistered | None) -> Person | None:
    """What the person gave when they registered; names they did not give to us."""
    if registered is None or not (registered.email or registered.phone or registered.birth_date):
        return None
    checked = registered.time if registered.verified in ("email", "phone", "document") else None
    mail, phone = registered.email, registered.phone
    mailed, phoned = (_if(checked, registered, by) for by in ("email", "phone"))
    return Person(
        birth_date=registered.birth_date,
        mails=(Mail(address=mail, verified=mailed),) if mail else (),
        phones=(Phone(number=phone, verified=phoned),) if phone else (),
    )


def _if(checked: datetime | None, registered: AccountRegistered, by: str) -> datetime | None:
    return checked if registered.verified == by else None


def _ips(registered: AccountRegistered | None, logins: Sequence[LoginSeen]) -> Iterable[Ip]:
    if registered is not None and registered.ip:
        yield Ip(ip=registered.ip, time=registered.time, event="Registration")
    for login in logins:
        if login.ip:
            yield Ip(ip=login.ip, time=login.time, event="Login", proxy=login.proxy)


def _devices(registered: AccountRegistered | None, logins: Sequence[LoginSeen]) -> list[Device]:
    found: dict[str, Device] = {}
    if registered is not None and registered.device:
        found[registered.device] = Device(
            kind="platform device id",
            id=registered.device,
            time=registered.time,
            event="Registration",
        )
    for login in logins:
        if login.device and login.device not in found:
            found[login.device] = Device(
                kind="platform device id", id=login.device, time=login.time, event="Login"
            )
    return list(found.values())


def _place(registered: AccountRegistered | None, logins: Sequence[LoginSeen]) -> Place | None:
    for login in reversed(logins):
        if login.country:
            return Place(city=login.place, country=login.country, time=login.time)
    if registered is not None and registered.country:
        return Place(country=registered.country, time=registered.time)
    return None


def _said(event: MessageSent) -> Said:
    return Said(
        event=event.id,
        time=event.time,
        account=event.account,
        conversation=event.conversation,
        text=event.text,
        room=event.group,
    )


def _payments(events: Sequence[Event], roles: Mapping[str, PartyRole]) -> list[Paid]:
    """Booked payments between or with accounts of the case; the last word on each counts."""
    latest: dict[str, PaymentMade] = {}
    for event in events:
        if isinstance(event, PaymentMade) and concerns(event, roles):
            latest[event.payment] = event
    return [_paid(one) for one in latest.values() if one.status in (None, "booked")]


def _paid(one: PaymentMade) -> Paid:
    return Paid(
        payment=one.payment,
        time=one.time,
        amount=one.amount,
        currency=one.currency,
        kind=one.kind,
        from_account=one.from_account,
        to_account=one.to_account,
        from_country=one.from_country,
        to_country=one.to_country,
        place=one.place,
        remark=one.note,
    )


def _shown(event: MediaShared) -> Shown:
    return Shown(
        media=event.media,
        account=event.account,
        mime=event.mime,
        uploaded=event.time,
        sha256=event.sha256,
        pdq=event.pdq,
        live=event.purpose == "live",
    )
