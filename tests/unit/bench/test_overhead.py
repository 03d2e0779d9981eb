"""The bar of what rules add to a run, on a small seed; no time is asserted."""

from bantay.bench.overhead import RULES, compared, operators_rules
from bantay.bench.policy_bars import EZRULES_MS, OSPREY_MS, SIZES, _beside
from bantay.bench.talk import talk


def test_both_sides_take_the_same_events_and_only_one_is_asked():
    figures = compared(talk(2_500, seed=23))
    assert figures["events"] == 2_500 and figures["ratio"] > 0
    assert figures["alarm revisions"] > 10 and figures["decisions with the rules"] > 10


def test_the_rules_are_as_many_as_said_and_each_for_some_hypotheses():
    rules = operators_rules(RULES).rules
    assert len(rules) == RULES and all(1 <= len(rule.on) <= 3 for rule in rules)


def test_costs_stand_beside_those_of_others():
    every = dict.fromkeys(SIZES, 1_000.0)
    table = _beside(every, every, every, {1: 500.0})
    assert all(len(row) == len(table["columns"]) for row in table["rows"])
    assert table["rows"][0] == [1, 1.0, 1.0, 1.0, 0.5, OSPREY_MS[1], EZRULES_MS[1]]
    assert table["rows"][1][4] == "-" and [row[0] for row in table["rows"]] == list(SIZES)
