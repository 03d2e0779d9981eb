"""Conversations in which one contact is given in 2 to 10 messages, with ordinary talk between.

The truth of a conversation: which messages hold pieces and where, who took part in giving
them, and the value. Without the contact the same generator gives ordinary conversations.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from msgspec import Struct

from bantay.bench.generate import contacts, pieces
from bantay.bench.generate.bank import LANGUAGES, Phrases, phrases
from bantay.bench.generate.contacts import Contact
from bantay.bench.generate.writing import Way, ways
from bantay.model.events import MessageSent

MANNERS = ("one", "ask", "echo", "both", "group")
"""Told by one; asked for bit by bit; echoed; begun by the other; in a group that talks on."""

TEXT_WAYS = ("as it is", "signs in words")
SmallTalk = Callable[[Random], str]


class Said(Struct, frozen=True):
    """One message: `piece` is where in its text a piece stands, `at` seconds from the start.

    `lent` says that the text was handed in, and is not one of the generator's own phrases.
    """

    who: str
    text: str
    at: float
    piece: tuple[int, int] | None = None
    lent: bool = False


class Dialogue(Struct, frozen=True, kw_only=True):
    """A conversation and its truth. `took_part` are those whose messages a join may quote."""

    id: str
    said: tuple[Said, ...]
    language: str
    manner: str
    took_part: tuple[str, ...]
    contact: Contact | None = None
    way: str = ""
    family: str = ""
    parts: int = 0
    held_out: bool = False

    def events(self, start: datetime) -> Iterator[MessageSent]:
        """The messages as events of the contract."""
        people = {said.who for said in self.said}
        group = self.id if len(people) > 2 else None
        for n, said in enumerate(self.said):
            yield MessageSent(
                id=f"{self.id}-{n}",
                time=start + timedelta(seconds=said.at),
                account=said.who,
                conversation=self.id,
                text=said.text,
                channel="group" if group else "direct",
                group=group,
                to=None if group else sorted(people - {said.who}) or None,
            )


class _Talk:
    """A conversation being written."""

    def __init__(self, id: str, language: str, source: Random, small_talk: SmallTalk | None):
        self.source, self.bank, self.language = source, phrases(language), language
        self.teller, self.hearer = f"{id}-a", f"{id}-b"
        self.others = [f"{id}-{c}" for c in "cde"]
        self._small_talk, self._at = small_talk, 0.0
        self._counted: set[str] = set()
        self.said: list[Said] = []

    def say(
        self, who: str, text: str, piece: tuple[int, int] | None = None, lent: bool = False
    ) -> None:
        self._at += min(1 + self.source.expovariate(1 / 8), 40)
        self.said.append(Said(who, text, round(self._at, 3), piece, lent))

    def give(self, who: str, written: str, leads: Sequence[str]) -> None:
        """Say a piece, alone or inside a few words."""
        lead = self.source.choice(leads) if leads else "{}"
        start = lead.index("{}")
        self.say(who, lead.replace("{}", written), (start, start + len(written)))

    def small_talk(self, who: str) -> None:
        if self._small_talk is not None:
            self.say(who, self._small_talk(self.source), lent=True)
        elif self.source.random() < 0.35:
            self.say(who, fact(self.bank, self.source))
        elif who != self.teller and self.source.random() < 0.2:
            self.say(who, self.source.choice(self.bank.replies))
        else:
            self.say(who, self.source.choice(self.bank.chatter))

    def between(self, manner: str, piece: str) -> None:
        """What is said after a piece and before the next one."""
        if manner == "ask":
            self.say(self.hearer, self.source.choice(self.bank.asks))
        elif manner == "echo":
            self.say(self.hearer, piece)
        for _ in range(self.source.choice((0, 0, 1, 1, 1, 2, 3))):
            self.small_talk(self.source.choice((self.teller, self.hearer)))
        if manner == "group" and self.source.random() < 0.6:
            self._aside()

    def _aside(self) -> None:
        """One of the others speaks; each may name one bare number: a bid, a score, a tally."""
        who = self.source.choice(self.others)
        if who not in self._counted and self._small_talk is None and self.source.random() < 0.4:
            self._counted.add(who)
            self.say(who, str(self.source.randrange(10, 2_000)))
        else:
            self.small_talk(who)


def fact(bank: Phrases, source: Random) -> str:
    """A time, price, age, order number, date or count: a number that is no contact."""
    kind = source.choice(sorted(bank.facts))
    values = {
        "h": source.randrange(1, 13),
        "mm": f"{source.randrange(0, 60):02}",
        "p": source.choice((20, 50, 99, 150, 380, 1200, 2750, 15000)) + source.randrange(10),
        "a": source.randrange(30, 95),
        "o": source.randrange(10**4, 10**9),
        "d": source.randrange(1, 29),
        "m": source.randrange(1, 13),
        "y": source.randrange(1985, 2027),
        "c": source.randrange(2, 120),
    }
    return source.choice(bank.facts[kind]).format(**values)


def _opening(bank: Phrases, contact: Contact, source: Random) -> str:
    if contact.kind == "handle":
        return source.choice(bank.handle_opens).format(app=contact.app)
    return source.choice(bank.opens if contact.kind == "phone" else bank.email_opens)


def dialogue(
    seed: int | str,
    number: int,
    *,
    contact: bool = True,
    held_out: bool = True,
    small_talk: SmallTalk | None = None,
) -> Dialogue:
    """Conversation `number` of a seed: the same pair gives the same conversation.

    Without `contact` every piece is replaced by small talk. `held_out` False leaves out the
    ways kept for judging, for whoever wants to look closely at what is missed.
    """
    source = Random(f"{seed}/{number}")
    language = source.choice(LANGUAGES)
    talk = _Talk(f"s{seed}-{number}", language, source, small_talk)
    planted = contacts.contact(source)
    manner = _manner(planted, source)
    written, way = _written(planted, source.randint(2, 10), language, held_out, source)
    if planted.kind == "handle" or source.random() < 0.6:
        talk.say(talk.teller, _opening(talk.bank, planted, source))
    _tell(talk, manner, written, contact)
    if source.random() < 0.3:
        talk.say(talk.teller, source.choice(talk.bank.closes))
    both = manner in ("ask", "echo", "both")
    truth = {
        "contact": planted,
        "way": way.name,
        "family": way.family,
        "parts": len(written),
        "held_out": way.held_out,
    }
    return Dialogue(
        id=f"s{seed}-{number}",
        said=tuple(talk.said),
        language=language,
        manner=manner,
        took_part=(talk.teller, talk.hearer) if both else (talk.teller,),
        **truth if contact else {},  # type: ignore[arg-type]
    )


def _manner(planted: Contact, source: Random) -> str:
    manner = source.choices(MANNERS, weights=(40, 20, 15, 10, 15))[0]
    return "ask" if manner == "both" and planted.kind != "phone" else manner


def _written(
    planted: Contact, parts: int, language: str, held_out: bool, source: Random
) -> tuple[list[str], Way]:
    cuts = pieces.cut(planted, parts, source)
    if planted.kind == "phone":
        way = source.choice([w for w in ways() if held_out or not w.held_out])
        return [pieces.write_piece(piece, way, source) for piece in cuts], way
    name = source.choice(TEXT_WAYS) if planted.kind == "email" else TEXT_WAYS[0]
    way = Way(f"{planted.kind} {name}", planted.kind, lambda text, _: text)
    if name == TEXT_WAYS[1]:
        cuts = [pieces.spell_signs(piece, language, source) for piece in cuts]
    return cuts, way


def _tell(talk: _Talk, manner: str, written: Sequence[str], contact: bool) -> None:
    """Say the pieces one after the other, with talk between."""
    for n, piece in enumerate(written):
        if contact:
            who, leads = _how(talk, manner, n)
            talk.give(who, piece, leads)
        else:
            talk.small_talk(talk.teller)
        if n < len(written) - 1:
            talk.between(manner, piece if contact else talk.said[-1].text)


def _how(talk: _Talk, manner: str, n: int) -> tuple[str, Sequence[str]]:
    """Who says piece `n`, and with what words around it."""
    if manner == "both" and n == 0:
        return talk.hearer, talk.bank.guesses
    if manner == "both" and n == 1:
        return talk.teller, talk.bank.confirms
    led = n > 0 and talk.source.random() < 0.35
    return talk.teller, talk.bank.leads if led else ()


def dialogues(
    count: int, seed: int | str, *, contact: bool = True, held_out: bool = True
) -> Iterator[Dialogue]:
    """`count` conversations of a seed."""
    for number in range(count):
        yield dialogue(seed, number, contact=contact, held_out=held_out)
