"""Somebody who lives a pupil's life is asked for paid, closed or hidden time by the other side.

Sees:       in a talk of two: one side that states an age below 18, brings one up in passing, or
            speaks of class, homework and parents, and the other side that asks for what no pupil
            should be asked for. With an age stated: a request to pass for older, several requests
            for silence, or two of a closed talk, a length of time, a price and silence. With an age
            in passing two as well, one of them closed or older; with a school day only three.
Matters:    a pupil among pupils is no alarm; the design calls for a possible minor *in a paid,
            private or recruiting setting*. The setting is in what the other asks, and it shows
            without any explicit word.
Misses:     a setting put only in bare numbers; the same in a group.
Wrong when: a teacher or an elder pupil arranges paid lessons alone with a pupil.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Subject, Window
from bantay.kit.text.ages import ages
from bantay.kit.text.ages.hiding import hiding
from bantay.kit.text.ages.passing import passing
from bantay.kit.text.phrases import phrases
from bantay.model.clock import micros, span
from bantay.model.events import MessageSent
from bantay.planes.messages._paid_time import AMOUNT, LENGTH

SPEC = Spec(
    id="messages.pupil_in_setting",
    title="Paid, closed or hidden talk with a possible pupil",
    version=1,
    rows=("C11", "C12", "C14"),
    reads=(MessageSent,),
    keyed_by=Domain.CONVERSATION,
    window=timedelta(days=14),
    keeps=60,
    hypotheses=("minor_at_risk",),
    group="setting around a possible minor",
    ceiling=12.0,
    half_life=timedelta(days=90),
    anchor="the account that may be under age",
    screens=(
        *("setting", "hide_age"),
        *("age", "teen+self", "teen+age_word", "school+self", "teen+short", "school+short"),
    ),
    indicators=Indicators(
        act=("recruitment",),
        means=("abuse of vulnerability", "deception"),
        purpose=("exploitation",),
        ilo=("abuse of vulnerability", "isolation"),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    adult: int = 18  # years; ages stated below it are signs of a minor
    days: int = 7  # days between a sign of a minor and the setting, either way
    silence: int = 2  # messages that ask for silence which alone make a setting
    signs: int = 2  # kinds of setting beside an age in passing; one more beside school


class Place(NamedTuple):
    """A sign in a message."""

    message: MessageSent
    kind: str
    quote: Quote


Sign = tuple[str, int, int]
"""What a sign is, and where in the text it stands."""
_CACHED = 2_000  # characters; longer texts are read anew, so that memory stays bounded
_MOST_QUOTES = 20
_N = r"(?<![0-9$€£₱¥.,:])(?:[89]|1[0-7])"
_NO_UNIT = r"(?![0-9:.,%$]|\s?(?:am|pm|min|hour|usd|k\b))"
_THEIR_AGE = re.compile(
    rf"(?:you['’]?re|are\s+you|you\s+said|for|but)\s+{_N}{_NO_UNIT}"
    rf"|{_N}\s(?:is\s+fine|is\s+ok|ka(?:\s+(?:diba|di\s+ba|lang|pa))?)(?![a-z])"
    rf"|{_N}(?:是吧|可以|也行|没事)"
)
"""An age below 18 that the other side speaks of."""
_OWN = frozenset(("age", "passing", "own"))
_NOUNS = {
    "closed": "a talk with nobody else",
    "charge": "a price",
    "length": "a length",
    "older": "a changed age",
    "hush": "silence",
}


def admits(message: MessageSent, params: Params) -> bool:
    """Whether it is one side's word to another and holds a sign."""
    if not message.text or message.forwarded_from is not None or message.channel == "group":
        return False
    if message.group is not None:
        return False
    said = phrases(message.text, "setting")  # asked first, as ages cost more
    return bool(said.found or _signs(message.text, message.time.year, params.adult))


