"""The scoreboard by version: appended once a bar and version, never changed."""

from pathlib import Path

from bantay.bench import figures, history, results


def measured(folder: Path, holds: bool) -> None:
    results.write(
        "one", "python -m bantay.bench bars one", 1.0, {"a": True, "b": holds}, {"n": 7}, folder
    )


def test_a_version_is_written_once_and_the_next_below_it(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    measured(folder, holds=False)
    [line] = history.append("1.0", folder)
    assert (line.met, line.of, line.missed, line.figures) == (1, 2, ["b"], {"n": 7})
    before = (tmp_path / history.FILE).read_bytes()
    assert history.append("1.0", folder) == []
    measured(folder, holds=True)
    history.append("1.1", folder)
    assert (tmp_path / history.FILE).read_bytes().startswith(before)
    assert history.table(["one", "two"], folder) == (
        "| bar | 1.0 | 1.1 |\n| --- | --- | --- |\n| one | 1 of 2 | met |\n| two | – | – |\n"
    )


def test_without_a_release_it_says_so(tmp_path: Path) -> None:
    assert "No version was released" in history.table(["one"], tmp_path / "results")


def test_a_line_a_bar_says_met_missed_or_not_measured(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    measured(folder, holds=False)
    text = "<!-- bars: one two -->\n<!-- end of bars -->\n"
    text += "<!-- history: one -->\n<!-- end of history -->\n"
    shown = figures.filled(text, folder)
    assert "| one | **not met**, 1 of 2 conditions: b |" in shown
    assert "| two | not measured yet | |" in shown
    assert figures.filled(shown, folder) == shown
