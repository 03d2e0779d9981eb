"""The step of a final answer on its way to the policy: one record an open alarm.

What people hold possible decides which alarms it is taken on: an answer `scam` to alarms of
something else takes it as a step against a possible scam, on the same evidence. `other` holds
nothing possible, so there is nothing to take a step against.
"""

from collections.abc import Iterator
from datetime import datetime

from bantay.cases.rounds import same
from bantay.cases.state import CaseState
from bantay.model.alarm import Alarm
from bantay.model.casework import Ruled, RulingReversed
from bantay.model.log import CaseAnswered
from bantay.model.vocabulary import Hypothesis


def steps(state: CaseState, final: Ruled, time: datetime) -> Iterator[CaseAnswered]:
    """`time` is event time, as the log's own."""
    step = final.answer.step
    if step is None:
        return
    by = tuple(one.by for one in state.rulings if same(one.answer, final.answer))
    for alarm, possible in _judged(state, final):
        yield CaseAnswered(
            time=time,
            answer=f"{final.ruling}/{alarm.alarm}",
            alarm=alarm.alarm,
            subject=alarm.subject,
            hypothesis=alarm.hypothesis,
            possible=possible,
            step=step,
            by=by,
        )


def steps_back(
    state: CaseState, reversal: RulingReversed, time: datetime
) -> Iterator[CaseAnswered]:
    """That the step of a reversed answer is taken back, for every alarm it may have been taken
    on: one that has closed since may still have caused something."""
    ruled = next((r for past in state.past for r in past if r.ruling == reversal.ruling), None)
    step = None if ruled is None else ruled.answer.step
    if step is None:
        return
    for id, alarm in sorted(state.alarms.items()):
        yield CaseAnswered(
            time=time,
            answer=f"{reversal.ruling}/{id}",
            alarm=id,
            subject=alarm.subject,
            hypothesis=alarm.hypothesis,
            possible=alarm.hypothesis,
            step=step,
            by=(reversal.by,),
            ended=True,
        )


def _judged(state: CaseState, final: Ruled) -> list[tuple[Alarm, Hypothesis]]:
    """The open alarms that the answer holds right, and what it holds possible of each."""
    alarms = [alarm for _, alarm in sorted(state.alarms.items()) if alarm.status == "open"]
    scams = [alarm for alarm in alarms if alarm.hypothesis == "scam"]
    match final.answer.outcome:
        case "exploitation":
            return [(a, a.hypothesis) for a in alarms if a.hypothesis != "scam"]
        case "scam":
            return [(alarm, "scam") for alarm in scams or alarms]
        case _:
            return []
