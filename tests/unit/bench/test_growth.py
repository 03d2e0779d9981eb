"""Growth: marks are reached in order, and states that went to the table come back."""

import pytest

from bantay.bench import growth
from bantay.bench.growth import Mark, grown

from ..world.toys import simulation, world


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    return list(simulation(world(accounts=300, days=4, count=1)).events())


def test_marks_are_reached_exactly_and_in_order(lines: list[bytes]) -> None:
    found = grown(lines, (100, 1_500, 2_000))
    assert [one.events for one in found] == [100, 1_500, 2_000]
    assert found[0].states < found[-1].states and all(one.rate > 0 for one in found)


def test_a_world_that_ends_early_reaches_no_further(lines: list[bytes]) -> None:
    assert [one.events for one in grown(lines, (100, 10**9))] == [100]


def test_a_stretch_that_is_slower_fails_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    marks = [Mark(10, 900, 1, 1), Mark(20, 1_000, 2, 1), Mark(30, 600, 3, 1)]
    monkeypatch.setattr(growth, "grown", lambda *_: marks)
    met, figures = growth.growth_bar((10, 20, 30))
    assert figures["slowest stretch beside the best before it, times"] == 1.67
    assert list(met.values()) == [True, False]
    assert growth.growth_bar((10, 20, 30, 40))[0]["reaches the last mark"] is False


def test_making_a_world_is_counted_with_and_without_text() -> None:
    met, figures = growth.simulate_bar({"accounts": 60, "days": 2})
    assert len(met) == len(figures) == 2 and all(rate > 0 for rate in figures.values())
