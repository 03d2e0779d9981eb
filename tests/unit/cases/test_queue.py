"""The queue: urgency and age, with a sentence; clocks; whom it lists for whom."""

from datetime import timedelta
from typing import Any

import pytest

from bantay.cases.brief import brief_of
from bantay.cases.queue import ago, listed, row
from bantay.cases.settings import REPORT_WITHIN, URGENCY, CaseSettings, read_settings
from bantay.cases.state import CaseState
from bantay.errors import ConfigError
from bantay.model.case import QueueRow
from bantay.model.case_page import QueueFilter
from bantay.model.casework import HandedOver, LeaseTaken, NoteAdded
from bantay.model.vocabulary import Hypothesis

from .toys import CASE, NOON, RING, alarm, answer, case_of, ruled, viewer

HEAD: dict[str, Any] = {"time": NOON, "case": CASE, "by": "ana", "role": "analyst"}
YOUNG = alarm("a-y", "yan", "minor_at_risk")
MOVED = alarm("a-m", "mo", "contact_evasion")


def at(state: CaseState, hours: float, settings: CaseSettings = CaseSettings()) -> QueueRow:  # noqa: B008
    return row(brief_of(state), NOON + timedelta(hours=hours), settings)


def test_every_hypothesis_has_a_place() -> None:
    assert set(URGENCY) == set(Hypothesis.__args__)  # type: ignore[attr-defined]


def test_people_at_risk_come_before_what_only_breaks_rules() -> None:
    assert at(case_of(YOUNG), 0).priority.score > at(case_of(MOVED), 0).priority.score


def test_what_waits_rises_and_says_how_long() -> None:
    early, late = at(case_of(MOVED), 1), at(case_of(MOVED), 60)
    assert late.priority.score > early.priority.score
    assert late.priority.because == "possible contact evasion; waiting for 2 d"


def test_nothing_waits_for_ever_behind_what_is_graver() -> None:
    assert at(case_of(MOVED), 24 * 9).priority.score > at(case_of(RING[1]), 0).priority.score


@pytest.mark.parametrize(
    ("hours", "late", "words"),
    [(0, False, "a report is due in 24 h"), (25, True, "a report is late by 60 min")],
)
def test_a_report_s_clock_runs_from_detection(hours: float, late: bool, words: str) -> None:
    words = words.replace("60 min", "1 h")
    found = at(case_of(YOUNG), hours)
    [clock] = [clock for clock in found.clocks if clock.name == "report_due"]
    assert clock.due == NOON + timedelta(hours=24) and clock.late is late
    assert words in found.priority.because


def test_an_operator_sets_the_clocks() -> None:
    settings = read_settings("[report_hours]\nminor_at_risk = 2\n", "cases.toml")
    [clock] = [c for c in at(case_of(YOUNG), 0, settings).clocks if c.name == "report_due"]
    assert clock.due == NOON + timedelta(hours=2)
    off = read_settings("[report_hours]\nminor_at_risk = 0\n", "cases.toml")
    assert [c.name for c in at(case_of(YOUNG), 0, off).clocks] == ["since_detection"]
    assert REPORT_WITHIN["minor_at_risk"] == 24


@pytest.mark.parametrize(
    ("raw", "line", "nearest"),
    [
        ("lease_minuets = 5\n", 1, "lease_minutes"),
        ("undo_minutes = 5\nsecond_look_share = 2.0\n", 2, None),
        ("[report_hours]\nminor = 3\n", 2, "minor_at_risk"),
        ("[report_hours]\nscam = -3\n", 1, None),
    ],
)
def test_a_wrong_setting_is_named_with_its_line(raw: str, line: int, nearest: str | None) -> None:
    with pytest.raises(ConfigError) as caught:
        read_settings(raw, "cases.toml")
    assert caught.value.place is not None and caught.value.place.line == line
    assert caught.value.nearest == nearest


def test_what_is_done_stands_last_and_says_so() -> None:
    done = at(case_of(YOUNG, ruled("ana", answer("other", "watch", quotes=()))), 0)
    assert done.priority.score < 0 and done.waits == "nobody: decided"
    assert not [clock for clock in done.clocks if clock.name == "report_due"]


def test_an_answer_that_may_lead_to_a_report_keeps_its_clock() -> None:
    state = case_of(RING[0], ruled("ana", answer(step="hold")))
    assert [c.name for c in at(state, 0).clocks] == ["since_detection", "report_due"]


def test_a_reminder_lifts_a_case_when_it_is_due() -> None:
    waiting = ruled("ana", answer("not_enough"), remind=NOON + timedelta(hours=72))
    state = case_of(MOVED, waiting)
    before, after = at(state, 71.9), at(state, 72)
    assert after.priority.score - before.priority.score > 30
    assert "look again" in after.priority.because


STATES = {
    "open": case_of(*RING),
    "leased": case_of(*RING, LeaseTaken(**HEAD, until=NOON + timedelta(hours=1))),
    "handed": case_of(*RING, HandedOver(**HEAD, to="jun", note="go on")),
    "second": case_of(*RING, ruled("ana", answer(step="refer"), again=True)),
    "named": case_of(*RING, NoteAdded(**HEAD, note="n", text="@jun", mentions=("jun",))),
    "quiet": case_of(alarm("a", status="closed")),
}


@pytest.mark.parametrize(
    ("wanted", "who", "names"),
    [
        (QueueFilter(), "jun", {"open", "leased", "handed", "second", "named", "quiet"}),
        (QueueFilter(status="quiet"), "jun", {"quiet"}),
        (QueueFilter(waits="first"), "jun", {"open", "leased", "handed", "named"}),
        (QueueFilter(waits="second"), "jun", {"second"}),
        (QueueFilter(waits="second"), "ana", set()),
        (QueueFilter(mine=True), "jun", {"handed"}),
        (QueueFilter(mine=True), "ana", {"leased"}),
        (QueueFilter(free=True, waits="first"), "ana", {"open", "handed", "named"}),
        (QueueFilter(mentions=True), "jun", {"named"}),
        (QueueFilter(hypothesis="contact_evasion"), "jun", {"quiet"}),
        (QueueFilter(plane="media"), "jun", set()),
    ],
)
def test_filters(wanted: QueueFilter, who: str, names: set[str]) -> None:
    found = {
        name for name, state in STATES.items() if listed(brief_of(state), wanted, viewer(who), NOON)
    }
    assert found == names


def test_what_is_outside_the_scope_is_not_listed() -> None:
    one = brief_of(STATES["open"])
    assert listed(one, QueueFilter(), viewer(cases=frozenset({CASE})), NOON)
    assert not listed(one, QueueFilter(), viewer(cases=frozenset({"c-9"})), NOON)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(-3, "0 min"), (59, "59 min"), (60, "1 h"), (47 * 60, "47 h"), (48 * 60, "2 d")],
)
def test_durations_as_people_say_them(minutes: int, words: str) -> None:
    assert ago(timedelta(minutes=minutes)) == words
