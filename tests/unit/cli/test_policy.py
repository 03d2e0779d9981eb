"""`bantay policy`: mistakes drawn in their place, cases tried, differences in exit codes."""

import json

import jsonschema
import pytest

from bantay.cli.main import cli
from bantay.policy.problems import problems
from bantay.runtime.policy_words import policy_schema, vocabulary_page

RULE = """version = "v"
[[rule]]
name = "r"
when = '''
alarm.over_db > 3.0 &&
  subject.strikes >= 1'''
step = "nudge"
actions = ["tip"]
lasts = "1d"
ground = "g"
[[case]]
name = "no strikes"
alarm = { hypothesis = "scam", score_db = 9 }
asks = []
"""


@pytest.fixture
def bantay(capsys):
    def call(*words):
        with pytest.raises(SystemExit) as ended:
            cli.main([str(word) for word in words], prog_name="bantay")
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return call


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text(RULE)
    return path


def test_a_mistake_is_drawn_inside_the_text(bantay, file):
    file.write_text(RULE.replace("strikes >=", "strikez >="))
    code, _, told = bantay("policy", "check", file)
    assert code == 2
    assert told.splitlines()[:6] == [
        "BP212 subject has no part 'strikez'",
        f" --> {file}:6:11",
        "  |",
        "6 |   subject.strikez >= 1'''",
        "  |           ^^^^^^^",
        "  |",
    ]
    assert "did you mean `strikes`?" in told and "1 mistake" in told


def test_a_policy_that_is_fine_says_what_it_holds(bantay, file):
    code, told, _ = bantay("policy", "check", file)
    assert code == 0 and "1 rule, 0 detectors, 0 switches, 1 case" in told


def test_cases_are_tried_and_one_that_fails_is_named(bantay, file):
    assert bantay("policy", "test", file)[:2] == (0, "1 case, 0 failures\n")
    file.write_text(RULE.replace("asks = []", 'asks = ["r"]'))
    code, told, _ = bantay("policy", "test", file)
    assert code == 1 and f"{file}:11: no strikes: r expected, nothing asked" in told


def test_a_difference_is_told_by_exit_code_and_by_name(bantay, file, tmp_path):
    other = tmp_path / "q.toml"
    other.write_text("# a comment\n" + RULE)
    code, told, _ = bantay("policy", "diff", file, other)
    assert code == 0 and "no difference in meaning" in told
    other.write_text(RULE.replace("3.0", "4.0"))
    code, told, _ = bantay("policy", "diff", file, other, "--format", "jsonl")
    [row] = map(json.loads, told.splitlines())
    assert code == 1 and (row["name"], row["field"]) == ("r", "when")


@pytest.mark.parametrize("command", [("policy", "check", "--explain"), ("rule",)])
def test_codes_are_explained(bantay, command):
    code, told, _ = bantay(*command, "bp214")
    assert code == 0 and told.startswith("BP214  ") and "has(" in told
    code, _, told = bantay(*command, "BP999")
    assert code == 2 and "there is no code" in told


def test_rules_and_names_are_listed(bantay, file):
    assert "alarm.over_db > 3.0 && subject.strikes >= 1" in bantay("policy", "show", file)[1]
    assert "subject.account_age_days" in bantay("policy", "vocabulary")[1]
    assert "event.amount" in bantay("policy", "vocabulary", "--event", "payment.made")[1]
    assert bantay("policy", "vocabulary", "--event", "payment.mode")[0] == 2


def test_the_schema_takes_what_the_check_takes(bantay):
    import tomllib

    code, told, _ = bantay("schema", "policy")
    schema = json.loads(told)
    assert code == 0 and schema == policy_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    from bantay.policy.files import PACKS, shipped

    for text in (RULE, *map(shipped, PACKS)):
        jsonschema.validate(tomllib.loads(text), schema)
    for wrong in (RULE.replace('"nudge"', '"nuge"'), RULE.replace("lasts", "lasst")):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(tomllib.loads(wrong), schema)


def test_the_page_names_every_code():
    page = vocabulary_page()
    assert [code for code in problems() if f"| {code} |" not in page] == []
