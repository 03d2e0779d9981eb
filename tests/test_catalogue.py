"""What every detector of the catalogue must be, and that its cases prove it."""

import importlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from bantay.engine.detect import AnyDetector
from bantay.engine.gate import Gate
from bantay.kit import CEILING_MAX, Finding, Quote, Window
from bantay.kit.indicators import ACT, ILO, MEANS, PURPOSE
from bantay.model.events import EVENTS, EventBase
from bantay.model.vocabulary import Hypothesis
from bantay.runtime.cases import KNOWN, cases_of, cases_path, events_of, run
from bantay.runtime.catalogue import catalogue, catalogue_terms, plane_rooms
from bantay.runtime.pages import SECTIONS, detector_pages, limits, parameter_meanings, sections

DETECTORS = catalogue()
PAGES = Path(__file__).parent.parent / "docs" / "detectors"
SPEAKS_OF_WORDS = ("messages", "profiles")
each = pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: d.spec.id)


def test_the_first_detectors_are_there() -> None:
    assert {d.spec.id for d in DETECTORS} >= {
        "messages.contact_shared",
        "messages.contact_split",
        "messages.stated_age",
        "messages.template_to_many",
    }


@each
def test_one_name_everywhere(detector: AnyDetector) -> None:
    module = importlib.import_module(detector.look.__module__)
    assert module.__name__ == f"bantay.planes.{detector.spec.id}"
    assert detector.spec.plane in plane_rooms()
    assert (module.SPEC, module.look, module.DETECTOR) == (detector.spec, detector.look, detector)
    assert isinstance(detector.params, module.Params)
    assert cases_path(detector).is_file()


@each
def test_a_spec_keeps_the_contract(detector: AnyDetector) -> None:
    spec = detector.spec
    assert spec.rows
    assert spec.hypotheses and set(spec.hypotheses) <= set(get_args(Hypothesis))
    assert set(spec.reads) <= set(EVENTS)
    assert 0 < spec.ceiling <= CEILING_MAX
    assert 0 < spec.keeps <= 1_000
    assert timedelta() < spec.window and timedelta() < spec.half_life
    found = spec.indicators
    assert set(found.act) <= set(ACT) and set(found.means) <= set(MEANS)
    assert set(found.purpose) <= set(PURPOSE) and set(found.ilo) <= set(ILO)


@each
def test_its_screens_exist(detector: AnyDetector) -> None:
    Gate([detector], catalogue_terms())  # an unknown class is a KeyError


@each
def test_params_are_frozen_and_every_field_says_what_it_is(detector: AnyDetector) -> None:
    params = type(detector.params)
    assert is_dataclass(params) and params.__dataclass_params__.frozen  # type: ignore[attr-defined]
    meanings = parameter_meanings(params)
    assert meanings and all(meanings.values()), meanings


@each
def test_the_docstring_says_what_it_sees_and_where_it_fails(detector: AnyDetector) -> None:
    assert tuple(sections(detector)) == SECTIONS
    assert all(sections(detector).values())


@each
def test_every_limit_is_held_by_a_case_and_every_case_by_a_limit(detector: AnyDetector) -> None:
    shown: dict[str, set[str]] = {verdict: set() for verdict in KNOWN}
    for case in cases_of(detector):
        if case.limit is not None:
            shown[case.verdict].add(case.limit)
    said = limits(detector)
    assert shown["known-miss"] == set(said["Misses"])
    assert shown["known-false-alarm"] == set(said["Wrong when"])


@each
def test_enough_cases_of_all_verdicts_and_languages(detector: AnyDetector) -> None:
    cases = cases_of(detector)
    assert len(cases) >= 8
    assert {case.verdict for case in cases} == {"alarm", "silence", *KNOWN}
    assert len({case.name for case in cases}) == len(cases)
    if detector.spec.plane in SPEAKS_OF_WORDS:
        for verdict in ("alarm", "silence"):
            spoken = {case.lang for case in cases if case.verdict == verdict}
            assert {"en", "fil", "zh"} <= spoken, verdict


