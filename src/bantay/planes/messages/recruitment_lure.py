"""An offer of work that promises much, asks for nothing and supplies everything.

Sees:       offers in which cues of at least three families stand together: more pay than such
            work brings, no experience asked, travel or lodging supplied, urgency, friends to be
            brought along, people of one kind wanted; one of the last two or travel among them;
            in one message, or over several of one sender to one conversation within a day.
Matters:    a job that sounds too good, with the journey arranged, is how people are drawn into
            exploitation (Palermo: act recruitment, means deception). An advert proves nothing
            about the work behind it: it is a lead, and most of all a reason to warn the reader.
Misses:     offers in words that no list holds; families told in two conversations; an offer made
            in a picture.
Wrong when: a lawful seasonal employer houses its staff and pays a premium for friends; a friend
            passes on an advert in full.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.lexicon import matcher
from bantay.kit.text.reading import Reading, read
from bantay.model.events import MessageSent
from bantay.planes.messages._lure import FAMILIES, Cue, families

SPEC = Spec(
    id="messages.recruitment_lure",
    title="Offer of work that may be a lure",
    version=1,
    rows=("C07",),
    reads=(MessageSent,),
    keyed_by=Domain.SENDER,
    window=timedelta(days=1),
    keeps=30,
    hypotheses=("recruitment_pyramid", "scam"),
    group="lure",
    ceiling=8.0,
    half_life=timedelta(days=30),
    anchor="the conversation: an offer grows, it is one offer",
    screens=("offer", "wage+supply"),
    indicators=Indicators(
        act=("recruitment",), means=("deception", "abuse of vulnerability"), ilo=("deception",)
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    families: int = 3  # families of cues, of six, that must stand together


TELLING = ("travel", "friend", "wanted")
"""Of which one must be there: the others stand in honest adverts for casual work."""

OFFERING = frozenset({"friend", "wanted"})
"""Of which one must be there, or a word of hiring, when the families come in several messages."""

_OTHERS = tuple(family for family in FAMILIES if family not in TELLING)
_CACHED = 2_000  # characters; longer texts are read anew, so that memory stays bounded


class Said(NamedTuple):
    """A message, folded, and the first cue of every family in it."""

    message: MessageSent
    reading: Reading
    cues: tuple[Cue, ...]


def completes(message: MessageSent, params: Params) -> bool:
    """Whether it holds a telling cue: without one a window supports nothing."""
    return message.forwarded_from is None and bool(_cues(message.text or "", TELLING)[1])


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding for all that the sender offers in this conversation within the window."""
    own = [m for m in window.events if m.text and m.forwarded_from is None]
    if not any(_cues(m.text or "", TELLING)[1] for m in own):
        return
    said = [_said(message) for message in own]
    found = {cue.family: (one, cue) for one in said for cue in one.cues}
    whole = any(len(one.cues) >= params.families for one in said)
    if len(found) < params.families or not (whole or _is_offered(found, said)):
        return
    if any(matcher("messages", "warning").search(one.reading.folded) for one in said):
        return
    order = [family for family in FAMILIES if family in found]
    names = ", ".join(FAMILIES[family] for family in order)
    yield Finding(
        anchor="offer",
        summary=f"offer of work with {len(order)} of {len(FAMILIES)} families of cues: {names}",
        quotes=tuple(_quote(*found[family]) for family in order),
    )


def _said(message: MessageSent) -> Said:
    reading, telling = _cues(message.text or "", TELLING)
    return Said(message, reading, telling + _cues(message.text or "", _OTHERS)[1])


def _cues(text: str, among: tuple[str, ...]) -> tuple[Reading, tuple[Cue, ...]]:
    return (_cached if len(text) <= _CACHED else _read)(text, among)


def _read(text: str, among: tuple[str, ...]) -> tuple[Reading, tuple[Cue, ...]]:
    reading = read(text)
    return reading, tuple(families(reading.folded, among))


_cached = lru_cache(maxsize=2_048)(_read)


def _is_offered(found: Collection[str], said: Sequence[Said]) -> bool:
    """Whether the speaker wants people, and does not only speak of work."""
    hiring = matcher("messages", "offer", "call")
    return bool(OFFERING & set(found)) or any(hiring.search(one.reading.folded) for one in said)


def _quote(one: Said, cue: Cue) -> Quote:
    reading, start, end = one.reading, cue.start, cue.end
    return Quote(one.message.id, "text", *reading.span(start, end), reading.undone(start, end))


DETECTOR = Detector(SPEC, Params(), look, completes=completes)
