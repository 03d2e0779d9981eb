"""Which alarms are one case: whatever order they come in; ids stay, cases merge and split."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.cases.joining import Earlier, Plan, components, plan
from bantay.model.alarm import Alarm
from bantay.model.evidence import Subject

from .toys import NOON, RING, alarm

PEOPLE = ("ann", "bob", "cyd", "dan", "eve")
WORDS = ("beneficiary", "instrument", "performer", "payer", "receiver")
HYPOTHESES = ("controller", "controlled_performer", "contact_evasion", "fabricated_identity")


def name(founder: str, number: int) -> str:
    return f"c-{founder}" + (f"-{number}" if number else "")


@st.composite
def some_alarms(draw: Any) -> list[Alarm]:
    """A few alarms about a few people, in a few revisions."""
    roles = st.dictionaries(
        st.sampled_from(WORDS), st.lists(st.sampled_from(PEOPLE), max_size=2).map(tuple), max_size=3
    )
    return [
        alarm(
            f"a-{draw(st.integers(0, 7))}",
            draw(st.sampled_from(PEOPLE)),
            draw(st.sampled_from(HYPOTHESES)),
            roles=draw(roles),
            revision=number + 1,
            opened=NOON + timedelta(hours=draw(st.integers(0, 3))),
        )
        for number in range(draw(st.integers(0, 8)))
    ]


def joined(alarms: Sequence[Alarm]) -> Plan:
    return plan(alarms, Earlier(), name)


@settings(max_examples=200, deadline=None)
@given(some_alarms(), st.randoms())
def test_joining_does_not_depend_on_the_order(alarms: list[Alarm], chance: Any) -> None:
    shuffled = [*alarms]
    chance.shuffle(shuffled)
    assert components(shuffled) == components(alarms)
    assert joined(shuffled) == joined(alarms)


@settings(max_examples=150, deadline=None)
@given(some_alarms(), st.integers(0, 8))
def test_it_does_not_depend_on_how_they_were_cut(alarms: list[Alarm], cut: int) -> None:
    """Taken up in two goes, the same alarms end up together; nothing was worked on between."""
    first = joined(alarms[:cut])
    opened = dict.fromkeys(first.cases.values(), 0)
    then = plan(alarms, Earlier(held=first.cases, opened=opened), name)
    together: dict[str, set[str]] = {}
    for id, case in then.cases.items():
        together.setdefault(case, set()).add(id)
    assert sorted(map(sorted, together.values())) == sorted(map(sorted, components(alarms)))


def test_a_ring_is_one_case_named_after_its_first_alarm() -> None:
    assert set(joined(RING).cases.values()) == {"c-a-aya"}


@pytest.mark.parametrize("word", ["payer", "receiver", "same picture"])
def test_whom_an_alarm_only_meets_joins_nothing(word: str) -> None:
    one = alarm("a-1", "ann", "controller", roles={word: ("pat",)})
    other = alarm("a-2", "bob", "controller", roles={word: ("pat",)})
    assert len(components([one, other])) == 2


def test_an_id_stays_while_the_case_grows() -> None:
    before = joined(RING[:1])
    older = alarm("a-old", "aya", "controlled_performer", opened=NOON - timedelta(days=9))
    after = plan([*RING, older], Earlier(held=before.cases, opened={"c-a-boss": 0}), name)
    assert set(after.cases.values()) == {"c-a-boss"} and after.merges == {}


def test_the_older_case_goes_on_when_two_are_joined() -> None:
    held = {"a-boss": "c-young", "a-aya": "c-old"}
    earlier = Earlier(held=held, opened={"c-young": 2, "c-old": 1})
    after = plan(RING, earlier, name)
    assert set(after.cases.values()) == {"c-old"} and after.merges == {"c-young": "c-old"}


def test_a_withdrawn_tie_splits_what_nobody_worked_on() -> None:
    """The part with most alarms keeps the id, the other gets one of its own."""
    apart = [alarm("a-1", "ann"), alarm("a-2", "bob", opened=NOON + timedelta(hours=1))]
    more = alarm("a-3", "bob", "scam")
    earlier = Earlier(held=dict.fromkeys(("a-1", "a-2", "a-3"), "c-a-1"), opened={"c-a-1": 0})
    after = plan([*apart, more], earlier, name)
    assert after.cases == {"a-1": "c-a-1-1", "a-2": "c-a-1", "a-3": "c-a-1"}


def test_what_somebody_worked_on_stays_whole() -> None:
    apart = [alarm("a-1", "ann"), alarm("a-2", "bob")]
    held = dict.fromkeys(("a-1", "a-2"), "c-1")
    earlier = Earlier(held=held, opened={"c-1": 0}, worked={"c-1"})
    assert plan(apart, earlier, name).cases == held


def test_what_a_person_split_off_joins_only_what_is_about_it() -> None:
    aya = Subject("account", "aya")
    again = alarm("a-aya-2", "aya", "minor_at_risk")
    sets = components([*RING, again], {aya})
    assert sets == [frozenset({"a-aya", "a-aya-2"}), frozenset({"a-bea", "a-boss"})]
