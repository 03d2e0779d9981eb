"""Reports over HTTP: from a case to a receipt, and everybody who may not."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from bantay.ports.reading import AlarmFilter
from bantay.ports.visitor import ROLES
from bantay.runtime.serving import Site
from bantay.runtime.serving.report_desk import go_on
from bantay.server import case_views, cases, explore, reports
from bantay.server.app import make_app
from bantay.server.settings import ServerSettings
from tests.unit.reports.doubles import Double, receiver

from .conftest import BASE, Client, key, person, signed_in
from .test_events import hidden_number

SETTINGS = """
[people]
filers = ["dana-files", "narrow-files"]
approvers = ["sam-approves", "mod-approves"]

[filer]
organisation = "Example Chat"
domain = "example.com"
first = "Dana"
last = "Reyes"
mail = "safety@example.com"

[[destination]]
name = "peers"
format = "stix"
folder = "out"

[[destination]]
name = "graph"
format = "ftm"
folder = "out"

[[destination]]
name = "tips"
format = "ncmec"
url = "http://127.0.0.1:{port}/ispws"
user = "example"
secret_file = "secret"
timeout = 0.5

[[destination]]
name = "unit"
format = "goaml"
folder = "out"

[[destination]]
name = "live"
format = "ftm"
folder = "out"
production = true
"""
ADDED = """
summary = "A number was handed to many people."
minor = true
urgent = "somebody may be under 18"
flags = []
"""
PATHS = (
    ("GET", "", {}),
    ("POST", "", {"case": "c-none", "to": "peers"}),
    ("GET", "/rp-none", {}),
    ("GET", "/rp-none/document", {}),
    ("POST", "/rp-none/discard", {}),
    ("POST", "/rp-none/approval", {"digest": "12345678"}),
    ("POST", "/rp-none/sending", {}),
    ("POST", "/rp-none/retraction", {"why": "wrong"}),
    ("POST", "/rp-none/reference", {"reference": "R"}),
    ("POST", "/releases", {"decision": "d-1"}),
)
DRAFTERS, APPROVERS = {"analyst", "financial_analyst", "lead"}, {"lead"}


@pytest.fixture(scope="module")
def double() -> Iterator[Double]:
    with receiver() as made:
        yield made


@pytest.fixture(scope="module")
def asked(site: Site, double: Double) -> Iterator[Client]:
    folder = site.reader.directory
    (folder / "reports.toml").write_text(SETTINGS.replace("{port}", str(double.port)))
    (folder / "secret").write_text("s3cret")
    rooms = (*cases.HANDLERS, *case_views.HANDLERS, *reports.HANDLERS, *explore.HANDLERS)
    app = make_app(site, ServerSettings(second_factor=False), rooms, own_site=False)
    with TestClient(app, base_url=BASE) as client:
        yield client
    (folder / "reports.toml").unlink()


@pytest.fixture(scope="module")
def case(asked: Client, site: Site, dana: dict[str, str]) -> str:
    """A case of the store: somebody hands the same number to many."""
    told = asked.post("/v1/events", json=hidden_number("u-rep", 40), headers=key(site, "events"))
    assert told.status_code == 200
    assert site.reader.alarms(AlarmFilter(subject="u-rep"))
    rows = asked.get("/v1/cases?subject=u-rep", headers=dana).json()
    return str(rows[0]["case"])


@pytest.fixture(scope="module")
def dana(site: Site) -> dict[str, str]:
    return signed_in(site, person(site, "analyst", "dana-files"))


@pytest.fixture(scope="module")
def sam(site: Site) -> dict[str, str]:
    return signed_in(site, person(site, "lead", "sam-approves"))


def drafted(asked: Client, dana: dict[str, str], case: str, to: str, more: str = "") -> Any:
    said = asked.post("/v1/reports", json={"case": case, "to": to, "more": more}, headers=dana)
    assert said.status_code == 201, said.text
    return said.json()


# ---------------------------------------------------------------------- the way of a report


def test_from_a_case_to_the_receivers_reference(
    asked: Client, dana: dict[str, str], sam: dict[str, str], case: str
) -> None:
    made = drafted(asked, dana, case, "peers")
    at = f"/v1/reports/{made['report']}"
    assert (made["status"], made["problems"]) == ("draft", 0)
    early = asked.post(f"{at}/sending", json={}, headers=sam)
    assert early.status_code == 409 and "approved" in early.json()["detail"]
    other = asked.post(f"{at}/approval", json={"digest": "0" * 16}, headers=sam)
    assert other.status_code == 409 and "look at it again" in other.json()["detail"]
    yes = asked.post(f"{at}/approval", json={"digest": made["digest"]}, headers=sam).json()
    assert (yes["status"], yes["approved_by"]) == ("approved", "sam-approves")
    waits = asked.post(f"{at}/sending", json={}, headers=sam).json()
    assert waits["status"] == "sending", "a file in a folder is no receipt"
    done = asked.post(f"{at}/reference", json={"reference": "PEER-7"}, headers=sam).json()
    assert (done["status"], done["external"]) == ("sent", "PEER-7")
    whole = asked.get(at, headers=dana).json()
    assert [one["code"] for one in whole["receipts"]] == ["written", "PEER-7"]
    listed = asked.get(f"/v1/reports?case={case}", headers=dana).json()
    assert made["report"] in [one["report"] for one in listed["reports"]]
    assert listed["approver"] is False and len(listed["destinations"]) == 5


def test_what_is_wrong_stands_at_its_field_with_where_it_would_come_from(
    asked: Client, dana: dict[str, str], sam: dict[str, str], case: str
) -> None:
    made = drafted(asked, dana, case, "tips")
    assert made["problems"] > 0
    at = f"/v1/reports/{made['report']}"
    shown = asked.get(at, headers=dana).json()["document"]
    final = [one for one in shown["problems"] if one["final"]]
    assert len(final) == made["problems"]
    assert all(one["reason"] and one["source"] for one in final)
    assert all(path and source for path, source in shown["fields"])
    no = asked.post(f"{at}/approval", json={"digest": made["digest"]}, headers=sam)
    assert no.status_code == 409 and "problems" in no.json()["detail"]


def test_what_a_person_knows_besides_is_in_the_document_and_is_kept(
    asked: Client, dana: dict[str, str], sam: dict[str, str], case: str, double: Double
) -> None:
    made = drafted(asked, dana, case, "tips", ADDED)
    at = f"/v1/reports/{made['report']}"
    shown = asked.get(at, headers=dana).json()["document"]
    assert "A number was handed to many people." in shown["text"]
    assert shown["added"] == ADDED
    assert made["problems"] == 0, shown["problems"]
    asked.post(f"{at}/approval", json={"digest": made["digest"]}, headers=sam)
    before = len(double.filed)
    sent = asked.post(f"{at}/sending", json={}, headers=sam).json()
    assert sent["status"] == "sent" and sent["external"].isdigit()
    again = asked.post(f"{at}/sending", json={}, headers=sam).json()
    assert again["status"] == "sent" and len(double.filed) == before + 1, "never sent twice"


def test_a_mistake_in_what_was_added_says_line_column_and_the_nearest(
    asked: Client, dana: dict[str, str], case: str
) -> None:
    body = {"case": case, "to": "peers", "more": 'summary = "x"\nurgnt = "y"\n'}
    said = asked.post("/v1/reports", json=body, headers=dana)
    assert said.status_code == 422
    [one] = said.json()["errors"]
    assert one["pointer"] == "/more"
    assert "line 2, column 1" in one["detail"] and "'urgent'" in one["detail"]
    unknown = asked.post("/v1/reports", json={"case": case, "to": "nobody"}, headers=dana)
    assert unknown.status_code == 422 and "there are: peers" in unknown.json()["detail"]


def test_a_dead_letter_is_loud_to_those_who_write_reports_alone(
    asked: Client, site: Site, dana: dict[str, str], sam: dict[str, str], case: str, double: Double
) -> None:
    follows = asked.get("/v1/reports", headers=dana).json()["reports"]
    [filed] = [one["report"] for one in follows if one["destination"] == "tips"]
    body = {"case": case, "to": "tips", "more": ADDED, "follows": filed}
    made = asked.post("/v1/reports", json=body, headers=dana).json()
    at = f"/v1/reports/{made['report']}"
    asked.post(f"{at}/approval", json={"digest": made["digest"]}, headers=sam)
    double.faults["submit"] = ["403"]
    dead = asked.post(f"{at}/sending", json={}, headers=sam).json()
    assert dead["status"] == "dead" and dead["said"]
    assert asked.get("/v1/delivery", headers=dana).json()["reports"] == 1
    moderator = signed_in(site, person(site, "moderator", "mod-quiet"))
    assert asked.get("/v1/delivery", headers=moderator).json()["reports"] == 0
    refused = asked.post(f"{at}/sending", json={}, headers=sam)
    assert refused.status_code == 409 and "again" in refused.json()["detail"]
    once = asked.post(f"{at}/sending", json={"again": True}, headers=sam).json()
    assert once["status"] == "sent"


def test_what_waits_for_its_next_try_goes_on_by_itself(
    asked: Client, site: Site, dana: dict[str, str], sam: dict[str, str], case: str, double: Double,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    listed = asked.get("/v1/reports", headers=dana).json()["reports"]
    last = next(one["report"] for one in listed if one["destination"] == "tips")
    body = {"case": case, "to": "tips", "more": ADDED + "\n", "follows": last}
    made = asked.post("/v1/reports", json=body, headers=dana).json()
    at = f"/v1/reports/{made['report']}"
    asked.post(f"{at}/approval", json={"digest": made["digest"]}, headers=sam)
    double.faults["submit"] = ["503"]
    waits = asked.post(f"{at}/sending", json={}, headers=sam).json()
    assert waits["status"] == "sending" and waits["said"]
    late = site.reader.reports.steps(made["report"])[0].next + 1
    monkeypatch.setattr("bantay.adapters.store.opening.wall_clock", lambda: late)
    assert go_on(site) >= 1
    assert asked.get(at, headers=dana).json()["report"]["status"] == "sent"


def test_production_is_named_twice(
    asked: Client, dana: dict[str, str], sam: dict[str, str], case: str
) -> None:
    made = drafted(asked, dana, case, "live")
    at = f"/v1/reports/{made['report']}"
    asked.post(f"{at}/approval", json={"digest": made["digest"]}, headers=sam)
    for wrong in ({}, {"production": "peers"}):
        said = asked.post(f"{at}/sending", json=wrong, headers=sam)
        assert said.status_code == 409 and "production" in said.json()["detail"]
    sent = asked.post(f"{at}/sending", json={"production": "live"}, headers=sam).json()
    assert (sent["status"], sent["production"]) == ("sending", True)
    back = asked.post(f"{at}/retraction", json={"why": "the wrong one"}, headers=sam).json()
    assert back["status"] == "retracted"


def test_the_document_is_saved_and_never_opened(
    asked: Client, dana: dict[str, str], case: str
) -> None:
    made = drafted(asked, dana, case, "graph")
    said = asked.get(f"/v1/reports/{made['report']}/document", headers=dana)
    assert said.headers["content-type"] == "application/octet-stream"
    assert said.headers["content-disposition"].startswith("attachment; filename=")
    assert said.headers["x-content-type-options"] == "nosniff"
    gone = asked.post(f"/v1/reports/{made['report']}/discard", json={}, headers=dana).json()
    assert gone["status"] == "discarded"


# ---------------------------------------------------------------------- everybody else


def status(asked: Client, way: tuple[str, str, dict[str, str]], headers: dict[str, str]) -> int:
    method, path, body = way
    sent = {"json": body} if method == "POST" else {}
    return asked.request(method, f"/v1/reports{path}", headers=headers, **sent).status_code


@pytest.mark.parametrize("way", PATHS, ids=lambda way: f"{way[0]} {way[1]}")
def test_only_roles_that_write_reports_come_in(
    asked: Client, site: Site, way: tuple[str, str, dict[str, str]]
) -> None:
    approves = way[1].endswith(
        ("approval", "sending", "retraction", "reference")
    ) or way[1] == "/releases"  # fmt: skip
    may = APPROVERS if approves else DRAFTERS
    for role in ROLES:
        by = {"lead": "sam-approves", "moderator": "mod-approves"}.get(role, f"{role}-outside")
        name = person(site, role, by.replace("_", "-"))
        found = status(asked, way, signed_in(site, name))
        if role not in may:
            assert found == 403, (role, way)
        elif role == "lead":
            assert found != 403, (role, way)
        else:
            assert found == 403, "the role is right, and the settings do not name them"
    assert status(asked, way, key(site, "alarms", "decisions")) == 403
    assert status(asked, way, {}) == 401


def test_a_filer_is_no_approver(asked: Client, site: Site, dana: dict[str, str], case: str) -> None:
    """A lead by role whom the settings name as a filer alone may draft, and not approve."""
    lead = signed_in(site, person(site, "lead", "narrow-files"))
    made = drafted(asked, lead, case, "graph")
    body = {"digest": made["digest"]}
    said = asked.post(f"/v1/reports/{made['report']}/approval", json=body, headers=lead)
    assert said.status_code == 403 and "[people]" in said.json()["detail"]


def test_somebody_limited_to_other_cases_sees_no_report_of_this_one(
    asked: Client, site: Site, dana: dict[str, str], case: str
) -> None:
    made = drafted(asked, dana, case, "graph")
    person(site, "analyst", "scoped-one", "extortion")
    folder = site.reader.directory / "reports.toml"
    before = folder.read_text()
    folder.write_text(before.replace('"dana-files"', '"dana-files", "scoped-one"'))
    try:
        narrow = signed_in(site, "scoped-one")
        assert asked.get("/v1/reports", headers=narrow).json()["reports"] == []
        assert asked.get(f"/v1/reports/{made['report']}", headers=narrow).status_code == 404
        body = {"case": case, "to": "graph"}
        assert asked.post("/v1/reports", json=body, headers=narrow).status_code == 404
    finally:
        folder.write_text(before)


def test_a_forged_form_cannot_approve(
    asked: Client, dana: dict[str, str], sam: dict[str, str], case: str
) -> None:
    made = drafted(asked, dana, case, "graph")
    forged = {"cookie": sam["cookie"]}
    for path, body in (("approval", {"digest": made["digest"]}), ("sending", {})):
        said = asked.post(f"/v1/reports/{made['report']}/{path}", json=body, headers=forged)
        assert said.status_code == 403, path
    assert asked.get(f"/v1/reports/{made['report']}", headers=dana).json()["report"]["status"] == (
        "draft"
    )


@pytest.mark.parametrize("id", ["..%2F..%2Freports.toml", "%25", "rp-%00", "_______", "rp-' or 1"])
def test_a_report_is_found_by_its_id_alone(asked: Client, dana: dict[str, str], id: str) -> None:
    assert asked.get(f"/v1/reports/{id}", headers=dana).status_code in (400, 404, 409)


def test_every_look_is_in_the_ledger_under_the_name(
    asked: Client, site: Site, dana: dict[str, str], case: str
) -> None:
    made = drafted(asked, dana, case, "graph")
    asked.get(f"/v1/reports/{made['report']}", headers=dana)
    rows = [row for row in site.reader.audit() if row.who == "dana-files"]
    assert {"opened report records", "drafted a report"} <= {row.act for row in rows}
    sealed = [row for row in rows if row.act == "drafted a report"]
    assert all("u-rep" not in row.what and case not in row.what for row in sealed)


def test_without_settings_it_says_so(asked: Client, site: Site, dana: dict[str, str]) -> None:
    folder = site.reader.directory / "reports.toml"
    text = folder.read_text()
    folder.unlink()
    try:
        said = asked.get("/v1/reports", headers=dana).json()
        assert said["configured"] is False and said["reports"] == []
        made = asked.post("/v1/reports", json={"case": "c-1", "to": "x"}, headers=dana)
        assert made.status_code == 409 and "settings" in made.json()["detail"]
        folder.write_text("[people\n")
        broken = asked.get("/v1/reports", headers=dana)
        assert broken.status_code == 409 and "settings of reports" in broken.json()["detail"]
    finally:
        folder.write_text(text)


# ---------------------------------------------------------------------- evidence


def test_the_evidence_is_one_signed_zip_for_those_who_may(
    asked: Client, site: Site, dana: dict[str, str], case: str
) -> None:
    from bantay.runtime.bundle_check import verify

    said = asked.get(f"/v1/cases/{case}/bundle?purpose=an%20order", headers=dana)
    assert said.headers["content-type"] == "application/zip"
    assert verify(said.content).holds
    assert asked.get(f"/v1/cases/{case}/bundle", headers=dana).status_code == 422
    for role, name in (("moderator", "mod-bundle"), ("auditor", "aud-bundle")):
        headers = signed_in(site, person(site, role, name))  # type: ignore[arg-type]
        refused = asked.get(f"/v1/cases/{case}/bundle?purpose=curious", headers=headers)
        assert refused.status_code == 403, role
    narrow = signed_in(site, person(site, "analyst", "bundle-narrow", "extortion"))
    hidden = asked.get(f"/v1/cases/{case}/bundle?purpose=curious", headers=narrow)
    assert hidden.status_code == 404


def test_the_wide_graph_is_for_those_who_explore_and_shows_their_cases(
    asked: Client, site: Site, dana: dict[str, str], case: str
) -> None:
    whole = asked.get("/v1/graph", headers=dana).json()
    assert whole["shown"] <= 400 and whole["svg"].startswith("<svg")
    around = asked.get("/v1/graph?subject=u-rep", headers=dana).json()
    assert "u-rep" in around["svg"]
    assert asked.get("/v1/graph?subject=nobody", headers=dana).json()["shown"] == 0
    narrow = signed_in(site, person(site, "analyst", "graph-narrow", "extortion"))
    assert asked.get("/v1/graph?subject=u-rep", headers=narrow).json()["shown"] == 0
    moderator = signed_in(site, person(site, "moderator", "mod-graph"))
    assert asked.get("/v1/graph", headers=moderator).status_code == 403
    assert any(
        row.act == "looked at events" for row in site.reader.audit() if row.who == "dana-files"
    )
