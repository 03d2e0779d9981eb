"""The bench's door to worlds: nobody else may open it, because behind it lies the truth."""

from pathlib import Path

from msgspec.structs import replace

from bantay.world.play import Truth
from bantay.world.simulate import Simulation
from bantay.world.spec import BANKS, ScenarioEntry, World, bank_folder, load_world, shipped
from bantay.world.things import lives, places, words
from bantay.world.writing import SEALED, Mark, Progress, read_truth, write_world

__all__ = [
    "SEALED",
    "Mark",
    "Simulation",
    "Truth",
    "World",
    "bank_folder",
    "kinds_of_life",
    "load_world",
    "only_evaders",
    "rates",
    "read_truth",
    "shipped",
    "shipped_banks",
    "simulated",
    "words_for_apps",
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


def shipped_banks() -> list[Path]:
    """The folders of the phrases that come with Bantay."""
    return sorted(path for path in BANKS.iterdir() if path.is_dir())


def kinds_of_life() -> list[str]:
    """The kinds of ordinary life that a world can hold."""
    return sorted(lives().life)


_TARGETS, _ACCOUNTS, _DAYS = 4, 1_000, 4


def only_evaders(world: World, contacts: int) -> World:
    """The same world small, and with nobody in it but people who hand over contacts openly."""
    entry = ScenarioEntry(
        name="evader",
        count=max(3, contacts // 2),
        evasion=(0.0, 0.0),
        splitting=(0.0, 0.0),
        patience=(0.0, 0.2),
        numbers={"targets": (_TARGETS, _TARGETS)},
    )
    return replace(world, scenario=(entry,), accounts=_ACCOUNTS, days=_DAYS, absent=())


def words_for_apps() -> list[str]:
    """What people in a world call the applications they are reached by."""
    named = {name for names in words().apps.values() for name in names}
    return sorted(named | {short for shorts in words().short.values() for short in shorts})
