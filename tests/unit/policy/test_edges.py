"""Edges of a policy file where a small slip would go unnoticed elsewhere."""

import pytest
from msgspec import structs

from bantay.errors import ConfigError
from bantay.model.clock import DAY, HOUR, MINUTE, SECOND
from bantay.model.evidence import Weight
from bantay.policy import load, parse
from bantay.policy.cel import parse as cel
from bantay.policy.cel.tree import Applied, Literal
from bantay.policy.files import defaults, read
from bantay.policy.own.fields import vocabulary


def bar(value):
    text = f'version = "x"\n[hypotheses]\nscam = {{ prior_db = {value}, threshold_db = 1 }}\n'
    return parse(text, "x", load()).bars["scam"].prior_db


@pytest.mark.parametrize(
    ("text", "span"),
    [("9s", 9 * SECOND), ("10m", 10 * MINUTE), ("36h", 36 * HOUR), ("7d", 7 * DAY)],
)
def test_every_unit_is_what_it_is_called(text, span):
    settings = parse(f'version = "x"\nlateness = "{text}"\n', "x", load())
    assert (settings.lateness, settings.dedup) == (span, load().dedup)


def test_decibans_are_kept_to_a_tenth_and_up_to_sixty_either_way():
    assert [bar(v) for v in ("-60", "60", "-12.34")] == [-60.0, 60.0, -12.3]
    for wrong in ("true", "60.1", "-60.1", "nan", "inf"):
        with pytest.raises(ConfigError):
            bar(wrong)


def test_what_a_file_leaves_out_stays_as_it_was():
    weight = Weight("messages.a", "scam", 3.0)
    base = structs.replace(load(), weights={("messages.a", "scam"): weight}, weights_version="w9")
    settings = parse('version = "x"\n', "x", base)
    assert (settings.weights, settings.weights_version) == (base.weights, "w9")
    assert (settings.lateness, settings.dedup) == (base.lateness, base.dedup)


def test_the_place_is_that_of_the_right_table():
    rows = [
        "broker = { prior_db = -20, threshold_db = 0 }",
        "scam = { prior_db = 99, threshold_db = 0 }",
    ]
    with pytest.raises(ConfigError) as wrong:
        parse("\n".join(['version = "x"', "[hypotheses]", *rows]), "x", load())
    assert wrong.value.place.line == 4


def test_a_minus_before_a_number_is_part_of_it_and_a_not_is_never_one():
    minus, denied = cel.parse("-5"), cel.parse("!5")
    assert isinstance(minus, Literal) and (minus.value, minus.start, minus.end) == (-5, 0, 2)
    assert isinstance(denied, Applied) and denied.sign == "!"


def test_a_case_that_says_no_sum_is_just_over_its_threshold():
    case = '[[case]]\nname = "c"\nalarm = { hypothesis = "scam", threshold_db = 4 }\nasks = []\n'
    found, wrong = read('version = "x"\n' + case, "x.toml", defaults())
    assert found is not None, wrong
    alarm = found.cases[-1].situation.alarm
    assert (alarm.threshold_db, alarm.score_db) == (4.0, 5.0)
    assert alarm.weight_db == 5.0 - alarm.prior_db


def problems_of(text):
    return [(p.code, p.place.line) for p in read('version = "x"\n' + text, "x.toml", defaults())[1]]


def test_a_name_may_be_as_long_as_is_said_and_no_longer():
    rule = '[[rule]]\nname = "{name}"\nwhen = "true"\nstep = "nudge"\nactions = ["tip"]\n'
    rule += 'lasts = "1d"\nground = "g"\n'
    assert problems_of(rule.format(name="n" * 120)) == []
    assert problems_of(rule.format(name="n" * 121)) == [("BP108", 3)]


def test_as_many_own_detectors_as_are_said_and_no_more(monkeypatch):
    monkeypatch.setattr("bantay.policy.own.read._MOST", 2)
    one = '[[detector]]\nname = "mine{n}"\ntitle = "Mine"\nspeaks_for = ["scam"]\n'
    one += 'pattern = "gift card"\n'
    assert problems_of("".join(one.format(n=n) for n in range(2))) == []
    assert [code for code, _ in problems_of("".join(one.format(n=n) for n in range(3)))] == [
        "BP108"
    ]


def test_a_field_that_is_a_list_of_texts_is_one_to_a_condition():
    named = vocabulary("message.sent").names["event.to"]
    assert (named.shape.kind, named.shape.item.kind, named.optional) == ("list", "string", True)
