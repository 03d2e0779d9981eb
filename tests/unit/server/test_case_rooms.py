"""Cases over HTTP: who may, what stays hidden, and that words are asked for by purpose."""

from datetime import UTC, datetime
from typing import Any

import pytest
from litestar.testing import TestClient

from bantay.errors import BantayError
from bantay.model.evidence import Subject
from bantay.model.log import CaseAnswered
from bantay.ports.reading import AlarmFilter
from bantay.runtime.cases_desk import CaseDesk
from bantay.runtime.serving.case_desk import case_desk, keep_up
from bantay.server import case_views, cases, explore, missed, policies, reports
from bantay.server.app import make_app
from bantay.server.rights import ROLE_RIGHTS
from bantay.server.settings import ServerSettings
from tests.unit.server.conftest import BASE, key, person, signed_in
from tests.unit.server.test_events import hidden_number

ROOMS = (
    *(*cases.HANDLERS, *case_views.HANDLERS, *policies.HANDLERS, *missed.HANDLERS),
    *(*reports.HANDLERS, *explore.HANDLERS),
)
KNOWN = {right for rights in ROLE_RIGHTS.values() for right in rights} | {"signed_in"}


@pytest.mark.parametrize("handler", ROOMS, ids=lambda one: sorted(one.paths)[0])
def test_every_handler_names_a_right_that_somebody_has(handler: Any) -> None:
    assert handler.opt["right"] in KNOWN


def test_words_of_people_need_the_right_to_texts() -> None:
    rights = {path: one.opt["right"] for one in ROOMS for path in one.paths}
    for path in ("view", "pictures/{name:str}", "context"):
        assert rights[f"/v1/cases/{{id:str}}/{path}"] == "texts.read"


@pytest.fixture
def client(site: Any) -> Any:
    """A client of a server with the rooms of cases."""
    app = make_app(site, ServerSettings(second_factor=False), ROOMS, own_site=False)
    with TestClient(app, base_url=BASE) as client:
        yield client


def test_a_case_that_is_not_there_is_a_404(client: Any, site: Any) -> None:
    headers = signed_in(site, person(site, "analyst", "ana-l"))
    said = client.get("/v1/cases/c-none/view?purpose=review", headers=headers)
    assert said.status_code == 404 and said.json()["status"] == 404


def test_an_admin_sees_no_case_and_a_moderator_no_playground(client: Any, site: Any) -> None:
    admin = signed_in(site, person(site, "admin", "adm-1"))
    assert client.get("/v1/cases", headers=admin).status_code == 403
    moderator = signed_in(site, person(site, "moderator", "mod-1"))
    assert client.get("/v1/cases", headers=moderator).status_code == 200
    assert client.get("/v1/policy", headers=moderator).status_code == 403
    assert client.get("/v1/quality", headers=moderator).status_code == 403


def test_a_look_needs_a_purpose(client: Any, site: Any) -> None:
    headers = signed_in(site, person(site, "analyst", "ana-2"))
    assert client.get("/v1/cases/c-1/view", headers=headers).status_code in (400, 422)


def test_a_draft_with_mistakes_names_line_and_column(client: Any, site: Any) -> None:
    headers = signed_in(site, person(site, "lead", "lea-1"))
    text = 'version = "x"\nlatenes = "10m"\n'
    said = client.post("/v1/policy/check", headers=headers, json={"text": text}).json()
    [one] = said["mistakes"]
    assert (one["line"], one["column"], one["nearest"]) == (2, 1, "lateness")
    refused = client.post("/v1/policy/backtest", headers=headers, json={"text": text})
    assert refused.status_code == 422
    now = client.get("/v1/policy", headers=headers).json()["text"]
    assert client.post("/v1/policy/check", headers=headers, json={"text": now}).json()["rules"] > 0


def test_a_draft_like_today_changes_nothing(client: Any, site: Any) -> None:
    headers = signed_in(site, person(site, "lead", "lea-2"))
    now = client.get("/v1/policy", headers=headers).json()
    said = client.post("/v1/policy/backtest", headers=headers, json=now).json()
    assert (said["now_fires"], said["no_longer"]) == ([], [])


def test_what_was_missed_is_told_of_the_demo_alone(client: Any, site: Any) -> None:
    headers = signed_in(site, person(site, "analyst", "ana-3"))
    assert client.get("/v1/demo/missed", headers=headers).status_code == 404


def test_a_step_of_people_reaches_the_engine(site: Any) -> None:
    given = CaseAnswered(
        time=datetime.now(UTC),
        answer="c-none.1/a-none-1",
        alarm="a-none-1",
        subject=Subject("account", "nobody"),
        hypothesis="scam",
        possible="scam",
        step="hold",
        by=("kim",),
    )
    case_desk(site)._tell([], [given])  # type: ignore[attr-defined]
    rows = [row for row in site.reader.audit() if row.act == "step taken"]
    assert [row.who for row in rows] == ["kim"] and "c-none.1/a-none-1" in rows[0].what
    faults = [fault for fault in site.reader.faults() if fault.where == "c-none.1/a-none-1"]
    assert "nothing stands" in faults[0].reason


def test_a_round_takes_cases_up_and_hides_nothing_when_it_cannot(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keep_up(site) >= 0 and keep_up(site) == 0

    def refuses(*_: Any) -> int:
        raise BantayError("not now")

    monkeypatch.setattr(CaseDesk, "take_up", refuses)
    with pytest.raises(BantayError):  # what becomes of it is in test_troubles.py
        keep_up(site)


def test_only_labels_drawn_at_random_say_how_right_sums_are(client: Any, site: Any) -> None:
    lead = signed_in(site, person(site, "lead", "lia-c"))
    found = {}
    for account, sampled in (("u-171", True), ("u-172", False)):
        client.post("/v1/events", json=hidden_number(account, 60), headers=key(site, "events"))
        [found[account]] = site.reader.alarms(AlarmFilter(subject=account))
        assert client.get("/v1/cases", headers=lead).json()  # taken up into a case
        label = {"alarm": found[account].alarm, "verdict": "false", "sampled": sampled}
        assert client.post("/v1/labels", json=label, headers=lead).status_code < 300
    [band] = client.get("/v1/quality/calibration", headers=lead).json()
    assert (band["right"]["hits"], band["right"]["of"]) == (0, 1)
    low, high = band["low_db"], band["high_db"]
    assert low <= found["u-171"].score_db < high
    moderator = signed_in(site, person(site, "moderator", "mod-2"))
    assert client.get("/v1/quality/calibration", headers=moderator).status_code == 403
