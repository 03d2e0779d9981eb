"""A case gathered from a store for its exporters, and what a person adds to it.

The operator's log knows accounts, not people: names, papers and addresses of customers are not
in it. What is missing a person adds in a file beside (`bantay report draft --add FILE`).
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct, structs

from bantay.kit.toml import read_toml
from bantay.model.alarm import Alarm
from bantay.model.case import PersonRole
from bantay.model.case_page import CasePage
from bantay.model.decision import Decision
from bantay.model.events import Event, EventBase
from bantay.model.log import Record
from bantay.model.report import Flag, Law, Link, Party, PartyRole, Person, ReportCase, Shown
from bantay.model.reporting import Filer
from bantay.ports.acting import DecisionFilter
from bantay.ports.reading import Look
from bantay.runtime.report_case import Sources, accounts_of, concerns, report_case


class Gathers(Protocol):
    """A store, as far as gathering a case needs it."""

    def log(self, after: int = -1) -> Iterator[tuple[int, Record]]: ...

    def events(self, ids: Sequence[str], look: Look) -> dict[str, Event]: ...

    def decisions(self, wanted: DecisionFilter) -> list[Decision]: ...


def of_alarms(store: Gathers, alarms: Sequence[Alarm], filer: Filer, by: str) -> ReportCase:
    """The case of some alarms of a store, named after them."""
    subjects = {alarm.subject.id for alarm in alarms}
    decisions = [
        d for one in sorted(subjects) for d in store.decisions(DecisionFilter(subject=one))
    ]
    case = "-".join(alarm.alarm for alarm in alarms)[:100]
    return gathered(store, Sources(case=case, alarms=alarms, decisions=decisions), filer, by)


def of_page(store: Gathers, page: CasePage, filer: Filer, by: str) -> ReportCase:
    """The case of a page of the desk, with the parts that people and alarms gave accounts."""
    found = accounts_of(page.alarms)
    roles = {
        person.subject.id: _part(person.role, found.get(person.subject.id))
        for person in page.people
    }
    rulings = [ruled.answer.reason for ruled in page.rulings if ruled.answer.reason.strip()]
    sources = Sources(
        case=page.case,
        alarms=page.alarms,
        decisions=page.decisions,
        roles=roles,
        summary=rulings[-1] if rulings else "",
    )
    return gathered(store, sources, filer, by)


def _part(role: PersonRole, by_alarms: PartyRole | None) -> PartyRole:
    """What a case calls an account, as a report does; where a case claims nothing, alarms say."""
    match role:
        case "possible_victim":
            return "victim"
        case "possible_controller" | "broker":
            return "reported"
        case "payer":
            return "payer"
        case "concerned":
            return by_alarms or "reported"
        case _:
            return by_alarms or "related"


def gathered(store: Gathers, of: Sources, filer: Filer, by: str) -> ReportCase:
    """The case with the events of its accounts. Reads the log once for what concerns them; the
    look at those events is logged under the name of who asks."""
    roles = {**accounts_of(of.alarms), **of.roles}
    quoted = {q.event for a in of.alarms for f in a.findings for q in f.quotes}
    wanted = {
        record.id
        for _, record in store.log()
        if isinstance(record, EventBase) and (record.id in quoted or concerns(record, roles))
    }
    look = Look(by, "drafting a report")
    events = store.events(sorted(wanted), look)
    return report_case(structs.replace(of, events=events), filer)


class Addition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person knows besides, as a TOML file: names and papers of customers, a summary, a
    reason for speed, addresses outside, an authority at work."""

    summary: str = ""
    urgent: str | None = None
    minor: bool = False
    flags: tuple[Flag, ...] = ()
    parties: tuple[Party, ...] = ()
    links: tuple[Link, ...] = ()
    media: tuple[Shown, ...] = ()
    law: Law | None = None


def added_text(case: ReportCase, text: str, file: str) -> ReportCase:
    """The case with an addition as a person wrote it (TOML). ConfigError says where in `file`."""
    return added(case, read_toml(text, file, Addition)) if text.strip() else case


def added(case: ReportCase, more: Addition) -> ReportCase:
    """The case with what a person knows besides: parties of the same account are joined field
    by field, everything else that is said replaces what the case had."""
    said = {part.account: part for part in more.parties}
    joined = [_joined(one, said.get(one.account)) for one in case.parties]
    new = [one for one in more.parties if case.of_account(one.account) is None]
    kept = {
        name: value
        for name in ("summary", "urgent", "minor", "flags", "links", "media", "law")
        if (value := getattr(more, name)) not in ((), None, "", False)
    }
    return structs.replace(case, parties=(*joined, *new), **kept)


def _joined(one: Party, more: Party | None) -> Party:
    if more is None:
        return one
    said = {
        name: value
        for name in more.__struct_fields__
        if (value := getattr(more, name)) not in ((), None, False)
    }
    person = _persons(one.person, more.person)
    return structs.replace(one, **{**said, "person": person})


def _persons(one: Person | None, more: Person | None) -> Person | None:
    if one is None or more is None:
        return more or one
    said = {
        name: value
        for name in more.__struct_fields__
        if (value := getattr(more, name)) not in ((), None)
    }
    return structs.replace(one, **said)
