"""`bantay simulate`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bantay.cli.main import cli

from .toys import world_text, write_bank


@pytest.fixture
def file(tmp_path: Path) -> Path:
    bank = write_bank(tmp_path / "words")
    path = tmp_path / "mine.toml"
    path.write_text(world_text(("evader",), 1, accounts=60, days=2, bank=f'"{bank}"'))
    return path


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, ["simulate", *words])


def test_it_writes_a_world_and_says_what_to_do_next(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = call("--world", str(file), "--out", str(out))
    assert done.exit_code == 0 and "bantay run" in done.stdout and "2 days" in done.stdout
    assert (out / "events.jsonl.zst").stat().st_size > 1_000
    again = call("--world", str(file), "--out", str(out))
    assert again.stdout == done.stdout


def test_a_seed_makes_another_world(file: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        assert call("--world", str(file), "--seed", seed, "--out", str(tmp_path / seed), "--plain")
    made = [(tmp_path / seed / "events.jsonl").read_bytes() for seed in ("1", "2")]
    assert made[0] != made[1]


def test_progress_can_be_read_by_a_program(file: Path, tmp_path: Path) -> None:
    done = call("--world", str(file), "--out", str(tmp_path / "o"), "--json")
    lines = [line for line in done.stderr.splitlines() if line.startswith("{")]
    assert len(lines) == 3 and '"done":3' in lines[-1]


def test_a_wrong_file_is_shown_with_its_place(file: Path, tmp_path: Path) -> None:
    file.write_text(file.read_text().replace("days = 2", "dayz = 2"))
    done = call("--world", str(file), "--out", str(tmp_path / "o"))
    assert done.exit_code == 2
    assert "mine.toml:3:1" in done.stderr and "did you mean `days`" in done.stderr


def test_another_world_in_the_directory_is_refused(file: Path, tmp_path: Path) -> None:
    call("--world", str(file), "--out", str(tmp_path / "o"))
    done = call("--world", str(file), "--seed", "99", "--out", str(tmp_path / "o"))
    assert done.exit_code == 2 and "another world" in done.stderr
