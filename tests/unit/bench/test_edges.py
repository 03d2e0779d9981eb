"""Edges of the bench: what a figure looks like, what a permutation is, what a commit says."""

import subprocess

import pytest

from bantay.bench import figures, order, results
from bantay.bench.talk import talk
from bantay.model.clock import MINUTE


@pytest.mark.parametrize(
    ("value", "shown"),
    [(True, "True"), (None, "None"), (1234, "1,234"), ([], "nothing"), ({"a": 1000}, "a 1,000")],
)
def test_a_figure_is_shown_as_what_it_is(value, shown):
    assert figures._shown(value) == shown


def test_a_block_of_many_stale_lines_is_replaced_whole_and_only_changed_files_are_written(
    tmp_path, monkeypatch
):
    path = tmp_path / "a.md"
    path.write_text("<!-- figures: one -->\nstale\nstale\n<!-- end of figures -->\n")
    monkeypatch.setattr(figures, "DOCUMENTS", (path,))
    monkeypatch.chdir(tmp_path)
    assert figures.write() == [path] and "stale" not in path.read_text()
    assert figures.write() == []


def test_a_met_condition_is_not_named_as_missed(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    path = results.write("one", "c", 1.04, {"holds": True, "fails": False}, {"n": 1})
    result = results.read("one", tmp_path)
    assert path.parent == tmp_path and result is not None
    assert result.time.microsecond == 0 and result.seconds == 1.0
    assert "**not met**: fails |" in figures.filled(
        "<!-- figures: one -->\n<!-- end of figures -->", tmp_path
    )


@pytest.mark.parametrize(("status", "mark"), [(" M src/x.py\n", "+"), ("", "")])
def test_a_commit_with_changes_says_so(monkeypatch, status, mark):
    def git(words, **_):
        return subprocess.CompletedProcess(words, 0, status if "status" in words else "abc\n")

    monkeypatch.setattr(results.subprocess, "run", git)
    assert results.commit() == "abc" + mark


def test_the_order_bar_would_notice_a_run_that_ends_otherwise(monkeypatch):
    events = talk(400, seed=7)
    assert order.shuffled(events, 10 * MINUTE, 1) != events
    ends = iter(range(1_000))

    def other(events, chunk):
        return (), (("end", next(ends)),), []

    monkeypatch.setattr(order, "end_of", other)
    met, _ = order.bar(permutations=1, size=200)
    assert not met["every permutation ends with the same open findings and alarms"]
    assert not met["there is something to compare"]
