"""Mistakes are shown where they are; our faults never reach the screen raw."""

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import click
import pytest

from bantay.cli.problems import code_of, drawn, guarded
from bantay.cli.rule import RULES
from bantay.errors import (
    BantayError,
    ConfigError,
    Conflict,
    EventError,
    InputError,
    MissingExtra,
    NotPermitted,
    Place,
    StoreError,
)

from .conftest import Call


def shown(mistake: BantayError) -> str:
    return click.unstyle(drawn(mistake))


def raising(fault: BaseException) -> Callable[[], NoReturn]:
    def run() -> NoReturn:
        raise fault

    return run


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "p.toml"
    path.write_text('version = "1"\n\tfiler_messages = 3\n薇薇 = 信 = 4\n', encoding="utf-8")
    return path


def test_the_shape(policy: Path) -> None:
    place = Place(str(policy), 2, 2)
    assert shown(ConfigError("unknown key", place, "filler_messages")) == (
        "BT102 unknown key\n"
        f" --> {policy}:2:2\n"
        "  |\n"
        "2 |  filer_messages = 3\n"
        "  |  ^^^^^^^^^^^^^^\n"
        "  |\n"
        "help: did you mean `filler_messages`?"
    )


def test_the_caret_stands_under_wide_characters(policy: Path) -> None:
    lines = shown(ConfigError("no", Place(str(policy), 3, 6))).splitlines()
    assert lines[3:5] == ["3 | 薇薇 = 信 = 4", "  |        ^^"]


@pytest.mark.parametrize(
    "place", [Place("nowhere.toml", 3, 1), Place("nowhere.toml"), Place(os.devnull, 1, 1), None]
)
def test_without_a_readable_line_the_rest_is_said(place: Place | None) -> None:
    assert shown(ConfigError("not so", place, "so")).startswith("BT102 not so")
    assert "|" not in shown(ConfigError("not so", place))


def test_lines_of_events_are_named_not_printed(policy: Path) -> None:
    """They may hold somebody's words."""
    text = shown(EventError("unknown field", Place(str(policy), 2, 1), field="x"))
    assert f"{policy}:2:1" in text and "filer_messages" not in text


def test_control_characters_of_files_and_messages_are_named(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text("a = \x1b[2J\n")
    text = drawn(ConfigError("bad \x1b]0;x\x07", Place(str(path), 1, 1)))
    assert "\x1b[2J" not in text and "\x1b]" not in text


@pytest.mark.parametrize(
    ("mistake", "code"),
    [
        (InputError("x"), "BT100"),
        (EventError("x"), "BT101"),
        (ConfigError("x"), "BT102"),
        (StoreError("x"), "BT103"),
        (MissingExtra("x", "y"), "BT104"),
        (NotPermitted("x"), "BT105"),
        (Conflict("x"), "BT106"),
    ],
)
def test_every_kind_has_a_stable_code_that_is_explained(mistake: BantayError, code: str) -> None:
    assert code_of(mistake) == code
    assert code in RULES
    assert shown(mistake).startswith(f"{code} ")


def test_rule_explains_a_code(call: Call) -> None:
    assert call("rule", "bt102").stdout.startswith("BT102  A policy, mapping")
    unknown = call("rule", "BT999")
    assert unknown.exit_code == 2 and "BT100, BT101" in unknown.stderr


def test_exit_codes() -> None:
    assert guarded(lambda: None) == 0
    assert guarded(lambda: 1) == 1
    assert guarded(raising(InputError("x"))) == 2
    assert guarded(raising(StoreError("x"))) == 2
    assert guarded(raising(click.UsageError("x"))) == 2
    assert guarded(raising(KeyboardInterrupt())) == 130
    assert guarded(raising(click.Abort())) == 130


def test_a_file_the_system_refuses_is_no_fault_of_ours(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert guarded(raising(FileNotFoundError(2, "No such file or directory", "out/x.csv"))) == 2
    said = capsys.readouterr().err
    assert "BT100 cannot be used: No such file or directory" in said and "--> out/x.csv" in said
    assert guarded(raising(OSError("nobody knows"))) == 3


def test_a_fault_of_ours_goes_to_a_file_only_its_user_can_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert guarded(raising(ZeroDivisionError("somebody's words"))) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err and "somebody's words" not in said.err
    assert "BT199" in said.err and "ZeroDivisionError" in said.err
    (found,) = re.findall(r"details in (\S+)", said.err)
    assert stat.S_IMODE(Path(found).stat().st_mode) == 0o600
    assert "somebody's words" in Path(found).read_text(encoding="utf-8")
