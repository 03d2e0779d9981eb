"""Being shown up, blacklisted or banned, unless a fee or a debt is paid.

Sees:       one sender in one conversation who names a referral fee, a commission or a debt, says
            that the other will be put on a blacklist, banned everywhere or shown with name, face
            or papers, and ties the two with a condition or a time limit, also over several
            messages.
Matters:    brokers hold those they introduced with fees that never end and a blacklist that
            reaches every employer (typology C09: threat and coercion, debt bondage). There is no
            labelled data of such talk to measure on: this stays a draft.
Misses:     a threat that names no fee and no debt; a ban from one place alone; wordings far from
            these patterns, of which there are many; other languages; parts that lie days apart.
Wrong when: a lender's clerk threatens with a credit blacklist; friends threaten each other in
            earnest words over a small loan.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.lexicon import matcher
from bantay.kit.text.phrases import MOST, Phrase, Phrases, phrases
from bantay.kit.text.reading import read
from bantay.kit.text.said import NOT_MEANT, Said, sentence, spoken
from bantay.model.events import MessageSent
from bantay.planes.messages import _threat_words as grammar
from bantay.planes.messages._threats import begins, signs

SPEC = Spec(
    id="messages.fee_threat",
    title="Blacklist or exposure threatened over a fee or a debt",
    version=1,
    rows=("C09",),
    reads=(MessageSent,),
    keyed_by=Domain.SENDER,
    window=timedelta(days=7),
    keeps=40,
    hypotheses=("extortion",),
    group="threat to expose",
    ceiling=12.0,
    half_life=timedelta(days=30),
    anchor="the conversation",
    screens=("sanction", "fee", "publish+identity", "pressure"),
    indicators=Indicators(
        means=("threat or force", "coercion"), ilo=("intimidation and threats", "debt bondage")
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    hours: int = 72  # hours before and after the threat in which fee and condition count


Kind = Literal["sanction", "due", "tie"]


class Part(NamedTuple):
    """One part of the threat in one message, at original offsets."""

    message: MessageSent
    kind: Kind
    start: int
    end: int
    undone: tuple[str, ...]


_LISTS = ("sanction", "fee", "publish", "identity")
_REACH = 40  # folded characters from the verb to "your id"
_REACH_SPACELESS = 12
_TIES = ("condition", "deadline")
_MOST_QUOTES = 20


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding a conversation in which all three parts stand near a threat."""
    said = [(m, m.text) for m in window.events if m.text and m.forwarded_from is None]
    if not any(_sanctions(text) for _, text in said):
        return
    parts = [part for message, text in said for part in _parts(message, text)]
    near = _near(parts, params.hours)
    if {part.kind for part in near} == {"sanction", "due", "tie"}:
        yield Finding(
            anchor="fee threat",
            summary=_summary(near),
            quotes=tuple(Quote(p.message.id, "text", *p[2:]) for p in near[-_MOST_QUOTES:]),
        )


def _near(parts: Sequence[Part], hours: int) -> list[Part]:
    apart = timedelta(hours=hours)
    threats = [part.message.time for part in parts if part.kind == "sanction"]
    return [p for p in parts if any(abs(p.message.time - threat) <= apart for threat in threats)]


def _summary(parts: Sequence[Part]) -> str:
    count = len({part.message.id for part in parts})
    return f"exposure or exclusion threatened over money due, in {count} message{'s' * (count > 1)}"


def _parts(message: MessageSent, text: str) -> Iterator[Part]:
    for kind, start, end, undone in _read(text):
        yield Part(message, kind, start, end, undone)


@lru_cache(maxsize=4_096)
def _read(text: str) -> tuple[tuple[Kind, int, int, tuple[str, ...]], ...]:
    """Every part of one message."""
    said = phrases(text, *_LISTS)
    places: list[tuple[Kind, int, int]] = [("sanction", *span) for span in _threats(said)]
    due = [(phrase.start, phrase.end) for phrase in said.of("fee")]
    due += [match.span() for match in grammar.PERCENT.finditer(said.folded)]
    places += [("due", *span) for span in due if _is_meant(said, *span)]
    found = [
        (kind, *said.reading.span(start, end), said.reading.undone(start, end))
        for kind, start, end in places
    ]
    found += [("tie", s.start, s.end, s.undone) for s in signs(text) if s.kind in _TIES]
    return tuple(sorted(found, key=lambda part: part[1:3]))


@lru_cache(maxsize=4_096)
def _sanctions(text: str) -> bool:
    """Whether the message holds a threat of this kind: the quick question first."""
    folded = read(text[:MOST]).folded
    names = ("sanction", "identity")
    if not any(matcher("messages", name).search(folded) for name in names):
        return grammar.BARRED.search(folded) is not None
    return any(True for _ in _threats(phrases(text, *_LISTS)))


def _is_meant(said: Phrases, start: int, end: int) -> bool:
    return not spoken(said.folded, start, end) & (Said.REPORTED | Said.JOKING)


def _threats(said: Phrases) -> Iterator[tuple[int, int]]:
    """Folded spans of blacklisting, banning, or showing who somebody is."""
    spans = [(phrase.start, phrase.end) for phrase in said.of("sanction")]
    spans += [barred.span() for barred in grammar.BARRED.finditer(said.folded)]
    spans += _named(said)
    spans += filter(None, (_shown(said, v) for v in said.of("publish", "give", "expose", "will")))
    yield from (span for span in spans if not spoken(said.folded, *span) & NOT_MEANT)


def _named(said: Phrases) -> Iterator[tuple[int, int]]:
    """ "Your passport" and groups in one sentence, unless the other is told to show it."""
    for yours in said.of("identity", "yours"):
        first, last = sentence(said.folded, yours.start, yours.end)
        groups = grammar.IN_GROUPS.search(said.folded, yours.end, last)
        if groups is not None and not grammar.TOLD_TO.search(said.folded, first, yours.start):
            yield yours.start, groups.end()


def _shown(said: Phrases, verb: Phrase) -> tuple[int, int] | None:
    """From "i will post" to "your id"; in Chinese the papers may stand before the verb."""
    first, _ = sentence(said.folded, verb.start, verb.end)
    start = begins(said.folded, verb, first)
    if start is None:
        return None
    reach = _REACH_SPACELESS if said.folded[verb.start] >= "\u3400" else _REACH
    for yours in said.of("identity", "yours"):
        if verb.end <= yours.start <= verb.end + reach:
            return start, yours.end
        if reach == _REACH_SPACELESS and first <= yours.start < verb.start:
            return yours.start, verb.end
    return None


DETECTOR = Detector(SPEC, Params(), look)
