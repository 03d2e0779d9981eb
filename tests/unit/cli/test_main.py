"""The front of the command line: quick, helpful, and quiet about what it has loaded."""

import subprocess
import sys

import pytest

from bantay.cli.main import cli
from bantay.model.version import VERSION

from .conftest import Call

HEAVY = ("numpy", "pyarrow", "sqlalchemy", "rich", "hyperscan", "cryptography", "phonenumbers")
COMMANDS = (
    *("alarms", "audit", "demo", "detectors", "docs", "doctor", "exceptions", "explain"),
    *("hash", "quarantine", "rule", "run", "scan", "schema"),
)


def test_every_command_is_there_and_says_what_it_does(call: Call) -> None:
    assert sorted(cli.commands) == sorted(COMMANDS)
    for name in COMMANDS:
        result = call(name, "--help")
        assert result.exit_code == 0
        assert cli.commands[name].short_help
        assert len(cli.commands[name].help or "") > 40, name


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["run", "--help"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys\n"
        "from bantay.cli.main import cli\n"
        "try:\n"
        f"    cli({words!r})\n"
        "finally:\n"
        f"    print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr.strip()) == (0, "[]")


def test_version(call: Call) -> None:
    assert call("--version").stdout == f"bantay {VERSION}\n"


def test_help_names_exit_codes_and_completion(call: Call) -> None:
    shown = call("--help").stdout
    assert "Exit codes" in shown and "_BANTAY_COMPLETE=bash_source" in shown


def test_a_misspelled_command_is_answered_with_the_nearest(call: Call) -> None:
    result = call("alarm")
    assert result.exit_code == 2
    assert "'alarms'" in result.stderr


def test_a_misspelled_option_is_answered_with_the_nearest(call: Call) -> None:
    result = call("alarms", "--hypotesis", "scam")
    assert result.exit_code == 2
    assert "--hypothesis" in result.stderr


def test_the_entry_point_ends_with_the_commands_code() -> None:
    words = [sys.executable, "-m", "bantay", "rule", "BT999"]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("BT100 there is no code 'BT999'")
    assert "\x1b" not in done.stderr, "not a terminal: no colours"


def test_a_reader_who_leaves_early_is_no_fault() -> None:
    words = [sys.executable, "-m", "bantay", "schema", "fields"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_output_that_cannot_say_a_letter_says_its_code() -> None:
    words = [sys.executable, "-m", "bantay", "--help"]
    ascii_only = {"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin", "PYTHONUTF8": "0"}
    import os

    done = subprocess.run(
        words, capture_output=True, text=True, env={**os.environ, **ascii_only}
    )
    assert done.returncode == 0
