"""A message that follows the script of a money fraud.

Sees:       a prize or bonus to be claimed somewhere; somebody's fund to be released against a
            fee; a sure profit to be joined; a stopped parcel and what it costs; a locked account
            and where to verify it; a request for the code that opens an account; pay for
            clicks; accounts of others bought or rented, money to be passed on. Each needs its
            parts close together.
Matters:    swindlers use the same words as recruiters. Naming a fraud keeps it from being called
            trafficking, and the person who is asked for money can be warned in time.
Misses:     a script played over many messages; a fraud that promises love; words that no list
            holds; a message that is only a picture.
Wrong when: a shop announces a lottery of its own; a friend asks for the code of a shared account;
            a bank really asks its customers to verify something.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.lexicon import matcher
from bantay.kit.text.phrases import Phrase
from bantay.kit.text.said import Said, spoken
from bantay.model.events import MessageSent
from bantay.planes.messages._cues import Talk, place, talks

SPEC = Spec(
    id="messages.scam_script",
    title="Script of a money fraud",
    version=1,
    rows=("C07",),
    reads=(MessageSent,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=7),
    keeps=30,
    hypotheses=("scam",),
    group="fraud script",
    ceiling=10.0,
    half_life=timedelta(days=30),
    anchor="the script",
    screens=("scam",),
    indicators=Indicators(means=("fraud", "deception")),
)


class Scheme(NamedTuple):
    """A script: what a summary calls it, and the kinds of which one of each part must be there.

    The rarest part comes first: most messages lack it.
    """

    name: str
    parts: tuple[tuple[str, ...], ...]


def _parts(*parts: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(part.split("|")) for part in parts)


SCHEMES = {
    "prize": Scheme(
        "winnings announced, with a step to take", _parts("link|number|reach", "claim")
    ),
    "bonus": Scheme("a gift of a gaming house and where to take it", _parts("link", "join")),
    "windfall": Scheme("another's money promised against a payment", _parts("fee")),
    "return": Scheme(
        "a profit that nobody can promise", _parts("money|link|number|reach", "invest")
    ),
    "held": Scheme("a stopped parcel and what it costs", _parts("link|fee|reach")),
    "locked": Scheme(
        "an account said to be at risk, and where to act", _parts("link|secret|reach", "account")
    ),
    "code": Scheme("a secret asked for that opens an account", _parts("give")),
    "task": Scheme("pay for clicks", _parts("money|link|number|reach", "earn")),
    "mule": Scheme("accounts of others wanted, or money to be passed on", ()),
}
"""By the kind of the words a script begins with."""


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    scripts: tuple[str, ...] = tuple(SCHEMES)  # scripts looked for


_REACH = 220  # characters before and after the first words within which the other parts stand
_TRIES = 50  # beginnings of scripts in one text that are looked at; bounds the work
_LINK = re.compile(
    r"https?://|(?<![a-z0-9])www\s?\."
    r"|(?<![@a-z0-9.-])(?:[a-z0-9-]{2,}\.)+[a-z]{2,10}/[a-z0-9]"
    r"|(?<![@a-z0-9.-])[a-z0-9-]{3,}\.(?:com|net|org|info|biz|xyz|icu|top|vip|site|online|life|live|bid|club|shop"
    r"|fun|loan|link|tv|me|cc|to|ph|tw|de|uk|ca|at|cx|ly|eu|ms|so|es|wang|website|lc|la|mx|si|sh|fi|sbs|social|vegas)(?![a-z])"
)
_NUMBER = re.compile(r"(?<![0-9])\+?[0-9](?:[ -]?[0-9]){4,14}(?![0-9])|(?<![a-z0-9])@[a-z0-9_]{4,}")
_MONEY = re.compile(
    r"[$€£¥₱#]\s?[0-9]|(?<![a-z])p\s?[0-9]{2}|[0-9]\s?p(?:hp|esos?)?(?![a-z])"
    r"|[0-9](?:k|,000)?\s?(?:usd|dollars?|pounds|pesos|naira|btc|usdt|rmb|元|块|万|米)"
)
_SIGNS = {"link": _LINK, "number": _NUMBER, "money": _MONEY}
_NEVER_MEANT = Said.NEGATED | Said.REPORTED | Said.SUPPOSED


def completes(message: MessageSent, params: Params) -> bool:
    """Whether it follows a script."""
    return any(True for talk in talks([message], "scam") for _ in _scripts(talk, params))


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding a script, with the newest message that follows it."""
    found: dict[str, tuple[int, tuple[Quote, ...]]] = {}
    for talk in talks(window.events, "scam"):
        for kind, seen in _scripts(talk, params):
            found[kind] = (found.get(kind, (0, ()))[0] + 1, seen)
    for kind, (count, seen) in found.items():
        many = f", in {count} messages" if count > 1 else ""
        yield Finding(anchor=kind, summary=f"{SCHEMES[kind].name}{many}", quotes=seen)


def _scripts(talk: Talk, params: Params) -> Iterator[tuple[str, tuple[Quote, ...]]]:
    """The scripts that one message follows, each once, with the places of its parts."""
    seen: dict[str, tuple[Quote, ...]] = {}
    for first in islice(talk.said.of("scam", *params.scripts), _TRIES):
        seen[first.kind] = seen.get(first.kind) or _follows(talk, first)
    if any(seen.values()) and not matcher("messages", "warning").search(talk.said.folded):
        yield from ((kind, places) for kind, places in seen.items() if places)


def _follows(talk: Talk, first: Phrase) -> tuple[Quote, ...]:
    """The places of the parts of the script that `first` begins; none when one is missing."""
    folded = talk.said.folded
    low, high = max(0, first.start - _REACH), min(len(folded), first.end + _REACH)
    spans = {(first.start, first.end): None}
    for part in SCHEMES[first.kind].parts:
        match = next(filter(None, (_beside(kind, folded, first, low, high) for kind in part)), None)
        if match is None:
            return ()
        spans[match.span()] = None
    if spoken(folded, first.start, first.end) & _NEVER_MEANT:
        return ()
    return tuple(place(talk, start, end) for start, end in spans)


def _beside(kind: str, folded: str, first: Phrase, low: int, high: int) -> re.Match[str] | None:
    """A part before or after the first words, not inside them; they may name the account."""
    sign = _SIGNS.get(kind) or matcher("messages", "scheme", kind)
    if kind == "account":
        return sign.search(folded, low, high)
    return sign.search(folded, low, first.start) or sign.search(folded, first.end, high)


DETECTOR = Detector(SPEC, Params(), look, completes=completes)
