"""One case of the demo's world becomes four valid reports and one notice to the person."""

from collections.abc import Iterator
from shutil import copy

import pytest
from msgspec import structs

from bantay.adapters.sources import open_sources
from bantay.adapters.store import EmbeddedStore
from bantay.adapters.store.opening import wall_clock
from bantay.cli.rooms import opened
from bantay.model.alarm import Alarm
from bantay.model.case_page import CasePage, QueueFilter
from bantay.model.casework import Viewer
from bantay.model.decision import Decision, Order
from bantay.policy.deciding.statement import statement
from bantay.ports.acting import DecisionFilter
from bantay.ports.reading import Look
from bantay.reports import xml
from bantay.runtime.cases_desk import desk_of
from bantay.runtime.chosen import chosen
from bantay.runtime.demo import report_settings, story_path
from bantay.runtime.embedded import run
from bantay.runtime.hush import hush
from bantay.runtime.report_gather import of_page
from bantay.runtime.report_settings import Room, read_settings
from bantay.runtime.reporting import Clerk

WORLD = ("financial unit", "bank regulator", "helpers", "peers")
VIEWER = Viewer(who="ana", role="lead", purpose="a test")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    folder = tmp_path_factory.mktemp("demo") / "store"
    rules = chosen()
    with opened(folder, settings=rules.settings) as place:
        run(open_sources([story_path()]), place, rules.settings, policy=rules.policy)
        for path in report_settings():
            copy(path, folder / path.name)
        yield place


@pytest.fixture(scope="module")
def room(store: EmbeddedStore) -> Room:
    return read_settings(store.directory / "reports.toml")


@pytest.fixture(scope="module")
def page(store: EmbeddedStore) -> CasePage:
    """The case of the possible boss and the three hosts."""
    desk = desk_of(store)
    desk.take_up()
    wanted = QueueFilter(hypothesis="controller", limit=1)
    [row] = desk.queue(VIEWER, wanted)
    return desk.case(row.case, VIEWER)


def boss(page: CasePage) -> Alarm:
    [found] = [one for one in page.alarms if one.subject.id == "rey"]
    return found


def decided(store: EmbeddedStore, page: CasePage) -> list[Decision]:
    mine = {alarm.alarm for alarm in page.alarms}
    return [one for one in store.decisions(DecisionFilter()) if one.alarm in mine]


def test_one_case_becomes_four_valid_reports_that_are_handed_over(
    store: EmbeddedStore, room: Room, page: CasePage
) -> None:
    clerk = Clerk(store.reports, room, wall_clock)
    case = of_page(store, page, room.said.filer, "ana")
    files = []
    for name in WORLD:
        report = clerk.draft(case, room.target(name), "ana")
        document = clerk.document(report, "ana")
        assert report.problems == 0, (name, document.problems)
        yes = clerk.approve(report, report.digest, "ana")
        going = clerk.send(yes, "ana")
        assert going.status == "sending", "written is no receipt"
        done = clerk.reference(clerk.find(report.report, "ana"), f"REF-{name}", "ana")
        assert (done.status, done.external) == ("sent", f"REF-{name}")
        folder = store.directory / "outbox" / f"{report.report}-{report.digest[:8]}"
        assert document.body in [path.read_bytes() for path in folder.iterdir()]
        files.append(document.format)
    assert files == ["goaml", "fincen", "htcds", "stix"]


def test_the_reports_are_valid_by_the_agencies_own_schemas(
    store: EmbeddedStore, room: Room, page: CasePage
) -> None:
    clerk = Clerk(store.reports, room, wall_clock)
    found = {one.format: clerk.document(one, "ana") for one in clerk.listed("ana", page.case)}
    for format, schema in (("goaml", "core-5.compat"), ("fincen", "EFL_SARXBatchSchema")):
        assert xml.against(xml.shipped(f"{format}/{schema}.xsd"), found[format].body) == ()
    for format in ("htcds", "stix"):
        assert [one for one in found[format].problems if one.final] == []


def test_possible_victims_are_not_whom_it_reports(
    store: EmbeddedStore, room: Room, page: CasePage
) -> None:
    clerk = Clerk(store.reports, room, wall_clock)
    for one in clerk.listed("ana", page.case):
        assert "rey" in one.subjects and not {"aya", "bea", "cora"} & set(one.subjects)


def test_the_person_gets_one_notice_and_only_when_a_named_person_lets_it_go(
    store: EmbeddedStore, room: Room, page: CasePage
) -> None:
    """A suspicion report is filed: the notice of a decision about the same person waits."""
    [decision] = [one for one in decided(store, page) if one.alarm == boss(page).alarm][:1]
    said = statement(structs.replace(decision, automatic=False))["en"]
    assert "possible" in said and "report" not in said.lower()
    told = Order(
        order="n-1",
        decision=decision.decision,
        kind="notice",
        target=decision.subject,
        time=decision.time,
        automatic=False,
        statement={"en": said},
    )
    waits = hush(store, lambda _: decision.subject)
    why = waits(told)
    assert why is not None and "report" in why
    clerk = Clerk(store.reports, room, wall_clock)
    clerk.release(decision.decision, "ana")
    assert waits(told) is None
    last = [row for row in store.audit() if row.act == "released what was held back"]
    assert [row.who for row in last] == ["ana"]


def test_every_look_that_drafting_took_is_in_the_ledger(store: EmbeddedStore, room: Room) -> None:
    acts = [row.act for row in store.audit() if row.who == "ana"]
    assert acts.count("drafted a report") == len(WORLD)
    assert "looked at events" in acts
    assert Look("ana", "drafting a report").purpose in str(
        [row.what for row in store.audit() if row.act == "looked at events"]
    )
