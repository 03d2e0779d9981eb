"""Conditions: what is refused, where, and that what is accepted always answers."""

import cel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.policy.cel import Wrong, check
from bantay.policy.vocabulary import VOCABULARY

WRONG = [
    ("subject.strikez > 1", "BP212", 8, "strikes"),
    ("subjekt.strikes > 1", "BP211", 0, "subject.strikes"),
    ("alarm.hypothesis == 'skam'", "BP213", 20, "scam"),
    ("group.size > 3", "BP214", 0, "has(group.size) && ..."),
    ("!has(group.size) && group.size > 3", "BP214", 20, "has(group.size) && ..."),
    ("has(group.size) || group.size > 3", "BP214", 19, "has(group.size) && ..."),
    ("alarm.score_db + 1 > 2.0", "BP225", 17, "1.0"),
    ("subject.strikes * 2 > 3", "BP226", 0, None),
    ("1.0 / 0.0 > 1.0", "BP226", 6, None),
    ("alarm.score_db", "BP221", 0, None),
    ("subject.strikes = 1", "BP201", 16, "=="),
    ("alarm.confirmed and true", "BP201", 16, "&&"),
    ("'cash' in alarm.planes", "BP213", 0, None),
    ("1 < subject.strikes < 3", "BP205", 20, None),
    ("findings.exist(f, f.counted)", "BP215", 9, "exists"),
    ("findings.exists(f, f.wait_db > 1.0)", "BP212", 21, "weight_db"),
    ("findings.exists(alarm, true)", "BP218", 16, None),
    ("alarm.planes.exists(p, p)", "BP221", 23, None),
    ("size('abc') == 3", "BP216", 5, None),
    ("alarm.score_db > 99999999999999999999.0", "BP202", 17, None),
    ("x" * 2001, "BP204", 0, None),
    ("(" * 40 + "true" + ")" * 40, "BP204", 24, None),
    ("!" * 60 + "true", "BP204", 24, None),
    ("true && ", "BP205", 7, None),
]
RIGHT = [
    "true",
    "has(group.size) && group.size > 3",
    "!has(group.size) || group.size > 3",
    "has(group.size) ? group.size > 3 : alarm.confirmed",
    "'money' in alarm.planes && size(alarm.planes) >= 2",
    "findings.filter(f, f.counted).size() > 1",
    "alarm.planes.exists(p, p == 'money')",
    "-3 < subject.strikes // a comment\n && alarm.score_db / 2.0 > -1.5",
    "has(subject.country) && subject.country in ['PH', \"GB\"]",
]


@pytest.mark.parametrize(("source", "code", "start", "nearest"), WRONG)
def test_what_is_wrong_is_refused_at_its_place(source, code, start, nearest):
    with pytest.raises(Wrong) as wrong:
        check(source, VOCABULARY)
    assert (wrong.value.code, wrong.value.start) == (code, start)
    assert wrong.value.nearest == nearest


@pytest.mark.parametrize("source", RIGHT)
def test_what_is_right_is_accepted_here_and_by_the_library(source):
    assert check(source, VOCABULARY).source == source
    cel.compile(source)


@given(st.text(max_size=60))
def test_any_text_is_a_condition_or_a_mistake_with_a_place(source):
    try:
        check(source, VOCABULARY)
    except Wrong as wrong:
        assert wrong.code.startswith("BP2") and 0 <= wrong.start <= len(source)


def test_the_longest_condition_that_passes_also_compiles():
    source = " && ".join(["alarm.confirmed"] * 100)
    check(source, VOCABULARY)
    cel.compile(source)
    deep = "(" * 22 + "true" + ")" * 22
    check(deep, VOCABULARY)
    cel.compile(deep)
