"""The end of a run: calm when all is well, red where something failed, always a next step."""

from pathlib import Path

import click
import pytest

from bantay.cli.render.summary import summary
from bantay.ports.source import Reject
from bantay.runtime.embedded import RunReport

STORE = Path("bantay-store")


def reject(line: int, **more: str) -> Reject:
    return Reject(
        file="chat.jsonl",
        line=line,
        column=9,
        field=more.get("field"),
        reason=more.get("reason", "not JSON"),
        nearest=more.get("nearest"),
        raw=b"somebody's words",
    )


def shown(report: RunReport, *rejects: Reject, strongest: str | None = None) -> str:
    return click.unstyle(summary(report, rejects, STORE, strongest))


def test_a_good_run() -> None:
    report = RunReport(events=18240, accepted=18239, duplicates=1, findings=212, seconds=3.14)
    report.alarms_opened, report.alarms_open = 14, 12
    assert shown(report, strongest="a-1").splitlines() == [
        "done      18,240 events in 3.1 s",
        "accepted  18,239, 1 duplicate",
        "late      0",
        "rejected  0",
        "findings  212 new or revised",
        "alarms    14 opened, 12 open now",
        "next      bantay alarms   bantay explain a-1",
    ]


def test_late_events_are_said_to_be_unseen_by_detectors() -> None:
    told = shown(RunReport(events=10, accepted=10, late=7))
    assert "late      7: kept, but too late for the detectors" in told


def test_the_first_rejects_are_named_and_no_raw_line_is_shown() -> None:
    told = shown(
        RunReport(rejected=5),
        reject(3, field="txt", reason="unknown field", nearest="text"),
        reject(4),
        reject(9),
    )
    assert "5 lines, kept in quarantine" in told
    assert "chat.jsonl:3:9 field 'txt': unknown field (did you mean 'text'?)" in told
    assert "and 2 more: bantay quarantine" in told
    assert "somebody" not in told


def test_what_failed_is_red() -> None:
    report = RunReport(faults=2, undelivered={"hook": 3, "file": 0})
    red = [line for line in summary(report, (), STORE, None).splitlines() if "\x1b[31m" in line]
    assert len(red) == 2
    assert "2 faults" in red[0] and "3 not delivered to hook" in red[1]


def test_a_stopped_run_says_how_to_go_on() -> None:
    told = shown(RunReport(events=5, interrupted=True))
    assert told.startswith("stopped   5 events")
    assert "the same command goes on from there" in told


@pytest.mark.parametrize("store", [Path("elsewhere"), Path("/srv/x")])
def test_next_steps_name_another_store(store: Path) -> None:
    told = summary(RunReport(alarms_open=1, rejected=1), (), store, "a-1")
    last = told.splitlines()[-1]
    assert last.count(f"--store {store}") == 3


def test_the_next_step_can_be_typed_as_it_stands() -> None:
    told = summary(RunReport(alarms_open=1), (), Path("my store"), None)
    assert told.splitlines()[-1].endswith("bantay alarms --store 'my store'")
