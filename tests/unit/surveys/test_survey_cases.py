"""Every case beside every survey, and the rules that surveys keep."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, get_args

import pytest

from bantay.kit import CEILING_MAX, Seen, Survey
from bantay.kit.indicators import ACT, ILO, MEANS, PURPOSE
from bantay.model.vocabulary import Hypothesis, Plane
from bantay.runtime.cases import KNOWN, Case
from bantay.runtime.catalogue import survey_catalogue
from bantay.runtime.pages import limits, sections
from bantay.runtime.survey_cases import SurveyResult, over, run_cases, survey_cases

AnySurvey = Survey[Any]
SURVEYS = survey_catalogue()
each = pytest.mark.parametrize("survey", SURVEYS, ids=lambda s: s.spec.id)
ALL = [(survey, case) for survey in SURVEYS for case in survey_cases(survey)]


@cache
def ran(id: str, name: str) -> SurveyResult:
    """A case run once: half a second goes into making its queries."""
    [found] = [(s, c) for s, c in ALL if s.spec.id == id and c.name == name]
    return run_cases(found[0], [found[1]])[0]


def of_alarms(survey: AnySurvey) -> list[SurveyResult]:
    """What its cases that must be seen gave."""
    wanted = [case for case in survey_cases(survey) if case.verdict == "alarm"]
    return [ran(survey.spec.id, case.name) for case in wanted]


@pytest.mark.parametrize(("survey", "case"), ALL, ids=[f"{s.spec.name}: {c.name}" for s, c in ALL])
def test_case(survey: AnySurvey, case: Case) -> None:
    assert ran(survey.spec.id, case.name).reason == ""


@each
def test_a_survey_keeps_the_contract(survey: AnySurvey) -> None:
    spec = survey.spec
    assert spec.id == f"surveys.{spec.name}" and spec.rows and spec.signs
    assert is_dataclass(survey.params)
    for sign in spec.signs:
        assert sign.id.startswith(f"{spec.id}.")
        assert sign.plane in get_args(Plane)
        assert sign.hypotheses and set(sign.hypotheses) <= set(get_args(Hypothesis))
        assert 0 < sign.ceiling <= CEILING_MAX
        found = sign.indicators
        assert set(found.act) <= set(ACT) and set(found.means) <= set(MEANS)
        assert set(found.purpose) <= set(PURPOSE) and set(found.ilo) <= set(ILO)


@each
def test_a_sign_speaks_of_controllers_or_of_victims_never_of_both(survey: AnySurvey) -> None:
    for sign in survey.spec.signs:
        assert not {"controller", "controlled_performer"} <= set(sign.hypotheses)


@each
def test_every_limit_is_held_by_a_case(survey: AnySurvey) -> None:
    shown: dict[str, set[str]] = {verdict: set() for verdict in KNOWN}
    for case in survey_cases(survey):
        if case.limit is not None:
            shown[case.verdict].add(case.limit)
    said = limits(survey)  # type: ignore[arg-type]
    assert shown["known-miss"] == set(said["Misses"])
    assert shown["known-false-alarm"] == set(said["Wrong when"])
    assert all(sections(survey).values())  # type: ignore[arg-type]


@each
def test_enough_cases_of_all_verdicts(survey: AnySurvey) -> None:
    cases = survey_cases(survey)
    assert len(cases) >= 8
    assert {case.verdict for case in cases} == {"alarm", "silence", *KNOWN}
    assert len({case.name for case in cases}) == len(cases)


@each
def test_its_cases_notice_a_survey_that_does_not_look(survey: AnySurvey) -> None:
    def blind(tables: Any, params: Any) -> Iterator[Seen]:
        return iter(())

    wanted = [case for case in survey_cases(survey) if case.verdict == "alarm"]
    from bantay.runtime.survey_cases import _wrong

    assert all(_wrong(case, tuple(blind(None, None)), set()) for case in wanted) and len(wanted) > 2


@each
def test_an_empty_log_is_silence(survey: AnySurvey) -> None:
    assert over(survey, []) == ()


@each
def test_looking_twice_sees_the_same(survey: AnySurvey) -> None:
    [fullest] = sorted(of_alarms(survey), key=lambda result: len(result.seen))[-1:]
    assert fullest.seen and run_cases(survey, [fullest.case])[0].seen == fullest.seen


@each
def test_every_finding_names_its_edges(survey: AnySurvey) -> None:
    signs = {sign.id: sign for sign in survey.spec.signs}
    for result in of_alarms(survey):
        for one in result.seen:
            sign = signs[f"{survey.spec.id}.{one.sign}"]
            assert one.finding.subject is not None
            assert one.finding.subject.kind in sign.subjects
            assert one.finding.quotes and one.first <= one.last


COUNTED = [
    pytest.param(survey, field.name, id=f"{survey.spec.name} {field.name}")
    for survey in SURVEYS
    for field in fields(survey.params)
    if field.name in ("performers", "paying", "depth", "fees", "brokers", "fan", "shortest", "many")
]


@pytest.mark.parametrize(("survey", "name"), COUNTED)
def test_a_count_raised_by_one_silences_some_case(survey: AnySurvey, name: str) -> None:
    params = replace(survey.params, **{name: getattr(survey.params, name) + 1})
    moved = replace(survey, params=params)
    alarms = (case for case in survey_cases(survey) if case.verdict == "alarm")
    assert any(run_cases(moved, [case])[0].reason for case in alarms)
