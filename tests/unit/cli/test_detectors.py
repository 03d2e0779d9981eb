"""`bantay detectors`: the catalogue, failing cases as conversations, a new room that works."""

import importlib.util
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest

from bantay.cli.detectors import run_cases
from bantay.engine.detect import AnyDetector
from bantay.runtime.cases import load_cases, run
from bantay.runtime.catalogue import catalogue

from .conftest import Call

IDS = [detector.spec.id for detector in catalogue()]


def test_list_is_the_catalogue(call: Call) -> None:
    rows = call("detectors", "list", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(row)["detector"] for row in rows] == IDS
    money = call("detectors", "list", "--plane", "money", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(row)["detector"] for row in money] == [i for i in IDS if i[:6] == "money."]
    assert money


def test_show_is_the_page(call: Call) -> None:
    shown = call("detectors", "show", "stated_age").stdout
    assert "`messages.stated_age`" in shown and "**Wrong when.**" in shown


def test_an_unknown_detector_names_the_nearest(call: Call) -> None:
    result = call("detectors", "show", "messages.stated_ages")
    assert result.exit_code == 2
    assert "did you mean `messages.stated_age`?" in result.stderr


def test_all_shipped_cases_hold(call: Call) -> None:
    result = call("detectors", "test")
    assert result.exit_code == 0, result.stdout
    assert result.stdout.splitlines()[-1].endswith("cases, 0 failures")
    assert len(result.stdout.splitlines()) == len(IDS) + 1


def test_one_detectors_cases(call: Call) -> None:
    shown = call("detectors", "test", "messages.stated_age").stdout
    assert shown.startswith("messages.stated_age: ") and "contact" not in shown


def test_a_failing_case_is_shown_as_its_conversation(
    new_room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = new_room.with_suffix(".cases.toml")
    cases.write_text(cases.read_text().replace("the Lantern again", "the lamp again"))
    with loaded(new_room) as detector:
        assert run_cases([detector]) == 1
    shown = click.unstyle(capsys.readouterr().out)
    assert "  FAIL  the word in two messages (alarm)" in shown
    assert "\n          9s  a  m2  the lamp again\n" in shown
    assert "alarm expected, the detector said: nothing" in shown
    assert shown.splitlines()[-1] == "9 cases, 1 failure"


def test_a_false_alarm_shows_what_was_quoted(tmp_path: Path) -> None:
    from bantay.cli.render.cases import failed

    path = tmp_path / "c.cases.toml"
    path.write_text(
        '[[case]]\nname = "none"\nverdict = "silence"\n'
        'messages = [{ id = "m1", at = "0s", text = "ring +1 415 555 0137 now" }]\n'
    )
    (whole,) = (d for d in catalogue() if d.spec.id == "messages.contact_shared")
    (result,) = run(whole, load_cases(path))
    shown = click.unstyle("\n".join(failed(result)))
    assert "ring «+1 415 555 0137» now" in shown
    assert "silence expected" in shown


@pytest.fixture
def new_room(tmp_path: Path, call: Call) -> Path:
    (tmp_path / "planes/messages").mkdir(parents=True)
    made = call("detectors", "new", "messages.echo_game", "--into", "planes")
    assert made.exit_code == 0, made.stderr
    module, cases, next_step = made.stdout.splitlines()
    assert cases == module.removesuffix(".py") + ".cases.toml"
    assert next_step == "next  bantay detectors test messages.echo_game"
    return tmp_path / module


@contextmanager
def loaded(path: Path) -> Iterator[AnyDetector]:
    """The detector of a module that is not in the package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    try:
        spec.loader.exec_module(module)
        yield module.DETECTOR
    finally:
        del sys.modules[path.stem]


def test_a_new_room_works_at_once(new_room: Path) -> None:
    with loaded(new_room) as detector:
        results = run(detector, load_cases(new_room.with_suffix(".cases.toml")))
    assert len(results) >= 8
    assert [result.reason for result in results if not result.passed] == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mesages.echo", "did you mean `messages`?"),
        ("messages.Echo", "lower case"),
        ("messages", "lower case"),
        ("messages.../../echo", "lower case"),
    ],
)
def test_names_that_do_not_fit(tmp_path: Path, call: Call, name: str, said: str) -> None:
    (tmp_path / "planes/messages").mkdir(parents=True)
    result = call("detectors", "new", name, "--into", "planes")
    assert result.exit_code == 2 and said in result.stderr


def test_a_folder_that_has_no_such_plane(call: Call) -> None:
    result = call("detectors", "new", "messages.echo", "--into", "planes")
    assert result.exit_code == 2 and "there is no directory planes/messages" in result.stderr


def test_nothing_is_ever_overwritten(tmp_path: Path, call: Call) -> None:
    room = tmp_path / "planes/messages"
    room.mkdir(parents=True)
    (room / "echo.cases.toml").write_text("mine")
    result = call("detectors", "new", "messages.echo", "--into", "planes")
    assert result.exit_code == 2
    assert (room / "echo.cases.toml").read_text() == "mine" and not (room / "echo.py").exists()
