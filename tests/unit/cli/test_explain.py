"""`bantay explain`: the sum adds up, the words are lit, the look is logged."""

import json
import re
from decimal import Decimal
from pathlib import Path

import click
import pytest

from bantay.cli.explain import PURPOSE, words
from bantay.model.evidence import Quote

from .conftest import Call
from .golden import is_golden
from .toys import EVENTS, THE_ALARM, FakeReading, alarm, finding, message, renamed


def test_the_text(reading: FakeReading, call: Call) -> None:
    result = call("explain", THE_ALARM.alarm)
    assert result.exit_code == 0
    is_golden("explain.txt", result.stdout)


def test_the_text_on_a_terminal_differs_by_light_alone(reading: FakeReading) -> None:
    bright = words(THE_ALARM, reading, PURPOSE, colour=True)
    plain = words(THE_ALARM, reading, PURPOSE, colour=False)
    is_golden("explain.ansi", bright)
    assert click.unstyle(bright) == re.sub("[«»]", "", plain)


def test_the_printed_lines_add_up(reading: FakeReading, call: Call) -> None:
    shown = call("explain", "a-kq").stdout
    block = shown.split("The sum, in decibans\n")[1].split("\n\n")[0]
    above, below = re.split(r"\n +─+\n", block)
    numbers = [Decimal(line.split()[0].replace("−", "-")) for line in above.splitlines()]
    total = Decimal(below.split()[0])
    assert sum(numbers) == total == Decimal(str(round(THE_ALARM.score_db, 1)))


def test_uncounted_findings_are_shown_as_the_same_fact(reading: FakeReading, call: Call) -> None:
    (line,) = re.findall(r".*not counted twice.*", call("explain", "a-kq").stdout)
    assert "(+9.0)" in line and "messages.contact_shared" in line


def test_it_says_possible_and_never_a_verdict(reading: FakeReading, call: Call) -> None:
    first = call("explain", "a-kq").stdout.splitlines()[0]
    assert first.startswith("Possible contact evasion: account u-1704 may be ")


def test_what_was_undone_and_what_is_gone_is_said(reading: FakeReading, call: Call) -> None:
    shown = call("explain", "a-kq").stdout
    assert "undone to read it: circled digits, separators" in shown
    assert "m-9, characters 0 to 3\n      (no longer kept)" in shown
    assert "1 quoted text of 4 gone" in shown
    assert "1 weight not measured yet" in shown


def test_which_facts_carry_it_alone(reading: FakeReading, call: Call) -> None:
    reading.held = [alarm(finding("a", 30.0, "alone"), finding("b", 2.0, "little"))]
    shown = call("explain", "a-kq").stdout
    assert 'without the fact "alone" the total would be −18.0: no alarm' in shown
    assert 'without the fact "little"' not in shown


def test_control_characters_of_a_message_are_named(reading: FakeReading, call: Call) -> None:
    shown = call("explain", "a-kq").stdout
    assert "\x1b" not in shown and "\u202e" not in shown
    assert "␛[31m" in shown and "<U+202E>" in shown


def test_the_look_is_logged_with_name_and_purpose(
    reading: FakeReading, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "ana")
    call("explain", "a-kq", "--purpose", "appeal 7")
    ((ids, look),) = reading.looks
    assert ids == ("m-1", "m-2", "m-9", "m-3")
    assert (look.who, look.purpose) == ("ana", "appeal 7")


@pytest.mark.parametrize("form", ["json", "svg"])
def test_forms_without_texts_look_at_none(reading: FakeReading, call: Call, form: str) -> None:
    assert call("explain", "a-kq", "--format", form).exit_code == 0
    assert reading.looks == []


def test_json_is_the_alarm(reading: FakeReading, call: Call) -> None:
    shown = json.loads(call("explain", "a-kq", "--format", "json").stdout)
    assert shown["score_db"] == THE_ALARM.score_db
    assert shown["findings"][0]["finding"] == "contact_split"


def test_a_file_gets_marks_and_no_colours(reading: FakeReading, call: Call) -> None:
    result = call("explain", "a-kq", "--output", "why.txt")
    assert result.stdout == ""
    assert Path("why.txt").read_text(encoding="utf-8").count("«") == 3


def test_several_that_begin_so_are_listed(reading: FakeReading, call: Call) -> None:
    reading.held.append(renamed(THE_ALARM, "a-kqzzzzzz-1"))
    result = call("explain", "a-kq")
    assert result.exit_code == 2
    assert "2 alarms begin with 'a-kq'" in result.stderr
    assert "a-kq7fz2ma-1" in result.stderr and "a-kqzzzzzz-1" in result.stderr


def test_a_whole_id_wins_over_longer_ones(reading: FakeReading, call: Call) -> None:
    reading.held.append(renamed(THE_ALARM, "a-kq7fz2ma-12"))
    assert call("explain", "a-kq7fz2ma-1").exit_code == 0


def test_an_unknown_id_names_the_nearest(reading: FakeReading, call: Call) -> None:
    result = call("explain", "a-kq7fz2mb-1")
    assert result.exit_code == 2
    assert "there is no alarm 'a-kq7fz2mb-1'" in result.stderr
    assert "did you mean `a-kq7fz2ma-1`?" in result.stderr


def test_an_unknown_beginning_names_the_nearest(reading: FakeReading, call: Call) -> None:
    assert "did you mean `a-kq7f`?" in call("explain", "a-kqxf").stderr


def test_a_store_without_alarms_says_so(reading: FakeReading, call: Call) -> None:
    reading.held = []
    assert "has no alarms yet" in call("explain", "a-1").stderr


def test_many_quotes_are_counted_not_printed(reading: FakeReading, call: Call) -> None:
    quotes = tuple(Quote(f"t-{n}", "text", 0, 2) for n in range(12))
    reading.held = [alarm(finding("a", 30.0, "same template", quotes=quotes))]
    reading.texts = {f"t-{n}": message(f"t-{n}", "hi there") for n in range(12)}
    shown = call("explain", "a-kq").stdout
    assert shown.count("«hi» there") == 8
    assert "and 4 more" in shown


def test_a_text_that_was_never_kept_is_not_invented(reading: FakeReading, call: Call) -> None:
    reading.texts = {**EVENTS, "m-1": message("m-1", None, absent="encrypted")}
    assert (
        "text of m-1, characters 0 to 4\n      (no longer kept)" in call("explain", "a-kq").stdout
    )
