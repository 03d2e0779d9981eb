"""Pressure with material about somebody, put together from words that are weak one by one.

Sees:       one sender in one talk of two who within three days brings together several of these:
            that something is held, whose people are to see it, that it goes out, that waiting,
            begging and blocking do not help, and money that buys it off, with a sum or a time.
Matters:    few threats to publish are said in one clear sentence; the script (claim, audience,
            clock, price) is spread over lines that each could stand in an ordinary quarrel.
            messages.threat_to_publish reads the clear ones.
Misses:     a threat whose sum is told elsewhere; a threat in another language.
Wrong when: a couple that parts quarrels over money, pictures and relatives at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.lexicon import finder
from bantay.kit.text.phrases import phrases
from bantay.kit.text.reading import read
from bantay.kit.text.said import Said, spoken
from bantay.model.events import MessageSent
from bantay.planes.messages._paid_time import AMOUNT
from bantay.planes.messages._threat_words import CLOCK

SPEC = Spec(
    id="messages.pressed_with_material",
    title="Pressure with material about somebody",
    version=1,
    rows=("C10",),
    reads=(MessageSent,),
    keyed_by=Domain.SENDER,
    window=timedelta(days=3),
    keeps=40,
    hypotheses=("extortion",),
    group="threat to expose",
    ceiling=15.0,
    half_life=timedelta(days=30),
    anchor="the conversation",
    screens=("script:held|whom|out|press|price",),
    indicators=Indicators(means=("threat or force", "coercion"), ilo=("intimidation and threats",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    kinds: int = 4  # different kinds of sign; three meet in ordinary bills and quarrels
    messages: int = 3  # messages over which they must be spread, so that no joke is one


class Sign(NamedTuple):
    """A sign in a message."""

    message: MessageSent
    kind: str
    quote: Quote


_SHAME = frozenset(("held", "whom", "out"))
_FORCE = frozenset(("press", "price"))
_NOUNS = {
    "held": "something held",
    "whom": "people who are to see it",
    "out": "its going out",
    "press": "no way out",
    "price": "what it costs",
}
_RARE_FIRST = ("whom", "price", "press", "out", "held")
"""The kinds, those first that ordinary talk holds least often."""
_QUIET = Said.REPORTED | Said.JOKING
_MOST_QUOTES = 20


def admits(message: MessageSent, params: Params) -> bool:
    """Whether it is one side's word to another; that it holds a sign, the screen has seen."""
    if not message.text or message.forwarded_from is not None or message.group is not None:
        return False
    return message.channel in (None, "direct")


def completes(message: MessageSent, params: Params) -> bool:
    """Whether it holds a sign of those that are rare, and that enough kinds cannot do without."""
    spared = max(0, params.kinds - 1)  # of the five, so many may be left to the common ones
    return _says(message.text or "", _RARE_FIRST[: len(_NOUNS) - spared])


def _says(text: str, kinds: Iterable[str]) -> bool:
    """Whether there may be a sign of these kinds: cheap, and wrong only towards yes."""
    return finder("messages", "script", *sorted(kinds)).search(read(text).folded) is not None


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """At most one finding a conversation."""
    if len(window.events) < params.messages:
        return
    signs = [sign for message in window.events for sign in _signs(message)]
    kinds = {sign.kind for sign in signs} & set(_NOUNS)
    spread = len({sign.message.id for sign in signs if sign.kind in _NOUNS})
    measured = any(sign.kind == "measure" for sign in signs)
    enough = len(kinds) >= params.kinds and spread >= params.messages
    if measured and enough and kinds & _SHAME and kinds & _FORCE:
        yield _finding(signs, kinds, spread)


def _signs(message: MessageSent) -> Iterator[Sign]:
    said = phrases(message.text or "", "script")
    spans = [(one.kind, one.start, one.end) for one in said.of("script", *_NOUNS)]
    for pattern in (AMOUNT, CLOCK):
        spans += [("measure", *match.span()) for match in pattern.finditer(said.folded)]
    for kind, start, end in spans:
        if not spoken(said.folded, start, end) & _QUIET:
            yield Sign(message, kind, Quote(message.id, "text", *said.reading.span(start, end)))


def _finding(signs: Sequence[Sign], kinds: set[str], spread: int) -> Finding:
    nouns = ", ".join(noun for kind, noun in _NOUNS.items() if kind in kinds)
    reached = {tuple(sign.message.to or ()) for sign in signs}
    listener = reached.pop() if len(reached) == 1 else ()
    return Finding(
        anchor="pressure",
        summary=f"pressure with {nouns}, in {spread} messages",
        quotes=tuple(dict.fromkeys(sign.quote for sign in signs))[-_MOST_QUOTES:],
        roles={"threatened": listener} if len(listener) == 1 else {},
    )


DETECTOR = Detector(
    SPEC, Params(), look, admits, least=lambda params: params.messages, completes=completes
)
