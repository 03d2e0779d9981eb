"""What is still open in a case, derived from what is missing. Absence is told as absence."""

from collections.abc import Iterator

from bantay.cases.card import marks
from bantay.cases.joining import components
from bantay.cases.people import people
from bantay.cases.rounds import pending
from bantay.cases.state import CaseState
from bantay.model.case import Mark, Person, Question
from bantay.model.evidence import Subject
from bantay.model.settings import TRAFFICKING
from bantay.model.vocabulary import Plane

_SILENT: tuple[tuple[Plane, str, str], ...] = (
    ("money", "no_money_data", "no finding is about money"),
    ("access", "no_login_data", "no finding is about logins or devices"),
    ("messages", "no_messages_data", "no finding is about messages"),
)
MOST_AGES = 12
"""So many accounts are asked about by name; a ring of hundreds gets one question."""


def questions(state: CaseState, known: tuple[Person, ...] | None = None) -> tuple[Question, ...]:
    """Open questions, those about people first. `known` as for `brief.brief_of`."""
    known, card = people(state) if known is None else known, marks(state)
    return (
        *_about_people(state, known),
        *_about_planes(state),
        *_about_card(state, card),
        *_about_evidence(state),
    )


def _about_people(state: CaseState, known: tuple[Person, ...]) -> Iterator[Question]:
    for one in known:
        if one.role == "possible_victim" and "possible_controller" in one.also:
            text = (
                f"{one.subject.id} is seen as possible victim and as possible controller: "
                "who stands behind?"
            )
            yield Question(code="victim_and_controller", text=text, about=one.subject)
    roles = {one.role for one in known}
    if "possible_victim" in roles and not roles & {"possible_controller", "broker"}:
        yield Question(code="who_controls", text="nobody is named who may be in control")
    yield from _ages(state, [p.subject for p in known if p.role == "possible_victim"])


def _ages(state: CaseState, victims: list[Subject]) -> Iterator[Question]:
    young = {a.subject for a in state.alarms.values() if a.hypothesis == "minor_at_risk"}
    unknown = [one for one in victims if one not in young]
    for one in unknown[:MOST_AGES]:
        text = f"age of {one.id}: nothing in this case says it"
        yield Question(code="age_not_known", text=text, about=one)
    if len(unknown) > MOST_AGES:
        more = len(unknown) - MOST_AGES
        yield Question(code="age_not_known", text=f"age of {more} more possible victims")


def _about_planes(state: CaseState) -> Iterator[Question]:
    """Only where trafficking is possible: a moved contact needs no payment to be one."""
    if not any(a.hypothesis in TRAFFICKING for a in state.alarms.values()):
        return
    seen = {f.detector.split(".")[0] for a in state.alarms.values() for f in a.findings}
    for plane, code, text in _SILENT:
        if plane not in seen:
            yield Question(code=code, text=f"{text}: no data, or nothing to see?")  # type: ignore[arg-type]


def _about_card(state: CaseState, card: tuple[Mark, ...]) -> Iterator[Question]:
    known = {mark.card for mark in card if mark.standing in ("seen", "filled", "not_needed")}
    if "act" in known and "means" not in known:
        yield Question(code="means_not_known", text="by what means is not known")
    if "act" in known and "purpose" not in known:
        yield Question(code="purpose_not_known", text="for what purpose is not known")


def _about_evidence(state: CaseState) -> Iterator[Question]:
    alarms = state.alarms.values()
    if len(components(alarms, state.apart)) > 1:
        text = "what tied these alarms was withdrawn: is this still one case?"
        yield Question(code="link_withdrawn", text=text)
    counted = [f for a in alarms for f in a.findings if f.counted and f.weight_db > 0]
    if counted and all(finding.draft for finding in counted):
        text = "every weight here is a draft: the order of evidence is not measured"
        yield Question(code="draft_weights", text=text)
    if pending(state.rulings) == "not_enough":
        last = state.rulings[-1]
        text = f"{last.by} could not decide: {last.answer.reason}"
        yield Question(code="not_enough", text=text)
