"""What a search service may show: decisions in force count, alarms alone do not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from bantay.model.decision import Decision
from bantay.model.evidence import Subject
from bantay.policy.listable import Listable, listable
from tests.unit.cli.toys import THE_ALARM

NOW = datetime(2026, 1, 5, tzinfo=UTC)
ENTRY = Subject("listing", "e1")
OWNER = Subject("account", "a")
DECISION = Decision(
    decision="d1",
    rule="r",
    step="hold",
    actions=("delist",),
    subject=OWNER,
    target=ENTRY,
    alarm="a-1",
    time=NOW - timedelta(days=1),
    until=NOW + timedelta(days=7),
    status="open",
    automatic=True,
    reasons=("seen",),
    ground="terms 4",
)
ALARM = msgspec.structs.replace(THE_ALARM, subject=ENTRY, status="open")


def decision(**changed: Any) -> Decision:
    return msgspec.structs.replace(DECISION, **changed)


def asked(*decisions: Decision, alarms: Any = ()) -> Listable:
    return listable("e1", decisions, alarms, NOW)


def test_nothing_known_is_listable() -> None:
    found = asked()
    assert (found.listable, found.step, found.until) == (True, None, None)


def test_an_open_alarm_alone_takes_nothing_out() -> None:
    found = asked(alarms=[ALARM])
    assert (found.listable, found.step, found.alarms) == (True, "watch", (ALARM.alarm,))
    closed = msgspec.structs.replace(ALARM, status="closed")
    assert asked(alarms=[closed]).step is None


def test_a_decision_in_force_takes_it_out_until_it_ends() -> None:
    found = asked(DECISION)
    assert (found.listable, found.step) == (False, "hold")
    assert found.until == DECISION.until and found.decisions == ("d1",)


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "shadow"},
        {"status": "waiting"},
        {"status": "ended"},
        {"until": NOW},
        {"target": Subject("listing", "e2")},
        {"target": OWNER},
    ],
)
def test_what_is_not_in_force_on_it_changes_nothing(changed: dict[str, Any]) -> None:
    found = asked(decision(**changed))
    assert (found.listable, found.step, found.until) == (True, None, None)


def test_the_last_of_several_to_end_frees_it() -> None:
    later = decision(decision="d2", until=NOW + timedelta(days=30), step="friction")
    found = asked(DECISION, later)
    assert found.until == later.until and found.step == "hold"
    assert found.decisions == ("d1", "d2")


def test_a_step_without_delisting_leaves_it_listed() -> None:
    found = asked(decision(actions=("warn",), step="nudge"))
    assert (found.listable, found.step, found.until) == (True, "nudge", DECISION.until)
