"""The card: marks rest on findings or on a person's word; what is not known is not a no."""

from typing import Any

import pytest

from bantay.cases.card import LINES, OBSERVABLE, marks, touches
from bantay.cases.questions import questions
from bantay.cases.state import CaseState
from bantay.kit.indicators import ILO
from bantay.model.case import Mark
from bantay.model.casework import MarkFilled

from .toys import CASE, INDICATORS, NOON, RING, alarm, answer, case_of, finding, ruled, taken


def filled(card: Any, name: str, holds: bool | None, note: str = "says so") -> MarkFilled:
    return MarkFilled(time=NOON, case=CASE, by="ana", card=card, name=name, holds=holds, note=note)


def ring(*more: Any) -> CaseState:
    return case_of(*(taken(one, *touches(one, INDICATORS)) for one in RING), *more)


def mark(state: CaseState, card: str, name: str) -> Mark:
    return next(one for one in marks(state) if (one.card, one.name) == (card, name))


def codes(state: CaseState) -> set[str]:
    return {question.code for question in questions(state)}


def test_a_finding_fills_its_lines_with_its_quote() -> None:
    one = mark(ring(), "act", "harbouring")
    assert one.standing == "seen" and {g.alarm for g in one.grounds} == {r.alarm for r in RING}
    assert all(g.finding and g.quote and g.quote.event == f"e-{g.finding}" for g in one.grounds)


def test_what_speaks_against_touches_nothing() -> None:
    against = alarm("a-1", findings=(finding("f", weight_db=-4.0),))
    assert touches(against, INDICATORS) == ()


def test_of_the_eleven_only_what_data_can_show_is_seen() -> None:
    assert set(ILO) > OBSERVABLE and set(LINES["ilo"]) == set(ILO)
    assert mark(ring(), "ilo", "withholding of wages").standing == "seen"
    isolation = mark(ring(), "ilo", "isolation")
    assert isolation.standing == "hinted" and not isolation.observable and isolation.grounds


@pytest.mark.parametrize(
    ("holds", "standing"), [(True, "filled"), (False, "ruled_out"), (None, "hinted")]
)
def test_a_person_s_word_stands_over_findings_and_can_be_taken_back(
    holds: bool | None, standing: str
) -> None:
    state = ring(filled("ilo", "isolation", True), filled("ilo", "isolation", holds))
    one = mark(state, "ilo", "isolation")
    assert one.standing == standing
    assert bool(one.grounds[0].by) is (holds is not None)


def test_means_are_not_needed_where_the_person_may_be_under_18() -> None:
    young = alarm("a-y", "yan", "minor_at_risk")
    assert mark(case_of(young), "means", "coercion").standing == "not_needed"
    grown = alarm("a-y", "yan", "minor_at_risk", status="closed")
    assert mark(case_of(grown), "means", "coercion").standing == "not_known"


@pytest.mark.parametrize(
    ("records", "asked"),
    [
        (RING[1:2], {"age_not_known", "no_login_data", "no_messages_data"}),
        ([alarm("a", "cyd", "controlled_performer")], {"who_controls"}),
        ([alarm("a", findings=(finding("f", draft=True),))], {"draft_weights"}),
        ([alarm("a"), ruled("ana", answer("not_enough"))], {"not_enough"}),
        ([alarm("a"), alarm("b", "bob")], {"link_withdrawn"}),
    ],
)
def test_what_is_missing_is_asked(records: Any, asked: set[str]) -> None:
    assert asked <= codes(case_of(*records))


def test_what_is_known_is_not_asked() -> None:
    young = alarm("a-y", "aya", "minor_at_risk")
    about = {q.about.id for q in questions(ring(young)) if q.code == "age_not_known" and q.about}
    assert about == {"bea"}
    assert "means_not_known" not in codes(ring())
    assert "no_money_data" not in codes(ring())
    assert "no_money_data" not in codes(case_of(alarm("a")))  # a moved contact needs no payment
