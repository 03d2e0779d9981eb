"""A day's ordinary talk of a community: who writes to whom, when, about what."""

from functools import cache

from bantay.model.events import MediaShared, MessageEdited, MessageRemoved
from bantay.world.bank import Bank, Scene
from bantay.world.cast import Cast
from bantay.world.chance import Chance, mix
from bantay.world.ids import room
from bantay.world.layout import Layout
from bantay.world.logins import seen_at
from bantay.world.person import HOUR, Person
from bantay.world.sink import Sink, fields_of
from bantay.world.speech import rambling, said
from bantay.world.things import TONGUES, Tongue, lives, words

_WEEKEND = (5, 6)
_PAUSES = (4, 6, 8, 11, 15, 20, 26, 35, 50, 75, 120, 240, 600)
"""Seconds between two messages of a talk, each as likely as another."""
_SELDOM = 80
"""Of so many messages one is mended, taken back, or comes with a picture."""


@cache
def hours_of(name: str) -> tuple[int, ...]:
    """Hours of day, each as often as people are there: drawing one is drawing an hour."""
    weights = lives().hours[name]
    return tuple(hour for hour, weight in enumerate(weights) for _ in range(round(weight * 10)))


@cache
def _scenes(life: str) -> tuple[str, ...]:
    """Scenes, each as often as it is played."""
    weights = lives().life[life].scenes
    return tuple(scene for scene, weight in weights.items() for _ in range(round(weight * 10)))


def _passed_on(chance: Chance) -> str:
    """The hash of one of the few pictures that go round everywhere."""
    number = mix(chance.below(40))
    return f"{number:016x}" * 4


def _written_on(who: Person) -> tuple[str, ...]:
    """What pictures have written on them: menus, posters, goods."""
    lexis = words().lang[who.speaker.tongue]
    return (*lexis.food, *lexis.stage, *lexis.item)


