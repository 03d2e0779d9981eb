"""The waterfall: well-formed, self-contained, adding up, and readable without seeing it."""

import re
from decimal import Decimal
from itertools import pairwise
from typing import Any
from xml.dom import minidom

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.cli.render.sums import sum_of
from bantay.kit.draw.waterfall import MOST_BARS, Scale, bars_of, waterfall
from bantay.model.evidence import Subject

from .golden import is_golden
from .toys import CLAIMED, THE_ALARM, alarm, finding, renamed


def drawn(svg: str) -> minidom.Document:
    return minidom.parseString(svg.encode("utf-8"))


def test_the_picture() -> None:
    is_golden("waterfall.svg", waterfall(THE_ALARM))


def test_it_is_self_contained_and_runs_nothing() -> None:
    svg = waterfall(THE_ALARM)
    assert re.findall(r"https?://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<script|<image|<foreignObject|href|@import|url\(|\son\w+=|style=", svg)


@given(
    st.lists(st.tuples(st.floats(-15, 15), st.booleans(), st.text(max_size=80)), max_size=40),
    st.floats(-60, 10),
    st.floats(-30, 30),
)
def test_bars_begin_where_the_one_before_ended(
    weights: list[tuple[float, bool, str]], prior: float, threshold: float
) -> None:
    findings = [finding(f"f{n}", w, s, counted=c) for n, (w, c, s) in enumerate(weights)]
    it = alarm(*findings, prior_db=prior, threshold_db=threshold)
    bars = bars_of(sum_of(it))
    steps = [bar for bar in bars if bar.look != "none"]
    for before, after in pairwise(steps[:-1]):
        assert after.start == before.end
    total = steps[-1]
    assert (total.start, total.end) == (0, steps[-2].end)
    shown = [Decimal(bar.value.replace("−", "-")) for bar in steps]
    assert sum(shown[:-1]) == shown[-1]
    assert len(steps) <= MOST_BARS + 5
    drawn(waterfall(it))


@given(st.text(st.characters(), max_size=200))
def test_any_words_make_a_well_formed_picture(words: str) -> None:
    it = renamed(alarm(finding("a", 9.0, words)), words or "a", subject=Subject("account", words))
    svg = waterfall(it)
    drawn(svg)
    assert "\u202e" not in svg


def test_a_reader_who_cannot_see_hears_the_whole_sum() -> None:
    root = drawn(waterfall(THE_ALARM)).documentElement
    named = root.getAttribute("aria-labelledby").split()
    told = {n.getAttribute("id"): _text(n) for n in root.childNodes if n.nodeType == n.ELEMENT_NODE}
    title, desc = (told[name] for name in named)
    assert title.startswith("Possible contact evasion: account u-1704")
    for part in ("prior", "−20.0 dB", "+14.2 dB", "not counted twice", "total", "+7.1 dB"):
        assert part in desc


def test_long_labels_are_cut_and_whole_in_their_title() -> None:
    svg = drawn(waterfall(alarm(CLAIMED)))
    texts = [_text(node) for node in svg.getElementsByTagName("text")]
    titles = [_text(node) for node in svg.getElementsByTagName("title")]
    assert CLAIMED.summary not in texts and any(t.endswith("…") for t in texts)
    assert any(CLAIMED.summary in title for title in titles)


def test_draft_weights_are_hatched_and_said() -> None:
    svg = waterfall(THE_ALARM)
    assert svg.count("bw-draft") > 3 and "· draft weight" in svg
    measured = waterfall(alarm(CLAIMED))
    assert "draft" not in measured.split("</style>")[1]


def test_the_rest_of_very_many_findings_is_one_bar() -> None:
    it = alarm(*(finding(f"f{n:02}", 1.0, f"seen {n}") for n in range(60)))
    bars = bars_of(sum_of(it))
    assert [bar.label for bar in bars][-2:] == ["36 weaker findings", "total"]


@pytest.mark.parametrize(
    ("low", "high", "ends"),
    [("-20", "13.3", (-20, 15)), ("-0.4", "0.2", (-1, 1)), ("0", "0", (0, 0))],
)
def test_the_scale_holds_every_bar(low: str, high: str, ends: tuple[int, int]) -> None:
    bar: Any = type("B", (), {"start": Decimal(low), "end": Decimal(high)})()
    scale = Scale.over([bar], Decimal())
    assert (scale.low, scale.high) == ends
    assert set(scale.ticks()) >= {scale.low, scale.high, Decimal()}


def _text(node: Any) -> str:
    return "".join(n.data for n in node.childNodes if n.nodeType == n.TEXT_NODE)
