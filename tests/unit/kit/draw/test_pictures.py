"""Pictures: well formed, read out, bounded, the same every time, and never a word of anybody's."""

import re
from datetime import UTC, datetime, timedelta
from xml.dom import minidom

import pytest

from bantay.kit.draw.network import GLYPHS, Node, Tie, network
from bantay.kit.draw.sankey import Flow, sankey
from bantay.kit.draw.svg import stacked
from bantay.kit.draw.timeline import Mark, timeline

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
STUDIO = [
    *(Flow("the platform", who, 100.0) for who in "abc"),
    *(Flow(who, "card", 100.0) for who in "abc"),
    Flow("card", "boss", 300.0),
    Flow("boss", "back to a", 60.0),
]
NODES = [Node("boss", "account", "boss", True), *(Node(n, "account", n) for n in "abc")]
NODES.append(Node("d1", "device", "d1"))
TIES = [Tie(n, "d1", "access") for n in "abc"] + [Tie("boss", "d1", "access")]
MARKS = [Mark(NOON + timedelta(days=n), "payments", f"payment {n}") for n in range(9)]


def drawn():
    return [
        sankey("s", "Where the money possibly goes", "USD", "boss", STUDIO),
        network("n", "What ties accounts", NODES, TIES),
        timeline("t", "When it happened", MARKS),
    ]


@pytest.mark.parametrize("which", range(3))
def test_it_is_well_formed_and_has_a_title_and_a_description(which):
    picture = drawn()[which]
    root = minidom.parseString(picture).documentElement
    assert root.getAttribute("role") == "img"
    ids = root.getAttribute("aria-labelledby").split()
    told = {e.getAttribute("id"): e for e in root.childNodes if e.nodeName in ("title", "desc")}
    assert set(ids) == set(told) and all(e.firstChild.data.strip() for e in told.values())
    assert "prefers-color-scheme:dark" in picture and "<script" not in picture
    assert picture == drawn()[which]


def test_shares_are_those_of_what_came():
    picture = drawn()[0]
    assert "keeps 80%" in picture and "boss: 300.00 USD came, 60.00 went" in picture


def test_nobody_keeps_a_share_of_what_the_evidence_does_not_name():
    picture = sankey("s", "t", "USD", "x", [Flow("a", "b", 10.0), Flow("b", "c", 50.0)])
    assert "keeps" not in picture


def test_money_that_goes_round_is_drawn_too():
    ring = [Flow("a", "b", 5.0), Flow("b", "c", 5.0), Flow("c", "a", 5.0)]
    assert minidom.parseString(sankey("s", "t", "USD", "a", ring))


def test_a_thousand_accounts_are_at_most_four_hundred_marks():
    many = [Node(f"u{n}", "account", f"u{n}") for n in range(1_000)]
    ties = [Tie(node.id, "boss", "money") for node in many]
    ties += [Tie(a.id, b.id, "money") for a in many[:50] for b in many[:50] if a != b]
    picture = network("n", "t", [NODES[0], *many], ties)
    marks = re.findall(r"<(?:circle|line|path|rect) ", picture)
    assert 50 < len(marks) <= GLYPHS + 1  # and the ground they stand on
    assert "more ties or ends not drawn" in picture


def test_a_device_of_one_account_ties_nobody():
    assert network("n", "t", NODES, [Tie("a", "d1", "access")]) == ""


def test_hostile_names_stay_names():
    name = '</text><script>alert("x")</script>\u202e'
    for picture in (
        sankey("s", name, "USD", name, [Flow(name, "b", 1.0)]),
        network("n", name, [Node(name, "account", name, True), NODES[1]], [Tie("a", name, "x")]),
        timeline("t", name, [Mark(NOON, name, name)]),
    ):
        assert minidom.parseString(picture) and "<script" not in picture
        assert "\u202e" not in picture


def test_nothing_to_draw_is_no_picture():
    assert sankey("s", "t", "USD", "x", []) == ""
    assert network("n", "t", NODES, []) == ""
    assert timeline("t", "t", []) == ""


def test_one_moment_alone_is_drawn():
    assert minidom.parseString(timeline("t", "t", MARKS[:1]))


def test_pictures_stand_below_each_other():
    whole = minidom.parseString(stacked(drawn(), "all <three>")).documentElement
    inner = [e for e in whole.childNodes if e.nodeName == "svg"]
    tops = [int(e.getAttribute("y")) for e in inner]
    heights = [int(e.getAttribute("height")) for e in inner]
    assert tops == [0, heights[0], heights[0] + heights[1]]
    assert int(whole.getAttribute("height")) == sum(heights)
