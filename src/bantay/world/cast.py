"""The people of a community, made when a day needs them and the same each time they are made."""

from typing import NamedTuple

from msgspec.structs import replace

from bantay.model.clock import SECOND, moment
from bantay.world.bank import Bank
from bantay.world.chance import Chance, Urn, derive
from bantay.world.ids import named
from bantay.world.layout import Layout
from bantay.world.person import DAY, HISTORY, HOUR, Person
from bantay.world.play import Play, Truth
from bantay.world.scenarios import SCENARIOS
from bantay.world.sight import Sight
from bantay.world.speech import Speaker, voice
from bantay.world.stage import Stage
from bantay.world.things import Life, Tongue, lives, places, words

CAST, STRANGER = 11, 12
KEPT = 150_000
"""People kept in memory at most between two days, about 150 MB; the others are made again
each day. The first that come are kept: days go through communities in the same order, so
that keeping the last ones would keep none that is asked for next."""

_STRANGERS = 40
_LEAVING = 0.01
_NETS = ("192.0.2", "198.51.100", "203.0.113")


class Rehearsed(NamedTuple):
    """What a scenario sends, as the operator sees it, and what is true of it."""

    lines: tuple[tuple[int, bytes], ...]
    truths: tuple[Truth, ...]


class Cast:
    """A community: its people, what they share, and what scenario they play, if any."""

    __slots__ = (
        *("community", "group", "group_at", "hired", "leavers", "life", "people"),
        *("play", "roles", "settled", "tongue"),
    )

    def __init__(self, community: int, life: Life, tongue: Tongue, people: list[Person]):
        self.community, self.life, self.tongue, self.people = community, life, tongue, people
        self.hired: list[Person] = []
        self.leavers: list[Person] = []
        self.roles: dict[str, list[Person]] = {}
        self.group, self.group_at = "", 0
        self.settled = 0  # when the last of them has arrived
        self.play: Play | None = None


class Casts:
    """Makes casts. Some are kept, which changes nothing but speed."""

    def __init__(self, layout: Layout, bank: Bank, window: tuple[int, int]):
        self._layout, self._bank = layout, bank
        self._begin, self._end = window
        self._kept: dict[int, Cast] = {}
        self._people = 0
        speakers = places().speakers
        self._homes = {tongue: Urn(dict(s.home)) for tongue, s in speakers.items()}

    @property
    def people_kept(self) -> int:
        """How many people are in memory now."""
        return self._people

    def cast(self, community: int) -> Cast:
        """The cast of a community."""
        found = self._kept.get(community)
        if found is not None:
            return found
        made, _ = self._made(community)
        if self._people + len(made.people) <= KEPT:
            self._kept[community] = made
            self._people += len(made.people)
        return made

    def rehearsed(self, community: int) -> Rehearsed:
        """The events and truths of a community's scenario, made anew."""
        return self._made(community)[1]

    def _made(self, community: int) -> tuple[Cast, Rehearsed]:
        layout = self._layout
        chance = Chance(derive(layout.seed, CAST, community))
        tongue, life = layout.tongue(community), lives().life[layout.life(community)]
        play = layout.play(community)
        hires = SCENARIOS[play.name].needs(play.numbers) if play else 0
        people = self._people_of(community, tongue, life, hires, chance)
        cast = Cast(community, life, tongue, people)
        played = Rehearsed((), ())
        if play is not None:
            played = self._rehearse(cast, play, hires, chance)
        else:
            cast.leavers = [person for person in people if chance.hit(_LEAVING)]
        for person in cast.leavers:
            person.until = person.since + max(2 * DAY, int(chance.random() * 400 * DAY))
            person.until = max(person.until, self._begin + chance.whole(0, 60) * DAY)
        for person in people:
            cast.roles.setdefault(person.role, []).append(person)
        if life.group:
            leader = people[-1]
            cast.group = named("g", layout.seed, community)
            cast.group_at = leader.since + HOUR
        cast.settled = max(cast.group_at, *(person.since for person in people)) + 2 * DAY
        return cast, played

    # ------------------------------------------------------------ people

    def _people_of(
        self, community: int, tongue: Tongue, life: Life, hires: int, chance: Chance
    ) -> list[Person]:
        code = self._homes[tongue].draw(chance)
        roles = _Roles(life, chance)
        people: list[Person] = []
        for at, no in enumerate(self._layout.members(community)):
            role = "actor" if at < hires else next(roles)
            away = role in life.away
            home = chance.pick(places().speakers[tongue].abroad) if away else code
            person = self._person(no, role, home, tongue, chance)
            person.minor = role in life.minors
            _age(person, chance)
            people.append(person)
        _share(people, life, named("d", self._layout.seed, community), chance)
        return people

    def _person(self, no: int, role: str, code: str, tongue: Tongue, chance: Chance) -> Person:
        layout, country = self._layout, places().country[code]
        person = Person(no, layout.account(no), role, code, country)
        names = places().names[tongue]
        given, family = chance.pick(names.given), chance.pick(names.family)
        person.name, person.family = given, family
        person.place = chance.pick(country.places)
        person.since = self._registered(no, chance)
        text = layout.world.text
        habits = voice(chance, text.typos, text.emoji)
        person.speaker = Speaker(tongue, code, country, given, habits)
        device = f"d{person.account[1:]}"
        person.devices = [(device, chance.pick(words().models["phones"]))]
        person.ip, person.asn = _line(no, chance), 64_496 + chance.below(16)
        person.verified = "phone" if chance.hit(0.4) else "email"
        return person

    def _registered(self, no: int, chance: Chance) -> int:
        if self._layout.is_newcomer(no):
            return self._begin + int((self._end - self._begin) * chance.random() * 0.9)
        return self._begin - int(chance.between(3, 760) * DAY)

    def stranger(self, no: int, tongue: Tongue, community: int) -> Person:
        """Somebody of another community, as far as a message to them needs it."""
        chance = Chance(derive(self._layout.seed, STRANGER, community, no))
        code = self._homes[tongue].draw(chance)
        if chance.hit(0.4):
            code = chance.pick(places().speakers[tongue].abroad)
        person = self._person(no, "stranger", code, tongue, chance)
        _age(person, chance)
        return person

    # ------------------------------------------------------------ scenarios

    def _rehearse(self, cast: Cast, play: Play, hires: int, chance: Chance) -> Rehearsed:
        layout, cast.play = self._layout, play
        numbers = [layout.stranger(chance) for _ in range(_STRANGERS)]
        strangers = [
            self.stranger(no, cast.tongue, cast.community) for no in dict.fromkeys(numbers)
        ]
        for person in cast.people:  # whom a scenario does not let come later was there before
            if layout.is_newcomer(person.no):
                person.since = self._begin - int(chance.stretch(5, 200) * DAY)
        stage = Stage(
            play,
            bank=self._bank,
            seed=layout.seed,
            community=cast.community,
            people=cast.people,
            hires=hires,
            strangers=strangers,
            window=(self._begin, self._end),
        )
        SCENARIOS[play.name].plan(stage)
        cast.hired = cast.people[: hires - stage.left]
        sight, first = Sight(play.absent), self._begin - HISTORY
        sent = [made for made in stage.events if first <= made[0] < self._end]
        lines = ((when, sight.line(event)) for when, event in sent)
        times = {event.id: when for when, event in sent}
        seen = {event.id for _, event in sent if sight.sees(event)}
        told = (_settled(truth, times, seen) for _, truth in stage.truths)
        return Rehearsed(
            tuple((when, line) for when, line in lines if line is not None),
            tuple(truth for truth in told if truth is not None),
        )


