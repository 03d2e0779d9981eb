"""`bantay bench` on worlds: files left where asked, sentences for mistakes."""

import json
from pathlib import Path

import pytest

from ..world.toys import world_text, write_bank
from .conftest import Call


@pytest.fixture
def mine(tmp_path: Path) -> str:
    """A world file of one's own."""
    bank = write_bank(tmp_path / "bank")
    text = world_text(["evader", "scam"], 3, accounts=200, days=2, bank=f'"{bank}"')
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    return "mine.toml"


def test_a_world_is_scored_and_leaves_scores_and_a_page(call: Call, mine: str) -> None:
    result = call("bench", "quality", "--world", mine, "--seed", "9", "--out", "out")
    assert result.exit_code == 0, result.stderr
    assert "By hypothesis, default difficulty" in result.stdout
    assert "no detector yet" in result.stdout or "abuse_payer" in result.stdout
    assert "NOT MET  at least 100,000 ordinary accounts" in result.stdout
    scores = json.loads(Path("out/scores.json").read_text("utf-8"))
    assert (scores["facts"]["world"], scores["facts"]["seed"]) == ("toy", "9")
    assert "<svg" in Path("out/scores.html").read_text("utf-8")
    again = call("bench", "quality", "--world", mine, "--out", "out", "--check")
    assert again.exit_code == 1


def test_other_weights_are_named_in_the_scores(call: Call, mine: str) -> None:
    Path("w.toml").write_text('version = "none-of-it"\n', encoding="utf-8")
    words = ["bench", "quality", "--world", mine, "--weights", "w.toml", "--out", "out"]
    assert call(*words).exit_code == 0
    scores = json.loads(Path("out/scores.json").read_text("utf-8"))
    assert scores["facts"]["weights"] == "none-of-it"


@pytest.mark.parametrize(
    ("text", "said"), [(b"version = 3", "w.toml"), (b"\xff\xfe", "w.toml is not UTF-8 text")]
)
def test_weights_that_are_none_get_a_sentence(
    call: Call, mine: str, text: bytes, said: str
) -> None:
    Path("w.toml").write_bytes(text)
    result = call("bench", "quality", "--world", mine, "--weights", "w.toml")
    assert result.exit_code == 2 and said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_world_that_is_not_there_is_answered_with_the_nearest(call: Call) -> None:
    for words in (["quality", "--world", "scores"], ["robustness", "--world", "scores"]):
        result = call("bench", *words)
        assert result.exit_code == 2 and "`score`" in result.stderr


def test_robustness_leaves_its_file(call: Call) -> None:
    words = ["bench", "robustness", "--world", "demo", "--contacts", "10", "--out", "out"]
    result = call(*words)
    assert result.exit_code == 0, result.stderr
    assert "homoglyph" in result.stdout and "Hidden in full, by kind of contact" in result.stdout
    kept = json.loads(Path("out/robustness.json").read_text("utf-8"))
    assert kept["bar"] == "robustness" and kept["figures"]["tables"]["ways"]["rows"]
