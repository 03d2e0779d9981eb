"""Limits and tables of a policy file: read once, in their place, refused with their place."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bantay.cli.main import cli
from bantay.errors import BantayError, PolicyError
from bantay.model.clock import DAY, HOUR, MINUTE
from bantay.policy import read
from bantay.policy.diff import differences
from bantay.policy.files import EXAMPLES, PACKS, defaults, shipped
from bantay.runtime.chosen import chosen

PEOPLE = "kind,name,year,people,complete\nfilm,the long road,2014,Ann Lee|Bo Cruz,yes\n"
NAMES = "name,account\nAnn Lee,u-1\nBo Cruz,u-2\n"
RATES = "date,currency,per_euro\n2026-11-20,PHP,66.512\n"
FILE = """version = "v"
unknown_country = "PH"
[acting]
act_within = "30m"
most = 7
most_within = "1h"
patience = "3d"
keep_delivered = "60d"
[tables]
people = "people.csv"
covers = ["film"]
protected = "names.csv"
rates = "rates.csv"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    for name, text in (("people.csv", PEOPLE), ("names.csv", NAMES), ("rates.csv", RATES)):
        (tmp_path / name).write_text(text)
    (tmp_path / "p.toml").write_text(FILE)
    return tmp_path / "p.toml"


def params(rules: Any, id: str) -> Any:
    return next(d.params for d in rules.detectors if d.spec.id == id)


def test_what_the_file_says_is_what_runs(file: Path) -> None:
    rules = chosen(file)
    limits = rules.limits
    assert (limits.act_within, limits.cap) == (30 * MINUTE, 7)
    assert (limits.cap_window, limits.patience) == (HOUR, 3 * DAY)
    assert limits.switches.unknown == "PH" and rules.retention == {"delivered": 60}
    engine = rules.pipeline(b"k" * 32)
    assert engine.limits == limits and engine.judge.decider.policy is rules.policy


def test_tables_reach_the_detectors_that_ask_for_them(file: Path) -> None:
    rules = chosen(file)
    assert params(rules, "profiles.cloned_person").protected == (
        ("Ann Lee", "u-1"),
        ("Bo Cruz", "u-2"),
    )
    [rate] = params(rules, "money.small_fan_in").rates
    assert (rate.currency, rate.per_euro) == ("PHP", "66.512")
    with_reference = [d for d in rules.detectors if getattr(d.params, "reference", None)]
    assert with_reference and all(d.params.reference.covers == {"film"} for d in with_reference)
    assert not any(getattr(d.params, "reference", None) for d in chosen(None).detectors)


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "near"),
    [
        ('"names.csv"', '"name.csv"', 12, 13, "names.csv"),
        ("most = 7", "most = -1", 5, 8, None),
        ("most = 7", "mots = 7", 5, 1, "most"),
        ('"30m"', '"two days"', 4, 14, None),
        ('"1h"', '"5s"', 6, 15, None),
        ('"3d"', '"900d"', 7, 12, None),
        ('covers = ["film"]', "covers = [7]", 11, 11, None),
        ('people = "people.csv"\n', "", 10, 1, None),
        ('"PH"', '"Philippines"', 2, 19, None),
        ("[tables]", "tables = 3\n[[rule]]", 9, 1, None),
    ],
)
def test_a_mistake_has_its_place(
    file: Path, old: str, new: str, line: int, column: int, near: str | None
) -> None:
    file.write_text(FILE.replace(old, new))
    with pytest.raises(PolicyError) as wrong:
        chosen(file)
    place = wrong.value.place
    assert place is not None and (place.line, place.column) == (line, column), wrong.value
    assert near is None or wrong.value.nearest == near


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("names.csv", "name,acount\nAnn,u\n", 1),
        ("names.csv", "name,account\nAnn Lee,\n", 2),
        ("people.csv", PEOPLE.replace("2014", "14"), 2),
        ("rates.csv", RATES.replace("PHP", "pesos"), 2),
    ],
)
def test_a_table_that_is_none_is_refused_at_its_own_line(
    file: Path, name: str, text: str, line: int
) -> None:
    (file.parent / name).write_text(text)
    with pytest.raises(BantayError) as wrong:
        chosen(file)
    place = getattr(wrong.value, "place", None)
    assert place is not None and (Path(place.file).name, place.line) == (name, line)


def test_check_looks_at_the_tables_too(file: Path) -> None:
    fine = CliRunner().invoke(cli, ["policy", "check", str(file)])
    assert fine.exit_code == 0, fine.output
    (file.parent / "rates.csv").unlink()
    shown = CliRunner().invoke(cli, ["policy", "check", str(file)])
    assert shown.exit_code == 2 and "Traceback" not in shown.output
    assert "BP601" in shown.output and "p.toml:13:9" in shown.output


def test_a_difference_of_limits_and_tables_is_told(file: Path) -> None:
    old = chosen(file).file
    text = FILE.replace("most = 7", "most = 9").replace('"PH"', '"DE"')
    new, _ = read(text.replace('"names.csv"', '"others.csv"'), str(file), defaults())
    assert new is not None
    told = {(d.name, d.before, d.after, d.way) for d in differences(old, new)}
    assert told == {
        ("most", "7", "9", "harsher"),
        ("unknown_country", "PH", "DE", ""),
        ("table protected", "names.csv", "others.csv", ""),
    }


@pytest.mark.parametrize("name", (*PACKS, *EXAMPLES))
def test_what_ships_is_right_and_passes_its_own_cases(name: str, tmp_path: Path) -> None:
    path = tmp_path / "copy.toml"
    done = CliRunner().invoke(cli, ["policy", "copy", name, "-o", str(path)])
    assert done.exit_code == 0 and path.read_text("utf-8") == shipped(name)
    tried = CliRunner().invoke(cli, ["policy", "test", str(path)])
    assert tried.exit_code == 0, tried.output
    again = CliRunner().invoke(cli, ["policy", "copy", name, "-o", str(path)])
    assert again.exit_code == 2 and "already" in again.output


def test_a_shipped_policy_that_is_misspelled_has_a_nearest() -> None:
    shown = CliRunner().invoke(cli, ["policy", "copy", "evasion_lader"])
    assert shown.exit_code == 2 and "evasion_ladder" in shown.output


def test_the_limits_of_a_file_are_those_of_nobody_when_it_says_nothing() -> None:
    from bantay.policy.deciding import Limits

    assert chosen(None).limits == Limits() and timedelta(microseconds=Limits().cap_window)
