"""The bench's door to worlds: nobody else may open it, because behind it lies the truth."""

from pathlib import Path

from bantay.world.play import Truth
from bantay.world.simulate import Simulation
from bantay.world.spec import World, load_world, shipped
from bantay.world.things import lives, places
from bantay.world.writing import SEALED, Mark, Progress, read_truth, write_world

__all__ = [
    "SEALED",
    "Mark",
    "Simulation",
    "Truth",
    "World",
    "kinds_of_life",
    "load_world",
    "rates",
    "read_truth",
    "shipped",
    "simulated",
    "write_world",
]


def simulated(
    which: str, seed: int | None, out: Path, *, plain: bool, progress: Progress | None = None
) -> Mark:
    """Write the world of a file or a shipped name into a directory; where it stands then."""
    simulation = Simulation(load_world(which), seed)
    return write_world(simulation, out, plain=plain, progress=progress)


def rates() -> dict[str, float]:
    """How much of each currency one dollar is in a world."""
    return {country.currency: country.rate for country in places().country.values()}


def kinds_of_life() -> list[str]:
    """The kinds of ordinary life that a world can hold."""
    return sorted(lives().life)
