"""One small world, simulated once for all the tests that only look at it."""

from typing import NamedTuple

import pytest

from bantay.model.events import EventBase
from bantay.world.play import Truth

from .toys import decoded, simulation


class Seen(NamedTuple):
    """A world as a test looks at it."""

    lines: list[bytes]
    events: list[EventBase]
    truths: list[Truth]


@pytest.fixture(scope="session")
def seen() -> Seen:
    """The lines, events and truths of the small world."""
    run = simulation()
    lines = list(run.events())
    return Seen(lines, decoded(lines), list(run.truths()))
