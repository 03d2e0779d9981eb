"""Target regions and means of transmission over a store's alarms, and surges among them.

What people wrote is not read here: alarms carry the places that their evidence names, and
of other events only the fields count that the platform itself fills (countries of logins and
payments, own currencies, places of profiles).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

import msgspec
from msgspec import Struct

from bantay.kit.regions.countries import country_of, name_of
from bantay.kit.regions.sightings import certainty, sighted
from bantay.kit.regions.surges import Week, weeks
from bantay.model.alarm import Alarm, Certainty
from bantay.model.clock import moment
from bantay.model.events import EventBase
from bantay.model.surge import By, surge_id
from bantay.ports.reading import AlarmFilter, Reading, SurgeRow
from bantay.ports.store import Parcel, Store

BY: tuple[By, ...] = ("region", "transmission", "hypothesis")
UNKNOWN = "no place told"
_SURENESS: tuple[Certainty, ...] = ("likely", "possible", "weak")


class Readable(Store, Reading, Protocol):
    """A store whose log and alarms can be read."""


class Line(Struct, frozen=True, kw_only=True):
    """One region, means of transmission or hypothesis: its alarms and its latest week.

    `activity` counts what the platform's own fields tell of a region, alarms apart; None
    where that was not counted.
    """

    by: By
    name: str
    title: str
    alarms: int
    open: int
    certainty: Certainty | None
    bases: tuple[str, ...]
    transmission: tuple[str, ...]
    hypotheses: tuple[str, ...]
    activity: int | None
    week: Week | None


class Regions(Struct, frozen=True):
    """Everything that is told: lines by kind, and every surge that ever was, latest first.

    `alarmed` are the surges that stand in the log, as the survey of surges last saw them.
    """

    until: date | None
    lines: tuple[Line, ...]
    surges: tuple[tuple[By, str, Week], ...]
    alarmed: tuple[SurgeRow, ...] = ()

    def latest(self) -> list[tuple[By, str, Week]]:
        """The surges of the last week that is told of, and of the one before."""
        begun = [line.week.begins for line in self.lines if line.week]
        newest = max(begun, default=None)
        return [s for s in self.surges if newest and (newest - s[2].begins).days <= 7]


def regions(store: Readable, *, activity: bool = True) -> Regions:
    """Count a store's alarms, and with `activity` what all its events tell of regions."""
    alarms = store.alarms(AlarmFilter())
    last = store.head().now
    until = moment(last).date() if last is not None else None
    told = _activity(store) if activity else None
    return msgspec.structs.replace(
        told_of(alarms, until, told), alarmed=tuple(store.surges("open"))
    )


def told_of(
    alarms: Sequence[Alarm], until: date | None, activity: Mapping[str, int] | None = None
) -> Regions:
    """The same from alarms, the last day that is over, and the activity of countries."""
    since = min((alarm.opened.date() for alarm in alarms), default=None)
    lines: list[Line] = []
    surges: list[tuple[By, str, Week]] = []
    for by in BY:
        groups = grouped(alarms, by)
        extra = (activity or {}).keys() if by == "region" else ()
        for name in sorted({*groups, *extra}):
            own = groups.get(name, [])
            past = _weeks(own, since, until)
            surges += [(by, name, week) for week in past if week.surge]
            lines.append(_line(by, name, own, past, activity))
    lines.sort(key=lambda line: (BY.index(line.by), -line.alarms, -(line.activity or 0), line.name))
    surges.sort(key=lambda s: (-s[2].begins.toordinal(), -s[2].deviations, s[1]))
    return Regions(until, tuple(lines), tuple(surges))


def parcels(surges: Iterable[tuple[By, str, Week]]) -> list[Parcel]:
    """Surges as what a sink is told; the same surge has the same id for ever."""
    return [
        Parcel(
            id=surge_id(by, name, week.begins),
            kind="surge",
            body=msgspec.json.encode({"by": by, "name": name, "week": week}),
        )
        for by, name, week in surges
    ]


def grouped(alarms: Iterable[Alarm], by: By) -> dict[str, list[Alarm]]:
    """Alarms by each region, means or hypothesis that they have."""
    groups: dict[str, list[Alarm]] = {}
    for alarm in alarms:
        for name in _names(alarm, by):
            groups.setdefault(name, []).append(alarm)
    return groups


def _names(alarm: Alarm, by: By) -> set[str]:
    if by == "hypothesis":
        return {alarm.hypothesis}
    if by == "transmission":
        return set(alarm.transmission) or {"not told"}
    return {c for place in alarm.region if (c := country_of(place.place))} or {UNKNOWN}


def _weeks(alarms: Sequence[Alarm], since: date | None, until: date | None) -> list[Week]:
    """The weeks of some alarms, from the first alarm of all: a region may be new."""
    opened = Counter(alarm.opened.date() for alarm in alarms)
    return weeks(opened, max([*opened, *([until] if until else [])]), since) if opened else []


def _line(
    by: By, name: str, alarms: Sequence[Alarm], past: Sequence[Week], activity: object
) -> Line:
    bases = {p.basis for a in alarms for p in a.region if country_of(p.place) == name}
    sure = sorted((certainty(basis) for basis in bases), key=_SURENESS.index)
    told = activity.get(name, 0) if isinstance(activity, Mapping) and by == "region" else None
    return Line(
        by=by,
        name=name,
        title=name_of(name) if by == "region" else name,
        alarms=len(alarms),
        open=sum(alarm.status == "open" for alarm in alarms),
        certainty=sure[0] if sure else None,
        bases=tuple(sorted(bases)),
        transmission=_most(way for alarm in alarms for way in alarm.transmission),
        hypotheses=_most(alarm.hypothesis for alarm in alarms),
        activity=told,
        week=past[-1] if past else None,
    )


def _most(words: Iterable[str]) -> tuple[str, ...]:
    """Each word once, the most frequent first."""
    counted = Counter(words)
    return tuple(sorted(counted, key=lambda word: (-counted[word], word)))


def _activity(store: Readable) -> dict[str, int]:
    """How many events' own fields tell of each country."""
    return dict(Counter(_countries(store)))


def _countries(store: Readable) -> Iterator[str]:
    for _, record in store.log():
        if isinstance(record, EventBase):
            told = {country_of(place) for place, _ in sighted(record)}
            yield from (code for code in told if code)
