"""Surges over HTTP: what stands in the log is shown, to those who see all, and runs once a day."""

from datetime import UTC, date, datetime
from typing import Any

from bantay.model.log import SurgeGiven, SurveyFinished
from bantay.model.surge import By, Surge, surge_id
from bantay.runtime.embedded import Driver, wall
from bantay.runtime.serving import Site
from bantay.runtime.serving.engine import Engine
from bantay.runtime.surges import ID

from .conftest import Client, key, message, person, signed_in

MONDAY = date(2026, 3, 2)


def surge(by: By, name: str) -> Surge:
    return Surge(
        id=surge_id(by, name, MONDAY),
        by=by,
        name=name,
        begins=MONDAY,
        days=7,
        count=40,
        expected=8.0,
        deviations=6.0,
    )


def alarmed(client: Client, headers: dict[str, str]) -> set[str]:
    answer = client.get("/v1/regions", headers=headers)
    assert answer.status_code == 200
    return {row["surge"]["name"] for row in answer.json()["alarmed"]}


def test_what_stands_is_shown_and_a_limited_reader_learns_of_own_hypotheses_only(
    client: Client, site: Site
) -> None:
    told = (surge("region", "KH"), surge("hypothesis", "scam"), surge("hypothesis", "broker"))
    now = datetime.now(UTC)
    records = [SurgeGiven(time=now, survey=ID, surge=one, heard=True) for one in told]
    site.service.call(lambda driver: driver.own(records)).result(20)
    assert alarmed(client, key(site, "alarms")) >= {"KH", "scam", "broker"}
    limited = signed_in(site, person(site, "moderator", "scam-only", "scam"))
    assert alarmed(client, limited) == {"scam"}
    posted = [parcel for _, parcel in site.reader.watching.parcels(0, 500)]
    assert {p.id.rsplit(".", 1)[0] for p in posted if p.kind == "surge"} >= {o.id for o in told}


def runs(site: Site) -> int:
    return sum(isinstance(r, SurveyFinished) and r.survey == ID for _, r in site.reader.log())


def test_a_server_looks_once_a_day_while_it_keeps_up(client: Client, site: Site) -> None:
    sent = client.post("/v1/events", json=[message("for-a-day")], headers=key(site, "events"))
    assert sent.status_code < 300

    def looked(driver: Driver) -> tuple[Any, Any]:
        assert isinstance(driver, Engine)
        day = driver.today()
        driver._now, kept = 0, driver._now
        behind = driver.today()
        driver._now = kept
        return day, behind

    day, behind = site.service.call(looked).result(20)
    assert day in {wall() // 86_400_000_000, wall() // 86_400_000_000 - 1}
    assert behind is None, "while history is sent nothing is looked at"
    site.service.call(lambda driver: None).result(20)
    first = runs(site)
    assert first >= 1
    for _ in range(3):
        site.service.call(lambda driver: None).result(20)
    assert runs(site) == first
