"""The threat model names tests that are there, and commands and messages that are real."""

import re

import pytest

from _house import ROOT
from bantay.bench.__main__ import BARS

GUIDE = ROOT / "docs" / "guide"
THREATS = (GUIDE / "threat-model.md").read_text("utf-8")
OPERATING = (GUIDE / "operating.md").read_text("utf-8")


def named() -> list[str]:
    """Every path of a test that the page names."""
    return sorted(set(re.findall(r"`((?:unit/|test_)[\w/]+(?:\.py)?)`", THREATS)))


@pytest.mark.parametrize("path", named())
def test_what_holds_a_threat_is_there(path: str) -> None:
    assert (ROOT / "tests" / path).exists()


def test_every_control_names_what_holds_it() -> None:
    rows = [line.split(" | ") for line in THREATS.splitlines() if line.count(" | ") == 2]
    held = [row for row in rows if "threat" not in row[0] and "asset" not in row[1]]
    controls = [row for row in held if not re.match(r"\| A\d", row[0])]
    assert len(controls) > 20 and len(named()) > 20
    assert [row[0] for row in controls if "`" not in row[2]] == []


def test_bars_are_named_as_they_are() -> None:
    bars = re.findall(r"bars? `(\w+)`", THREATS)
    asked = re.findall(r"-m bantay\.bench bars ([\w ]+)", OPERATING)
    assert bars and asked
    assert {*bars, *" ".join(asked).split()} <= BARS.keys()


@pytest.mark.parametrize("line", re.findall(r"(?m)^bantay (.+?)(?:\s+#.*)?$", OPERATING))
def test_a_command_line_is_one(line: str) -> None:
    import shlex

    import click

    from bantay.cli.main import cli

    command: click.Command = cli
    words = shlex.split(line)
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    known = {name for option in command.params for name in option.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_the_messages_are_what_is_said() -> None:
    source = "".join(p.read_text("utf-8") for p in (ROOT / "src/bantay").rglob("*.py"))
    for said in ("the disk is full", "cannot be written", "bantay.db is missing", "is damaged"):
        assert said in source and said in OPERATING
    for said in ("a database of something else", "the clock leapt", "this machine's clock says"):
        assert said in source and said in OPERATING
