"""The labels of a final answer, one an open alarm: knowledge returns as records of the log.

They are never `sampled`: cases are what policy raised, so no rate may be counted from them.
"""

from collections.abc import Iterator
from datetime import datetime

from bantay.cases.state import CaseState, back
from bantay.model.casework import Ruled, RulingReversed
from bantay.model.events import LabelGiven
from bantay.model.vocabulary import Hypothesis, LabelClass, Verdict


def labels(state: CaseState, final: Ruled, time: datetime) -> Iterator[LabelGiven]:
    """`time` is event time, as the log's own."""
    for id, alarm in sorted(state.alarms.items()):
        if alarm.status == "open":
            yield LabelGiven(
                id=f"{final.ruling}/{id}",
                time=time,
                subject_kind=alarm.subject.kind,
                subject=alarm.subject.id,
                hypothesis=alarm.hypothesis,
                verdict=_verdict(final, alarm.hypothesis),
                by=final.by,
                alarm=id,
                klass=_class(final),
                sampled=False,
            )


def unsure(state: CaseState, reversal: RulingReversed, time: datetime) -> Iterator[LabelGiven]:
    """Labels that take back those of a reversed answer: the engine is to ask again."""
    for id, alarm in sorted(state.alarms.items()):
        if alarm.status == "open" or alarm.closed_by == "label":
            yield LabelGiven(
                id=f"{back(reversal.ruling)}/{id}",
                time=time,
                subject_kind=alarm.subject.kind,
                subject=alarm.subject.id,
                hypothesis=alarm.hypothesis,
                verdict="unsure",
                by=reversal.by,
                alarm=id,
                sampled=False,
            )


def _verdict(final: Ruled, hypothesis: Hypothesis) -> Verdict:
    match final.answer.outcome:
        case "exploitation":
            return "unsure" if hypothesis == "scam" else "true"
        case "scam":
            return "true" if hypothesis == "scam" else "false"
        case "other":
            return "false"
        case _:
            return "unsure"


def _class(final: Ruled) -> LabelClass:
    outcome = final.answer.outcome
    return "other" if outcome == "not_enough" else outcome
