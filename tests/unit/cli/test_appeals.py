"""`bantay appeals`: an appeal against the operator's own action reaches a person, and no fault."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bantay.adapters.store import open_store
from bantay.cli.main import cli

EVENTS = """\
{"type":"action.taken","id":"e1","time":"2026-03-06T09:00:00Z","action":"act-1",\
"subject_kind":"account","subject":"mara","kind":"warn","reason":"asked a guest elsewhere"}
{"type":"appeal.filed","id":"e2","time":"2026-03-06T10:30:00Z","appeal":"ap-1",\
"decision":"act-1","account":"mara","text":"It was my sister's shop number."}
{"type":"message.sent","id":"e3","time":"2026-03-06T11:30:00Z","account":"ann",\
"conversation":"c","text":"good morning"}
"""


@pytest.fixture
def store(tmp_path: Path) -> Any:
    path = tmp_path / "events.jsonl"
    path.write_text(EVENTS)
    done = CliRunner().invoke(cli, ["run", str(path), "--store", str(tmp_path / "s"), "-q"])
    assert done.exit_code == 0 and "fault" not in done.output
    assert "1 waits for a person's answer" in done.output
    yield tmp_path / "s"
    shutil.rmtree(tmp_path / "s")


def run(store: Path, *words: str) -> Any:
    return CliRunner().invoke(cli, ["appeals", *words, "--store", str(store)])


def test_it_waits_for_a_person_who_answers(store: Path) -> None:
    shown = run(store, "--waiting")
    assert shown.exit_code == 1 and "your own action" in shown.output and "act-1" in shown.output
    done = run(store, "--answer", "ap-1", "--overturn", "--by", "Kim")
    assert done.exit_code == 0 and "overturned by Kim" in done.output
    assert run(store, "--waiting").exit_code == 0
    place = open_store(store, create=False)
    acts = [(row.who, row.act) for row in place.audit()]
    assert ("mara", "appealed") in acts and ("Kim", "decision: overturn") in acts
    assert place.faults() == [] and place.verify_audit() is None
    place.close()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--answer", "ap-2", "--uphold"), "ap-1"),
        (("--answer", "ap-1"), "one of --uphold, --overturn"),
        (("--uphold",), "--answer"),
        (("--answer", "ap-1", "--uphold", "--by", " "), "name of a person"),
    ],
)
def test_a_mistake_gets_a_sentence(store: Path, words: tuple[str, ...], why: str) -> None:
    shown = run(store, *words)
    assert shown.exit_code == 2 and why in shown.output and "Traceback" not in shown.output


def test_undo_asks_what_to_undo(store: Path) -> None:
    shown = CliRunner().invoke(cli, ["undo", "--store", str(store)])
    assert shown.exit_code == 2 and "--rule" in shown.output
    none = CliRunner().invoke(cli, ["undo", "--rule", "x", "--yes", "--store", str(store)])
    assert none.exit_code == 0 and "0 decisions undone, 0 left" in none.output
