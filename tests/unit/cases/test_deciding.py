"""Answers: what they need, whom they are asked of, when a second and third look is wanted."""

from datetime import timedelta
from typing import Any

import pytest

from bantay.cases.deciding import asked, blind, reversed_by, settled, undone
from bantay.cases.deciding import ruled as ruling
from bantay.cases.labels import labels
from bantay.cases.page import Beside, page
from bantay.cases.roles import MAY, require
from bantay.cases.rounds import final
from bantay.cases.settings import CaseSettings
from bantay.cases.state import CaseState
from bantay.errors import Conflict, InputError, NotPermitted
from bantay.model.casework import NoteAdded, Ruled
from bantay.model.evidence import Quote

from .toys import CASE, NOON, RING, alarm, answer, case_of, ruled, viewer

NEVER, ALWAYS = 0.99, 0.0


def give(state: CaseState, who: str, said: Any, chance: float = NEVER, hours: float = 0) -> Ruled:
    at = NOON + timedelta(hours=hours)
    return ruling(state, viewer(who), said, at, CaseSettings(), lambda case, n: chance)


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        (answer(reason=" "), "reason in words"),
        (answer(step=None), "needs a step"),
        (answer(quotes=()), "at least one quote"),
        (answer(quotes=(Quote("e-other", "text", 0, 1),)), "is no evidence"),
        (
            answer("not_enough", reason="x").__class__(
                outcome="not_enough", step="hold", reason="x"
            ),
            "takes no step",
        ),
    ],
)
def test_an_answer_says_why_and_on_what(said: Any, missing: str) -> None:
    with pytest.raises(InputError, match=missing):
        give(case_of(*RING), "ana", said)


def test_a_look_without_consequence_needs_no_quote() -> None:
    assert give(case_of(*RING), "ana", answer("other", "watch", quotes=())).again is False


@pytest.mark.parametrize(
    ("step", "chance", "again"),
    [("hold", NEVER, False), ("hold", ALWAYS, True), ("refer", NEVER, True)],
)
def test_refer_and_a_share_of_all_are_looked_at_again(
    step: str, chance: float, again: bool
) -> None:
    one = give(case_of(*RING), "ana", answer(step=step), chance)
    assert one.again is again
    assert case_of(*RING, one).status() == ("second_look" if again else "decided")


FIRST = ruled("ana", answer(step="refer"), again=True)
SAME = ruled("jun", answer(step="refer", reason="I agree"), look="second")
OTHER = ruled("jun", answer("other", "watch"), look="second")


def test_two_who_agree_decide() -> None:
    state = case_of(*RING, FIRST, SAME)
    assert state.status() == "decided" and final(state.rulings) == SAME


@pytest.mark.parametrize(
    "third", [answer(step="refer"), answer("other", "watch"), answer("scam", "hold")]
)
def test_two_who_differ_open_a_third_seat_and_it_decides(third: Any) -> None:
    state = case_of(*RING, FIRST, OTHER)
    assert state.status() == "third_look" and asked(state, viewer("kim"), NOON).look == "third"
    last = give(state, "kim", third)
    done = case_of(*RING, FIRST, OTHER, last)
    assert done.status() == "decided" and done.final == last


@pytest.mark.parametrize("who", ["ana", "jun"])
def test_nobody_sits_twice(who: str) -> None:
    with pytest.raises(Conflict, match="another person"):
        give(case_of(*RING, FIRST, OTHER), who, answer())


def test_not_enough_goes_to_a_second_reader_with_a_reminder() -> None:
    one = give(case_of(*RING), "ana", answer("not_enough", reason="no money data"))
    assert one.remind == NOON + timedelta(hours=72)
    state = case_of(*RING, one)
    assert state.status() == "not_enough" and asked(state, viewer("jun"), NOON).look == "second"
    assert asked(state, viewer("ana"), NOON).look == "none"
    later = NOON + timedelta(hours=73)
    assert asked(state, viewer("ana"), later).look == "second"
    assert case_of(*RING, one, give(state, "jun", answer())).status() == "decided"


