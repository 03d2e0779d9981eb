"""A world run: part by part, each a function of world, seed and its number."""

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from bantay.model.evidence import Subject
from bantay.world.arrivals import arrive
from bantay.world.bank import Bank, read_bank, silence
from bantay.world.cast import Cast, Casts
from bantay.world.chance import Chance, derive
from bantay.world.layout import Layout
from bantay.world.oddities import oddities
from bantay.world.person import DAY, HISTORY, Person
from bantay.world.plans import Plans
from bantay.world.play import Truth
from bantay.world.sight import Sight
from bantay.world.sink import HELD, Line, Sink
from bantay.world.spec import World, bank_folder
from bantay.world.spending import Spending
from bantay.world.talking import Talking

DAY_STREAM = 41


class Simulation:
    """A world and a seed. Parts are 0, the time before the first day, and then the days.

    Between two parts only `carried` is kept: lines of events that reach past midnight.
    """

    def __init__(self, world: World, seed: int | None = None, bank: Bank | None = None):
        self.world = world
        self.seed = world.seed if seed is None else seed
        first = datetime.combine(world.start, datetime.min.time(), UTC)
        self.begin = int(first.timestamp())
        self.end = self.begin + world.days * DAY
        self.layout = Layout(world, self.seed)
        quiet = "messages" in world.absent
        self.bank = bank or (silence() if quiet else read_bank(bank_folder(world)))
        self.casts = Casts(self.layout, self.bank, (self.begin, self.end))
        self.carried: list[Line] = []
        self._sight = Sight(world.absent)
        self._plans = Plans(self.casts, self.layout.plays, self.begin)
        self._talking = Talking(self.layout, self.bank)
        self._spending = Spending(self.layout, self.bank)

    @property
    def parts(self) -> int:
        """How many parts there are."""
        return self.world.days + 1

    def part(self, number: int, held: int = HELD) -> Iterator[list[bytes]]:
        """The lines of one part in order of time, a few thousand at once.

        Parts come in order; a part after a break needs `carried` as it was before it.
        """
        midnight = self.begin + (number - 1) * DAY
        begin = midnight if number else self.begin - HISTORY
        end = midnight + DAY
        sink = Sink(begin, end, self.seed, held)
        for when, line in self.carried:
            sink.add(when, line)
        for community in range(len(self.layout)):
            self._live(self.casts.cast(community), sink, number, begin, end)
        for when, line in self._plans.part(number):
            sink.add(when, line)
        yield from sink.lines()
        self.carried = sink.carried

    def events(self) -> Iterator[bytes]:
        """Every line of the world, part after part, from the first."""
        self.carried = []
        for number in range(self.parts):
            for lines in self.part(number):
                yield from lines

    def truths(self) -> Iterator[Truth]:
        """What is really so: about scenarios first, then about everybody else."""
        for community in range(len(self.layout)):
            truths = self.casts.rehearsed(community).truths if self.layout.play(community) else ()
            yield from _told(self.casts.cast(community), truths, self.layout)

    def truth_lines(self) -> Iterator[bytes]:
        """The lines of `truth.jsonl`."""
        return map(msgspec.json.Encoder().encode, self.truths())

    def _live(self, cast: Cast, sink: Sink, number: int, begin: int, end: int) -> None:
        play = cast.play
        sink.scene(cast.community, number, Sight(play.absent) if play else self._sight)
        arrive(cast, sink, self.seed, begin, end)
        if number == 0:
            return
        chance = Chance(derive(self.seed, DAY_STREAM, cast.community, number))
        self._talking.day(cast, sink, chance, begin)
        self._spending.day(cast, sink, chance, begin)
        oddities(cast, sink, chance, begin)


def _told(cast: Cast, truths: tuple[Truth, ...], layout: Layout) -> Iterator[Truth]:
    """A community's truths, and one without a hypothesis for everybody who has none."""
    play, life = cast.play, layout.life(cast.community)
    for truth in truths:
        assert play is not None
        yield replace(
            truth,
            community=f"c{cast.community}",
            life=life,
            language=cast.tongue,
            play=play.id,
            dials=play.dials,
            numbers={name: round(value, 4) for name, value in play.numbers.items()},
            absent=play.absent,
        )
    known = {truth.subject.id for truth in truths}
    for person in cast.people:
        if person.account not in known:
            yield Truth(
                hypothesis=None,
                subject=Subject("account", person.account),
                scenario=_scenario_of(cast, person),
                role=person.role,
                play=play.id if play else None,
                community=f"c{cast.community}",
                life=life,
                language=cast.tongue,
            )


def _scenario_of(cast: Cast, person: Person) -> str:
    """What somebody without a hypothesis is there for."""
    if cast.play is None:
        return "ordinary"
    return cast.play.name if person in cast.hired else "bystander"
