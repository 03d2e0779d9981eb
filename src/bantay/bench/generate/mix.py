"""The fixed mix: real texts as conversations, with contacts of the generators among them.

Messages come in waves of conversations that go on at once, so that a mix of any size needs
the memory of one wave. The real texts are handed in; nothing of them is kept here.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from importlib.resources import files
from itertools import cycle
from random import Random

from msgspec import Struct, convert, field, structs

from bantay.bench.generate.contacts import Contact
from bantay.bench.generate.hide import hidden
from bantay.bench.generate.split import dialogue
from bantay.bench.talk import START
from bantay.model.events import MessageSent

WAVE = timedelta(minutes=20)
_BEGINNINGS = 600.0  # seconds of a wave in which its conversations begin
_GENERATED = "generated"


class SourceShare(Struct, frozen=True, forbid_unknown_fields=True):
    """A set, which languages of it are taken, what they are counted as, and their share."""

    set: str
    name: str
    languages: tuple[str, ...]
    share: float


class Recipe(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that fixes a mix, but for the texts."""

    seed: str
    contacts: float
    messages_a_conversation: int
    conversations_a_wave: int
    people: int
    group_share: float
    source: tuple[SourceShare, ...]


Texts = Mapping[tuple[str, tuple[str, ...]], Sequence[str]]
"""The real texts by set and languages, in the order of the set."""


class Planted(Struct, frozen=True, kw_only=True):
    """A contact in the mix: `pieces` are (event id, start, end), one unless it is split."""

    contact: Contact
    pieces: tuple[tuple[str, int, int], ...]
    way: str
    family: str
    split: bool
    held_out: bool


class Wave(Struct):
    """Some messages in time order, the contacts in them, and what each message counts as."""

    events: list[MessageSent] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    counted_as: dict[str, str] = field(default_factory=dict)


def recipe() -> Recipe:
    """The one recipe of this version."""
    text = (files(__package__) / "mix.toml").read_text("utf-8")
    return convert(tomllib.loads(text), Recipe)


def waves(by: Recipe, texts: Texts, size: int) -> Iterator[Wave]:
    """Waves until there are `size` messages; the last wave is cut to the message.

    ValueError when a set of the recipe has no texts.
    """
    mixer = _Mixer(by, texts)
    done = 0
    while done < size:
        wave = mixer.wave()
        if done + len(wave.events) > size:
            wave = _cut(wave, size - done)
        done += len(wave.events)
        yield wave


def _cut(wave: Wave, size: int) -> Wave:
    """The first messages of a wave, and the contacts that are whole in them."""
    kept = {event.id for event in wave.events[:size]}
    planted = [p for p in wave.planted if all(id in kept for id, _, _ in p.pieces)]
    return structs.replace(wave, events=wave.events[:size], planted=planted)


