"""Cases of surveys: small logs beside each, with what it must say of them.

The file is that of a detector's cases (`runtime.cases`): `events`, a verdict, what one of the
summaries says. The events become tables as those of a store do.
"""

import inspect
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from bantay.adapters.store.analytical import tables_in_memory
from bantay.kit import Seen, Survey
from bantay.model.clock import micros
from bantay.model.events import Event
from bantay.runtime.cases import Case, events_of, load_cases
from bantay.surveys._tables import Tables

_KEY = bytes(32)


class SurveyResult(Struct, frozen=True):
    """How a case went. `reason` is empty when it passed."""

    case: Case
    seen: tuple[Seen, ...]
    reason: str


def survey_cases(survey: Survey[Any]) -> tuple[Case, ...]:
    """The cases beside a survey's module. ConfigError with the place of what is wrong."""
    return load_cases(Path(inspect.getfile(survey.look)).with_suffix(".cases.toml"))


def over(survey: Survey[Any], events: Sequence[Event]) -> tuple[Seen, ...]:
    """What a survey sees in some events. MissingExtra without the analytical database."""
    with tables_in_memory(events, _KEY) as log:
        until = max((micros(event.time) for event in events), default=0)
        return tuple(survey.look(Tables(log.tables, log.rows, until), survey.params))


def run_cases(survey: Survey[Any], cases: Iterable[Case]) -> list[SurveyResult]:
    """Every case through the real tables and the survey."""
    return [_run(survey, case) for case in cases]


def _run(survey: Survey[Any], case: Case) -> SurveyResult:
    events = events_of(case)
    seen = over(survey, events)
    return SurveyResult(case, seen, _wrong(case, seen, {event.id for event in events}))


def _wrong(case: Case, seen: Sequence[Seen], ids: set[str]) -> str:
    said = [one.finding.summary for one in seen]
    if bool(said) != (case.verdict in ("alarm", "known-false-alarm")):
        return f"{case.verdict} expected, the survey said: {'; '.join(said) or 'nothing'}"
    if case.says and not any(case.says in summary for summary in said):
        return f"{case.says!r} expected in: {'; '.join(said)}"
    quoted = {quote.event for one in seen for quote in one.finding.quotes}
    return f"quotes of events that are not there: {sorted(quoted - ids)}" if quoted - ids else ""
