"""What is done beside the events is loud when it fails: log, metric, health, console, store."""

from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from litestar.testing import TestClient

from bantay.errors import BantayError
from bantay.model.evidence import Fault
from bantay.runtime.cases_desk import CaseDesk
from bantay.runtime.serving import Site
from bantay.runtime.serving.case_desk import keep_up
from bantay.runtime.serving.report_desk import go_on
from bantay.runtime.serving.service import Service
from bantay.runtime.serving.troubles import Troubles
from bantay.server import cases
from bantay.server.app import make_app
from bantay.server.log import Lines
from bantay.server.settings import ServerSettings

from .conftest import BASE, key, person, signed_in

SECRET = "case c-77 of quay-street-person"


def refuses(*_: Any) -> int:
    raise BantayError(SECRET)


def test_a_round_that_keeps_failing_is_seen_everywhere_and_then_is_well_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(site, ServerSettings(), cases.HANDLERS, own_site=False)
    client = TestClient(app, base_url=BASE)
    lines: list[str] = []
    site.service.troubles.listen(Lines("json", lines.append).failed)
    watcher, lead = key(site, "metrics"), signed_in(site, person(site, "lead", "lou-t"))
    site.service.call(lambda driver: driver.now).result(30)  # the engine is there
    before = {(one.kind, one.where) for one in site.reader.faults()}

    def round() -> None:
        done = site.round_soon("cases", lambda: keep_up(site))
        assert done is not None
        done.result(30)

    def seen() -> tuple[Any, Any, str]:
        ready, told = client.get("/health/ready"), client.get("/v1/delivery", headers=lead)
        assert ready.status_code == 200, "events are still taken"
        return ready.json(), told.json()["failing"], client.get("/metrics", headers=watcher).text

    monkeypatch.setattr(CaseDesk, "take_up", refuses)
    round()
    ready, failing, metrics = seen()
    assert (ready["status"], failing) == ("ready", []), "once may be somebody else's write"
    assert 'bantay_rounds_failed_total{round="cases"} 1' in metrics
    assert len(lines) == 1 and '"event": "round_failed"' in lines[0]
    round()
    ready, failing, metrics = seen()
    assert (ready["status"], ready["failing"], failing) == ("degraded", ["cases"], ["cases"])
    assert "bantay_degraded 1" in metrics and len(lines) == 2
    assert SECRET not in "".join(lines) and '"kind": "BantayError"' in lines[1]
    new = [one for one in site.reader.faults() if (one.kind, one.where) not in before]
    assert [(one.kind, one.where) for one in new] == [("server", "cases")]
    assert SECRET in new[0].reason, "`bantay doctor` has the words"
    monkeypatch.undo()
    round()
    ready, failing, metrics = seen()
    assert (ready["status"], ready["failing"], failing) == ("ready", [], [])
    assert "bantay_degraded 0" in metrics and 'failed_total{round="cases"} 2' in metrics


def test_an_error_that_is_not_ours_is_loud_too_and_never_quoted(site: Site) -> None:
    def broken() -> None:
        raise RuntimeError(SECRET)

    for _ in range(2):
        done = site.round_soon("reports", broken)
        assert done is not None and done.result(30) is None
    assert list(site.service.troubles.standing) == ["reports"]
    assert [one.reason for one in site.reader.faults() if one.where == "reports"] == [
        "RuntimeError"
    ]
    fine = site.round_soon("reports", lambda: go_on(site))  # no settings: nothing to do
    assert fine is not None and fine.result(30) is None
    assert list(site.service.troubles.standing) == []


def test_settings_of_reports_that_cannot_be_read_are_no_silence(site: Site) -> None:
    site.reports.write_text("this is no = = toml")
    try:
        with pytest.raises(BantayError):
            go_on(site)
    finally:
        site.reports.unlink()


def test_a_slow_round_is_not_queued_behind_itself(site: Site) -> None:
    go = Event()
    first = site.round_soon("cases", lambda: go.wait(20))
    assert site.round_soon("cases", refuses) is None
    go.set()
    assert first is not None and first.result(20) is None
    again = site.round_soon("cases", lambda: None)
    assert again is not None and again.result(20) is None


def test_a_line_comes_at_the_first_failure_and_whenever_their_number_has_doubled() -> None:
    heard: list[tuple[str, int, str]] = []
    troubles = Troubles()
    troubles.listen(lambda *told: heard.append(told))
    for _ in range(9):
        assert isinstance(troubles.tried("cases", refuses), BantayError)
    assert [n for _, n, _ in heard] == [1, 2, 4, 8] and troubles.ever == {"cases": 9}
    assert troubles.tried("cases", lambda: None) is None
    assert troubles.in_row("cases") == 0 and troubles.standing == ()
    troubles.tried("cases", refuses)
    assert heard[-1] == ("cases", 1, "BantayError")


def test_the_engines_own_chores_are_rounds_too() -> None:
    faults: list[Fault] = []

    def engine() -> Any:
        return SimpleNamespace(live_tick=refuses, today=lambda: None, fault=faults.append)

    store: Any = SimpleNamespace(seal=refuses)
    service = Service(store, engine)
    service._clockwork(idle=True)
    assert not service.troubles.standing and not faults
    service._clockwork(idle=True)
    assert list(service.troubles.standing) == ["clock", "sealing"]
    assert [(one.where, SECRET in one.reason) for one in faults] == [
        ("clock", True), ("sealing", True),
    ]  # fmt: skip
    service._clockwork(idle=True)
    assert len(faults) == 2, "a fault once, and not twice a second"
