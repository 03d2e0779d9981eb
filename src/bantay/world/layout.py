"""Who lives where: communities, their kind of life, language and size, and who plays a scenario.

Everything is kept in flat arrays of a few bytes a community, so that a million accounts
take a few megabytes; people themselves are made when a day needs them (`cast`).
"""

from array import array

from bantay.world.chance import Chance, Urn, derive, mix
from bantay.world.play import Dials, Play
from bantay.world.scenarios import SCENARIOS
from bantay.world.spec import DIALS, ScenarioEntry, World
from bantay.world.things import TONGUES, Tongue, lives

LAYOUT, PLAY, NEWCOMER = 1, 2, 3
"""Streams of chance, by what is drawn from them."""

_ODD = 0x5851F42D4C957F2D
_FORTY = (1 << 40) - 1


class Layout:
    """The communities of a world. Account numbers run through them without a gap."""

    def __init__(self, world: World, seed: int):
        self.world, self.seed = world, seed
        self._mask = mix(seed) & _FORTY
        self._fresh = derive(seed, NEWCOMER) & _FORTY
        self._newcomers = int(world.newcomers * (1 << 64))
        self._kinds = tuple(lives().life)
        self._plays: list[tuple[int, int]] = []
        self._life, self._tongue = array("B"), array("B")
        self._first, self._size = array("I"), array("H")
        self._accounts = 0
        self._settle()

    def __len__(self) -> int:
        return len(self._first)

    @property
    def accounts(self) -> int:
        """How many accounts there are in all."""
        return self._accounts

    @property
    def plays(self) -> int:
        """How many communities play a scenario: these are the first ones."""
        return len(self._plays)

    def life(self, community: int) -> str:
        """The kind of ordinary life of a community."""
        return self._kinds[self._life[community]]

    def tongue(self, community: int) -> Tongue:
        """Its language."""
        return TONGUES[self._tongue[community]]

    def members(self, community: int) -> range:
        """Its account numbers."""
        first = self._first[community]
        return range(first, first + self._size[community])

    def play(self, community: int) -> Play | None:
        """The scenario it plays, if it plays one."""
        if community >= len(self._plays):
            return None
        return self._play(*self._plays[community])

    def account(self, number: int) -> str:
        """The opaque id of an account number; it does not betray the community."""
        return f"a{((number * _ODD) ^ self._mask) & _FORTY:010x}"

    def is_newcomer(self, number: int) -> bool:
        """Whether an account registers only within the world's days."""
        return mix(number ^ self._fresh) < self._newcomers

    def stranger(self, chance: Chance) -> int:
        """The number of an account that has long been there, anywhere but in a scenario."""
        low = self._first[self.plays] if self.plays < len(self) else 0
        for _ in range(50):
            number = low + chance.below(self._accounts - low)
            if not self.is_newcomer(number):
                return number
        return number

    def _settle(self) -> None:
        world, chance = self.world, Chance(derive(self.seed, LAYOUT))
        tongues = Urn(dict(world.languages))
        for at, entry in enumerate(world.scenario):
            for serial in range(entry.count):
                self._plays.append((at, serial))
                home = self._kinds.index(chance.pick(SCENARIOS[entry.name].homes))
                play = self._play(at, serial)
                size = SCENARIOS[entry.name].needs(play.numbers) + chance.whole(6, 14)
                self._add(home, tongues.draw(chance), size)
        known = lives().life
        weights = {n: world.lives.get(k, known[k].weight) for n, k in enumerate(self._kinds)}
        kinds = Urn(weights)
        while self._accounts < world.accounts:
            kind = kinds.draw(chance)
            low, high = known[self._kinds[kind]].size
            self._add(kind, tongues.draw(chance), chance.whole(low, high))

    def _add(self, kind: int, tongue: Tongue, size: int) -> None:
        self._life.append(kind)
        self._tongue.append(TONGUES.index(tongue))
        self._first.append(self._accounts)
        self._size.append(size)
        self._accounts += size

    def _play(self, at: int, serial: int) -> Play:
        entry: ScenarioEntry = self.world.scenario[at]
        seed = derive(self.seed, PLAY, at, serial)
        chance = Chance(seed)
        dials = Dials(*(chance.between(*getattr(entry, dial)) for dial in DIALS))
        ranges = {**SCENARIOS[entry.name].numbers, **entry.numbers}
        numbers = {name: chance.between(*ranges[name]) for name in sorted(ranges)}
        absent = tuple(sorted({*entry.absent, *self.world.absent}))
        name = f"{entry.name}-{at}-{serial}"
        return Play(name, entry.name, dials, numbers, absent, derive(seed, 1))
