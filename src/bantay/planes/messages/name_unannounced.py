"""A user name in a message between two people, where no app that anybody knows announces it.

Sees:       in a direct message, a word that only a user name is written as: a name of five letters
            and more that ends in two to four digits, or two names with a sign between them that
            do; whatever the words around it call the place where it is to be looked for.
Matters:    every month the apps have new nicknames, and no list holds them; the name that is
            handed over looks as it always did. Alone it is weak: it supports other evidence.
Misses:     names without digits; names posted in a group, where people call each other by them;
            names that end in a year.
Wrong when: somebody is called by such a name within a sentence; two people who play together tell
            each other their names in the game; somebody dictates a user name for a booking.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.lexicon import matcher
from bantay.kit.text.contacts import FAIR, contacts
from bantay.kit.text.reading import read
from bantay.model.events import MessageSent

SPEC = Spec(
    id="messages.name_unannounced",
    title="A user name that no known app announces",
    version=1,
    rows=("C04", "C05"),
    reads=(MessageSent,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=1),
    keeps=40,
    hypotheses=("contact_evasion",),
    group="contact given",
    ceiling=2.0,
    half_life=timedelta(days=14),
    anchor="the name in lower case",
    screens=("named",),
    indicators=Indicators(act=("recruitment",), ilo=("isolation",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    letters: int = 5  # letters of the name before its digits
    longest: int = 200  # characters of a message that is read: longer ones are no handing over


_NAME = re.compile(
    r"(?<![a-z0-9_@#/.=+-])(?P<letters>[a-z]+(?:[._][a-z]+)?)_?(?P<digits>[0-9]{2,4})"
    r"(?![a-z0-9_@/=%-]|\.[a-z0-9])"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_CALLED = re.compile(r"\s?[,:;>!?]")
_LONGEST = 24  # letters of a name
_BEFORE = 30  # characters before it in which a word may say what else it is
_MOST_QUOTES = 20
Place = tuple[str, int, int]


def admits(message: MessageSent, params: Params) -> bool:
    """Whether there is such a name in it."""
    return bool(_names(message, params))


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding a name, with every place where it stands."""
    seen: dict[str, list[Quote]] = {}
    for message in window.events:
        for name, start, end in _names(message, params):
            seen.setdefault(name, []).append(Quote(message.id, "text", start, end))
    for name, quotes in seen.items():
        yield Finding(
            anchor=name,
            summary=f"a user name handed over in {len(quotes)} direct messages, no app named"
            if len(quotes) > 1
            else "a user name handed over in a direct message, no app named",
            quotes=tuple(quotes[-_MOST_QUOTES:]),
            contact=f"handle:{name}",
        )


def _names(message: MessageSent, params: Params) -> list[Place]:
    """User names and their original places, without those that are contacts of a known kind."""
    text = message.text
    if not text or len(text) > params.longest or not _is_direct(message):
        return []
    reading = read(text)
    found = [
        (match[0], *reading.span(*match.span()))
        for match in _NAME.finditer(reading.folded)
        if _is_name(reading.folded, match, params)
    ]
    known = [contact for contact in contacts(text) if contact.confidence >= FAIR] if found else []
    return [one for one in found if not any(c.start < one[2] and one[1] < c.end for c in known)]


def _is_direct(message: MessageSent) -> bool:
    if message.forwarded_from is not None or message.group is not None:
        return False
    return message.channel in (None, "direct")


def _is_name(folded: str, match: re.Match[str], params: Params) -> bool:
    letters = sum(map(str.isalpha, match["letters"]))
    if not params.letters <= letters <= _LONGEST or _YEAR.fullmatch(match["digits"]):
        return False
    if match.start() == 0 and _CALLED.match(folded, match.end()):
        return False  # somebody is called by it: "anamint48, are you there?"
    before = folded[max(0, match.start() - _BEFORE) : match.start()]
    return matcher("messages", "numbered").search(before) is None


DETECTOR = Detector(SPEC, Params(), look, admits)
