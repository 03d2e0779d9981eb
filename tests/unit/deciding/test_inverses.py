"""Every action has an inverse: a platform's state is the same before and after."""

from typing import Any, get_args

import pytest
from hypothesis import Phase, given, settings

from bantay.model.decision import Ask
from bantay.model.vocabulary import ActionKind
from bantay.policy.deciding.actions import INVERSE, LAPSING, STANDING

from .histories import ACTIONS, Story, histories, policies
from .toys import ANN, DAY, Bench, alarm, ask

KINDS = get_args(ActionKind)


def _through(bench: Bench) -> str:
    """Lead the one decision to its opening, with all the people and the time it needs."""
    id = next(iter(bench.decisions))
    for name in ("Kim", "Lee"):
        if bench.decisions[id].status == "waiting":
            bench.approve(id, name)
    bench.tick(DAY)
    return id


@pytest.mark.parametrize("kind", KINDS)
def test_an_overturn_leaves_the_platform_as_it_was(kind: Any) -> None:
    bench = Bench(ask(kind))
    bench.revise(alarm())
    id = _through(bench)
    assert bench.platform.state()[ANN], "the action did nothing that an inverse could undo"
    bench.review(id, "overturn", "Zed")
    assert bench.platform.state() == {}
    assert bench.decisions[id].in_force == () and bench.desks.desk(ANN).strikes == 0
    assert bench.desks.desk(ANN).standing == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_decision_on_the_same_target_is_left_alone(kind: Any) -> None:
    bench = Bench(ask(kind, rule="one"), ask(kind, rule="two"))
    bench.revise(alarm())
    ids = list(bench.decisions)
    for id in ids:
        for name in ("Kim", "Lee"):
            if bench.decisions[id].status == "waiting":
                bench.approve(id, name)
    bench.tick(DAY)
    both = bench.platform.state()[ANN]
    bench.review(ids[0], "overturn", "Zed")
    left = bench.platform.state()[ANN]
    assert (left == both) == (kind in STANDING)
    assert bench.decisions[ids[1]].in_force == (kind,)
    bench.review(ids[1], "overturn", "Zed")
    assert bench.platform.state() == {}


def test_every_kind_says_what_takes_it_back() -> None:
    assert set(INVERSE) == set(KINDS) and LAPSING - {"strike"} <= STANDING


@settings(
    max_examples=150, derandomize=True, database=None, deadline=None, phases=(Phase.generate,)
)
@given(policies(ACTIONS), histories)
def test_whatever_happened_overturning_all_of_it_restores_everything(
    policy: list[Ask], history: list[tuple[Any, ...]]
) -> None:
    story = Story(policy)
    for step in history:
        story.lead(step)
    for one in list(story.decisions.values()):
        if one.in_force:
            story.review(one.decision, "overturn", "Zed", one.subject)
    assert story.platform.state() == {}
    assert len({order.order for order in story.orders}) == len(story.orders)
    assert all(one.in_force == () for one in story.decisions.values())
