"""World files: what a person writes to make a world, typed and checked with their place."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct, field

from bantay.errors import ConfigError, Place, closest
from bantay.kit.toml import place_of, read_toml
from bantay.model import vocabulary as v
from bantay.world.scenarios import SCENARIOS
from bantay.world.things import Range, Tongue, lives

ScenarioName = Literal[
    "studio",
    "brokers",
    "pyramid",
    "guardian",
    "abuse_payer",
    "sextortion",
    "collectors",
    "cash_out",
    "rebirth",
    "identity",
    "evader",
    "minor",
    "scam",
]
DIALS = ("evasion", "shared_life", "patience", "splitting")
"""Each from 0 (plain, apart, hasty, all in one hand) to 1 (hidden, among people, slow, spread)."""

SHIPPED = Path(__file__).parent / "files"
BANKS = Path(__file__).parent / "phrases"


class Texts(Struct, frozen=True, forbid_unknown_fields=True):
    """How people write. `encrypted` is the share of direct talk whose text the operator lacks."""

    typos: float = 0.03
    emoji: float = 0.12
    mixing: float = 0.15  # share of lines in another language the speaker knows
    encrypted: float = 0.0


class ScenarioEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """So many instances of a scenario, their dials and structural numbers drawn from ranges.

    `absent` names planes that the operator does not see of these people.
    """

    name: ScenarioName
    count: int
    evasion: Range = (0.2, 0.6)
    shared_life: Range = (0.3, 0.8)
    patience: Range = (0.2, 0.7)
    splitting: Range = (0.0, 0.5)
    absent: tuple[v.Plane, ...] = ()
    numbers: dict[str, Range] = field(default_factory=dict)


class World(Struct, frozen=True, forbid_unknown_fields=True):
    """A world file. `accounts` and `days` are its size; `lives` re-weighs kinds (0: none)."""

    name: str
    seed: int
    days: int
    accounts: int
    bank: str
    languages: dict[Tongue, float]
    start: date = date(2026, 1, 5)
    activity: float = 1.0
    newcomers: float = 0.15
    text: Texts = Texts()
    lives: dict[str, float] = field(default_factory=dict)
    absent: tuple[v.Plane, ...] = ()
    scenario: tuple[ScenarioEntry, ...] = ()

    def fingerprint(self) -> str:
        """What tells this world from any other: its own text, in one fixed spelling."""
        return msgspec.json.encode(self, order="sorted").decode()


def shipped() -> list[str]:
    """The names of the world files that come with Bantay."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def load_world(which: str) -> World:
    """A world by a shipped name or a path. Raises `ConfigError` with the place of a mistake."""
    path = SHIPPED / f"{which}.toml" if which in shipped() else Path(which)
    if not path.is_file():
        nearest = closest(which, shipped())
        names = ", ".join(shipped())
        raise ConfigError(f"there is no world file {which}; shipped are {names}", None, nearest)
    return read_world(path.read_text("utf-8"), str(path))


def read_world(raw: str, file: str) -> World:
    """A world from the text of its file. Raises `ConfigError`."""
    world = read_toml(raw, file, World)
    for path, reason, nearest in _mistakes(world):
        raise ConfigError(reason, place_of(raw, file, path), nearest)
    return world


def bank_folder(world: World) -> Path:
    """Where the world's phrases are: a shipped bank, or a folder."""
    shipped_bank = BANKS / world.bank
    folder = shipped_bank if shipped_bank.is_dir() else Path(world.bank)
    if not folder.is_dir():
        known = sorted(path.name for path in BANKS.iterdir() if path.is_dir())
        nearest = closest(world.bank, known)
        raise ConfigError("there is no phrase bank here", Place(world.bank), nearest)
    return folder


_Mistake = tuple[str, str, str | None]


def _mistakes(world: World) -> list[_Mistake]:
    return [*_sizes(world), *_kinds(world), *_scenarios(world)]


def _sizes(world: World) -> list[_Mistake]:
    found: list[_Mistake] = []
    for name, low, high in (("days", 1, 3_650), ("accounts", 1, 50_000_000)):
        if not low <= getattr(world, name) <= high:
            found.append((f".{name}", f"`{name}` must be from {low} to {high}", None))
    if not 0 <= world.seed < 1 << 62:
        found.append((".seed", "`seed` must be from 0 to 2**62", None))
    if not world.languages or sum(world.languages.values()) <= 0:
        found.append((".languages", "at least one language needs a weight above 0", None))
    if not 0 < world.activity <= 20:
        found.append((".activity", "`activity` must be above 0 and at most 20", None))
    if not 0 <= world.newcomers <= 1:
        found.append((".newcomers", "`newcomers` is a share from 0 to 1", None))
    for name in ("typos", "emoji", "mixing", "encrypted"):
        if not 0 <= getattr(world.text, name) <= 1:
            found.append((f".text.{name}", f"`{name}` is a share from 0 to 1", None))
    return found


def _kinds(world: World) -> list[_Mistake]:
    known = lives().life
    unknown: list[_Mistake] = [
        (f".lives.{name}", f"no kind of ordinary life is called `{name}`", _near(name, known))
        for name in world.lives
        if name not in known
    ]
    if not unknown and all(world.lives.get(name, 1) <= 0 for name in known):
        unknown.append((".lives", "at least one kind of life needs a weight above 0", None))
    return unknown


def _scenarios(world: World) -> list[_Mistake]:
    found: list[_Mistake] = []
    for at, entry in enumerate(world.scenario):
        path, known = f".scenario[{at}]", SCENARIOS[entry.name].numbers
        if entry.count < 0:
            found.append((f"{path}.count", "`count` must be 0 or more", None))
        for dial in DIALS:
            low, high = getattr(entry, dial)
            if not 0 <= low <= high <= 1:
                reason = f"`{dial}` is a range inside 0 to 1, low end first"
                found.append((f"{path}.{dial}", reason, None))
        for name, (low, high) in entry.numbers.items():
            where = f"{path}.numbers.{name}"
            if name not in known:
                reason = f"the scenario `{entry.name}` has no number `{name}`"
                found.append((where, reason, _near(name, known)))
            elif not 0 <= low <= high:
                found.append((where, f"`{name}` is a range, low end first", None))
    return found


def _near(name: str, known: Mapping[str, object]) -> str | None:
    return closest(name, known)
