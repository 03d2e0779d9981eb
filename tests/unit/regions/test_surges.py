"""Surges in the store: given, revised, withdrawn, told once, about places and never people."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from msgspec import structs

from bantay.adapters.sinks import JsonlSink
from bantay.adapters.store import EmbeddedStore, open_store
from bantay.cli.main import cli
from bantay.kit.regions.surges import USUAL, weeks
from bantay.model.alarm import Alarm, AlarmChange, Place
from bantay.model.clock import HOUR, micros, moment
from bantay.model.log import ClockTicked, SurgeGiven, SurgeWithdrawn, SurveyFinished
from bantay.policy import load
from bantay.ports.store import Commit
from bantay.runtime.embedded import Driver, pipeline
from bantay.runtime.regions import regions
from bantay.runtime.surges import Difference, survey_surges
from tests.unit.cli.toys import THE_ALARM

from .test_regions import MONDAY, year

BURST = MONDAY + timedelta(weeks=19)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    opened = open_store(tmp_path / "store", create=True)
    yield opened
    opened.close()


def alarm(name: str, day: date, place: str = "PH") -> Alarm:
    opened = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    region = (Place(place, "payment to"),)
    return structs.replace(THE_ALARM, alarm=name, opened=opened, region=region)


def calm() -> list[Alarm]:
    days = (MONDAY + timedelta(n) for n in range(0, 7 * 19, 2))
    return [alarm(f"a-{n}", day) for n, day in enumerate(days)]


def burst(size: int, place: str = "KH", day: date = BURST) -> list[Alarm]:
    return [alarm(f"b-{place}-{day}-{n}", day, place) for n in range(size)]


def held(store: EmbeddedStore, alarms: list[Alarm], day: date) -> None:
    """The store has these alarms, and its log has come to the small hours of a day."""
    now = micros(datetime(day.year, day.month, day.day, tzinfo=UTC)) + HOUR
    head, tick = store.head(), ClockTicked(time=moment(now))
    changes = [AlarmChange(one, heard=False) for one in alarms]
    store.commit(
        Commit(
            first_seq=head.next_seq,
            records=[tick],
            digests=[],
            times=[],
            alarms=changes,
            now=now,
            wall=now,
        )
    )


def night(store: EmbeddedStore, sink: JsonlSink | None = None) -> Difference:
    """One nightly run; a new driver each time, as a new process would have."""
    driver = Driver(store, pipeline(load(), store.key, ()), [sink] if sink else [])
    return survey_surges(store, driver)


def told(path: Path) -> list[dict[str, object]]:
    """What sinks heard of surges; that the clock leapt is another story."""
    lines = path.read_text().splitlines() if path.exists() else []
    return [line for line in map(json.loads, lines) if line["kind"] == "surge"]


def standing(store: EmbeddedStore) -> dict[str, int]:
    return {row.surge.id: row.surge.count for row in store.surges("open")}


def test_a_surge_is_given_once_revised_as_it_grows_and_told_once(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    sink = JsonlSink(tmp_path / "told.jsonl")
    held(store, [*calm(), *burst(30)], BURST + timedelta(1))
    first = night(store, sink)
    assert {one.id for one in first.new} == set(standing(store))
    assert f"surge.region.KH.{BURST}" in standing(store)
    assert not any(one.name == "PH" for one in first.new), "the calm region does not surge"
    held(store, burst(9, day=BURST + timedelta(1)), BURST + timedelta(2))
    second = night(store, sink)
    assert not second.new and not second.withdrawn
    assert standing(store)[f"surge.region.KH.{BURST}"] == 39
    parcels = [str(line["parcel"]) for line in told(tmp_path / "told.jsonl")]
    assert sum(p.startswith(f"surge.region.KH.{BURST}") for p in parcels) == 1


def test_what_is_not_seen_again_is_withdrawn_and_sinks_hear_of_it(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    sink, many = JsonlSink(tmp_path / "told.jsonl"), burst(30)
    held(store, [*calm(), *many], BURST + timedelta(1))
    night(store, sink)
    elsewhere = [structs.replace(one, region=(Place("PH", "payment to"),)) for one in many]
    spread = [
        structs.replace(one, opened=one.opened - timedelta(weeks=n % 19), revision=2)
        for n, one in enumerate(elsewhere)
    ]
    held(store, spread, BURST + timedelta(2))
    gone = night(store, sink)
    assert f"surge.region.KH.{BURST}" in {one.id for one in gone.withdrawn}
    assert f"surge.region.KH.{BURST}" not in standing(store)
    assert [row.status for row in store.surges() if row.surge.name == "KH"] == ["withdrawn"]
    bodies = [line["body"] for line in told(tmp_path / "told.jsonl")]
    mine = [b for b in bodies if isinstance(b, dict) and b["surge"]["name"] == "KH"]
    assert [body["status"] for body in mine] == ["open", "withdrawn"]


def test_the_log_says_all_of_it_and_a_run_without_news_says_only_that_it_ran(
    store: EmbeddedStore,
) -> None:
    held(store, [*calm(), *burst(30)], BURST + timedelta(1))
    night(store)
    before = standing(store)
    store.seal(0, everything=True)
    records = [r for _, r in store.log()]
    given = [r for r in records if isinstance(r, SurgeGiven)]
    assert {r.surge.id: r.surge.count for r in given} == before
    assert all(r.heard for r in given)
    again = night(store)
    assert not (again.new or again.revised or again.withdrawn)
    more = [r for _, r in store.log()][len(records) :]
    assert [type(r) for r in more] == [SurveyFinished]
    assert not any(isinstance(r, SurgeWithdrawn) for r in more)


def test_today_is_not_over_and_old_surges_are_kept_but_not_told(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    sink = JsonlSink(tmp_path / "told.jsonl")
    held(store, [*calm(), *burst(30)], BURST)
    assert not night(store, sink).new, "the day of the burst is still going on"
    held(store, [alarm("late", BURST + timedelta(20))], BURST + timedelta(weeks=3))
    assert f"surge.region.KH.{BURST}" in {one.id for one in night(store, sink).new}
    assert not told(tmp_path / "told.jsonl")
    held(store, [alarm("later", BURST + timedelta(80))], BURST + timedelta(weeks=12))
    assert not night(store, sink).withdrawn, "what is no longer looked at stands as it is"
    assert f"surge.region.KH.{BURST}" in standing(store)


def test_nobody_is_named_and_unknown_places_never_surge(store: EmbeddedStore) -> None:
    nowhere = [structs.replace(one, region=(), transmission=()) for one in burst(40)]
    held(store, [*calm(), *nowhere], BURST + timedelta(1))
    night(store)
    assert {row.surge.by for row in store.surges()} == {"hypothesis"}
    said = msgspec.json.encode(store.surges()).decode()
    assert THE_ALARM.subject.id not in said and THE_ALARM.alarm not in said


def test_an_empty_store_is_calm(store: EmbeddedStore) -> None:
    assert night(store) == Difference(0, (), (), ())
    assert store.head().next_seq == 0


def test_the_commands_write_show_and_only_tell(store: EmbeddedStore, tmp_path: Path) -> None:
    held(store, [*calm(), *burst(30)], BURST + timedelta(1))
    where = ["--store", str(store.directory)]
    store.close()
    runner = CliRunner()
    looked = runner.invoke(cli, ["survey", "surges", "--again", *where])
    assert looked.exit_code == 0 and "new       KH (region)" in looked.output, looked.output
    assert "not alarmed yet" in runner.invoke(cli, ["regions", *where]).stderr
    line = json.loads(runner.invoke(cli, ["survey", "surges", "--json", *where]).stdout)
    assert f"surge.region.KH.{BURST}" in {one["id"] for one in line["new"]}
    day = (BURST + timedelta(1)).isoformat()
    assert f"alarmed {day}" in runner.invoke(cli, ["regions", *where]).stderr
    near = runner.invoke(cli, ["survey", "surgse", *where])
    assert near.exit_code == 2 and "surges" in near.stderr


def test_regions_holds_what_stands_in_the_log(store: EmbeddedStore) -> None:
    held(store, [*calm(), *burst(30)], BURST + timedelta(1))
    night(store)
    known = {row.surge.id for row in regions(store, activity=False).alarmed}
    assert known == set(standing(store)) != set()


# ---------------------------------------------------------------- how often it is wrong


def nights(counts: dict[date, int]) -> tuple[int, set[date]]:
    """How many weeks a nightly survey could judge, and those that it ever told of."""
    ever, judged = set(), 0
    for n in range(USUAL.least_past * 7, len(counts)):
        until = MONDAY + timedelta(n)
        known = {day: count for day, count in counts.items() if day <= until}
        week = weeks(known, until, MONDAY, last=1)[-1]
        judged += week.days == 7
        if week.surge:
            ever.add(week.begins)
    return judged, ever


def clumped(seed: int, mean: float, days: int = 364) -> dict[date, int]:
    """Alarms come in clumps: one ring is several alarms on one day. More scatter than chance."""
    rng = random.Random(seed)
    plain = year(seed, mean / 3, days=days, season=0.1, growth=0.0)
    return {
        day: sum(1 + int(rng.expovariate(0.5)) for _ in range(count))
        for day, count in plain.items()
    }


@pytest.mark.parametrize("history", [year, clumped])
def test_looking_every_night_gives_next_to_no_false_surge(history: object) -> None:
    """None in two years and a half, though every week is looked at seven times before it is over:
    of Poisson histories, and of such whose alarms come in clumps. `bars surges` measures more."""
    judged, ever = 0, 0
    for mean in (1, 8, 60):
        weeks_judged, surges = nights(history(7, mean, days=364))  # type: ignore[operator]
        judged, ever = judged + weeks_judged, ever + len(surges)
    assert judged > 120
    assert ever == 0