class Talking:
    """Talk for a whole world: holds what every community needs and none changes."""

    def __init__(self, layout: Layout, bank: Bank):
        self._layout, self._bank, self._text = layout, bank, layout.world.text

    def day(self, cast: Cast, sink: Sink, chance: Chance, midnight: int) -> None:
        """Everything said on a day that begins at a midnight UTC."""
        life, people = cast.life, cast.people
        weekday = (midnight // 86_400 + 3) % 7
        rate = life.talks * self._layout.world.activity
        if weekday in _WEEKEND:
            rate *= life.weekend
        hours = hours_of(life.hours)
        for _ in range(chance.poisson(rate * len(people))):
            a = people[int(chance.random() * len(people))]
            hour = hours[int(chance.random() * len(hours))] - a.country.offset
            when = midnight + int((hour % 24) * HOUR + chance.random() * HOUR)
            if a.there(when) and (a.part >= 1.0 or chance.random() < a.part):
                self._talk(cast, sink, chance, a, when)

    def _talk(self, cast: Cast, sink: Sink, chance: Chance, a: Person, when: int) -> None:
        life, layout = cast.life, self._layout
        if chance.random() < 0.5:
            seen_at(sink, chance, a, when - 5 - int(chance.random() * 200))
        name = chance.pick(_scenes(layout.life(cast.community)))
        scene = self._bank.scene(self._tongue(cast, chance), name)
        if a.role == life.outward:
            self._outward(cast, sink, chance, a, when, name)
            return
        if cast.group and when > cast.group_at + HOUR and chance.random() < life.group:
            aim = f'"channel":"group","group":"{cast.group}"'
            voices = [a, *chance.some(cast.people, chance.whole(1, 3))]
            self._exchange(sink, chance, scene, voices, when, cast.group, [aim])
            return
        b = self._partner(cast, chance, a)
        if b is None or not b.there(when):
            return
        place = room(layout.seed, a.no, b.no)
        aims = [
            f'"channel":"direct","to":["{b.account}"]',
            f'"channel":"direct","to":["{a.account}"]',
        ]
        self._exchange(sink, chance, scene, [a, b], when, place, aims)

    def _tongue(self, cast: Cast, chance: Chance) -> Tongue:
        if chance.random() < self._text.mixing and cast.tongue != "en":
            return TONGUES[0]
        return cast.tongue

    def _partner(self, cast: Cast, chance: Chance, a: Person) -> Person | None:
        """Mostly somebody near in the circle, or somebody whose role others turn to."""
        people, r = cast.people, chance.random()
        if len(people) < 2:
            return None
        at = a.no - people[0].no
        if r < 0.6:
            return people[(at + 1 + int(r * 5)) % len(people)]
        b = people[0] if r < 0.8 else people[int(chance.random() * len(people))]
        return None if b is a else b

    def _outward(
        self, cast: Cast, sink: Sink, chance: Chance, a: Person, when: int, name: str
    ) -> None:
        """The same line to a few people, most of them of other communities."""
        line = self._bank.scene(cast.tongue, name).line(chance)
        text = said(chance, line, a.speaker)
        for _ in range(chance.whole(1, 6)):
            number = self._layout.stranger(chance)
            place = room(self._layout.seed, a.no, number)
            aim = f'"channel":"direct","to":["{self._layout.account(number)}"]'
            sink.message(when, a.account, place, text, aim, cast.tongue)
            when += chance.pick(_PAUSES)

    def _exchange(
        self,
        sink: Sink,
        chance: Chance,
        scene: Scene,
        voices: list[Person],
        when: int,
        place: str,
        aims: list[str],
    ) -> None:
        """Lines of a scene, the voices in turn; `aims` are the receivers of each in turn."""
        lines = scene.exchange(chance)
        r, count, hidden = chance.random, len(voices), self._text.encrypted
        veil = sink.mute or (len(aims) == 2 and hidden > 0 and r() < hidden)
        dark = [
            fields_of(voices[at].account, place, "", aims[at % len(aims)], "", True)
            for at in range(count * veil)
        ]
        times, fields, authors = list[int](), list[str](), list[Person]()
        for turn, line in enumerate(lines):
            at = turn % count
            who = voices[at]
            if who.since <= when < who.until:
                if veil:
                    fields.append(dark[at])
                else:
                    text, tongue = rambling(chance, scene, line, who.speaker), who.speaker.tongue
                    aim = aims[at % len(aims)]
                    fields.append(fields_of(who.account, place, text, aim, tongue, False))
                times.append(when)
                authors.append(who)
            pause = r() * 13
            when += _PAUSES[int(pause)] + int(pause * 4) % 4
        ids, odd = sink.spelled("message.sent", times, fields), int(r() * _SELDOM)
        if odd < len(ids):
            mended = "" if veil else said(chance, lines[odd], authors[odd].speaker)
            self._afterwards(sink, chance, authors[odd], times[odd], ids[odd], mended)

    def _afterwards(
        self,
        sink: Sink,
        chance: Chance,
        who: Person,
        when: int,
        made: str,
        mended: str,
    ) -> None:
        """Now and then a message is mended, taken back, or comes with a picture."""
        later, draw = when + chance.whole(5, 400), chance.random()
        if draw < 0.4 and mended:
            sink.put(
                MessageEdited,
                later,
                message=made,
                account=who.account,
                text=mended,
                by="author",
            )
        elif draw < 0.6:
            sink.put(MessageRemoved, later, message=made, account=who.account, by="author")
        else:
            sink.put(
                MediaShared,
                later,
                media=f"m{made}",
                account=who.account,
                purpose="message",
                sha256=f"{chance.bits(256):064x}",
                pdq=_passed_on(chance) if chance.hit(0.4) else f"{chance.bits(256):064x}",
                pdq_quality=chance.whole(20, 100),
                mime="image/jpeg",
                ocr=chance.pick(_written_on(who)) if chance.hit(0.3) else None,
            )