def _settled(truth: Truth, times: dict[str, int], seen: set[str]) -> Truth | None:
    """A truth with the evidence that the operator has; None when nothing of it happened.

    What happened unseen stays true: there is only no evidence of it.
    """
    happened = sorted((times[event], event) for event in truth.evidence if event in times)
    if not happened:
        return None
    evidence = tuple(event for _, event in happened if event in seen)
    return replace(truth, evidence=evidence, since=moment(happened[0][0] * SECOND))


class _Roles:
    """The roles of a life in turn: so many of each as it says, then members without end."""

    def __init__(self, life: Life, chance: Chance):
        self._left = [
            role for role, (low, high) in life.roles.items() for _ in range(chance.whole(low, high))
        ]

    def __next__(self) -> str:
        return self._left.pop(0) if self._left else "member"


def _age(person: Person, chance: Chance) -> None:
    person.age = chance.whole(11, 17) if person.minor else 18 + int(chance.random() ** 2 * 60)


def _line(no: int, chance: Chance) -> str:
    """A line of one's own; a few share a carrier's address."""
    if chance.hit(0.06):
        return f"{chance.pick(_NETS)}.{chance.whole(1, 254)}"
    return f"2001:db8:{no >> 16 & 0xFFFF:x}:{no & 0xFFFF:x}::{chance.whole(1, 0xFFFF):x}"


def _share(people: list[Person], life: Life, device: str, chance: Chance) -> None:
    """Routers and devices as the kind of home has them."""
    if life.home == "own":
        return
    host = people[0]
    pool = [(f"{device}{n}", "desktop") for n in range(2 + len(people) // 3)]
    for person in people:
        if person.role in life.away:
            continue
        if life.home != "office" or chance.hit(0.8):
            person.ip, person.asn, person.place = host.ip, host.asn, host.place
        if life.home == "cafe":
            person.devices = chance.some(pool, 2)
        elif life.home == "household" and chance.hit(0.4):
            person.devices.append((f"{device}t", "tablet, 2020"))
    if life.surname:
        for person in people:
            person.family = host.family
