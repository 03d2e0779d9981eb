"""What each name of a condition is in one situation, told by hand and not by the table."""

from datetime import UTC, datetime, timedelta

import cel
import msgspec
import pytest

from bantay.model.alarm import Alarm, AlarmFinding, Palermo, Place, Versions
from bantay.model.clock import micros
from bantay.model.decision import Situation
from bantay.model.evidence import Quote, Subject
from bantay.policy.cel import check
from bantay.policy.vocabulary import READS, VOCABULARY, Reading

TUESDAY = datetime(2026, 1, 6, 17, 30, tzinfo=UTC)
LINE = AlarmFinding(
    finding="f-1",
    revision=1,
    detector="money.payout_hub",
    version=1,
    group="payouts",
    weight_db=7.5,
    counted=True,
    draft=False,
    summary="s",
    quotes=(Quote("e", "note", 0, 1), Quote("e", "note", 2, 3)),
)
ABOUT = Situation(
    alarm=Alarm(
        alarm="a-1",
        revision=3,
        episode=2,
        status="open",
        opened=TUESDAY - timedelta(hours=36),
        closed_by=None,
        time=TUESDAY,
        hypothesis="controller",
        subject=Subject("account", "a"),
        roles={"possible_victim": ("b",), "controller": ("c",)},
        score_db=4.5,
        prior_db=-20.0,
        weight_db=24.5,
        threshold_db=-10.0,
        probability=None,
        calibration="made up",
        planes=("money", "messages"),
        palermo=Palermo(act=("control",), means=("debt",), purpose=("exploitation",)),
        region=(Place("PH", "phone"),),
        transmission=("card",),
        findings=(LINE,),
        versions=Versions("e", "w", "p"),
        first_event_time=TUESDAY,
        confirmed=True,
    ),
    now=micros(TUESDAY),
    shielded=True,
    strikes=2,
    earlier=5,
    alarms_before=1,
    account_age_days=40,
    country="PH",
    group_size=12,
    amount_30d="150.25",
)
VALUES = {
    "alarm.hypothesis": '"controller"',
    "alarm.score_db": "4.5",
    "alarm.prior_db": "-20.0",
    "alarm.weight_db": "24.5",
    "alarm.threshold_db": "-10.0",
    "alarm.over_db": "14.5",
    "alarm.planes": '["money", "messages"]',
    "alarm.revision": "3",
    "alarm.episode": "2",
    "alarm.age_hours": "36.0",
    "alarm.confirmed": "true",
    "alarm.second_reader": "false",
    "alarm.excepted": "false",
    "alarm.acts": '["control"]',
    "alarm.means": '["debt"]',
    "alarm.purposes": '["exploitation"]',
    "alarm.roles": '["controller", "possible_victim"]',
    "alarm.transmission": '["card"]',
    "alarm.regions": '["PH"]',
    "subject.kind": '"account"',
    "subject.strikes": "2",
    "subject.earlier": "5",
    "subject.alarms_before": "1",
    "subject.shielded": "true",
    "time.hour": "17",
    "time.weekday": '"tue"',
    "subject.account_age_days": "40",
    "subject.country": '"PH"',
    "group.size": "12",
    "money.amount_30d": "150.25",
}


def test_every_name_is_told() -> None:
    assert set(VALUES) == set(READS) == set(VOCABULARY.names) - {"findings"}


@pytest.mark.parametrize("name", VALUES)
def test_a_name_is_what_it_says(name: str) -> None:
    context = cel.Context(variables=Reading(frozenset({name})).of(ABOUT))
    assert cel.compile(f"{name} == {VALUES[name]}").execute(context) is True


@pytest.mark.parametrize("name", [n.name for n in VOCABULARY.names.values() if n.optional])
def test_what_is_not_known_is_not_there(name: str) -> None:
    fields = ("account_age_days", "country", "group_size", "amount_30d")
    nothing = msgspec.structs.replace(ABOUT, **dict.fromkeys(fields))
    asked = cel.compile(check(f"has({name})", VOCABULARY).source)
    reading = Reading(frozenset({name}))
    assert asked.execute(cel.Context(variables=reading.of(ABOUT))) is True
    assert asked.execute(cel.Context(variables=reading.of(nothing))) is False


@pytest.mark.parametrize(
    "said",
    [
        'f.detector == "money.payout_hub"',
        'f.plane == "money"',
        'f.group == "payouts"',
        "f.weight_db == 7.5",
        "f.counted",
        "!f.draft",
        "f.quotes == 2",
    ],
)
def test_the_parts_of_a_finding(said: str) -> None:
    checked = check(f"findings.all(f, {said}) && findings.size() == 1", VOCABULARY)
    context = cel.Context(variables=Reading(checked.names).of(ABOUT))
    assert cel.compile(checked.source).execute(context) is True


def test_a_count_stays_where_numbers_are_exact() -> None:
    vast = msgspec.structs.replace(ABOUT, strikes=2**60)
    assert Reading(frozenset({"subject.strikes"})).of(vast) == {"subject": {"strikes": 2**53}}
