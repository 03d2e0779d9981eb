"""Runs surveys over a store's log: findings are given, revised, and withdrawn when not seen.

A run reads the log up to a seq, and everything it learned is one commit: a survey that is
killed leaves the store as it was. What the records say is all that replay needs; nothing
is computed again then.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import msgspec.structs
from msgspec import Struct

from bantay.adapters.store import EmbeddedStore
from bantay.engine.naming import keyed
from bantay.errors import InputError, closest
from bantay.kit import Seen, Subject, Survey, SurveySpec
from bantay.model.clock import DAY, moment, span
from bantay.model.evidence import Given
from bantay.model.log import FindingGiven, FindingWithdrawn, Record, SurveyFinished
from bantay.model.settings import Settings
from bantay.ports.store import FindingRow, Sink
from bantay.runtime.catalogue import survey_catalogue
from bantay.runtime.embedded import Driver, pipeline
from bantay.runtime.pipeline import Pipeline
from bantay.runtime.surges import NAME as SURGES
from bantay.surveys._tables import Tables, rows_of

AnySurvey = Survey[Any]
Progress = Callable[[str], None]


def chosen(names: Sequence[str]) -> tuple[AnySurvey, ...]:
    """The surveys of these names, or all. InputError names the nearest."""

    known = {survey.spec.name: survey for survey in survey_catalogue()}
    for name in names:
        if name.removeprefix("surveys.") not in known:
            near = closest(name, [*known, SURGES])
            listed = ", ".join([*known, SURGES])
            reason = f"there is no survey {name!r}, only: {listed}"
            raise InputError(reason, nearest=near)
    wanted = {name.removeprefix("surveys.") for name in names}
    return tuple(s for name, s in known.items() if name in wanted or not wanted)


class Difference(Struct, frozen=True):
    """What a run says otherwise than the run before. `skipped` says why it did not look."""

    survey: str
    findings: int
    new: tuple[Given, ...]
    revised: tuple[Given, ...]
    withdrawn: tuple[Given, ...]
    skipped: str = ""


def survey(
    store: EmbeddedStore,
    settings: Settings,
    names: Sequence[str] = (),
    *,
    again: bool = False,
    sinks: Sequence[Sink] = (),
    progress: Progress = lambda name: None,
    engine: Pipeline | None = None,
    session: Any = None,
) -> list[Difference]:
    """Run surveys. With `again` nothing is written: the difference is only told. `engine` is the
    operator's; without it what it finds is judged under the shipped policy. In a `session` of a
    distributed engine the tables are worked on by its workers.

    MissingExtra when the analytical database is not installed, InputError for an unknown name.
    """
    wanted = chosen(names)
    now = store.head().now or 0
    driver = None if again else Driver(store, engine or pipeline(settings, store.key), sinks)
    longest = max(span(s.spec.window) for s in wanted)
    differences = []
    with store.analytical(now - longest, session) as log:
        tables = Tables(log.tables, log.rows, now)
        for one in wanted:
            progress(one.spec.name)
            if not again and _unchanged(one, tables):
                differences.append(_standing(one.spec, store))
                continue
            seen = looked(one, tables)
            difference = compared(one.spec, seen, _before(one.spec, store), store.key)
            differences.append(difference)
            if driver is not None:
                driver.own(records_of(one, difference, now, log.next_seq - 1))
    if driver is not None:
        driver.deliver()
    return differences


def _unchanged(one: AnySurvey, tables: Tables) -> bool:
    """Whether a run of the same survey has read all there is, on the same day of the log."""
    if not tables.has("survey.finished"):
        return False
    runs = rows_of(tables.every("survey.finished").filter(lambda t: t.survey == one.spec.id))
    last = max(runs, key=lambda row: row["seq"], default=None)
    if last is None or last["version"] != one.spec.version:
        return False
    if last["time"] // DAY != tables.until // DAY:
        return False  # what is older than the window is no longer seen
    if msgspec.json.decode(last["params"]) != msgspec.to_builtins(asdict(one.params)):
        return False
    kinds = [_tag(kind) for kind in one.spec.reads]
    return not any(tables.beyond(kind, last["as_of"]) for kind in kinds if tables.has(kind))


def _standing(spec: SurveySpec, store: EmbeddedStore) -> Difference:
    held = sum(row.given.detector.startswith(f"{spec.id}.") for row in open_findings(store))
    return Difference(spec.id, held, (), (), (), "nothing new since it last looked")


def looked(one: AnySurvey, tables: Tables) -> list[Seen] | str:
    """What a survey sees, or a sentence on why it cannot look."""
    kinds = [_tag(kind) for kind in one.spec.reads]
    if not any(tables.has(kind) for kind in kinds):
        return f"the log holds no {' and no '.join(kinds)}"
    return list(one.look(tables, one.params))


def _tag(kind: type) -> str:
    return str(msgspec.inspect.type_info(kind).tag)  # type: ignore[attr-defined]


def _before(spec: SurveySpec, store: EmbeddedStore) -> list[Given]:
    """The findings of a survey that are open."""
    return [
        row.given for row in open_findings(store) if row.given.detector.startswith(f"{spec.id}.")
    ]


def compared(
    spec: SurveySpec, seen: list[Seen] | str, standing: Iterable[Given], key: bytes
) -> Difference:
    """Today's findings beside those that stand."""
    before = {given.id: given for given in standing}
    skipped = seen if isinstance(seen, str) else ""
    given = {} if isinstance(seen, str) else named(spec, seen, before.values(), key)
    return Difference(
        survey=spec.id,
        findings=len(given),
        new=tuple(g for id, g in given.items() if id not in before),
        revised=tuple(g for id, g in given.items() if id in before and g != before[id]),
        withdrawn=tuple(g for id, g in before.items() if id not in given),
        skipped=skipped,
    )


