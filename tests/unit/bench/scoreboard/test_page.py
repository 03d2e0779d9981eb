"""The page: one file, no script, nothing loaded, everything escaped, under its limit."""

import re
import time
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from bantay.bench.scoreboard import page, plots, run
from bantay.bench.scoreboard.arithmetic import NOTHING, Estimate
from bantay.bench.scoreboard.measures import HYPOTHESES
from bantay.bench.scoreboard.run import Scored
from bantay.errors import InputError
from bantay.world.simulate import Simulation

from ...world.toys import neutral_bank, world
from .conftest import Small

VOID = ("meta", "line", "circle", "rect", "polyline")


class Outline(HTMLParser):
    """Tags of a page, and whether each that is opened is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.fixture(scope="module")
def scored(small: Small) -> Scored:
    return run.score_of_watched(small.simulation, small.truths, small.seen, time.process_time())


def outline(text: str) -> Outline:
    seen = Outline()
    seen.feed(text)
    return seen


def test_a_page_is_static_and_whole(scored: Scored) -> None:
    text = run.drawn(scored)
    seen = outline(text)
    assert seen.wrong == [] and seen.open == []
    assert not {"script", "link", "img", "iframe", "object"} & set(seen.tags)
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name == "src"]
    assert not re.search(r"https?:|url\(|@import", text)
    assert "default-src 'none'" in text and seen.tags.count("svg") >= 3


def test_every_hypothesis_is_on_it_and_the_silent_ones_say_so(scored: Scored) -> None:
    text = run.drawn(scored)
    assert [name for name in HYPOTHESES if name not in text] == []
    silent = [one.hypothesis for one in scored.summaries if not one.detectors]
    assert text.count("no detector yet") >= len(silent)
    assert "What this does not show" in text


def test_a_page_is_small(scored: Scored) -> None:
    """The shape of a page hardly grows with a world: tables and plots have their rows."""
    assert len(run.drawn(scored).encode()) < page.LARGEST * 0.6


def test_what_a_world_calls_itself_is_escaped(scored: Scored) -> None:
    evil = "<script>alert(1)</script>"
    named = msgspec.structs.replace(scored, facts={**scored.facts, "world": evil})
    named = msgspec.structs.replace(named, met={**named.met, evil: False})
    text = run.drawn(named)
    assert evil not in text and "&lt;script&gt;" in text
    assert "script" not in outline(text).tags


def test_words_in_a_drawing_are_escaped() -> None:
    assert (
        "<b>" not in plots.text(0, 0, "<b>")
        and '"' not in plots.drawing(9, 9, '"', []).split("aria-label=")[1].split('"')[1]
    )


@pytest.mark.parametrize(("value", "shown"), [(-5.0, 10.0), (0.5, 20.0), (7.0, 30.0)])
def test_an_axis_draws_what_is_outside_at_its_edge(value: float, shown: float) -> None:
    assert plots.Axis(0, 1, 10, 30).at(value) == shown
    assert plots.Axis(2, 2, 10, 30).at(value) == 10


def test_estimates_speak_to_people() -> None:
    assert Estimate(0.5, 0.25, 0.75, 8).percent() == "50.0% (25.0% to 75.0%)"
    assert Estimate(0.0002, 0.0, 0.0004, 9).per_10000() == "2.00 (0.00 to 4.00)"
    assert NOTHING.per_10000() == "–"


def test_files_are_left_and_read_back(scored: Scored, tmp_path: Path) -> None:
    scores, site = run.write(scored, tmp_path / "new")
    kept = msgspec.json.decode(scores.read_bytes())
    assert kept["facts"]["world"] == "toy" and kept["commit"]
    assert {one["hypothesis"] for one in kept["summaries"]} == set(HYPOTHESES)
    assert kept["tables"]["hypotheses"]["rows"] and site.read_text("utf-8").startswith("<!doctype")
    assert (
        "+" not in run.figures(scored)
        and run.figures(scored)["tables"].keys() == kept["tables"].keys()
    )


def test_a_world_without_scenarios_has_nothing_to_score() -> None:
    with pytest.raises(InputError, match="no scenario"):
        run.score_of(Simulation(world([], accounts=50), 1, neutral_bank()))
