"""A policy as a value: what it asks for, in order, and that it always answers."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from bantay.bench.policies import right, wrong
from bantay.bench.situations import situation
from bantay.errors import PolicyError
from bantay.policy import Policy, load, load_file, parse, read
from bantay.policy.cases import run
from bantay.policy.diff import differences
from bantay.policy.files import PACKS, defaults, shipped
from bantay.policy.policy import UNANSWERED
from bantay.policy.problems import problems

RULE = """
[[rule]]
name = "{name}"
on = ["scam"]
when = "{when}"
step = "nudge"
actions = ["tip"]
lasts = "1d"
ground = "g"
"""


def made(text, name="x.toml"):
    found, wrong = read('version = "v"\n' + text, name, defaults())
    assert found is not None, wrong[0]
    return found


def codes(text):
    return [problem.code for problem in read('version = "v"\n' + text, "x", defaults())[1]]


@pytest.mark.parametrize("seed", range(150))
def test_one_mistake_is_found_where_it_is(seed):
    policy = wrong(seed)
    _, found = read(policy.text, "x.toml", defaults())
    assert [(p.place.line, p.place.column) for p in found] == [(policy.line, policy.column)]
    assert found[0].code in problems()


@given(st.integers(0, 10**9), st.integers(0, 10**9))
@settings(max_examples=60, deadline=None)
def test_no_policy_that_passes_raises_or_stays_without_an_answer(policy, about):
    found, wrong = read(right(policy), "x.toml", defaults())
    assert found is not None, wrong
    asked = found.policy().asks(situation(Random(about)))
    assert all(ask.ground != UNANSWERED for ask in asked)
    assert {ask.rule for ask in asked} <= {rule.name for rule in found.rules}


def test_the_same_situation_is_asked_the_same():
    policy, about = made(RULE.format(name="r", when="true")).policy(), situation(Random(3))
    about = structs.replace(about, alarm=structs.replace(about.alarm, hypothesis="scam"))
    assert policy.asks(about) == policy.asks(about) != ()


def test_a_condition_that_fails_asks_for_a_person_and_stops_nothing():
    [rule] = made(RULE.format(name="r", when="true")).rules
    broken = structs.replace(rule, when="nowhere.at_all > 1")
    about = situation(Random(3))
    about = structs.replace(about, alarm=structs.replace(about.alarm, hypothesis="scam"))
    [ask] = Policy(defaults(), [broken]).asks(about)
    assert (ask.step, ask.automatic, ask.ground) == ("refer", False, UNANSWERED)


def test_rungs_of_a_ladder_take_turns():
    ladder = """
