"""Figures in documents are those of the result files, and nothing else."""

import re
from pathlib import Path

import pytest

from bantay.bench import figures, results
from bantay.bench.__main__ import BARS

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("path", figures.DOCUMENTS, ids=str)
def test_documents_show_the_result_files(path):
    text = (ROOT / path).read_text("utf-8")
    assert figures.filled(text, ROOT / results.FOLDER) == text


def test_a_bar_that_a_document_names_can_be_run():
    """A name that is none would say *not measured yet* for ever."""
    for path in figures.DOCUMENTS:
        text = (ROOT / path).read_text("utf-8")
        named = re.findall(r"<!-- (?:bars|figures): ([\w ]+) -->", text)
        named += re.findall(r"<!-- table: (\w+)/", text)
        assert {name for names in named for name in names.split()} <= set(BARS), path


def test_result_files_say_what_was_measured():
    for path in (ROOT / results.FOLDER).glob("*.json"):
        result = results.read(path.stem, path.parent)
        assert result.bar == path.stem and result.figures and result.met
        assert result.commit and "+" not in result.commit
        assert result.command.startswith(("python -m bantay.bench bars", "bantay bench "))


def test_a_block_is_rendered_from_its_file(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    results.write("one", "python -m bantay.bench bars one", 1.0, {"holds": False}, {"n": 12345})
    text = "a\n<!-- figures: one two -->\nstale\n<!-- end of figures -->\nb"
    shown = figures.filled(text, tmp_path)
    assert "12,345" in shown and "**not met**: holds" in shown and "stale" not in shown
    assert "| two | not measured yet | |" in shown and shown.startswith("a\n")
    assert figures.filled(shown, tmp_path) == shown


def test_a_table_of_a_result_is_drawn_in_its_place_and_not_among_the_figures(tmp_path):
    table = {"title": "Fruit", "columns": ["kind", "n"], "rows": [["a|b", 1234]]}
    found = {"n": 7, "tables": {"fruit": table}}
    results.write("one", "python -m bantay.bench bars one", 1.0, {"holds": True}, found, tmp_path)
    text = (
        "<!-- figures: one -->\nstale\n<!-- end of figures -->\n"
        "<!-- table: one/fruit -->\nstale\n<!-- end of table -->\n"
        "<!-- table: one/none -->\nstale\n<!-- end of table -->\n"
    )
    shown = figures.filled(text, tmp_path)
    assert "*Fruit*\n\n| kind | n |\n| --- | --- |\n| a\\|b | 1,234 |\n" in shown
    assert "| | n | 7 |" in shown and "| | tables |" not in shown
    assert shown.count("Not measured yet.") == 1 and "stale" not in shown
    assert figures.filled(shown, tmp_path) == shown
