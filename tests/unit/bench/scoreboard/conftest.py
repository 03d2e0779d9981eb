"""One small world, watched once for all the tests that only look at it."""

from typing import NamedTuple

import pytest

from bantay.bench.scoreboard.board import evidence_of
from bantay.bench.scoreboard.watch import Watched, watched
from bantay.bench.worlds import Truth
from bantay.world.simulate import Simulation

from ...world.toys import neutral_bank, world


class Small(NamedTuple):
    """A watched world: its lines, what is so, what was said."""

    simulation: Simulation
    lines: list[bytes]
    truths: list[Truth]
    seen: Watched


def small_simulation() -> Simulation:
    """A few of every scenario among three hundred people, in neutral words."""
    each = "evasion = [0.2, 0.4]"
    return Simulation(world(count=2, accounts=300, days=3, each=each), 5, neutral_bank())


@pytest.fixture(scope="session")
def small() -> Small:
    """The small world, watched."""
    simulation = small_simulation()
    truths = list(simulation.truths())
    seen = watched(simulation, evidence_of(truths))
    return Small(simulation, list(simulation.events()), truths, seen)
