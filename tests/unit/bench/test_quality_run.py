"""A whole run on made-up data: from files to bars, tables and the result file."""

from pathlib import Path

import pytest
from msgspec import to_builtins

from bantay.bench import figures, results
from bantay.bench.quality import bars, run, weigh
from bantay.bench.scoreboard import calibrate
from bantay.errors import MissingExtra

from .tiny import write_all

ROOT = Path(__file__).parents[3]


def only_talks(data: Path) -> list[weigh.Measured]:
    """Weights of the corpora alone."""
    return calibrate.candidate(data, 60_000, ())


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return write_all(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def found(data):
    return run.measure(data)


def test_every_set_is_looked_at_and_told_of(data, found):
    told = []
    run.measure(data, cap=3, told=told.append)
    assert {key[0] for key in found.cells} == set(told) - {"suites"}
    assert found.faults == 0 and found.cut == []


def test_a_cap_cuts_and_says_what_it_cut(data):
    cut = run.measure(data, cap=2).cut
    assert any(line.startswith("nus_sms_en: ") and line.endswith(" of 8 talks") for line in cut)


def test_made_up_contacts_are_found(found):
    met = bars.met(found)
    for name in ("95% of contact rows found", "at most 4% of benign rows"):
        assert met[f"suites: {name}"], name
    assert met["exact places: 97% of email"] and met["mentions and links: each difference named"]
    assert met["numbers: not below the matcher in the same run"]


def test_two_runs_say_the_same(data, found):
    again = run.measure(data)
    assert run.figures(again) == run.figures(found)


def test_the_figures_survive_their_file_and_reach_the_page(found, tmp_path):
    kept = run.figures(found)
    results.write("quality", "bantay bench quality", 1.0, bars.met(found), kept, tmp_path)
    read = results.read("quality", tmp_path)
    assert read is not None and read.figures == to_builtins(kept)
    page = "".join(
        f"<!-- table: quality/{name} -->\n<!-- end of table -->\n" for name in kept["tables"]
    )
    shown = figures.filled(page, tmp_path)
    assert "Not measured yet" not in shown and "| nus_sms_en |" in shown
    assert "a red lamp" not in (tmp_path / "quality.json").read_text("utf-8")


def test_no_text_of_a_set_reaches_the_file(found):
    raw = results.msgspec.json.encode(run.figures(found)).decode()
    assert not [word for word in ("lamp", "ana@", "ring me", "07700") if word in raw]


def test_the_guide_has_a_place_for_every_table(found):
    text = (ROOT / "docs/guide/quality.md").read_text("utf-8")
    assert [name for name in run.named_tables(found) if f"table: quality/{name} " not in text] == []


def test_without_data_it_says_so(tmp_path):
    for measure in (run.measure, run.bar, only_talks):
        with pytest.raises(MissingExtra, match="real corpora"):
            measure(tmp_path / "none")


def test_weights_need_only_the_talks(data, found):
    assert only_talks(data) == found.measured


def test_a_small_run_on_the_measuring_data(measuring_data):
    """The sets are as the readers expect, and nothing in them makes a detector raise."""
    met, kept = run.bar(measuring_data, cap=300)
    assert met["no detector faults"] and kept["messages run"] > 5_000
    assert kept["sets of talk"] == 28 and len(kept["sets that the cap cut"]) > 20
    assert met["exact places: 97% of email"]
