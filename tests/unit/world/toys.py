"""A small world with neutral phrases: enough for every scenario, quick to run."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from bantay.model.events import Event, EventBase
from bantay.world.bank import Bank, Scene, SceneText, scene_names
from bantay.world.play import Truth
from bantay.world.scenarios import SCENARIOS
from bantay.world.simulate import Simulation
from bantay.world.spec import World, read_world
from bantay.world.things import TONGUES, Tongue

_SAID: dict[Tongue, str] = {"en": "about {}", "zh": "说说{}", "fil": "tungkol sa {}"}
_DECODER: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def text_of(scene: str, tongue: Tongue) -> SceneText:
    """A neutral line, one with slots, and a short exchange."""
    said = _SAID[tongue].format(scene.replace(".", " "))
    slots = f"{said} {{name}} {{amount}} {{contact}} {{age}}"
    return SceneText(lines=(said, slots), talks=((said, "Yes.", slots),))


def neutral_bank() -> Bank:
    """Every scene in every language."""
    return Bank({(t, s): Scene(text_of(s, t)) for t in TONGUES for s in scene_names()})


def write_bank(folder: Path, *, without: str = "") -> Path:
    """The same as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for tongue in TONGUES:
        parts = []
        for scene in sorted(scene_names() - {without}):
            text = text_of(scene, tongue)
            lines = msgspec.json.encode(text.lines).decode()
            parts.append(f'[scene."{scene}"]\nlines = {lines}\n')
        (folder / f"{tongue}.toml").write_text("\n".join(parts), encoding="utf-8")
    return folder


def world_text(scenarios: Iterable[str] = SCENARIOS, count: int = 2, **more: object) -> str:
    """The text of a world file; `more` are keys of it, and `each` goes into each scenario."""
    each = str(more.pop("each", ""))
    head = {"name": '"toy"', "seed": 5, "days": 8, "accounts": 900, "bank": '"nowhere"', **more}
    lines = [f"{key} = {value}" for key, value in head.items()]
    if "languages" not in head:
        lines.append("languages = { en = 1, zh = 1, fil = 1 }")
    for name in scenarios:
        lines.append(f'[[scenario]]\nname = "{name}"\ncount = {count}\n{each}')
    return "\n".join(lines) + "\n"


def world(scenarios: Iterable[str] = SCENARIOS, count: int = 2, **more: object) -> World:
    """A world of these scenarios."""
    return read_world(world_text(scenarios, count, **more), "toy.toml")


def simulation(made: World | None = None, seed: int | None = None) -> Simulation:
    """A simulation with the neutral bank."""
    return Simulation(made or world(), seed, neutral_bank())


def decoded(lines: Iterable[bytes]) -> list[EventBase]:
    """Events from lines."""
    return [_DECODER.decode(line) for line in lines]


def positives(truths: Iterable[Truth]) -> list[Truth]:
    """The truths with a hypothesis."""
    return [truth for truth in truths if truth.hypothesis is not None]
