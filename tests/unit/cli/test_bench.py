"""`bantay bench`: tables on the screen, a file where it was asked for, sentences for mistakes."""

import json
from pathlib import Path

import pytest

from bantay.fuse.weights import parse

from ..bench.tiny import HAS_PHONE, write, write_all
from .conftest import Call


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_all(tmp_path / "data")


def test_quality_prints_tables_and_bars_and_leaves_a_file(call: Call, data: Path) -> None:
    result = call("bench", "quality", "--data", str(data), "--out", "out")
    assert result.exit_code == 0, result.stderr
    assert "False alarms on ordinary talk, by set" in result.stdout
    assert "no half of a set has more than 60,000 messages" in result.stdout
    assert "met      exact places: 97% of email" in result.stdout
    kept = json.loads(Path("out/quality.json").read_text("utf-8"))
    assert kept["bar"] == "quality" and kept["command"] == "bantay bench quality"
    assert set(kept["met"]) <= {line[9:] for line in result.stdout.splitlines()}
    again = call("bench", "quality", "--data", str(data), "--out", "out", "--check")
    assert again.exit_code == (not all(kept["met"].values()))


def test_one_set_shows_what_was_wrongly_found_and_writes_nothing(call: Call, data: Path) -> None:
    rows = [{"lang": "en", "text": f"{word}, {HAS_PHONE}"} for word in ("ay", "by", "oh", "hey")]
    write(data, "nus_sms_en", rows)
    result = call("bench", "quality", "--data", str(data), "--only", "nus_sms_en", "--show", "9")
    assert result.exit_code == 0, result.stderr
    assert "nus_sms_en" in result.stdout and "xdailydialog" not in result.stdout
    assert result.stdout.count(HAS_PHONE) in range(1, 4), "only the half of the weights"
    silent = call("bench", "quality", "--data", str(data), "--only", "nus_sms_en")
    assert HAS_PHONE not in silent.stdout
    assert not Path("bench").exists()


def test_a_set_that_is_not_there_is_answered_with_the_nearest(call: Call, data: Path) -> None:
    result = call("bench", "quality", "--data", str(data), "--only", "nus_sms_eng")
    assert result.exit_code == 2 and "`nus_sms_en`" in result.stderr


@pytest.mark.parametrize("words", [["quality"], ["quality", "--only", "nusax"], ["calibrate"]])
def test_without_data_one_sentence(call: Call, words: list[str]) -> None:
    result = call("bench", *words, "--data", "none")
    assert result.exit_code == 2 and "reads real corpora in none" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_weights_are_shown_and_written_where_asked(call: Call, data: Path) -> None:
    words = ["bench", "calibrate", "--data", str(data), "--no-worlds", "--out", "w.toml"]
    result = call(*words)
    assert result.exit_code == 0 and "messages.contact_shared" in result.stdout
    assert parse(Path("w.toml").read_text("utf-8"), "w.toml").version == "weights-0"
    assert "no set here speaks for the hypothesis" in result.stdout
    assert "Candidate beside shipped weights" in result.stdout
    assert "falls back to draft" in result.stdout


def test_weights_of_nothing_or_of_the_published_world_are_refused(call: Call) -> None:
    nothing = call("bench", "calibrate", "--no-worlds", "--no-corpora")
    assert nothing.exit_code == 2 and "neither worlds nor corpora" in nothing.stderr
    score = call("bench", "calibrate", "--no-corpora", "--world", "score")
    assert score.exit_code == 2 and "`train`" in score.stderr
    assert len(score.stderr.strip().splitlines()) == 1
    nobody = call("bench", "calibrate", "--no-corpora", "--only", "nobody.*")
    assert nobody.exit_code == 2 and "nobody.*" in nobody.stderr


def test_speed_says_figures_and_bars_and_leaves_a_file(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def speed(plan: object, data: Path, python: str | None) -> tuple[dict[str, bool], object]:
        asked.append((plan, data, python))
        return {"fast": False}, {"messages a second": 7}

    monkeypatch.setattr("bantay.bench.speed.speed", speed)
    words = ["bench", "speed", "--data", "d", "--out", "o", "--messages", "2000", "--peer", "py"]
    result = call(*words)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == ["messages a second: 7", "NOT MET  fast", "o/speed.json"]
    assert asked[0][0].size == 2_000 and asked[0][1:] == (Path("d"), "py")
    assert json.loads(Path("o/speed.json").read_text("utf-8"))["met"] == {"fast": False}
    assert call(*words, "--check").exit_code == 1