[[ladder]]
name = "l"
ground = "g"
rungs = [
  { strikes = 0, step = "nudge", actions = ["warn"], lasts = "1d" },
  { strikes = 2, step = "hold", actions = ["block_account"], lasts = "9d" },
]
"""
    policy, about = made(ladder).policy(), situation(Random(1))
    said = [[a.rule for a in policy.asks(structs.replace(about, strikes=n))] for n in range(4)]
    assert said == [["l/1"], ["l/1"], ["l/2"], ["l/2"]]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (
            'step = "hold"\nactions = ["fine"]\nfine = { amount = "5", currency = "EUR" }\n'
            'on = ["minor_at_risk"]',
            "BP305",
        ),
        ('step = "hold"\nactions = ["fine"]', "BP308"),
        ('step = "hold"\nactions = ["block_account"]\non = ["controlled_performer"]', "BP305"),
        ('step = "refer"\nactions = ["report"]', "BP304"),
        ('step = "nudge"\nactions = ["block_account"]', "BP302"),
        ('step = "hold"\nactions = ["block_group"]', "BP303"),
        ('step = "hold"', "BP301"),
        ('step = "refer"\nactions = ["open_case"]\ntwo_people = true', "BP306"),
    ],
)
def test_what_a_policy_may_not_ask_is_said_at_once(rule, code):
    text = f'[[rule]]\nname = "r"\nlasts = "1d"\nground = "g"\n{rule}\n'
    assert codes(text) == [code]
    fine = rule + "\nautomatic = false"
    if code in ("BP304", "BP305", "BP306"):
        assert codes(text.replace(rule, fine)) == []


def test_every_mistake_of_a_file_is_told_in_its_order():
    text = RULE.format(name="r", when="subject.strikez > 1") + 'lastss = "2d"\n'
    found = read('versoin = "v"\n' + text, "x", defaults())[1]
    assert [p.code for p in found] == ["BP103", "BP104", "BP212", "BP103"]
    places = [(p.place.line, p.place.column) for p in found]
    assert places == sorted(places)


@pytest.mark.parametrize("pack", PACKS)
def test_shipped_packs_pass_their_cases_and_hold_no_fine(pack):
    found, wrong = read(shipped(pack), f"{pack}.toml", defaults())
    assert found is not None, wrong
    assert [r.wrong for r in run(found.policy(), found.cases) if r.wrong] == []
    asked = {action for rule in found.rules for action in rule.actions}
    assert not asked & {"fine", "block_account", "block_group", "delete_group"}
    reports = [rule for rule in found.rules if "report" in rule.actions]
    assert all("known material" in rule.name and not rule.automatic for rule in reports)
    assert all(
        rule.step != "hold" or not rule.automatic or "live" in rule.name for rule in found.rules
    )
    if pack != "defaults":
        assert found.cases


def test_a_pack_is_taken_in_and_a_rule_of_its_name_replaced():
    mine = made('packs = ["chat"]\n' + RULE.format(name="chat: a warning about money", when="true"))
    [rule] = [rule for rule in mine.rules if rule.name == "chat: a warning about money"]
    assert (rule.actions, len(mine.rules)) == (("tip",), 10)
    assert made("packs = []").rules == ()
    assert made("").rules == load_file().rules != ()


def test_a_case_that_is_not_met_says_what_was_asked():
    text = RULE.format(name="r", when="subject.strikes >= 1")
    case = '[[case]]\nname = "c"\nalarm = { hypothesis = "scam" }\nasks = ["r"]\n'
    found = made(text + case)
    [result] = run(found.policy(), found.cases)
    assert result.wrong == "r expected, nothing asked"
    met = made(text + case.replace("asks", "subject = { strikes = 1 }\nasks"))
    assert [r.wrong for r in run(met.policy(), met.cases)] == [""]


def test_a_difference_is_one_of_meaning():
    old = made(RULE.format(name="r", when="subject.strikes >= 1"))
    same = made("# a comment\n" + RULE.format(name="r", when="subject.strikes >= 1"))
    assert differences(old, same) == ()
    text = RULE.format(name="r", when="subject.strikes >= 1").replace('"nudge"', '"hold"')
    new = made("[hypotheses]\nscam = { prior_db = -20, threshold_db = -5 }\n" + text)
    [bar, step] = differences(old, new)
    assert (bar.part, bar.name, bar.field, bar.way) == (
        "threshold",
        "scam",
        "threshold_db",
        "fewer alarms",
    )
    assert (step.name, step.field, step.before, step.after, step.way) == (
        "r",
        "step",
        "nudge",
        "hold",
        "harsher",
    )
    assert [d.sort for d in differences(old, made("packs = []"))] == ["removed"]


def test_switches_are_strict_where_the_country_is_not_known():
    from bantay.policy.switches import reads

    text = '[[switch]]\nplane = "messages"\ncountries = ["DE"]\nreads = "metadata"\nreason = "r"\n'
    switches = made(text).switches
    assert [reads(switches, "messages", c) for c in ("DE", "PH", None)] == [
        "metadata",
        "all",
        "metadata",
    ]
    assert reads(switches, "money", "DE") == "all"


def test_settings_are_read_alone_and_the_first_mistake_is_raised():
    assert parse('version = "v"', "x", load()).policy_version == "v"
    with pytest.raises(PolicyError, match="unknown key"):
        parse('version = "v"\nrules = 1', "x", load())
