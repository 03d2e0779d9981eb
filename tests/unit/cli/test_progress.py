"""Progress: silent at first, real counts, and in the shape the reader can use."""

import json
from contextlib import ExitStack

import pytest

from bantay.cli.progress import PACE, PATIENCE, Bar, Lines, watching


def test_short_runs_say_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines(clock=lambda: 0.0)
    for step in range(5):
        lines("chat.jsonl", step, 10, step)
    assert capsys.readouterr().err == ""


def test_long_runs_say_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    lines = Lines(clock=lambda: now[0])
    for second in range(int(PATIENCE + 2 * PACE) + 1):
        now[0] = float(second)
        lines("some/chat.jsonl", second * 10, 200, second * 1000)
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "chat.jsonl: 1,000 events, 5% of the file",
        "chat.jsonl: 6,000 events, 30% of the file",
        "chat.jsonl: 11,000 events, 55% of the file",
    ]


def test_an_unknown_size_is_not_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    now = iter([0.0, 9.0, 9.0])
    Lines(clock=lambda: next(now))("feed", 0, 0, 1234)
    assert capsys.readouterr().err == "feed: 1,234 events\n"


def test_programs_get_json_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with watching(quiet=False, as_json=True) as progress:
        assert progress is not None
        progress("chat.jsonl", 5, 10, 3)
    said = capsys.readouterr()
    assert said.out == ""
    assert json.loads(said.err) == {"file": "chat.jsonl", "done": 5, "size": 10, "events": 3}


def test_quiet_is_quiet() -> None:
    with watching(quiet=True, as_json=False) as progress:
        assert progress is None


def test_no_terminal_no_bar() -> None:
    with watching(quiet=False, as_json=False) as progress:
        assert isinstance(progress, Lines)


def test_a_bar_is_begun_late_and_put_away(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr("bantay.cli.progress.time.monotonic", lambda: now[0])
    with ExitStack() as stack:
        bar = Bar(stack)
        bar("a.jsonl", 1, 10, 1)
        assert capsys.readouterr().err == ""
        now[0] = PATIENCE
        bar("a.jsonl", 5, 10, 12_345)
        bar("b.jsonl", 5, 0, 12_346)
    shown = capsys.readouterr().err
    assert "a.jsonl" in shown and "12,345 events" in shown and "b.jsonl" in shown
