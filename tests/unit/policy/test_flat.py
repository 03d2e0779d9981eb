"""Names of one word: the same answers, for conditions and situations of all sorts."""

from random import Random

import cel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.bench.policies import condition
from bantay.bench.situations import situation
from bantay.policy.cel import check
from bantay.policy.flat import FlatReading, flat
from bantay.policy.vocabulary import VOCABULARY, Reading


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_both_ways_of_writing_answer_the_same(one: int, other: int) -> None:
    source, about = condition(Random(one)), situation(Random(other))
    names, said = check(source, VOCABULARY).names, flat(source)
    nested = cel.compile(source).execute(cel.Context(variables=Reading(names).of(about)))
    if said is not None:
        context = cel.Context(variables=FlatReading(names).of(about))
        assert cel.compile(said).execute(context) is nested


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "alarm.over_db >= 6.0 && !subject.shielded",
            "alarm__over_db >= 6.0 && !subject__shielded",
        ),
        ("alarm . revision > 1", "alarm__revision > 1"),
        ("alarm.hypothesis == 'alarm.over_db'", "alarm__hypothesis == 'alarm.over_db'"),
        ("alarm.planes.exists(p, p == 'money')", "alarm__planes.exists(p, p == 'money')"),
        ("has(group.size) && group.size > 3", None),
        ("findings.exists(f, f.counted)", None),
        ("true", "true"),
    ],
)
def test_what_becomes_of_a_condition(source: str, said: str | None) -> None:
    assert flat(source) == said
