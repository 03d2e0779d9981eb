"""Alarms taken up into cases: what changed since the last time is joined, merged, split."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from bantay.cases.card import touches
from bantay.cases.joining import Earlier, Plan, keys, plan
from bantay.engine.naming import keyed
from bantay.errors import Conflict
from bantay.kit.spec import Indicators
from bantay.model.alarm import Alarm
from bantay.model.casework import AlarmLeft, AlarmTaken, AnyRecord, CasesMerged, HoldPlaced
from bantay.model.clock import micros, moment
from bantay.planes.media.known_material import SPEC as KNOWN_MATERIAL
from bantay.ports.casestore import CaseStore, Noted
from bantay.runtime.case_saving import Loaded, follow, load

ENGINE = "bantay"
AT_ONCE, TRIES = 500, 5
_WITHDRAWN = "what tied them was withdrawn"
_KEPT = "known material was found: what was written around it is kept until a person lifts this"


def take_up(store: CaseStore, indicators: Mapping[str, Indicators]) -> int:
    """Join every alarm of which the case log lacks the latest revision; how many there were."""
    taken = 0
    while fresh := store.fresh_alarms(AT_ONCE):
        for attempt in range(TRIES):
            try:
                _take(store, fresh, indicators)
                break
            except Conflict:  # somebody worked on one of them meanwhile: read it again
                if attempt == TRIES - 1:
                    raise
        taken += len(fresh)
    return taken


def _take(store: CaseStore, fresh: list[Alarm], indicators: Mapping[str, Indicators]) -> None:
    before = touched(store, fresh)
    alarms = {id: a for one in before.values() for id, a in one.state.alarms.items()}
    alarms |= {alarm.alarm: alarm for alarm in fresh}
    earlier = Earlier(
        held={id: case for case, one in before.items() for id in one.state.alarms},
        opened={case: micros(one.state.opened) for case, one in before.items() if one.state.opened},
        worked={case for case, one in before.items() if one.state.worked},
        apart={subject for one in before.values() for subject in one.state.apart},
    )
    planned = plan(alarms.values(), earlier, lambda id, n: name(store, id, n))
    now = moment(store.wall())
    detected = {id: at for one in before.values() for id, at in one.state.detected.items()}
    records = list(_records(planned, earlier, alarms, fresh, now, indicators, detected))
    held = {case for case, one in before.items() if one.state.held}
    records += _holds(records, earlier.held, held)
    changed = {r.case for r in records} | {r.into for r in records if isinstance(r, CasesMerged)}
    kept = {case: one for case, one in before.items() if case in changed}
    store.commit_cases(follow(kept, records, list(_audit(records))))


def name(store: CaseStore, founder: str, number: int) -> str:
    """The id of a case founded by an alarm."""
    return f"c-{keyed(store.key, 'case', founder, str(number), size=5)}"


def touched(store: CaseStore, fresh: list[Alarm]) -> dict[str, Loaded]:
    """The cases that those alarms are in, or share a tie with."""
    wanted = {key for alarm in fresh for key in keys(alarm)}
    named = store.cases_naming(wanted, joining=True).values()
    cases = {case for some in named for case in some}
    cases |= set(store.cases_of([alarm.alarm for alarm in fresh]).values())
    return {case: load(store, case) for case in sorted(cases)}


def _records(
    planned: Plan,
    earlier: Earlier,
    alarms: Mapping[str, Alarm],
    fresh: list[Alarm],
    now: datetime,
    indicators: Mapping[str, Indicators],
    detected: Mapping[str, datetime],
) -> Iterator[AnyRecord]:
    """What the log says of a plan: departures, mergers, arrivals."""
    moved = {
        id: case
        for id, case in planned.cases.items()
        if id in earlier.held and planned.merges.get(earlier.held[id], earlier.held[id]) != case
    }
    for id, case in sorted(moved.items()):
        yield AlarmLeft(time=now, case=earlier.held[id], alarm=id, to=case, why=_WITHDRAWN)
    for loser, winner in sorted(planned.merges.items()):
        yield CasesMerged(time=now, case=loser, into=winner)
    for id in sorted({*moved, *(alarm.alarm for alarm in fresh)}):
        yield AlarmTaken(
            time=now,
            case=planned.cases[id],
            alarm=alarms[id],
            touches=touches(alarms[id], indicators),
            detected=detected.get(id),
        )


def _holds(
    records: list[AnyRecord], known: Mapping[str, str], held: set[str]
) -> Iterator[HoldPlaced]:
    """A legal hold on a case into which an alarm on known material comes for the first time.

    The law of many countries wants such material and its circumstances preserved; texts would
    end with their class. A hold that a person lifted is not placed again by the same alarm.
    """
    fresh = [r for r in records if isinstance(r, AlarmTaken) and r.alarm.alarm not in known]
    times = {r.case: r.time for r in fresh if _is_known_material(r.alarm)}
    for case in sorted(times.keys() - held):
        yield HoldPlaced(time=times[case], case=case, reason=_KEPT)


def _is_known_material(alarm: Alarm) -> bool:
    counted = {line.detector for line in alarm.findings if line.counted and line.weight_db > 0}
    return alarm.status == "open" and KNOWN_MATERIAL.id in counted


def _audit(records: list[AnyRecord]) -> Iterator[Noted]:
    """One entry a case and kind of change, with the alarms it was about."""
    taken: dict[str, list[str]] = {}
    for record in records:
        match record:
            case AlarmTaken():
                taken.setdefault(record.case, []).append(record.alarm.alarm)
            case AlarmLeft():
                what = {"case": record.case, "alarm": record.alarm, "to": record.to}
                yield Noted(ENGINE, "case split", what | {"why": record.why})
            case HoldPlaced():
                what = {"case": record.case, "reason": record.reason}
                yield Noted(ENGINE, "legal hold placed", what)
            case CasesMerged():
                yield Noted(ENGINE, "cases merged", {"case": record.case, "into": record.into})
    for case, ids in taken.items():
        yield Noted(ENGINE, "alarms taken into a case", {"case": case, "alarms": ids})
