"""The evidence graph as FollowTheMoney entities, one JSON line each (FtM model, MIT licence).

Accounts, people, payments, instruments and quoted messages with their edges, for an analyst's
tool. Ids are made of the case's: the same case gives the same entities.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bantay.model.report import (
    Holding,
    Paid,
    Party,
    Person,
    ReportCase,
)
from bantay.model.reporting import Draft, Filer, Problem
from bantay.reports import jsons
from bantay.reports.document import clean, name_of, stamp

KNOWN: dict[str, frozenset[str]] = {
    "UserAccount": frozenset({"username", "service", "email", "owner", "name", "notes"}),
    "Person": frozenset(
        {"name", "firstName", "lastName", "birthDate", "nationality", "email", "phone", "country"}
    ),
    "BankAccount": frozenset(
        {"accountNumber", "iban", "bankName", "currency", "openingDate", "name", "accountType"}
    ),
    "Ownership": frozenset({"owner", "asset", "role"}),
    "Payment": frozenset(
        {
            *("payer", "beneficiary", "payerAccount", "beneficiaryAccount", "amount", "currency"),
            *("date", "purpose", "transactionNumber"),
        }
    ),
    "Message": frozenset({"date", "bodyText", "senderAccount", "recipientAccount", "threadTopic"}),
    "UnknownLink": frozenset({"subject", "object", "role", "date"}),
    "Note": frozenset({"entity", "description", "name"}),
}
"""Schemata and properties that we write, of the FollowTheMoney model."""
NEEDED: dict[str, tuple[str, ...]] = {
    "UserAccount": ("username",),
    "Person": ("name",),
    "Ownership": ("owner", "asset"),
    "UnknownLink": ("subject", "object"),
}
"""Properties without which the model refuses an entity."""
Entity = dict[str, Any]


def draft(case: ReportCase, filer: Filer, now: datetime) -> Draft:
    """The graph of a case."""
    entities = list({one["id"]: one for one in _entities(case)}.values())
    problems = [problem for one in entities for problem in broken(one, entities)]
    if not entities:
        problems.append(Problem(path="", reason="the case has no parties", source="case: parties"))
    return Draft(
        format="ftm",
        name=f"graph-{case.case}.ftm.json",
        mime="application/x-ndjson",
        body=jsons.lines(entities),
        problems=tuple(problems),
        fields=_fields(entities),
    )


def broken(entity: Entity, among: list[Entity]) -> list[Problem]:
    """What the model would refuse of an entity: unknown schema or property, a missing one, an
    edge that leads nowhere."""
    schema = str(entity.get("schema"))
    if schema not in KNOWN:
        return [Problem(path="schema", reason=f"the model has no {schema}")]
    properties = entity["properties"]
    found = [
        Problem(path=f"{schema}/{name}", reason="the model has no such property")
        for name in properties
        if name not in KNOWN[schema]
    ]
    found += [
        Problem(path=f"{schema}/{name}", reason="this field is required", source="case: parties")
        for name in NEEDED.get(schema, ())
        if not properties.get(name)
    ]
    ids = {one["id"] for one in among}
    edges = ("owner", "asset", "payer", "payerAccount", "beneficiaryAccount", "senderAccount")
    return found + [
        Problem(path=f"{schema}/{name}", reason="the edge leads nowhere")
        for name in (*edges, "subject", "object", "entity")
        for value in properties.get(name, ())
        if value not in ids
    ]


def _entity(case: str, schema: str, key: str, **properties: Any) -> Entity:
    kept = {
        name: [clean(str(value)) for value in _many(values) if value not in (None, "")]
        for name, values in properties.items()
    }
    named = {name: values for name, values in kept.items() if values}
    return {"id": _id(case, schema, key), "schema": schema, "properties": named}


def _many(values: Any) -> list[Any]:
    return list(values) if isinstance(values, (list, tuple)) else [values]


def _id(case: str, schema: str, key: str) -> str:
    return f"bantay-{name_of(case, schema, key)}"


def _entities(case: ReportCase) -> Iterator[Entity]:
    for party in case.parties:
        yield from _party(case, party)
    for other in case.parties:
        if other.role != "reported" and case.of_role("reported"):
            yield _link(case, case.of_role("reported")[0], other)
    for paid in case.payments:
        yield from _payment(case, paid)
    for said in case.messages:
        yield from _account(case, said.account)
        yield _entity(
            case.case,
            "Message",
            said.event,
            date=stamp(said.time),
            bodyText=said.text,
            senderAccount=_id(case.case, "UserAccount", said.account),
            threadTopic=said.room or said.conversation,
        )


def _party(case: ReportCase, party: Party) -> Iterator[Entity]:
    person = party.person
    owner = None
    if person is not None and (name := _name(person)):
        owner = _id(case.case, "Person", party.account)
        yield _person(case, party, person, name)
    mails = [mail.address for mail in person.mails] if person is not None else []
    yield _entity(
        case.case,
        "UserAccount",
        party.account,
        username=party.account,
        service=party.service,
        email=mails,
        owner=owner,
        name=[n for n in (party.screen_name, *party.display_names) if n],
        notes=f"role in the case: possible {party.role}",
    )
    for holding in party.holdings:
        yield from _holding(case, holding, owner)


def _person(case: ReportCase, party: Party, person: Person, name: str) -> Entity:
    return _entity(
        case.case,
        "Person",
        party.account,
        name=name,
        firstName=person.first,
        lastName=person.last,
        birthDate=person.birth_date.isoformat() if person.birth_date else None,
        nationality=person.nationality.lower() if person.nationality else None,
        country=person.residence.lower() if person.residence else None,
        email=[mail.address for mail in person.mails],
        phone=[f"{phone.calling_code or ''}{phone.number}" for phone in person.phones],
    )


def _name(person: Person) -> str:
    return " ".join(filter(None, (person.first, person.last)))


def _holding(case: ReportCase, one: Holding, owner: str | None) -> Iterator[Entity]:
    yield _entity(
        case.case,
        "BankAccount",
        one.number,
        accountNumber=one.number,
        iban=one.iban,
        bankName=one.institution,
        currency=one.currency,
        openingDate=one.opened.isoformat() if one.opened else None,
        name=one.holder,
        accountType=one.kind,
    )
    if owner is not None:
        asset = _id(case.case, "BankAccount", one.number)
        key = f"{owner} {asset}"
        yield _entity(case.case, "Ownership", key, owner=owner, asset=asset, role="holder")


def _account(case: ReportCase, account: str | None) -> Iterator[Entity]:
    """An account that is no party still needs an entity for its edges to lead to."""
    if account is not None and case.of_account(account) is None:
        yield _entity(case.case, "UserAccount", account, username=account)


def _payment(case: ReportCase, one: Paid) -> Iterator[Entity]:
    ends = [_instrument(case, account) for account in (one.from_account, one.to_account)]
    yield _entity(
        case.case,
        "Payment",
        one.payment,
        amount=one.amount,
        currency=one.currency,
        date=stamp(one.time),
        purpose=one.kind,
        transactionNumber=one.payment,
        payerAccount=ends[0],
        beneficiaryAccount=ends[1],
    )
    if one.from_account is not None and one.to_account is not None:
        yield from _account(case, one.from_account)
        yield from _account(case, one.to_account)
        yield _entity(
            case.case,
            "UnknownLink",
            f"paid {one.payment}",
            subject=_id(case.case, "UserAccount", one.from_account),
            object=_id(case.case, "UserAccount", one.to_account),
            role="paid",
            date=stamp(one.time),
        )


def _instrument(case: ReportCase, account: str | None) -> str | None:
    party = case.of_account(account)
    if party is None or not party.holdings:
        return None
    return _id(case.case, "BankAccount", party.holdings[0].number)


def _link(case: ReportCase, one: Party, other: Party) -> Entity:
    return _entity(
        case.case,
        "UnknownLink",
        f"{one.account} {other.account} {other.role}",
        subject=_id(case.case, "UserAccount", one.account),
        object=_id(case.case, "UserAccount", other.account),
        role=f"possible {other.role}",
    )


def _fields(entities: list[Entity]) -> tuple[tuple[str, str], ...]:
    return tuple(
        sorted({(f"{e['schema']}/{name}", "case") for e in entities for name in e["properties"]})
    )
