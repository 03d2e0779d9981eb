"""The evidence graph: readable however many there are, and the same every time."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.kit.draw.graph.drawing import graph
from bantay.kit.draw.graph.grouping import MOST_NODES, MOST_TIES, Dot, Edge, grouped
from bantay.kit.draw.graph.layout import places

GLYPHS = 400


def crowd(payers: int, cards: int = 3) -> tuple[list[Dot], list[Edge]]:
    """Payers who pay one account, its cards, and a subject that all of it goes to."""
    dots = [Dot("boss", "account", "boss", "possible controller", True)]
    dots += [Dot(f"card-{n}", "instrument", f"card-{n}") for n in range(cards)]
    edges = [Edge(f"card-{n}", "boss", "money") for n in range(cards)]
    for n in range(payers):
        dots.append(Dot(f"payer-{n}", "account", f"payer-{n}", "possible payer"))
        edges += [Edge(f"payer-{n}", f"card-{n * k % cards}", "money") for k in (1, 7)]
    return dots, edges


def spots(picture: str) -> dict[str, str]:
    """Each node's drawing, by its id."""
    return dict(re.findall(r'<g class="spot"[^>]*data-node="([^"]+)">(.*?)</g>', picture))


def test_alike_ends_stand_as_one_group_that_says_how_many() -> None:
    dots, edges = crowd(41, cards=1)
    picture, shown = graph("x", "Ties", dots, edges)
    assert [g.label for g in shown.glyphs if g.members] == ["41 accounts"]
    assert len(shown.glyphs) == 3 and shown.whole == 43
    assert "41 accounts" in picture and "payer-7" not in picture


def test_opening_a_group_moves_nothing_else_and_closing_gives_the_same_picture() -> None:
    dots, edges = crowd(60)
    before, shown = graph("x", "Ties", dots, edges)
    group = next(g.id for g in shown.glyphs if g.members)
    opened, more = graph("x", "Ties", dots, edges, frozenset([group]))
    assert len(more.glyphs) > len(shown.glyphs)
    kept = spots(before).keys() - {group}
    assert kept and {name: spots(opened)[name] for name in kept} == {
        name: spots(before)[name] for name in kept
    }
    assert graph("x", "Ties", dots, edges)[0] == before


def test_the_order_in_which_ends_come_does_not_matter() -> None:
    dots, edges = crowd(30)
    assert graph("x", "t", dots, edges)[0] == graph("x", "t", dots[::-1], edges[::-1])[0]


@pytest.mark.parametrize("many", [3, 150, 3_000])
def test_never_more_than_four_hundred_glyphs(many: int) -> None:
    dots = [Dot(str(n), ("account", "device", "group")[n % 3], str(n)) for n in range(many)]
    edges = [Edge(str(n), str(n * k % many), "access") for n in range(many) for k in (2, 3, 7)]
    shown = grouped(dots, edges)
    assert len(shown.glyphs) + len(shown.strands) <= GLYPHS
    assert MOST_NODES + MOST_TIES <= GLYPHS
    inside = sum(len(g.members) or 1 for g in shown.glyphs)
    assert inside == many == shown.whole


ENDS = st.integers(0, 30).map(str)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(ENDS, ENDS, st.sampled_from(["money", "access"])), max_size=80))
def test_every_end_is_somewhere_and_every_place_inside(
    ties: list[tuple[str, str, str]],
) -> None:
    names = sorted({end for one, other, _ in ties for end in (one, other)} | {"0"})
    dots = [Dot(name, "account", name) for name in names]
    shown = grouped(dots, [Edge(a, b, how) for a, b, how in ties if a != b])
    where = places(shown.glyphs, shown.strands, 600, 400)
    assert sum(len(g.members) or 1 for g in shown.glyphs) == len(names)
    assert all(0 <= x <= 600 and 0 <= y <= 400 for x, y in where.values())


def test_what_people_are_called_cannot_break_the_picture() -> None:
    name = '"><script>bad()</script>'
    picture, _ = graph("x", "t", [Dot(name, "account", name, "", True)], [])
    root = ElementTree.fromstring(picture)
    assert not [one for one in root.iter() if one.tag.endswith("script")]
    assert "style" not in picture


def test_nobody_gives_no_picture() -> None:
    assert graph("x", "t", [], [])[0] == ""