def test_not_enough_does_not_count_against_an_answer() -> None:
    state = case_of(*RING, FIRST)
    passed = give(state, "jun", answer("not_enough"))
    waiting = case_of(*RING, FIRST, passed)
    assert waiting.status() == "second_look"
    assert case_of(*RING, FIRST, passed, ruled("kim", answer(step="refer"))).status() == "decided"


NOTE = NoteAdded(time=NOON, case=CASE, by="ana", role="analyst", note="n", text="clearly so")


def test_a_second_reader_sees_evidence_and_nobody_s_opinion() -> None:
    state = case_of(*RING, NOTE, FIRST)
    seen = page(state, viewer("jun"), NOON, CaseSettings(), Beside())
    assert seen.blind and seen.rulings == seen.notes == seen.decisions == ()
    assert seen.score_db is None and all(a.score_db == 0 for a in seen.alarms)
    assert not [r for r in seen.history if isinstance(r, Ruled | NoteAdded)]
    assert [f.quotes for a in seen.alarms for f in a.findings]
    for who in (viewer("ana"), viewer("max", "auditor")):
        open_ = page(state, who, NOON, CaseSettings(), Beside())
        assert not open_.blind and open_.rulings == (FIRST,) and open_.notes == (NOTE,)


def test_after_the_second_answer_both_are_shown() -> None:
    state = case_of(*RING, NOTE, FIRST, SAME)
    assert not blind(state, viewer("kim"), reader=True)


def test_an_answer_can_be_taken_back_for_ten_minutes_by_its_giver() -> None:
    state = case_of(*RING, ruled("ana"))
    assert undone(state, viewer("ana"), NOON + timedelta(minutes=10), CaseSettings()).by == "ana"
    with pytest.raises(Conflict, match="10 minutes"):
        undone(state, viewer("ana"), NOON + timedelta(minutes=11), CaseSettings())
    with pytest.raises(Conflict, match="own answer"):
        undone(state, viewer("jun"), NOON, CaseSettings())


def test_only_somebody_else_reverses() -> None:
    state = case_of(*RING, ruled("ana"))
    with pytest.raises(Conflict, match="did not answer"):
        reversed_by(state, viewer("ana"), "wrong", NOON)
    record = reversed_by(state, viewer("jun"), "a contract", NOON)
    assert case_of(*RING, ruled("ana"), record).status() == "open"
    with pytest.raises(Conflict, match="nothing is decided"):
        reversed_by(case_of(*RING), viewer("jun"), "x", NOON)


@pytest.mark.parametrize(("minutes", "told"), [(10, False), (11, True)])
def test_labels_wait_until_nothing_can_be_undone(minutes: int, told: bool) -> None:
    state = case_of(*RING, ruled("ana"))
    found = settled(state, NOON + timedelta(minutes=minutes), CaseSettings())
    assert (found is not None) is told


@pytest.mark.parametrize(
    ("outcome", "verdicts"),
    [
        ("exploitation", {"controller": "true", "scam": "unsure"}),
        ("scam", {"controller": "false", "scam": "true"}),
        ("other", {"controller": "false", "scam": "false"}),
    ],
)
def test_labels_are_one_an_open_alarm_and_never_sampled(outcome: Any, verdicts: Any) -> None:
    gone = alarm("a-3", "cyd", status="closed")
    one = ruled("ana", answer(outcome))
    state = case_of(RING[0], alarm("a-2", "rey", "scam"), gone, one)
    given = list(labels(state, one, NOON))
    assert {label.hypothesis: label.verdict for label in given} == verdicts
    assert not any(label.sampled for label in given)


@pytest.mark.parametrize("act", sorted(MAY))
def test_every_right_is_asked_for(act: Any) -> None:
    for role in ("moderator", "analyst", "financial_analyst", "lead", "auditor", "admin"):
        if role in MAY[act]:
            require(viewer("ana", role), act)
        else:
            with pytest.raises(NotPermitted, match="nobody may"):
                require(viewer("ana", role), act)


def test_a_case_outside_the_scope_is_refused() -> None:
    require(viewer(cases=frozenset({CASE})), "look", CASE)
    with pytest.raises(NotPermitted, match="outside"):
        require(viewer(cases=frozenset({"c-2"})), "look", CASE)
