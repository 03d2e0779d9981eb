"""A third person's whereabouts or papers posted before others, with an accusation.

Sees:       in a group, a public channel, a live or a broadcast: a third person's telephone or
            page together with their name, work or school, or their home address or number of
            papers, when the same sender within minutes accuses them or asks all to go after them.
Matters:    being shown to everybody is how fees, debts and silence are enforced (typology C09:
            intimidation and threats); it exposes people to visits and attacks. There is no
            labelled data of such posts to measure on: this stays a draft.
Misses:     an accusation in a message of its own; papers shown in a picture alone; other
            languages; a person named by first name and telephone alone.
Wrong when: a group warns of a real swindler with name and telephone; somebody quotes a court's
            notice without saying so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.lexicon import matcher
from bantay.kit.text.contacts import FAIR, contacts
from bantay.kit.text.phrases import MOST, Phrase, Phrases, phrases
from bantay.kit.text.reading import read
from bantay.kit.text.said import Said, spoken
from bantay.model.events import MessageSent

SPEC = Spec(
    id="messages.doxxing",
    title="Another person's identifiers posted with an accusation",
    version=1,
    rows=("C09",),
    reads=(MessageSent,),
    keyed_by=Domain.SENDER,
    window=timedelta(hours=1),
    keeps=20,
    hypotheses=("extortion",),
    group="person exposed",
    ceiling=10.0,
    half_life=timedelta(days=30),
    anchor="the conversation",
    screens=("identity+accuse", "identity+digits", "accuse+digits"),
    indicators=Indicators(means=("threat or force",), ilo=("intimidation and threats",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    points: int = 2  # papers and home count two, telephone, name, work, school and a call one
    minutes: int = 10  # minutes before and after an accusation in which identifiers count


class Mark(NamedTuple):
    """What one message holds, at original offsets: an identifier or what is said of a person."""

    kind: str
    start: int
    end: int
    undone: tuple[str, ...] = ()


Place = tuple[MessageSent, Mark]

_POINTS = {"papers": 2, "home": 2, "number": 1, "name": 1, "work": 1, "school": 1, "enforce": 1}
_FINDS = frozenset(("papers", "home", "number"))
"""What finds a person; names, work and school only tell who is found."""
_NOUNS = {
    "number": "a telephone or page",
    "papers": "papers",
    "home": "a home address",
    "work": "a workplace",
    "school": "a school",
    "name": "a full name",
}
_AGAINST = ("accuse", "enforce")
_LISTS = ("identity", "accuse")
_DIGITS = re.compile(r"[a-z]{0,3}\d[\d -]{4,}[\dx]")  # of papers: six digits or more
_HOUSE = re.compile(
    r"\d{1,5}[a-z]?\s+[a-z]|(?:street|st|road|rd|ave|avenue|blk|block|lot|unit|brgy|barangay|"
    r"purok|sitio|phase|subdivision)(?![a-z])|[路街号號栋棟室村弄巷]|小区|单元"
)
_WITHIN = 60  # folded characters from the cue to the value
_MOST_QUOTES = 20


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding a conversation, with all that was posted near an accusation."""
    said = [(m, m.text) for m in window.events if m.text and _is_open(m) and not m.forwarded_from]
    if not any(_accuses(text) for _, text in said):
        return
    places = [(message, mark) for message, text in said for mark in _marks(text)]
    apart = timedelta(minutes=params.minutes)
    against = [m.time for m, mark in places if mark.kind in _AGAINST]
    near = [place for place in places if any(abs(place[0].time - at) <= apart for at in against)]
    kinds = {mark.kind for _, mark in near}
    if kinds & _FINDS and sum(_POINTS.get(kind, 0) for kind in kinds) >= params.points:
        yield Finding(anchor="doxxing", summary=_summary(near), quotes=_quotes(near))


def _is_open(message: MessageSent) -> bool:
    """Whether others than one person read it (DESIGN 4: a group is not direct)."""
    if message.channel is None:
        return message.group is not None
    return message.channel != "direct"


def _summary(places: Sequence[Place]) -> str:
    kinds = {mark.kind for _, mark in places}
    shown = ", ".join(noun for kind, noun in _NOUNS.items() if kind in kinds)
    count = len({message.id for message, _ in places})
    where = f"in {count} message{'s' * (count > 1)} to a group"
    return f"another person's identifiers ({shown}) posted with an accusation, {where}"


def _quotes(places: Sequence[Place]) -> tuple[Quote, ...]:
    return tuple(Quote(m.id, "text", *mark[1:]) for m, mark in places[-_MOST_QUOTES:])


@lru_cache(maxsize=4_096)
def _accuses(text: str) -> bool:
    return matcher("messages", "accuse").search(read(text[:MOST]).folded) is not None


@lru_cache(maxsize=4_096)
def _marks(text: str) -> tuple[Mark, ...]:
    """What one message holds; nothing at all when it laughs or tells what others say."""
    said = phrases(text, *_LISTS)
    unmeant = Said.REPORTED | Said.JOKING | Said.SUPPOSED
    if any(spoken(said.folded, p.start, p.end) & unmeant for p in said.of("accuse")):
        return ()
    against = [
        p for p in said.of("accuse") if not spoken(said.folded, p.start, p.end) & Said.NEGATED
    ]
    marks = [_mark(said, p.kind, p.start, p.end) for p in against]
    return tuple(sorted([*marks, *_identifiers(said, text)], key=lambda mark: mark.start))


def _mark(said: Phrases, kind: str, start: int, end: int) -> Mark:
    return Mark(kind, *said.reading.span(start, end), said.reading.undone(start, end))


def _identifiers(said: Phrases, text: str) -> Iterator[Mark]:
    for cue in said.of("identity"):
        end = _value_ends(said.folded, cue)
        if end is not None:
            yield _mark(said, cue.kind, cue.start, end)
    if any(cue.kind != "yours" for cue in said.of("identity")):
        for contact in contacts(text):
            if contact.confidence >= FAIR:
                yield Mark("number", contact.start, contact.end, contact.undone)


def _value_ends(folded: str, cue: Phrase) -> int | None:
    """Where the value after the cue ends; None when none follows."""
    after = folded[cue.end : cue.end + _WITHIN].partition("\n")[0]
    if cue.kind == "papers":
        found = _DIGITS.search(after)
    elif cue.kind == "home":
        found = _HOUSE.search(after)
    elif cue.kind in ("name", "work", "school"):
        found = re.match(r"\W*(?:is\s+|ay\s+|si\s+|是|在|叫)?\w{2,}", after)
    else:
        return None
    return cue.end + found.end() if found else None


DETECTOR = Detector(SPEC, Params(), look)
