"""People and accounts of a CyberTipline report: reported, intended recipients, victims."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from bantay.model.report import (
    Device,
    Disabled,
    Ip,
    Party,
    Person,
    Place,
)
from bantay.reports.document import Desk, Nodes, branch, leaf
from bantay.reports.ncmec_contact import US, mail_of, phone, postal


class Shape(Struct, frozen=True):
    """Which elements one kind of party has, and in what order that differs."""

    name: str
    person: str
    source: str
    person_needed: bool = False
    school: bool = False
    group: bool = True
    linked: bool = False


REPORTED = Shape(
    "personOrUserReported", "personOrUserReportedPerson", "case: parties[reported]", linked=True
)
RECIPIENT = Shape("intendedRecipient", "intendedRecipientPerson", "case: parties[recipient]")
VICTIM = Shape(
    "victim",
    "victimPerson",
    "case: parties[victim]",
    person_needed=True,
    school=True,
    group=False,
    linked=True,
)


def party(shape: Shape, who: Party, desk: Desk, linked: Sequence[Party] = ()) -> Nodes:
    """One party in the order of its type."""
    of = shape.source
    return branch(
        shape.name,
        _person(shape.person, who.person, f"{of}.person", desk, need=shape.person_needed),
        leaf("espIdentifier", who.account, f"{of}.account", limit=255, desk=desk),
        leaf("espService", who.service, f"{of}.service", limit=100, desk=desk),
        leaf("compromisedAccount", who.compromised, f"{of}.compromised"),
        leaf("screenName", who.screen_name, f"{of}.screen_name", limit=256, desk=desk),
        *_names(who, of, desk),
        leaf("profileBio", who.bio, f"{of}.bio"),
        *(_ip(one, f"{of}.ips") for one in who.ips),
        *(_device(one, f"{of}.devices", desk) for one in who.devices),
        leaf("schoolName", who.school, f"{of}.school", limit=255, desk=desk)
        if shape.school
        else (),
        *(leaf("priorCTReports", one, f"{of}.prior") for one in who.prior),
        leaf("groupIdentifier", who.group, f"{of}.group", limit=255, desk=desk)
        if shape.group
        else (),
        _disabled(who.disabled, f"{of}.disabled"),
        _place(who.place, f"{of}.place", desk),
        *((_linked(one, desk) for one in linked) if shape.linked else ()),
        leaf("additionalInfo", who.remark, f"{of}.remark"),
        need=True,
    )


def _names(who: Party, of: str, desk: Desk) -> tuple[Nodes, ...]:
    shown = (
        leaf("displayName", name, f"{of}.display_names", limit=255, desk=desk)
        for name in dict.fromkeys(who.display_names)
    )
    pages = (
        leaf("profileUrl", url, f"{of}.profiles", limit=2083, desk=desk)
        for url in dict.fromkeys(who.profiles)
    )
    return (*shown, *pages)


def _person(name: str, who: Person | None, source: str, desk: Desk, need: bool) -> Nodes:
    if who is None:
        return branch(name, need=need, source=source)
    return branch(
        name,
        leaf("firstName", who.first, f"{source}.first", limit=100, desk=desk),
        leaf("lastName", who.last, f"{source}.last", limit=100, desk=desk),
        *(phone(one, f"{source}.phones", desk) for one in who.phones),
        *(mail_of(one, f"{source}.mails", desk) for one in who.mails),
        *(postal(one, f"{source}.addresses", desk) for one in who.addresses),
        leaf("age", who.age, f"{source}.age"),
        leaf("dateOfBirth", who.birth_date, f"{source}.birth_date"),
        need=need,
    )


def _ip(one: Ip, source: str) -> Nodes:
    return branch(
        "ipCaptureEvent",
        leaf("ipAddress", one.ip, source, need=True),
        leaf("eventName", one.event, source),
        leaf("dateTime", one.time, source),
        leaf("possibleProxy", one.proxy, source),
        leaf("port", one.port, source),
    )


def _device(one: Device, source: str, desk: Desk) -> Nodes:
    return branch(
        "deviceId",
        leaf("idType", one.kind, source, need=True, limit=255, desk=desk),
        leaf("idValue", one.id, source, need=True, limit=2083, desk=desk),
        leaf("eventName", one.event, source),
        leaf("dateTime", one.time, source),
    )


def _disabled(one: Disabled | None, source: str) -> Nodes:
    if one is None:
        return ()
    name = "accountPermanentlyDisabled" if one.permanent else "accountTemporarilyDisabled"
    told = one.told if one.told is not None and one.told >= one.since else None
    attrs: list[tuple[str, datetime | bool | None]] = [
        ("disabledDate", one.since),
        ("userNotified", told is not None),
        ("userNotifiedDate", told),
    ]
    return leaf(name, True, source, attrs=attrs)


def _place(one: Place | None, source: str, desk: Desk) -> Nodes:
    """A place needs its country, and a city of the US its state: without them it stays out."""
    if one is None:
        return ()
    if one.country is None or (one.country == US and one.city and not one.region):
        desk.note("estimatedLocation", "left out: its country or US state is not known", source)
        return ()
    return branch(
        "estimatedLocation",
        leaf("city", one.city, source, limit=255, desk=desk),
        leaf("region", one.region, source, limit=255, desk=desk),
        leaf("countryCode", one.country, source),
        attrs=[("verified", one.verified), ("timestamp", one.time)],
    )


def _linked(who: Party, desk: Desk) -> Nodes:
    """Another account of the case; a person's birth date goes before an estimated age."""
    of, person = "case: parties[payer, payee, related]", who.person or Person()
    age = person.age if person.birth_date is None else None
    return branch(
        "associatedAccount",
        leaf("firstName", person.first, f"{of}.person.first", limit=256, desk=desk),
        leaf("lastName", person.last, f"{of}.person.last", limit=256, desk=desk),
        leaf("approximateAge", age, f"{of}.person.age"),
        leaf("dateOfBirth", person.birth_date, f"{of}.person.birth_date"),
        *(phone(one, f"{of}.person.phones", desk) for one in person.phones),
        *(mail_of(one, f"{of}.person.mails", desk) for one in person.mails),
        leaf("espService", who.service, f"{of}.service", limit=256, desk=desk),
        leaf("espIdentifier", who.account, f"{of}.account", limit=256, desk=desk),
        leaf("screenName", who.screen_name, f"{of}.screen_name", limit=256, desk=desk),
        *(_ip(one, f"{of}.ips") for one in who.ips),
        *(leaf("priorCTReport", one, f"{of}.prior") for one in who.prior),
        leaf("additionalInfo", who.remark or f"role in the case: {who.role}", f"{of}.remark"),
        attrs=[("type", "Billing" if who.role in ("payer", "payee") else "Linked")],
    )