def records_of(one: AnySurvey, said: Difference, now: int, as_of: int) -> list[Record]:
    """The run as records of the log: what did not change is not said again."""
    time, name = moment(now), one.spec.id
    finished = SurveyFinished(
        time=time, survey=name, version=one.spec.version, as_of=as_of, params=asdict(one.params)
    )
    gone = [
        FindingWithdrawn(time=time, survey=name, finding=g.id, subject=g.subject)
        for g in said.withdrawn
    ]
    told = [FindingGiven(time=time, survey=name, given=g) for g in (*said.new, *said.revised)]
    return [finished, *gone, *told]


def named(
    spec: SurveySpec, seen: Iterable[Seen], before: Iterable[Given], key: bytes
) -> dict[str, Given]:
    """Findings with ids, by id. A ring keeps its id while half of its members stay."""
    old = [given for given in before if given.subject.kind == "ring"]
    found: dict[str, Given] = {}
    taken: set[str] = set()
    for one in sorted(seen, key=_rank):
        subject = one.finding.subject
        assert subject is not None
        if subject.kind == "ring":
            subject = _ring(spec, one, old, taken, key)
        given = _given(spec, one, subject, key)
        found.setdefault(given.id, given)
    return dict(sorted(found.items()))


def _rank(one: Seen) -> tuple[str, str, str]:
    subject = one.finding.subject
    return one.sign, str(subject), one.finding.anchor


def _ring(
    spec: SurveySpec, one: Seen, old: Sequence[Given], taken: set[str], key: bytes
) -> Subject:
    """The ring this is: one of before that has half of its members here, or a new one."""
    members = set(_members(one.finding.roles))
    for given in old:
        was = set(_members(given.finding.roles))
        if given.subject.id not in taken and len(members & was) * 2 >= len(was):
            taken.add(given.subject.id)
            return given.subject
    return Subject("ring", "r-" + keyed(key, spec.id, *sorted(members)))


def _members(roles: Mapping[str, tuple[str, ...]]) -> list[str]:
    return sorted({account for accounts in roles.values() for account in accounts})


def _given(spec: SurveySpec, one: Seen, subject: Subject, key: bytes) -> Given:
    sign = spec.sign(one.sign)
    anchor = one.finding.anchor
    return Given(
        id="f-" + keyed(key, sign.id, subject.kind, subject.id, anchor),
        detector=sign.id,
        version=spec.version,
        plane=sign.plane,
        group=sign.group,
        subject=subject,
        finding=msgspec.structs.replace(one.finding, anchor="", subject=None, contact=None),
        first=one.first,
        last=one.last,
    )


def open_findings(store: EmbeddedStore) -> list[FindingRow]:
    """The surveys' findings that are open, by id."""
    return [
        row
        for row in store.findings()
        if row.status == "open" and row.given.detector.startswith("surveys.")
    ]
