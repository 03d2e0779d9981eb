"""Phrase banks: what people say in a scene, by language, with slots still open.

A bank is a folder with one TOML file a language. A line becomes a plain string, or a tuple
in which every second part names a slot.
"""

import re
from functools import cache
from pathlib import Path

from msgspec import Struct, field

from bantay.errors import ConfigError, Place, closest
from bantay.kit.toml import read_toml
from bantay.world.chance import Chance
from bantay.world.things import TONGUES, Tongue

Template = str | tuple[str, ...]

SLOTS = frozenset(
    (
        *("name", "friend", "time", "day", "place", "food", "amount", "price", "game", "song"),
        *("course", "platform", "handle", "contact", "group", "age", "grade", "minutes"),
        *("percent", "item"),
    )
)
_SLOT = re.compile(r"\{(\w+)\}")


class SceneText(Struct, frozen=True, forbid_unknown_fields=True):
    """What a bank has for one scene.

    In scenes of unequal people (a boss and a performer) `lines` are those of the one whom
    the scene is about. Their exchanges stand in `told` when that one speaks first, in
    `asked` when the other does; plain `talks` do not say who is who, and are left to equals.
    """

    lines: tuple[str, ...] = ()
    talks: tuple[tuple[str, ...], ...] = ()
    told: tuple[tuple[str, ...], ...] = ()
    asked: tuple[tuple[str, ...], ...] = ()


class BankText(Struct, frozen=True, forbid_unknown_fields=True):
    """One language of a bank, as written."""

    scene: dict[str, SceneText] = field(default_factory=dict)


class Scene:
    """One scene in one language, ready to be said: never empty."""

    __slots__ = ("_holding", "directed", "lines", "talks")

    def __init__(self, text: SceneText):
        self.lines: tuple[Template, ...] = tuple(map(_parsed, text.lines))
        talks = (*text.talks, *text.told, *text.asked)
        self.talks = tuple(tuple(map(_parsed, talk)) for talk in talks if talk)
        if not self.lines:
            self.lines = tuple(line for talk in self.talks for line in talk)
        self.directed = tuple(
            (mine, tuple(map(_parsed, talk)))
            for mine, talks in ((True, text.told), (False, text.asked))
            for talk in talks
        )
        self._holding: dict[frozenset[str], tuple[Template, ...]] = {}

    def exchange(self, chance: Chance) -> tuple[Template, ...]:
        """A short exchange, voices alternating."""
        if len(self.lines) == 1:  # a world without text
            return self.lines * chance.whole(2, 6)
        if self.talks and chance.random() < 0.7:
            talk = chance.pick(self.talks)
            if chance.random() < 0.3:
                return (*talk, chance.pick(self.lines))
            return talk
        return tuple(chance.pick(self.lines) for _ in range(2 + chance.below(5)))

    def holding(self, chance: Chance, slots: frozenset[str]) -> Template:
        """One line that says one of these slots; any line when none does."""
        found = self._holding.get(slots)
        if found is None:
            lines = (line for line in self.lines if not isinstance(line, str))
            found = tuple(line for line in lines if slots & {*line[1::2]})
            self._holding[slots] = found
        return chance.pick(found or self.lines)

    def line(self, chance: Chance) -> Template:
        """One line."""
        return chance.pick(self.lines)


@cache
def scene_names() -> frozenset[str]:
    """Every scene that people can play."""
    path = Path(__file__).parent / "phrases" / "scenes.toml"
    return frozenset(read_toml(path.read_text("utf-8"), str(path), SceneList).scene)


class SceneAbout(Struct, frozen=True, forbid_unknown_fields=True):
    """What a scene is about, for those who fill a bank."""

    says: str
    slots: tuple[str, ...] = ()


class SceneList(Struct, frozen=True, forbid_unknown_fields=True):
    """`phrases/scenes.toml`."""

    scene: dict[str, SceneAbout]


class Bank:
    """Every scene of a bank. A language without a scene borrows the next one's."""

    def __init__(self, scenes: dict[tuple[Tongue, str], Scene]):
        self._scenes = scenes

    def scene(self, tongue: Tongue, name: str) -> Scene:
        """A scene, from another language when this one has none."""
        found = self._scenes.get((tongue, name))
        if found is None:
            lent = next(other for other in TONGUES if (other, name) in self._scenes)
            found = self._scenes[tongue, name] = self._scenes[lent, name]
        return found

    def missing(self) -> list[str]:
        """Scenes for which no language has a line."""
        return sorted(scene_names() - {name for _, name in self._scenes})


def silence() -> Bank:
    """A bank for worlds without text: every scene says the same nothing."""
    nothing = Scene(SceneText(lines=("…",)))
    return Bank({(tongue, name): nothing for tongue in TONGUES for name in scene_names()})


def read_bank(folder: Path) -> Bank:
    """A bank from its folder. Raises `ConfigError` for an unknown slot, or a scene too few."""
    scenes: dict[tuple[Tongue, str], Scene] = {}
    for tongue in TONGUES:
        path = folder / f"{tongue}.toml"
        if path.is_file():
            raw = path.read_text("utf-8")
            for name, text in read_toml(raw, str(path), BankText).scene.items():
                _check(name, text, raw, str(path))
                if text.lines or text.talks or text.told or text.asked:
                    scenes[tongue, name] = Scene(text)
    bank = Bank(scenes)
    if lacking := bank.missing():
        reason = f"the phrase bank has no line for: {', '.join(lacking)}"
        raise ConfigError(reason, Place(str(folder)))
    return bank


def _check(scene: str, text: SceneText, raw: str, file: str) -> None:
    if scene not in scene_names():
        nearest = closest(scene, scene_names())
        row = raw.count("\n", 0, max(0, raw.find(f'"{scene}"'))) + 1
        raise ConfigError(f"no scene is called `{scene}`", Place(file, row), nearest)
    talks = (*text.talks, *text.told, *text.asked)
    for line in (*text.lines, *(line for talk in talks for line in talk)):
        for slot in _SLOT.findall(line):
            if slot not in SLOTS:
                at = raw.find(line)
                place = Place(file, raw.count("\n", 0, at) + 1) if at >= 0 else Place(file)
                raise ConfigError(f"no slot is called `{{{slot}}}` (in {scene})", place)


def _parsed(line: str) -> Template:
    parts = tuple(_SLOT.split(line))
    return parts if len(parts) > 1 else line


__all__ = ["SLOTS", "Bank", "Scene", "Template", "read_bank"]
