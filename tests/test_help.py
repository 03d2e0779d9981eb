"""Every command's `--help` shows an example, and the example runs."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from _examples import furnished, lines_of, ran
from bantay.cli.main import cli

NOT_RUN = {
    "bantay serve": "it serves until it is stopped",
    "bantay bench quality": "minutes of work: the bars run it",
    "bantay bench calibrate": "minutes of work: the bars run it",
    "bantay bench robustness": "minutes of work: the bars run it",
    "bantay bench speed": "minutes of work, and corpora that are not ours",
    "bantay report send": "it would send: the tests of reports try it on a server of their own",
    "bantay report retract": "a report must have been sent and received first",
    "bantay report release": "a report must hold a notice back first",
    "bantay report status rp-12ab34 --reference": "a person must have uploaded the report first",
    "bantay report draft --case-file": "its case file is another program's",
    "bantay docs open": "it writes to the home folder",
    "bantay feedback": "it asks a person before it writes: its own tests answer",
    "bantay submit": "it needs a cluster",
    "bantay lists publish": "it would send: its own tests have a homeserver",
}
"""Commands whose examples are not run here, and why."""
MOST_NOT_RUN = 14
BEFORE = {
    "bantay cases handover": ["bantay cases lease c-4ik"],
    "bantay cases decide": [],
    "bantay cases undo": [
        "bantay cases decide c-4ik --outcome not_enough --reason 'not yet' --store bantay-demo"
    ],
    "bantay cases reverse": [
        f"bantay cases decide c-4ik --outcome exploitation --step refer --reason x {rest}"
        for rest in ("--quote EVENT --by ana", "--quote EVENT --by mia")
    ],
    "bantay report draft": [],
    "bantay restore": ["bantay backup 2026-03-01 --store bantay-demo"],
    "bantay report approve": [
        "bantay report draft --case c-25ss --format ncmec --by 'Dana Reyes'",
    ],
}
"""What must have happened before a command's examples make sense; it begins from a fresh stage."""

_EXAMPLE = re.compile(r"^ +((?:echo .*\| *)?bantay (?:.*\\\n)*.*)$", re.M)


def commands(command: click.Command, name: str = "bantay") -> Iterator[tuple[str, click.Command]]:
    """Every command below one, with the words that call it."""
    for below in getattr(command, "commands", {}).values():
        words = f"{name} {below.name}"
        yield words, below
        yield from commands(below, words)


def examples(command: click.Command) -> list[str]:
    """The examples of a command's help, continued lines joined."""
    return [line for found in _EXAMPLE.findall(command.help or "") for line in lines_of(found)]


TREE = dict(commands(cli))
GROUPS = {words.split()[1]: None for words in TREE}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("help")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        furnished(folder)
    return folder


@pytest.mark.parametrize("words", TREE)
def test_every_help_shows_an_example_of_its_own(words: str) -> None:
    shown = examples(TREE[words])
    own = [line for line in shown if f"{words} " in f"{line} "]
    assert own, f"{words} --help has no example"


def test_little_is_left_unrun() -> None:
    assert all(any(f"{left} ".startswith(f"{words} ") for words in TREE) for left in NOT_RUN)
    assert len(NOT_RUN) <= MOST_NOT_RUN


@pytest.mark.parametrize("group", GROUPS)
def test_every_example_runs(
    group: str, stage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands of one group, in their order, in a copy of the stage."""
    shutil.copytree(stage, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for words, command in TREE.items():
        if words.split()[1] == group and words not in NOT_RUN:
            if words in BEFORE:
                shutil.copytree(stage, tmp_path / words, dirs_exist_ok=True)
                monkeypatch.chdir(tmp_path / words)
            for line in [*BEFORE.get(words, ()), *examples(command)]:
                if not any(f"{line} ".startswith(f"{left} ") for left in NOT_RUN):
                    ran(line)