class _Mixer:
    """Writes wave after wave: what it has written so far decides what comes next."""

    def __init__(self, by: Recipe, texts: Texts):
        self._by, self._source = by, Random(by.seed)
        self._names = [one.name for one in by.source]
        self._shares = [one.share for one in by.source]
        pools = [texts.get((one.set, one.languages), ()) for one in by.source]
        if missing := [s.set for s, pool in zip(by.source, pools, strict=True) if not pool]:
            raise ValueError(f"the mix needs texts of {missing[0]}, and there are none")
        self._texts = [cycle(pool) for pool in pools]
        self._messages = self._conversations = self._waves = 0
        self._split_messages = self._splits = self._hidden = 0

    def wave(self) -> Wave:
        wave, start = Wave(), START + self._waves * WAVE
        self._waves += 1
        for _ in range(self._by.conversations_a_wave):
            begins = start + timedelta(seconds=round(self._source.uniform(0, _BEGINNINGS), 3))
            half = self._by.contacts / 2 * (self._messages + 1)
            before = len(wave.events)
            if self._split_messages < half:
                self._split(wave, begins)
            else:
                self._ordinary(wave, begins)
            self._conversations += 1
            self._messages += len(wave.events) - before
        wave.events.sort(key=lambda event: (event.time, event.id))
        return wave

    def _kind(self) -> int:
        return self._source.choices(range(len(self._names)), self._shares)[0]

    def _split(self, wave: Wave, begins: datetime) -> None:
        """A contact in pieces, with real texts as the talk between."""
        kind = self._kind()
        talk = dialogue(
            self._by.seed, self._splits, small_talk=lambda source: next(self._texts[kind])
        )
        self._splits += 1
        wave.events += talk.events(begins)
        for n, said in enumerate(talk.said):
            wave.counted_as[f"{talk.id}-{n}"] = self._names[kind] if said.lent else _GENERATED
            self._split_messages += not said.lent
        pieces = tuple(
            (f"{talk.id}-{n}", *said.piece) for n, said in enumerate(talk.said) if said.piece
        )
        if talk.contact is not None:
            wave.planted.append(
                Planted(
                    contact=talk.contact,
                    pieces=pieces,
                    way=talk.way,
                    family=talk.family,
                    split=True,
                    held_out=talk.held_out,
                )
            )

    def _ordinary(self, wave: Wave, begins: datetime) -> None:
        """A conversation of real texts; now and then one message is a hidden contact."""
        kind, room = self._kind(), f"c{self._conversations}"
        size = self._source.randint(2, 2 * self._by.messages_a_conversation - 2)
        people = [f"u{self._source.randrange(self._by.people)}" for _ in range(2)]
        group = room if self._source.random() < self._by.group_share else None
        hide = self._hidden < self._by.contacts / 2 * (self._messages + size)
        place, at = self._source.randrange(size) if hide else -1, begins
        for n in range(size):
            id = f"{room}-{n}"
            text = self._hide(wave, id) if n == place else next(self._texts[kind])
            wave.counted_as[id] = _GENERATED if n == place else self._names[kind]
            at += timedelta(seconds=round(min(2 + self._source.expovariate(1 / 15), 60), 3))
            wave.events.append(
                MessageSent(
                    id=id,
                    time=at,
                    account=people[n % 2],
                    conversation=room,
                    text=text,
                    channel="group" if group else "direct",
                    group=group,
                    to=None if group else [people[1 - n % 2]],
                )
            )

    def _hide(self, wave: Wave, id: str) -> str:
        one = hidden(self._by.seed, self._hidden)
        self._hidden += 1
        wave.planted.append(
            Planted(
                contact=one.contact,
                pieces=((id, one.start, one.end),),
                way=one.way,
                family=one.family,
                split=False,
                held_out=one.held_out,
            )
        )
        return one.text


class Properties(Struct, kw_only=True):
    """What the messages of a mix are like; `add` each wave, then `check`."""

    messages: int = 0
    characters: int = 0
    beyond_ascii: int = 0
    conversations: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    planted: int = 0

    def add(self, wave: Wave) -> None:
        """Count a wave in."""
        texts = [event.text or "" for event in wave.events]
        self.messages += len(texts)
        self.characters += sum(map(len, texts))
        self.beyond_ascii += sum(not text.isascii() for text in texts)
        self.conversations.update(event.conversation for event in wave.events)
        self.counts.update(wave.counted_as[event.id] for event in wave.events)
        self.planted += len(wave.planted)

    def figures(self) -> dict[str, int | float]:
        """For a result file: mean length in characters, shares in per cent."""
        of = self.messages or 1
        return {
            "messages": self.messages,
            "conversations": len(self.conversations),
            "mean length": round(self.characters / of, 1),
            "% not ASCII": round(100 * self.beyond_ascii / of, 1),
            "% Taglish or Filipino": round(100 * self.counts["fil"] / of, 1),
            "% of the generators": round(100 * self.counts[_GENERATED] / of, 2),
            "contacts planted": self.planted,
        }

    def check(self) -> dict[str, bool]:
        """What the recipe promises, and whether it holds."""
        said = self.figures()
        return {
            "mean length 35 to 60": 35 <= said["mean length"] <= 60,
            "at least 35 % not ASCII": said["% not ASCII"] >= 35,
            "at least 25 % Taglish or Filipino": said["% Taglish or Filipino"] >= 25,
            "about 2 % of the generators": 1.8 <= said["% of the generators"] <= 2.2,
        }
