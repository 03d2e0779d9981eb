"""What a scenario writes its timeline with: people to hire, things they say, pay and do.

A plan is made whole, before anything of it is sent: so evidence is known by id, and a day
takes from the plan what falls into it.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from bantay.model.clock import SECOND, moment
from bantay.model.events import EventBase, MessageSent
from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis, SubjectKind
from bantay.world import contacts
from bantay.world.bank import Bank, Template
from bantay.world.chance import Chance
from bantay.world.contacts import Contact
from bantay.world.ids import Ids, named, room
from bantay.world.person import DAY, HOUR, Person
from bantay.world.play import Play, Truth
from bantay.world.speech import NOTHING, Given, said
from bantay.world.things import Tongue

E = TypeVar("E", bound=EventBase)
Slots = frozenset[str]
EQUALS = frozenset(
    (
        *("greeting", "smalltalk.day", "smalltalk.food", "dating.ordinary"),
        *("recruit.recruiter", "broker.fee", "control.performer"),
    )
)
"""Scenes in which both could say any line."""

_REPLIES = ("argument", "smalltalk.day", "greeting")
ANY: Slots = frozenset()
CONTACT: Slots = frozenset({"contact"})
AGE: Slots = frozenset({"age", "grade"})


class Stage:
    """One instance of a scenario being planned: its people, its clock, its events."""

    def __init__(
        self,
        play: Play,
        *,
        bank: Bank,
        seed: int,
        community: int,
        people: list[Person],
        hires: int,
        strangers: list[Person],
        window: tuple[int, int],
    ):
        self.play, self.dials, self.numbers = play, play.dials, play.numbers
        self.bank, self.seed, self.community = bank, seed, community
        self.chance = Chance(play.seed)
        self.begin, self.end = window
        self.events: list[tuple[int, EventBase]] = []
        self.truths: list[tuple[int, Truth]] = []
        self.bystanders, self.strangers = people[hires:], strangers
        self._free = people[:hires]
        self._ids = Ids(seed, community, (1 << 14) - 1)
        self.start = self.begin + int((self.end - self.begin) * self.chance.between(0.04, 0.5))
        self._serial = 0

    # ------------------------------------------------------------ people and time

    def hire(self, role: str, since: int | None = None, by: Person | None = None) -> Person:
        """The next person for a role; with a time, one who registers then."""
        person = self._free.pop(0)
        person.role, person.part = role, self.dials.shared_life
        if since is not None:
            person.since = since
        if by is not None:
            person.invited_by = by.account
        return person

    @property
    def left(self) -> int:
        """How many people can still be hired."""
        return len(self._free)

    def number(self, name: str) -> float:
        """A structural number of this instance."""
        return self.numbers[name]

    def count(self, name: str) -> int:
        """A structural number that counts, rounded."""
        return round(self.numbers[name])

    def span(self, hours: float, weeks: float) -> int:
        """Seconds between so many hours and so many weeks, by the dial of patience."""
        return int(HOUR * self.chance.stretch(hours, weeks * 168, self.dials.patience))

    def days(self, span: int) -> range:
        """The days of a span from the start, as offsets; at least one."""
        return range(max(1, -(-span // DAY)))

    def at(self, day: int, person: Person, low: float = 9, high: float = 23) -> int:
        """A time on a day of the play, between two hours where the person lives."""
        midnight = (self.start // DAY + day) * DAY
        hour = self.chance.between(low, high) - person.country.offset
        return int(midnight + (hour % 24) * HOUR)

    def soon(self, when: int, low: float = 8, high: float = 90) -> int:
        """A little later, in seconds."""
        return when + 1 + int(self.chance.stretch(low, high))

    def named(self, letter: str) -> str:
        """A new id for something that is no event."""
        self._serial += 1
        return named(letter, self.seed, self.community, self._serial)

    # ------------------------------------------------------------ events

    def add(self, event_type: type[E], when: int, /, **fields: Any) -> str:
        """One event; its id."""
        event = event_type(id=self._ids.take(), time=moment(when * SECOND), **fields)
        self.events.append((when, event))
        return event.id

    def type(self, when: int, a: Person, text: str, b: Person | None = None, **more: Any) -> str:
        """A message with this very text, to `b` or, with `group`, to a group."""
        if b is not None:
            more |= {"to": [b.account], "channel": "direct"}
            more.setdefault("conversation", room(self.seed, a.no, b.no))
        elif group := more.get("group"):
            more |= {"conversation": group, "channel": "group"}
        more["lang"] = self.tongue(a)
        return self.add(MessageSent, when, account=a.account, text=text, **more)

    def words(self, a: Person, scene: str, given: Given = NOTHING, *, must: Slots = ANY) -> str:
        """A line of a scene as `a` types it; with `must`, one that says one of these slots."""
        found = self.bank.scene(self.tongue(a), scene)
        line = found.holding(self.chance, must) if must else found.line(self.chance)
        return said(self.chance, line, a.speaker, given)

    def say(
        self, when: int, a: Person, b: Person, scene: str, given: Given = NOTHING, **more: Any
    ) -> str:
        """One line of a scene, from `a` to `b`."""
        return self.type(when, a, self.words(a, scene, given), b, **more)

    def post(
        self, when: int, a: Person, group: str, scene: str, given: Given = NOTHING, **more: Any
    ) -> str:
        """One line of a scene into a group."""
        return self.type(when, a, self.words(a, scene, given), group=group, **more)

    def talk(
        self, when: int, a: Person, b: Person, scene: str, given: Given = NOTHING
    ) -> tuple[int, list[str]]:
        """A short exchange; when it ended and the ids of what shows the scene.

        Among equals that is all of it, else what `a` said, whom the scene is about.
        """
        made: list[str] = []
        for mine, line in self._turns(a, scene):
            one, other = (a, b) if mine else (b, a)
            event = self.type(when, one, said(self.chance, line, one.speaker, given), other)
            if mine or scene in EQUALS:
                made.append(event)
            when = self.soon(when)
        return when, made

    def _turns(self, a: Person, scene: str) -> list[tuple[bool, Template]]:
        """Lines of a scene and whether `a` says them: `a` is whom the scene is about."""
        chance, found = self.chance, self.bank.scene(self.tongue(a), scene)
        if scene in EQUALS:
            return [(not turn % 2, line) for turn, line in enumerate(found.exchange(chance))]
        if found.directed and chance.hit(0.6):
            first, talk = chance.pick(found.directed)
            return [(first is not bool(turn % 2), line) for turn, line in enumerate(talk)]
        turns: list[tuple[bool, Template]] = []
        for _ in range(chance.whole(1, 3)):
            turns.append((True, found.line(chance)))
            if chance.hit(0.35):
                reply = self.bank.scene(self.tongue(a), chance.pick(_REPLIES))
                turns.append((False, reply.line(chance)))
        return turns

    def chat(self, when: int, a: Person, b: Person) -> int:
        """A little ordinary talk between two people; when it ended."""
        scene = self.chance.pick(("greeting", "smalltalk.day", "smalltalk.food"))
        return self.talk(when, a, b, scene)[0]

    def tongue(self, person: Person) -> Tongue:
        """The language a person speaks."""
        return person.speaker.tongue

    # ------------------------------------------------------------ contacts

    def hand_over(
        self, when: int, a: Person, b: Person, given: Contact, scene: str = "evasion"
    ) -> list[str]:
        """`a` hands a contact to `b`, hidden as the dial says; the ids of what shows it."""
        style = contacts.style_for(self.chance, self.dials.evasion)
        if style == "hint":
            app = {"platform": given.app} if given.app else NOTHING
            return [self.say(when, a, b, f"{scene}.hint", app)]
        if style == "split":
            return self._in_pieces(when, a, b, given, scene)
        written = contacts.write(self.chance, given, style, self.tongue(a))
        slots = {"contact": written, "platform": given.app}
        text = self.words(a, f"{scene}.offer", slots, must=CONTACT)
        return [self.type(when, a, text if written in text else f"{text} {written}", b)]

    def _in_pieces(self, when: int, a: Person, b: Person, given: Contact, scene: str) -> list[str]:
        count = 2 + int(self.dials.evasion * 8 * self.chance.random())
        style = contacts.style_for(self.chance, self.dials.evasion * 0.6)
        cut = contacts.pieces(self.chance, given, count, style, self.tongue(a))
        made: list[str] = []
        for piece in cut:
            if self.chance.hit(self.dials.evasion * 0.4):
                when = self.soon(when)
                other = b if self.chance.hit(0.6) else a
                self.say(when, other, a if other is b else b, "smalltalk.day")
            when = self.soon(when, 3, 40)
            text = piece
            if self.chance.hit(0.3):
                text = self.words(a, f"{scene}.split", {"contact": piece}, must=CONTACT)
            made.append(self.type(when, a, text if piece in text else piece, b))
        return made

    # ------------------------------------------------------------ truth

    def truth(
        self,
        hypothesis: Hypothesis | None,
        kind: SubjectKind,
        subject: str,
        role: str,
        evidence: list[str],
        roles: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """What is so about a subject, and the events that show it."""
        entry = Truth(
            hypothesis=hypothesis,
            subject=Subject(kind, subject),
            scenario=self.play.name,
            community="",
            life="",
            language="",
            role=role,
            roles=dict(roles or {}),
            evidence=tuple(dict.fromkeys(evidence)),
        )
        self.truths.append((self.start, entry))

    def person_truth(
        self,
        hypothesis: Hypothesis | None,
        person: Person,
        evidence: list[str],
        roles: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """The same about an account, its role being the person's."""
        self.truth(hypothesis, "account", person.account, person.role, evidence, roles)