def completes(message: MessageSent, params: Params) -> bool:
    """Whether something is asked in it, and not only a price: that makes no setting alone."""
    text = message.text or ""
    said = phrases(text, "setting")
    wanted = _NOUNS.keys() - ({"charge"} if params.signs > 1 else ())
    return (
        any(one.kind in wanted for one in said.found)
        or LENGTH.search(said.folded) is not None
        or ("charge" in wanted and AMOUNT.search(said.folded) is not None)
        or bool(hiding(text))
    )


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding an account that may be under age."""
    places = [place for message in window.events for place in _places(message, params)]
    accounts = {place.message.account for place in places}
    for account in sorted(accounts | _told(window)):
        own = [p for p in places if p.message.account == account]
        others = [p for p in places if p.message.account != account]
        stated = account in _told(window) or any(p.kind == "age" for p in own)
        least = _least(own, others, stated, params)
        setting = [p for p in others if p.kind in _NOUNS]
        if least and setting and _is_setting(_near(setting, own, params), least, params):
            yield _finding(account, [p for p in own if p.kind in _OWN], setting)


def _told(window: Window[MessageSent]) -> set[str]:
    """Accounts of which another key said that they may be minors."""
    return {str(fact.value) for fact in window.facts if fact.name == "possible_minor"}


def _least(own: Sequence[Place], others: Sequence[Place], stated: bool, params: Params) -> int:
    """How many kinds of setting must meet: fewer, the surer it is that somebody is a pupil."""
    if stated:
        return 1
    if any(p.kind == "passing" for p in own) or any(p.kind == "named" for p in others):
        return params.signs
    return params.signs + 1 if any(p.kind == "own" for p in own) else 0


def _near(setting: list[Place], own: Sequence[Place], params: Params) -> list[Place]:
    """What was asked within the days of the pupil's words; all, when these stand elsewhere."""
    reach = span(timedelta(days=params.days))
    moments = [micros(place.message.time) for place in own if place.kind in _OWN]
    if not moments:
        return setting
    return [
        place
        for place in setting
        if any(abs(micros(place.message.time) - moment) <= reach for moment in moments)
    ]


def _is_setting(setting: Sequence[Place], least: int, params: Params) -> bool:
    kinds = {place.kind for place in setting}
    if least > 1:
        return len(kinds) >= least and bool({"closed", "older"} & kinds)
    silent = len({p.message.id for p in setting if p.kind == "hush"})
    return "older" in kinds or silent >= params.silence or len(kinds) >= params.signs


def _places(message: MessageSent, params: Params) -> Iterator[Place]:
    """All signs of one message."""
    for kind, start, end in _signs(message.text or "", message.time.year, params.adult):
        yield Place(message, kind, Quote(message.id, "text", start, end))


def _signs(text: str, year: int, adult: int) -> tuple[Sign, ...]:
    """All signs of a text written in a year."""
    read = _known if len(text) <= _CACHED else _read
    return read(text, year, adult)


def _read(text: str, year: int, adult: int) -> tuple[Sign, ...]:
    said = phrases(text, "setting")
    spans = [(one.kind, one.start, one.end) for one in said.found]
    for kind, pattern in (("charge", AMOUNT), ("length", LENGTH), ("named", _THEIR_AGE)):
        if match := pattern.search(said.folded):
            spans.append((kind, *match.span()))
    found = [(kind, *said.reading.span(start, end)) for kind, start, end in spans]
    if (said_by := passing(text)) is not None and said_by.value < adult:
        found.append(("passing", said_by.start, said_by.end))
    for cue in hiding(text):
        found.append(("older" if cue.kind == "age" else "hush", cue.start, cue.end))
    found += [("age", age.start, age.end) for age in ages(text, year) if age.value < adult]
    return tuple(found)


_known = lru_cache(maxsize=4_096)(_read)


def _finding(account: str, own: Sequence[Place], setting: Sequence[Place]) -> Finding:
    kinds = {place.kind for place in setting}
    nouns = ", ".join(noun for kind, noun in _NOUNS.items() if kind in kinds)
    shown = (*own[-_MOST_QUOTES // 2 :], *setting[-_MOST_QUOTES // 2 :])
    return Finding(
        anchor=account,
        subject=Subject("account", account),
        summary=f"somebody who may be a pupil is asked for {nouns}",
        quotes=tuple(dict.fromkeys(place.quote for place in shown)),
        roles={"asks": tuple(sorted({place.message.account for place in setting}))},
    )


DETECTOR = Detector(SPEC, Params(), look, admits, completes=completes)
