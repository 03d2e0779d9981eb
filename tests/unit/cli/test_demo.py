"""`bantay demo`: the story from beginning to end, honest about what was missed."""

import re
from pathlib import Path

import pytest

from .conftest import Call


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    from click.testing import CliRunner

    from bantay.cli.main import cli

    keep = tmp_path_factory.mktemp("demo") / "kept"
    result = CliRunner().invoke(cli, ["demo", "--no-serve", "--keep", str(keep)])
    assert result.exit_code == 0, result.stderr
    return keep, result.stdout


def test_it_tells_the_story_in_order(told: tuple[Path, str]) -> None:
    heads = [
        "world     Ilaw, an invented live-chat platform",
        "rejected  4 lines, kept in quarantine",
        "Alarms\n",
        "One of them, explained",
        "The sum, in decibans",
        "Left in peace: ordinary conduct that looks alike",
        "Missed on purpose",
        "next      bantay alarms",
    ]
    places = [told[1].find(head) for head in heads]
    assert -1 not in places and places == sorted(places), dict(zip(heads, places, strict=True))


def test_nothing_that_should_be_seen_is_missed(told: tuple[Path, str]) -> None:
    assert "Missed, though it should be seen" not in told[1]


def test_quotes_are_lit_and_everything_says_possible(told: tuple[Path, str]) -> None:
    assert re.search(r"«[^»]+»", told[1])
    table = told[1].split("Alarms\n")[1].split("\n\n")[0].splitlines()
    assert all(" possible " in row for row in table[1:] if row.startswith("a-"))


def test_the_kept_store_answers_what_it_says_to_type_next(
    told: tuple[Path, str], call: Call
) -> None:
    keep, shown = told
    steps = re.findall(
        rf"bantay ((?:alarms|explain|quarantine) .*--store {re.escape(str(keep))})", shown
    )
    assert len(steps) == 3
    for step in steps:
        assert call(*step.split()).exit_code == 0, step


def test_without_a_console_it_says_so_in_one_line(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bantay.cli.demo import _next

    assert _next(Path("d"), [], no_serve=False).startswith("console   comes later")
    assert "console" not in _next(Path("d"), [], no_serve=True)


def test_only_a_demos_own_directory_is_replaced(tmp_path: Path, call: Call) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear")
    result = call("demo", "--keep", "mine")
    assert result.exit_code == 2 and "is not an earlier demo's" in result.stderr
    assert (mine / "letter.txt").read_text() == "dear"
