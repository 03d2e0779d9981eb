"""Shapes of money: what is named, what is found, and that a hub never blows anything."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.surveys._circles import Circles, nobodys
from bantay.surveys._flow import Flow, components, spread
from bantay.surveys._motifs import _accepted, motifs
from bantay.surveys._odds import Odds
from bantay.surveys._shape import shape_of
from bantay.surveys.money_motifs import Params, reach_of

REACH = reach_of(Params())
HOUR = 3_600


def flow(rows):
    """A flow of (source, target, seconds) rows; accounts keep their numbers' order."""
    columns = np.array(rows, np.int64).reshape(-1, 3)
    moments = columns[:, 2] * 1_000_000
    return Flow(columns[:, 0], columns[:, 1], moments, np.arange(len(columns)))


@pytest.mark.parametrize(
    ("pairs", "shape"),
    [
        ([(0, 9), (1, 9), (2, 9)], "fan_in"),
        ([(9, 0), (9, 1), (9, 2)], "fan_out"),
        ([(0, 9), (1, 9), (9, 2), (9, 3)], "gather_scatter"),
        ([(9, 0), (9, 1), (0, 8), (1, 8)], "scatter_gather"),
        ([(0, 1), (1, 2), (2, 3), (3, 0)], "cycle"),
        ([(0, 5), (1, 6), (2, 7)], "bipartite"),
        ([(0, 5), (1, 6), (5, 8), (6, 9)], "stack"),
        ([(0, 1), (1, 2), (2, 3)], None),
        ([(0, 1), (1, 0)], None),
        ([(0, 0)], None),
        ([], None),
        ([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)], None),
    ],
)
def test_a_shape_is_named(pairs, shape):
    assert shape_of(pairs) == shape


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14), st.randoms())
def test_a_shape_depends_on_neither_order_nor_names(pairs, chance):
    names = list(range(7))
    chance.shuffle(names)
    moved = [(names[a], names[b]) for a, b in pairs]
    chance.shuffle(moved)
    assert shape_of(moved) == shape_of(pairs)


rows_ = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 20 * 24 * HOUR)), max_size=30
)


@given(rows_)
@settings(max_examples=60)
def test_onward_is_what_a_plain_loop_finds(rows):
    made = flow([row for row in rows if row[0] != row[1]])
    first, many = made.onward(HOUR * 48, cap=1_000)
    before, after = spread(first, many, np.arange(len(made)))
    found = set(zip(before.tolist(), made.by_source[after].tolist(), strict=True))
    plain = {
        (i, j)
        for i in range(len(made))
        for j in range(len(made))
        if made.target[i] == made.source[j] and 0 < made.time[j] - made.time[i] <= HOUR * 48
    }
    assert found == plain


@given(rows_)
@settings(max_examples=60)
def test_every_motif_is_of_its_shape_and_no_transfer_is_in_two_alike(rows):
    made = flow([row for row in rows if row[0] != row[1]])
    found = motifs(made, REACH)
    for motif in found:
        ends = [(made.source[e], made.target[e]) for e in motif.edges]
        assert shape_of(ends) == motif.shape
        assert list(motif.edges) == sorted(set(motif.edges))
    assert found == motifs(made, REACH)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=40))
def test_components_are_those_of_a_plain_union(pairs):
    names = components([a for a, _ in pairs], [b for _, b in pairs], 21).tolist()
    groups = [{n} for n in range(21)]
    for a, b in pairs:
        one = next(g for g in groups if a in g)
        other = next(g for g in groups if b in g)
        if one is not other:
            groups.remove(other)
            one |= other
    assert all(names[n] == min(group) for group in groups for n in group)


def test_a_circle_in_time_is_found_and_against_time_is_not():
    ring = [(0, 1, 0), (1, 2, 9 * HOUR), (2, 3, 20 * HOUR), (3, 0, 40 * HOUR)]
    assert [m.shape for m in motifs(flow(ring), REACH)] == ["cycle"]
    assert motifs(flow([(a, b, 40 * HOUR - t) for a, b, t in ring]), REACH) == []


def hub(edges):
    """A payment desk: half of its edges come in, half go out, all within a day."""
    half = edges // 2
    ins = [(n + 1, 0, n % (24 * HOUR)) for n in range(half)]
    return ins + [(0, half + n + 1, n % (24 * HOUR)) for n in range(half)]


def test_a_hub_of_fifty_thousand_edges_costs_no_more_than_its_edges():
    """Its in times its out would be 625 million paths."""
    large = flow(hub(50_000))
    first, many = large.onward(REACH.step, REACH.branch)
    assert many.max() <= REACH.branch
    assert len(spread(first, many, np.arange(len(large)))[0]) < 50_000
    tracemalloc.start()
    assert motifs(large, REACH) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100 * 2**20


def test_the_motifs_round_a_hub_are_still_found():
    split = [(60_001, 60_002 + n, n * HOUR) for n in range(4)]
    joined = [(60_002 + n, 60_010, (30 + n) * HOUR) for n in range(4)]
    found = motifs(flow(hub(2_000) + split + joined), REACH)
    assert [m.shape for m in found] == ["scatter_gather"]


CLASS = [(n, 90, (100 + 5 * n) * HOUR) for n in range(7)]


def circle(made, members):
    return Circles(made, np.array(members), np.zeros(len(members), np.int64))


def test_those_of_one_circle_are_no_burst():
    made = flow(CLASS)
    assert [m.shape for m in motifs(made, REACH)] == ["fan_in"]
    assert motifs(made, REACH, circle(made, [*range(7), 90, 1_000])) == []
    assert len(motifs(made, REACH, circle(made, range(7)))) == 1  # the teacher is not in it


def test_circles_know_accounts_by_the_names_they_came_with():
    made = flow([(500, 7, 0), (600, 7, HOUR), (700, 8, HOUR)])
    seven, some = made.number(np.array([7])), made.number(np.array([500, 600]))
    known = Circles(made, np.array([7, 500, 7, 600, 1]), np.array([1, 1, 2, 3, 1]))
    assert known.shared(int(seven[0]), some).tolist() == [some[0]]
    assert nobodys(made).shared(int(seven[0]), some).tolist() == []
    assert made.number(np.array([6, 9, 701])).tolist() == [-1, -1, -1]
    assert flow([]).number(np.array([1])).tolist() == [-1]


def test_odds_are_those_of_the_bound_and_of_the_platforms_own_degrees():
    """Three new partners of four within a tenth of the time; one account has so many."""
    burst = [(1, 0, 0), (2, 0, HOUR), (3, 0, 72 * HOUR), (4, 0, 600 * HOUR)]
    made = flow([*burst, (5, 6, 0), (7, 8, 0), (9, 10, 5)])
    account = int(made.number(np.array([0]))[0])
    first = made.inward(account)[:3]
    own, anybody = Odds(made, nobodys(made), 720 * HOUR, 200).of(account, first, True)
    bound = 3 * 4 * 0.1**2  # n C(m, n) share^(n - 1)
    assert own == pytest.approx(bound)
    assert anybody == pytest.approx(bound / made.accounts)  # one account has as many as four


def test_more_may_be_told_where_more_stands_out():
    reach = replace(REACH, chance=0.5, false=0.1)
    assert _accepted([], 100, reach) == 0.5 / 100
    many = [1e-9] * 30 + [0.02, 0.5]
    assert _accepted(many, 100, reach) == pytest.approx(0.02)
    assert _accepted([1e-9, 0.02], 100, reach) == 0.5 / 100
