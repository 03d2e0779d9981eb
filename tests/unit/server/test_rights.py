"""Every role and every scope against every endpoint; and what the answers keep back."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from bantay.kit.draw.waterfall import waterfall
from bantay.model.evidence import Subject
from bantay.ports.acting import DecisionFilter
from bantay.ports.reading import AlarmFilter, Look
from bantay.ports.visitor import ROLES, Role, Visitor
from bantay.runtime.serving import Site
from bantay.runtime.serving.opening import open_site
from bantay.server.app import HANDLERS
from bantay.server.rights import ROLE_RIGHTS, SCOPE_RIGHTS
from bantay.server.seals import decision_for

from .conftest import Client, key, message, person, signed_in
from .test_events import hidden_number

# Who may call what, written out by hand: m moderator, a analyst, f financial analyst,
# l lead, u auditor, d admin; scopes in full.
TABLE: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    ("POST", "/v1/events"): ("", ("events",)),
    ("GET", "/v1/alarms"): ("maflu", ("alarms",)),
    ("GET", "/v1/alarms/{id}"): ("maflu", ("alarms",)),
    ("GET", "/v1/alarms/{id}/explanation"): ("maflu", ("alarms",)),
    ("GET", "/v1/alarms/{id}/texts"): ("mafl", ()),
    ("GET", "/v1/decisions"): ("maflu", ("decisions",)),
    ("GET", "/v1/decisions/{id}"): ("maflu", ("decisions",)),
    ("GET", "/v1/decisions/{id}/statement"): ("maflu", ("decisions",)),
    ("POST", "/v1/decisions/{id}/acts"): ("mal", ()),
    ("POST", "/v1/decisions/stop/lift"): ("l", ()),
    ("GET", "/v1/orders"): ("lud", ("decisions",)),
    ("POST", "/v1/orders/again"): ("d", ()),
    ("POST", "/v1/notices"): ("mal", ("notices",)),
    ("POST", "/v1/appeals"): ("mal", ("notices",)),
    ("POST", "/v1/labels"): ("mafl", ("labels",)),
    ("GET", "/v1/exceptions"): ("lu", ()),
    ("POST", "/v1/exceptions"): ("l", ()),
    ("DELETE", "/v1/exceptions/{id}"): ("l", ()),
    ("GET", "/v1/regions"): ("maflu", ("alarms",)),
    ("GET", "/v1/listable"): ("maflu", ("events", "listable")),
    ("GET", "/v1/audit"): ("ud", ()),
    ("GET", "/v1/audit/verification"): ("ud", ()),
    ("GET", "/v1/quarantine"): ("lud", ()),
    ("GET", "/v1/session"): ("maflud", ()),
    ("DELETE", "/v1/session"): ("maflud", ()),
    ("GET", "/v1/people"): ("ud", ()),
    ("POST", "/v1/people"): ("d", ()),
    ("DELETE", "/v1/people/{id}"): ("d", ()),
    ("GET", "/v1/keys"): ("ud", ()),
    ("POST", "/v1/keys"): ("d", ()),
    ("DELETE", "/v1/keys/{id}"): ("d", ()),
    ("GET", "/metrics"): ("d", ("metrics",)),
}
OPEN = {
    ("POST", "/v1/session"),
    ("POST", "/v1/setup"),
    ("POST", "/v1/setup/factor"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/v1/openapi.json"),
}
STREAM = ("GET", "/v1/alarms/live")
LETTERS = dict(zip(ROLES, "maflud", strict=True))


def endpoints() -> Iterator[tuple[str, str, Any]]:
    for handler in HANDLERS:
        for path in handler.paths:
            for method in handler.http_methods - {"HEAD", "OPTIONS"}:
                yield method, path.replace(":str", ""), handler


def test_the_table_names_every_endpoint() -> None:
    found = {(method, path) for method, path, _ in endpoints()}
    assert found == set(TABLE) | OPEN | {STREAM}


def test_every_handler_names_a_right_somebody_has() -> None:
    known = frozenset().union(*ROLE_RIGHTS.values(), *SCOPE_RIGHTS.values())
    for method, path, handler in endpoints():
        right = handler.opt.get("right")
        assert right in known | {"public", "signed_in"}, (method, path)
        assert (right == "public") == ((method, path) in OPEN), (method, path)


@pytest.fixture(scope="module")
def people(site: Site) -> dict[Role, str]:
    return {role: person(site, role, f"{role}-one".replace("_", "-")) for role in ROLES}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_call_what_the_table_says(
    client: Client, site: Site, people: dict[Role, str], role: Role
) -> None:
    wrong = []
    for (method, path), (letters, _) in TABLE.items():
        headers = signed_in(site, people[role])
        status = client.request(method, path.replace("{id}", "none"), headers=headers).status_code
        if (status != 403) != (LETTERS[role] in letters) or status == 401 or status >= 500:
            wrong.append((method, path, status))
    assert wrong == []


@pytest.mark.parametrize("scope", SCOPE_RIGHTS)
def test_a_key_may_call_what_its_scope_says(client: Client, site: Site, scope: str) -> None:
    headers, wrong = key(site, scope), []
    for (method, path), (_, scopes) in TABLE.items():
        status = client.request(method, path.replace("{id}", "none"), headers=headers).status_code
        if (status != 403) != (scope in scopes) or status == 401 or status >= 500:
            wrong.append((method, path, status))
    assert wrong == []


def test_nobody_may_call_what_is_not_open(client: Client) -> None:
    for method, path in {*TABLE, STREAM}:
        answer = client.request(method, path.replace("{id}", "none"))
        assert answer.status_code == 401, (method, path)
        assert answer.headers["content-type"] == "application/problem+json"


# ---------------------------------------------------------------------- between cases


@pytest.fixture(scope="module")
def alarm_id(client: Client, site: Site) -> str:
    client.post("/v1/events", json=hidden_number("u-77", 40), headers=key(site, "events"))
    found = site.reader.alarms(AlarmFilter(subject="u-77"))
    assert found[0].hypothesis == "contact_evasion"
    return found[0].alarm


def test_somebody_limited_to_other_cases_sees_nothing_of_this_one(
    client: Client, site: Site, alarm_id: str
) -> None:
    headers = signed_in(site, person(site, "analyst", "narrow", "extortion"))
    assert client.get("/v1/alarms", headers=headers).json()["alarms"] == []
    assert client.get("/v1/decisions", headers=headers).json()["decisions"] == []
    for path in ("", "/explanation", "/texts?purpose=curious"):
        assert client.get(f"/v1/alarms/{alarm_id}{path}", headers=headers).status_code == 404
    label = {"alarm": alarm_id, "verdict": "false"}
    assert client.post("/v1/labels", json=label, headers=headers).status_code == 404
    wide = signed_in(site, person(site, "analyst", "wide", "contact_evasion"))
    assert client.get(f"/v1/alarms/{alarm_id}", headers=wide).status_code == 200


def test_a_look_at_texts_is_in_the_audit_log_first(
    client: Client, site: Site, alarm_id: str
) -> None:
    headers = signed_in(site, person(site, "moderator", "looker"))
    refused = client.get(f"/v1/alarms/{alarm_id}/texts", headers=headers)
    assert refused.status_code == 422
    seen = client.get(f"/v1/alarms/{alarm_id}/texts?purpose=first%20look", headers=headers)
    assert seen.json()["events"]
    last = [row for row in site.reader.audit() if row.who == "looker"][-1]
    assert (last.act, "first look" in last.what) == ("looked at events", True)


def test_a_moderator_learns_nothing_of_reports(client: Client, site: Site, alarm_id: str) -> None:
    [decision, *_] = site.reader.decisions(DecisionFilter())
    reporting = msgspec.structs.replace(
        decision, actions=("warn", "report"), in_force=("report",), notice="held"
    )
    only = msgspec.structs.replace(decision, actions=("report",))
    moderator = Visitor(who="m", kind="person", role="moderator", rights=ROLE_RIGHTS["moderator"])
    analyst = Visitor(who="a", kind="person", role="analyst", rights=ROLE_RIGHTS["analyst"])
    seen = decision_for(reporting, moderator)
    assert seen is not None
    assert (seen.actions, seen.in_force, seen.notice) == (("warn",), (), "none")
    assert decision_for(only, moderator) is None
    assert decision_for(reporting, analyst) == reporting


# ---------------------------------------------------------------------- four eyes


def test_a_label_is_in_the_name_of_who_is_signed_in(
    client: Client, site: Site, alarm_id: str
) -> None:
    headers = signed_in(site, person(site, "moderator", "labeller"))
    body = {"alarm": alarm_id, "verdict": "unsure", "by": "somebody else"}
    assert client.post("/v1/labels", json=body, headers=headers).status_code == 422
    del body["by"]
    given = client.post("/v1/labels", json=body, headers=headers).json()
    event = site.reader.events([given["id"]], Look("tests", "a test"))[given["id"]]
    assert event.by == "labeller"  # type: ignore[union-attr]


def test_who_judged_a_decision_may_not_judge_its_appeal(client: Client, site: Site) -> None:
    sender = key(site, "events")
    told = client.post("/v1/events", json=hidden_number("u-88", 40), headers=sender).json()
    [decision, *_] = [d["decision"] for d in told["decisions"] if d["status"] == "open"]
    first = signed_in(site, person(site, "moderator", "first-judge"))
    second = signed_in(site, person(site, "moderator", "second-judge"))
    acts = f"/v1/decisions/{decision}/acts"
    assert client.post(acts, json={"act": "confirm"}, headers=first).status_code == 200
    filed = client.post("/v1/appeals", json={"decision": decision}, headers=key(site, "notices"))
    assert filed.status_code == 201
    assert client.post(acts, json={"act": "overturn"}, headers=first).status_code == 409
    ended = client.post(acts, json={"act": "overturn"}, headers=second)
    assert (ended.status_code, ended.json()["status"]) == (200, "ended")
    after = client.post("/v1/events", json=message("next-one"), headers=sender).json()
    undone = [o for o in after["orders"] if o["reverses"]]
    assert {o["decision"] for o in undone} == {decision}
    assert Subject("account", "u-88") == Subject(**undone[0]["target"])


def test_the_picture_of_an_alarm_is_drawn_without_a_word_of_anybody(
    client: Client, site: Site, alarm_id: str
) -> None:
    headers = signed_in(site, person(site, "auditor", "viewer-of-pictures"))
    shown = client.get(f"/v1/alarms/{alarm_id}/explanation?format=svg", headers=headers)
    assert shown.headers["content-type"].startswith("image/svg+xml")
    assert shown.text == f"<svg>{alarm_id}", "what the site was given draws it"
    assert (open_site.__kwdefaults__ or {})["draw"] is waterfall
    data = client.get(f"/v1/alarms/{alarm_id}/explanation", headers=headers).json()
    assert (
        data["alarm"] == alarm_id and "write me outside" not in msgspec.json.encode(data).decode()
    )
