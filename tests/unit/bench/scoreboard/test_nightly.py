"""Nights of a world: what surveys say enters the log, and leaves it when it is no longer so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bantay.bench.scoreboard.nightly import Nights, by_day
from bantay.bench.scoreboard.watch import Watch
from bantay.kit import Finding, Seen, Sign, Subject, Survey, SurveySpec
from bantay.model.clock import micros
from bantay.model.events import PaymentMade
from bantay.model.log import FindingGiven, FindingWithdrawn, Record, SurveyFinished
from bantay.surveys._tables import rows_of

from .conftest import Small

BEGIN = datetime(2026, 5, 4, tzinfo=UTC)
NOW = micros(BEGIN + timedelta(days=3))

SPEC = SurveySpec(
    id="surveys.toy",
    title="Toy",
    version=1,
    rows=("$18",),
    reads=(PaymentMade,),
    window=timedelta(days=30),
    anchor="the account",
    signs=(
        Sign(
            id="surveys.toy.lately",
            plane="money",
            subjects=("account",),
            hypotheses=("proceeds_mover",),
            group="lately",
            ceiling=3.0,
        ),
    ),
)


@dataclass(frozen=True)
class Params:
    """None."""


def paid_last(tables: Any, params: Params) -> Iterator[Seen]:
    """Of whoever was paid last: how often anybody was paid."""
    rows = rows_of(tables.recent("payment.made", SPEC.window).select("time", "to_account"))
    last = max(rows, key=lambda row: row["time"])
    about = Subject("account", last["to_account"])
    finding = Finding(anchor="last", summary=f"{len(rows)} payments", quotes=(), subject=about)
    yield Seen(sign="lately", finding=finding, first=last["time"], last=last["time"])


def payment(hour: int, to: str) -> PaymentMade:
    return PaymentMade(
        id=f"e{hour}",
        time=BEGIN + timedelta(hours=hour),
        payment=f"p{hour}",
        kind="transfer",
        amount="1",
        currency="USD",
        to_account=to,
    )


def kinds(records: list[Record]) -> list[type]:
    return [type(record) for record in records]


def test_a_night_gives_revises_and_withdraws() -> None:
    nights = Nights([Survey(SPEC, Params(), paid_last)])
    nights.keep([payment(1, "a")])
    first = list(nights.look(NOW))
    assert kinds(first) == [SurveyFinished, FindingGiven]
    nights.keep([payment(2, "a")])
    [_, again] = nights.look(NOW)
    assert isinstance(again, FindingGiven) and again.given.finding.summary == "2 payments"
    assert isinstance(first[1], FindingGiven) and again.given.id == first[1].given.id
    nights.keep([payment(3, "b")])
    third = list(nights.look(NOW))
    assert kinds(third) == [SurveyFinished, FindingWithdrawn, FindingGiven]
    assert isinstance(third[1], FindingWithdrawn) and third[1].finding == again.given.id


def test_a_night_without_anything_new_or_without_surveys_says_nothing() -> None:
    nights = Nights([Survey(SPEC, Params(), paid_last)])
    assert list(nights.look(NOW)) == []
    nights.keep([payment(1, "a")])
    assert len(list(nights.look(NOW))) == 2
    assert list(nights.look(NOW)) == []
    none = Nights([])
    none.keep([payment(1, "a")])
    assert list(none.look(NOW)) == []


def test_days_end_at_midnight() -> None:
    events = [payment(hour, "a") for hour in (1, 23, 24, 71)]
    assert [[e.id for e in day] for day in by_day(events)] == [["e1", "e23"], ["e24"], ["e71"]]


def test_what_surveys_say_of_a_world_is_watched_like_the_rest(small: Small) -> None:
    said = {detector for detector, _ in small.seen.fired if detector.startswith("surveys.")}
    assert len(said) > 3 and said <= small.seen.specs.keys()
    counted = {name for one in small.seen.said.values() for name in one.detectors}
    assert said & counted


def test_without_nights_the_same_stands_at_the_end(small: Small) -> None:
    only = Watch(detectors=(), nights_from=None).over(small.lines)
    mine = {key: v for key, v in small.seen.fired.items() if key[0].startswith("surveys.")}
    assert only.fired == mine and mine
