"""The front of the command line: quick, helpful, and quiet about what it has loaded."""

import os
import subprocess
import sys

import pytest

from _house import ROOT, python
from bantay.cli.main import cli
from bantay.model.version import VERSION

from .conftest import Call

HEAVY = ("numpy", "pyarrow", "sqlalchemy", "rich", "hyperscan", "cryptography", "phonenumbers")
COMMANDS = (
    *(
        "alarms",
        "audit",
        "bench",
        "cases",
        "demo",
        "detectors",
        "docs",
        "doctor",
        "exceptions",
        "explain",
    ),
    *("backup", "feedback", "keys", "lists", "people", "report", "restore", "serve", "submit"),
    *("hash", "hashes", "quarantine", "regions", "rule", "run", "scan", "schema", "simulate"),
    "survey",
    *("appeal", "appeals", "decide", "decisions", "orders", "policy", "statement", "undo"),
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
        f"    print('heavy:', [m for m in {HEAVY!r} if m in sys.modules])\n"
    )
    assert python(code).splitlines()[-1] == "heavy: []"


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


def bantay(*words: str, **environment: str) -> subprocess.Popen[bytes]:
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "bantay", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
    )


def test_the_entry_point_ends_with_the_commands_code() -> None:
    running = bantay("rule", "BT999")
    _, said = running.communicate()
    assert running.returncode == 2
    assert said.startswith(b"BT100 there is no code 'BT999'")
    assert b"\x1b" not in said, "not a terminal: no colours"


def test_a_reader_who_leaves_early_is_no_fault() -> None:
    running = bantay("schema", "fields")
    assert running.stdout is not None
    running.stdout.close()
    running.stdout = None
    _, said = running.communicate()
    assert (running.returncode, said) == (0, b"")


def test_the_shell_completes_commands_and_detectors() -> None:
    for words, expected in (
        ("bantay expl", b"explain"),
        ("bantay detectors show mess", b"stated_age"),
    ):
        asked = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        running = bantay(_BANTAY_COMPLETE="bash_complete", **asked)
        told, _ = running.communicate()
        assert expected in told


def test_a_terminal_that_lacks_a_letter_gets_its_code() -> None:
    running = bantay("--help", PYTHONIOENCODING="latin-1")
    told, _ = running.communicate()
    assert running.returncode == 0
    assert b"\\u2026" in told


def test_help_into_a_closed_pipe_is_fine() -> None:
    read, write = os.pipe()
    os.close(read)
    words = [sys.executable, "-m", "bantay", "--help"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(words, stdout=write, stderr=subprocess.PIPE, env=env, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")