NOT_ASKED: dict[str, Any] = dict.fromkeys(("admits", "keys", "least", "completes", "varies")) | {
    "needs": ()
}
"""What decides, beside `look`, which windows are looked at."""


def _silent(window: Window[Any], params: Any) -> Iterator[Finding]:
    return iter(())


def _loud(window: Window[Any], params: Any) -> Iterator[Finding]:
    event = window.events[-1]
    text = getattr(event, "text", None) or "?"
    yield Finding(anchor="x", summary="x", quotes=(Quote(event.id, "text", 0, len(text)),))


@each
@pytest.mark.parametrize("look", [_silent, _loud])
def test_its_cases_notice_a_detector_that_does_not_look(detector: AnyDetector, look: Any) -> None:
    cases = [case for case in cases_of(detector) if case.verdict not in KNOWN]
    failed = [
        result.case.verdict
        for result in run(replace(detector, look=look, **NOT_ASKED), cases)
        if not result.passed
    ]
    expected = "alarm" if look is _silent else "silence"
    demanded = [case.verdict for case in cases if case.verdict == expected]
    assert failed.count(expected) == len(demanded) > 2


def _notches() -> Iterator[Any]:
    """Every numeric parameter of every detector, one notch down and up."""
    for detector in DETECTORS:
        for field in fields(detector.params):
            value = getattr(detector.params, field.name)
            if isinstance(value, int | float) and not isinstance(value, bool):
                notch = 1 if isinstance(value, int) else 0.1
                for moved in (value - notch, round(value + notch, 6)):
                    name = f"{detector.spec.id} {field.name}={moved:g}"
                    yield pytest.param(detector, field.name, moved, id=name)


@pytest.mark.parametrize(("detector", "name", "moved"), list(_notches()))
def test_a_parameter_moved_by_a_notch_changes_some_case(
    detector: AnyDetector, name: str, moved: float
) -> None:
    other = replace(detector, params=replace(detector.params, **{name: moved}))
    assert any(not run(other, [case])[0].passed for case in cases_of(detector))


@each
def test_every_optional_field_may_be_absent(detector: AnyDetector) -> None:
    for kind in detector.spec.reads:
        event = _bare(kind)
        window: Window[Any] = Window("a", (event,))
        assert list(detector.look(window, detector.params)) == []


def _bare(kind: type[EventBase]) -> EventBase:
    """An event with its required fields alone."""
    import msgspec

    from bantay.runtime.cases import BEGIN

    made: dict[str, Any] = {"id": "e", "time": BEGIN}
    for field in msgspec.structs.fields(kind):
        if field.required and field.name not in made:
            made[field.name] = "x"
    return kind(**made)


@each
def test_summaries_hold_no_contact_and_no_name(detector: AnyDetector) -> None:
    for result in run(detector, cases_of(detector)):
        texts = {getattr(event, "text", None) for event in events_of(result.case)}
        for given in result.given:
            for quote in given.finding.quotes:
                quoted = [text[quote.start : quote.end] for text in texts if text]
                assert not any(q in given.finding.summary for q in quoted if len(q) > 3)


@each
def test_looking_twice_sees_the_same(detector: AnyDetector) -> None:
    for case in cases_of(detector):
        events = tuple(e for e in events_of(case) if type(e) in detector.spec.reads)
        window: Window[Any] = Window("a", events)
        if events:
            first = list(detector.look(window, detector.params))
            assert first == list(detector.look(window, detector.params))


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """All pages: a second goes into writing them, so they are written once."""
    return detector_pages()


def test_the_pages_are_as_the_detectors_say(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        path = PAGES / name
        assert path.is_file(), f"{name} is missing: make docs"
        assert path.read_text("utf-8") == page, f"{name} is stale: make docs"


def test_there_are_no_other_pages(pages: dict[str, str]) -> None:
    assert {path.name for path in PAGES.glob("*.md")} == set(pages)
