"""The survey of surges: which region, way or hypothesis had far more alarms than usual.

It asks the store's alarms, not its events, so it needs no analytical database. Only days that
are over count. What it sees enters the log as any survey's findings do: a run replaces the one
before, what it does not see again is withdrawn, and replay reads what was recorded. Sinks are
told of a surge once, while its week is this one or the last, and once more if it is withdrawn.
A surge is about a place or a way; it weighs nothing in any alarm and is nobody's evidence.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from msgspec import Struct, structs

from bantay.kit.regions.surges import USUAL, Tuning, Week, weeks
from bantay.model.alarm import Alarm
from bantay.model.clock import DAY, moment
from bantay.model.log import Record, SurgeGiven, SurgeWithdrawn, SurveyFinished
from bantay.model.surge import By, Surge, surge_id
from bantay.ports.reading import AlarmFilter, SurgeRow
from bantay.runtime.embedded import Driver, StoreOfRecord
from bantay.runtime.regions import BY, UNKNOWN, grouped

NAME = "surges"
ID = f"surveys.{NAME}"
VERSION = 1
_WEEK = timedelta(days=7)
_UNTOLD = {UNKNOWN, "not told"}
"""Series of what nobody knows are no region and no way, and never surge."""


@dataclass(frozen=True, slots=True)
class Params:
    """What a run judges by, kept in the log with it."""

    weeks: int = 6  # how many of the latest weeks are looked at; older surges stand as they are
    news: int = 2  # of them, how many sinks are told of


class Difference(Struct, frozen=True):
    """What a run says otherwise than the run before."""

    surges: int
    new: tuple[Surge, ...]
    revised: tuple[Surge, ...]
    withdrawn: tuple[Surge, ...]


def seen(
    alarms: Sequence[Alarm], until: date, params: Params, tuning: Tuning = USUAL
) -> list[Surge]:
    """The surges of the latest weeks; `until` is the last day that is over."""
    known = [alarm for alarm in alarms if alarm.opened.date() <= until]
    since = min((alarm.opened.date() for alarm in known), default=until)
    return [
        surge
        for by in BY
        for name, own in sorted(grouped(known, by).items())
        if name not in _UNTOLD
        for surge in _surges(by, name, own, until, since, params, tuning)
    ]


def _surges(
    by: By,
    name: str,
    own: Sequence[Alarm],
    until: date,
    since: date,
    params: Params,
    tuning: Tuning,
) -> Iterator[Surge]:
    opened = Counter(alarm.opened.date() for alarm in own)
    for week in weeks(opened, until, since, tuning, params.weeks):
        if week.surge:
            yield _surge(by, name, week)


def _surge(by: By, name: str, week: Week) -> Surge:
    assert week.expected is not None
    return Surge(
        id=surge_id(by, name, week.begins),
        by=by,
        name=name,
        begins=week.begins,
        days=week.days,
        count=week.count,
        expected=week.expected,
        deviations=week.deviations,
    )


def compared(found: Sequence[Surge], standing: Sequence[SurgeRow], oldest: date) -> Difference:
    """Today's surges beside those that stand; weeks before `oldest` were not looked at."""
    before = {row.surge.id: row.surge for row in standing if row.surge.begins >= oldest}
    now = {surge.id: surge for surge in found}
    return Difference(
        surges=len(now),
        new=tuple(one for id, one in now.items() if id not in before),
        revised=tuple(one for id, one in now.items() if id in before and one != before[id]),
        withdrawn=tuple(one for id, one in before.items() if id not in now),
    )


def records_of(said: Difference, now: int, as_of: int, params: Params) -> list[Record]:
    """The run as records of the log: what did not change is not said again."""
    time = moment(now)
    fresh = _monday(time.date() - timedelta(days=1)) - (params.news - 1) * _WEEK
    judged = asdict(params) | {"tuning": structs.asdict(USUAL)}
    finished = SurveyFinished(time=time, survey=ID, version=VERSION, as_of=as_of, params=judged)
    gone = [
        SurgeWithdrawn(time=time, survey=ID, surge=one, heard=one.begins >= fresh)
        for one in said.withdrawn
    ]
    new = [
        SurgeGiven(time=time, survey=ID, surge=one, heard=one.begins >= fresh) for one in said.new
    ]
    more = [SurgeGiven(time=time, survey=ID, surge=one) for one in said.revised]
    return [finished, *gone, *new, *more]


def looked(store: StoreOfRecord, params: Params) -> Difference | None:
    """What a run would say now; None before the log's first tick."""
    now = store.head().now
    if now is None:
        return None
    until = moment(now // DAY * DAY).date() - timedelta(days=1)
    oldest = _monday(until) - (params.weeks - 1) * _WEEK
    found = seen(store.alarms(AlarmFilter()), until, params)
    return compared(found, store.surges("open"), oldest)


def survey_surges(
    store: StoreOfRecord, driver: Driver | None, params: Params = Params()
) -> Difference:
    """Look for surges and enter them in the log by a driver; without one nothing is written."""
    said, head = looked(store, params), store.head()
    if said is None:
        return Difference(0, (), (), ())
    if driver is not None and head.now is not None:
        driver.own(records_of(said, head.now, head.next_seq - 1, params))
        driver.deliver()
    return said


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
