"""Case files: what they may say, how mistakes in them are told, when a case passes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bantay.engine.detect import AnyDetector
from bantay.errors import ConfigError
from bantay.kit import Finding, Quote, Window
from bantay.model.events import MessageEdited, MessageSent
from bantay.planes.messages import stated_age
from bantay.runtime.cases import BEGIN, Case, Result, cases_of, events_of, load_cases, run

GOOD = """
[[case]]
name = "an age"
verdict = "alarm"
lang = "en"
evidence = ["m1[3:9]"]
says = "says to be 16"
messages = [
  { id = "m1", at = "0s", text = "ok i'm 16" },
  { id = "m2", at = "1m30s", from = "b", in = "d", text = "me too" },
]

[[case]]
name = "nothing"
verdict = "silence"
messages = [{ id = "m1", at = "0s", text = "hello" }]
"""


def written(tmp_path: Path, raw: str) -> Path:
    path = tmp_path / "x.cases.toml"
    path.write_text(raw, "utf-8")
    return path


def refused(tmp_path: Path, raw: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_cases(written(tmp_path, raw))
    return caught.value


def one(tmp_path: Path, old: str = "", new: str = "") -> Result:
    """The first case of the good file, changed, as run on the detector of stated ages."""
    assert old in GOOD
    cases = load_cases(written(tmp_path, GOOD.replace(old, new, 1)))
    return run(stated_age.DETECTOR, cases)[0]


def test_a_case_becomes_events_of_the_contract(tmp_path: Path) -> None:
    case = load_cases(written(tmp_path, GOOD))[0]
    first, second = events_of(case)
    assert isinstance(first, MessageSent) and isinstance(second, MessageSent)
    assert (first.account, first.conversation, first.time) == ("a", "c", BEGIN)
    assert (second.account, second.conversation) == ("b", "d")
    assert second.time - first.time == timedelta(seconds=90)


def test_other_events_have_their_own_fields_and_stand_in_order(tmp_path: Path) -> None:
    raw = GOOD.replace(
        'verdict = "silence"\n',
        'verdict = "silence"\nevents = [{ id = "e1", at = "-", type = "message.edited", '
        'message = "m1", account = "a", text = "x" }]\n',
    ).replace('"-"', '"1h"')
    first, second = events_of(load_cases(written(tmp_path, raw))[1])
    assert isinstance(second, MessageEdited)
    assert second.time - first.time == timedelta(hours=1)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('verdict = "alarm"', 'verdict = "alarmed"', 4, "alarm"),
        ('at = "0s"', 'at = "soon"', 9, "9s"),
        ('at = "0s"', 'at = "5 s"', 9, "9s"),
        ('at = "1m30s"', 'att = "1m"', 10, "unknown field"),
        ('name = "an age"\n', "", 2, "missing required field"),
        ('["m1[3:9]"]', '["m1[3-9]"]', 6, "id[start:end]"),
        ('verdict = "silence"', 'verdict = "known-miss"', 15, "limit"),
        ('verdict = "silence"', 'verdict = "silence"\nevidence = ["m1"]', 16, "no evidence"),
        ('messages = [{ id = "m1", at = "0s", text = "hello" }]\n', "", 13, "messages or events"),
        ('text = "hello" }]', 'text = "hello" }', 16, "not TOML"),
        (
            'messages = [{ id = "m1", at = "0s", text = "hello" }]',
            'events = [{ id = "e", at = "0s", type = "message.snt" }]',
            16,
            "not an event",
        ),
        (
            'messages = [{ id = "m1", at = "0s", text = "hello" }]',
            'events = [{ id = "e", type = "message.sent" }]',
            16,
            "9s",
        ),
    ],
)
def test_a_mistake_has_its_place(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    assert old in GOOD
    error = refused(tmp_path, GOOD.replace(old, new, 1))
    assert error.place is not None
    assert error.place.file.endswith("x.cases.toml")
    assert error.place.line == line
    assert says in str(error)


def test_a_missing_file_is_a_mistake_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_cases(tmp_path / "none.toml")


def test_a_case_that_holds_passes(tmp_path: Path) -> None:
    result = one(tmp_path)
    assert result.passed
    assert result.given[0].finding.summary == "says to be 16, in 1 message"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("i'm 16", "i'm 61", "the detector said: nothing"),
        ("m1[3:9]", "m1[3:8]", "m1[3:8]"),
        ("m1[3:9]", "m2", "quoted ['m1']"),
        ('evidence = ["m1[3:9]"]', 'evidence = ["m1", "m2"]', "expected, quoted ['m1']"),
        ("says to be 16", "says to be 15", "expected in: says to be 16"),
        ('"alarm"', '"known-miss"\nlimit = "x"', "known-miss expected"),
    ],
)
def test_a_case_that_does_not_hold_says_why(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    raw = GOOD.replace(old, new, 1)
    if "known-miss" in new:
        raw = raw.replace('evidence = ["m1[3:9]"]\n', "")
    result = run(stated_age.DETECTOR, load_cases(written(tmp_path, raw)))[0]
    assert not result.passed
    assert reason in result.reason


def _outside(window: Window[Any], params: Any) -> Iterator[Finding]:
    yield Finding(anchor="x", summary="x", quotes=(Quote(window.events[-1].id, "text", 0, 999),))


def _broken(window: Window[Any], params: Any) -> Iterator[Finding]:
    raise ValueError("oh")


def _changed(look: Any) -> AnyDetector:
    return replace(stated_age.DETECTOR, look=look)


def _case(text: str = "i'm 16") -> Case:
    from bantay.runtime.cases import Line

    return Case(name="x", verdict="alarm", messages=(Line(id="m1", at="0s", text=text),))


def test_a_quote_outside_its_message_fails_a_case() -> None:
    assert "outside its message" in run(_changed(_outside), [_case()])[0].reason


def test_a_detector_that_raises_fails_a_case() -> None:
    assert "the detector failed" in run(_changed(_broken), [_case()])[0].reason


def test_a_message_that_no_screen_lets_through_is_not_seen() -> None:
    given = run(_changed(_outside), [_case("hello there")])[0].given
    assert given == ()


def test_a_detector_without_cases_is_a_mistake(tmp_path: Path) -> None:
    from bantay.runtime.scaffold import load_detector, scaffold

    module, cases = scaffold("messages.no_cases", tmp_path)
    cases.unlink()
    with pytest.raises(ConfigError, match="cannot be read"):
        cases_of(load_detector(module))
