"""Regions: what tells of one, how sure it is, what surges, and how it is shown."""

import json
import math
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from msgspec import structs

from bantay.cli.main import cli
from bantay.cli.render.region_map import region_map
from bantay.kit.regions.countries import countries, country_of, tiles
from bantay.kit.regions.sightings import CERTAINTY, certainty, named, sighted
from bantay.kit.regions.surges import Week, weeks
from bantay.model.alarm import Alarm, Place
from bantay.model.clock import EPOCH
from bantay.model.events import (
    AccountRegistered,
    Event,
    ListingPublished,
    LiveStarted,
    LoginSeen,
    MediaShared,
    MessageSent,
    PaymentMade,
    ProfileUpdated,
)
from bantay.runtime.regions import UNKNOWN, parcels, told_of
from tests.unit.cli.toys import THE_ALARM

E = {"id": "e", "time": EPOCH}
MONDAY = date(2024, 1, 1)


# ------------------------------------------------------------------ what tells of a region


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (AccountRegistered(**E, account="a", country="PH"), {("PH", "country of registration")}),
        (LoginSeen(**E, account="a", country="TH"), {("TH", "country of a login")}),
        (LoginSeen(**E, account="a", country="TH", proxy=True), {("TH", "login by proxy")}),
        (LoginSeen(**E, account="a", place="cebu"), {("Cebu, PH", "country of a login")}),
        (
            PaymentMade(
                **{**E, "payment": "p", "kind": "transfer", "amount": "5", "currency": "PHP"},
                status="booked",
                from_country="US",
                to_country="PH",
            ),
            {("US", "payment from"), ("PH", "payment to"), ("PH", "currency")},
        ),
        (LiveStarted(**E, live="l", host="a", currency="USD"), set()),
        (LiveStarted(**E, live="l", host="a", currency="THB"), {("TH", "currency")}),
        (
            ListingPublished(**E, listing="l", account="a", title="x", place="Cebu"),
            {("Cebu, PH", "place given in a profile or listing")},
        ),
        (MessageSent(**E, account="a", conversation="c", text="in cebu"), set()),
    ],
)
def test_what_fields_tell(event: Event, told: set[tuple[str, str]]) -> None:
    assert set(sighted(event)) == told
    assert all(basis in CERTAINTY for _, basis in told)


@pytest.mark.parametrize(
    "event",
    [
        MessageSent(**E, account="a", conversation="c", text="flight to cebu"),
        MediaShared(**E, media="m", account="a", ocr="CEBU only"),
        ProfileUpdated(**E, account="a", bio="from cebu"),
        ListingPublished(**E, listing="l", account="a", title="Cebu tours"),
        LiveStarted(**E, live="l", host="a", title="hello cebu"),
    ],
)
def test_what_texts_name(event: Event) -> None:
    assert {place for place, _ in named(event)} == {"Cebu, PH"}


def test_a_basis_of_a_detectors_own_is_possible() -> None:
    assert certainty("whatever") == "possible" and certainty("currency") == "weak"


# ------------------------------------------------------------------ the map's places


def test_every_country_has_a_tile_of_its_own_and_a_currency_one_country() -> None:
    assert len(countries()) > 190
    cells = list(tiles().values())
    assert len(set(cells)) == len(cells) == len(countries())
    own = [one.currency for one in countries().values() if one.currency]
    assert len(set(own)) == len(own)
    assert all(abs(one.latitude) <= 90 for one in countries().values())


def test_neighbours_stay_neighbours() -> None:
    places = tiles()
    for one, other in (("PT", "ES"), ("TH", "KH"), ("US", "CA"), ("AU", "NZ"), ("SG", "MY")):
        assert math.dist(places[one], places[other]) <= 8
    assert places["PH"][0] > places["IN"][0] > places["GB"][0] > places["US"][0]


@pytest.mark.parametrize(
    ("place", "code"), [("PH", "PH"), ("Cebu, PH", "PH"), ("ZZ", None), ("", None)]
)
def test_the_country_of_a_place(place: str, code: str | None) -> None:
    assert country_of(place) == code


# ------------------------------------------------------------------ surges


def poisson(rng: random.Random, mean: float) -> int:
    """Knuth's way; for means of a day."""
    left, count = math.exp(-mean), -1
    product = 1.0
    while product > left:
        product *= rng.random()
        count += 1
    return count


def year(
    seed: int, mean: float, *, days: int = 52 * 7 * 2, season: float = 0.3, growth: float = 0.4
) -> dict[date, int]:
    """Days without a surge: weekdays and seasons differ, and the platform grows."""
    rng = random.Random(seed)
    weekday = [rng.uniform(0.4, 1.6) for _ in range(7)]
    counts = {}
    for n in range(days):
        wave = 1 + season * math.sin(2 * math.pi * n / 364 + seed)
        counts[MONDAY + timedelta(n)] = poisson(
            rng, mean / 7 * weekday[n % 7] * wave * (1 + growth * n / days)
        )
    return counts


def test_years_without_a_surge_give_next_to_none() -> None:
    """At most one false surge in ten years of one series."""
    told = [
        week
        for mean in (0.5, 4, 30, 200)
        for seed in range(12)
        for counts in [year(seed, mean)]
        for week in weeks(counts, max(counts))
        if week.expected is not None
    ]
    years = len(told) / 52
    assert years > 80
    assert sum(week.surge for week in told) / years <= 0.1


@pytest.mark.parametrize("seed", range(6))
def test_three_times_as_many_is_a_surge_and_only_that_week(seed: int) -> None:
    counts = year(seed, 40)
    at = MONDAY + timedelta(weeks=80)
    for n in range(7):
        counts[at + timedelta(n)] = counts[at + timedelta(n)] * 3 + 3
    surges = [week.begins for week in weeks(counts, max(counts)) if week.surge]
    assert surges == [at]


def test_a_week_that_is_not_over_is_held_against_its_days() -> None:
    usual = {MONDAY + timedelta(n): (40 if n % 7 < 2 else 4) for n in range(7 * 30 + 2)}
    last = weeks(usual, MONDAY + timedelta(7 * 30 + 1))[-1]
    assert (last.days, last.count, last.surge) == (2, 80, False)
    assert last.expected is not None and 70 <= last.expected <= 90


def test_what_comes_every_december_is_no_surge() -> None:
    counts = {MONDAY + timedelta(n): 6 for n in range(7 * 52 * 4)}
    for again in range(4):
        for n in range(14):
            counts[MONDAY + timedelta(weeks=52 * again + 48, days=n)] = 18
    found = weeks(counts, max(counts))
    first = [week for week in found if week.surge and week.begins < MONDAY + timedelta(weeks=60)]
    later = [week for week in found if week.surge and week.begins > MONDAY + timedelta(weeks=150)]
    assert first and not later


def test_too_little_past_says_nothing() -> None:
    found = weeks({MONDAY + timedelta(n): 50 for n in range(40)}, MONDAY + timedelta(39))
    assert all(week.expected is None and not week.surge for week in found)
    assert weeks({}, MONDAY) == []


# ------------------------------------------------------------------ over alarms


def alarm(n: int, day: date, *places: tuple[str, str], way: str = "direct") -> Alarm:
    return structs.replace(
        THE_ALARM,
        alarm=f"a-{n}",
        opened=datetime(day.year, day.month, day.day, tzinfo=UTC),
        region=tuple(Place(*place) for place in places),
        transmission=(way,),
    )


def surging() -> list[Alarm]:
    days = [MONDAY + timedelta(n) for n in range(0, 7 * 20, 3)]
    calm = [
        alarm(n, day, ("PH", "payment to"), ("Cebu, PH", "named")) for n, day in enumerate(days)
    ]
    burst = MONDAY + timedelta(7 * 19)
    return [*calm, *(alarm(500 + n, burst, ("KH", "currency"), way="group") for n in range(30))]


def test_lines_surges_and_what_sinks_are_told() -> None:
    told = told_of([*surging(), alarm(900, MONDAY)], MONDAY + timedelta(7 * 20 - 1), {"PH": 7})
    lines = {(line.by, line.name): line for line in told.lines}
    philippines, cambodia = lines["region", "PH"], lines["region", "KH"]
    assert (philippines.alarms, philippines.certainty, philippines.activity) == (47, "likely", 7)
    assert (cambodia.title, cambodia.certainty, cambodia.bases) == (
        "Cambodia",
        "weak",
        ("currency",),
    )
    assert lines["region", UNKNOWN].alarms == 1
    new = {("region", "KH"), ("transmission", "group")}  # nothing of it was there before
    assert {(by, name) for by, name, _ in told.latest()} >= new
    assert ("region", "PH") not in {(by, name) for by, name, _ in told.surges}
    first = parcels(told.surges)
    assert [p.id for p in first] == [p.id for p in parcels(told.surges)]
    assert all(p.kind == "surge" and json.loads(p.body)["week"]["surge"] for p in first)


def test_a_surge_of_a_known_region_is_told() -> None:
    more = [alarm(700 + n, MONDAY + timedelta(7 * 19), ("PH", "payment to")) for n in range(25)]
    told = told_of([*surging(), *more], MONDAY + timedelta(7 * 20 - 1))
    assert ("region", "PH") in {(by, name) for by, name, _ in told.latest()}
    drawn = region_map(told)
    root = ElementTree.fromstring(drawn)
    assert root.tag.endswith("svg") and "http" not in drawn.replace("http://www.w3.org", "")
    said = [t.text for t in root.iter() if t.tag.endswith("title") and t.text]
    assert any(t.startswith("Philippines (PH): 72 alarms") and "surge" in t for t in said)
    assert sum("(" in t for t in said) == len(countries())


def test_a_map_of_nothing_is_a_map() -> None:
    root = ElementTree.fromstring(region_map(told_of([], None)))
    assert any(node.text == "no alarms" for node in root.iter())


def test_the_command_lists_draws_and_fails_when_asked(tmp_path: Path) -> None:
    store, events, svg = tmp_path / "store", tmp_path / "e.jsonl", tmp_path / "map.svg"
    rows = [
        {
            "type": "login.seen",
            "id": f"l{n}",
            "time": f"2026-03-0{n + 1}T00:00:00Z",
            "account": "a",
            "country": "PH",
        }
        for n in range(4)
    ]
    events.write_text("".join(json.dumps(row) + "\n" for row in rows))
    runner = CliRunner()
    assert runner.invoke(cli, ["run", str(events), "--store", str(store), "-q"]).exit_code == 0
    words = ["regions", "--store", str(store), "--format", "jsonl", "--svg", str(svg)]
    ended = runner.invoke(cli, [*words, "--fail-on-surge", "--alarms-to", str(tmp_path / "s")])
    assert ended.exit_code == 0, ended.output
    [line] = map(json.loads, ended.output.splitlines())
    assert (line["name"], line["activity"], line["alarms"]) == ("PH", 4, 0)
    assert "<svg" in svg.read_text()
    assert runner.invoke(cli, [*words, "--alarms-only"]).output == ""
    table = runner.invoke(cli, ["regions", "--store", str(store)])
    assert "Philippines" in table.output


def test_a_week_reads_as_data() -> None:
    assert Week(MONDAY, 7, 3).surge is False
