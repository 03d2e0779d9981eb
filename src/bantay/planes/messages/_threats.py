"""Signs of a threat to publish in one message: the threat itself, and what it is to enforce.

    signs("i will send the video to your wife unless you pay")
        ->  publish "i will send … your wife", condition "unless you", demand "you pay"

A threat to publish is put together of a verb of `publish.toml`, whoever does it ("i will",
"ko", nobody named in Chinese), a thing of `material.toml` or a word that stands for it, and
people of `audience.toml`. A thing and people alone, with no word of who does what, are a
hint. Threats in fun, in others' mouths or denied give no sign at all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bantay.kit.lexicon import matcher
from bantay.kit.text.phrases import MOST, Phrase, Phrases, phrases
from bantay.kit.text.reading import read
from bantay.kit.text.said import NOT_MEANT, Said, sentence, spoken
from bantay.planes.messages import _threat_words as grammar

SignKind = Literal["publish", "hint", "condition", "deadline", "ruin", "claim", "demand"]

_LISTS = ("publish", "audience", "material", "pressure", "everyday", "demand")
_NOT_MEANT_AROUND = Said.REPORTED | Said.SUPPOSED | Said.JOKING
_AFTER = 70  # folded characters from a verb to the people it is to reach
_AFTER_SPACELESS = 14
_EITHER = 16  # from "or" to the threat
_BEFORE = 14  # from people to "will see"


@dataclass(frozen=True, slots=True)
class Sign:
    """One part of a threat at original offsets `start` to `end`."""

    kind: SignKind
    start: int
    end: int
    undone: tuple[str, ...] = ()


_TERMS: dict[str, SignKind] = {
    "condition": "condition",
    "deadline": "deadline",
    "ruin": "ruin",
    "trap": "ruin",
    "claim": "claim",
    "pay": "demand",
    "obey": "demand",
    "way": "demand",
    "demand": "demand",
}
_PATTERNS: tuple[tuple[SignKind, re.Pattern[str]], ...] = (
    ("deadline", grammar.CLOCK),
    ("demand", grammar.ASKED_FOR),
    ("condition", grammar.UNLESS),
    ("ruin", grammar.NO_WAY_OUT),
)
_OR = re.compile(
    r"(?:^|[\s,.!?])(?:or(?:\s+else)?|o|kundi)(?:\s+(?:the|those|these|this|all|your))?\s*$"
)


@lru_cache(maxsize=4_096)
def threatens(text: str) -> bool:
    """Whether the message holds a threat or a hint: the quick question before `signs`."""
    folded = read(text[:MOST]).folded
    if not any(matcher("messages", name).search(folded) for name in ("publish", "audience")):
        return False
    said = phrases(text, *_LISTS)
    return any(True for finder in (_published, _hinted) for _ in finder(said))


@lru_cache(maxsize=4_096)
def signs(text: str) -> tuple[Sign, ...]:
    """All signs of one message, from the left."""
    said = phrases(text, *_LISTS)
    found = [*_published(said), *_hinted(said), *_around(said)]
    return tuple(sorted((_sign(said, *one) for one in found), key=lambda s: (s.start, s.end)))


def _sign(said: Phrases, kind: SignKind, start: int, end: int) -> Sign:
    place = said.reading.span(start, end)
    return Sign(kind, *place, said.reading.undone(start, end))


def _around(said: Phrases) -> Iterator[tuple[SignKind, int, int]]:
    """What a threat is to enforce, wherever it stands in the message."""
    for one in said.found:
        kind = _TERMS.get(one.kind)
        if kind and one.list != "publish" and _is_meant(said, one.start, one.end):
            yield kind, one.start, one.end
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(said.folded):
            if _is_meant(said, match.start(), match.end()):
                yield kind, match.start(), match.end()


def _is_meant(said: Phrases, start: int, end: int) -> bool:
    return not spoken(said.folded, start, end) & _NOT_MEANT_AROUND


def _published(said: Phrases) -> Iterator[tuple[SignKind, int, int]]:
    """Threats to publish, from the verb's subject to the people; "or" before one is a condition."""
    for verb in (*said.of("publish"), *said.of("everyday", "give", "goes")):
        span = _threat(said, verb)
        if span is not None and not spoken(said.folded, *span) & NOT_MEANT:
            yield "publish", *span
            if either := _OR.search(said.folded[max(0, span[0] - _EITHER) : span[0]]):
                yield "condition", span[0] - len(either[0]), span[1]


def _hinted(said: Phrases) -> Iterator[tuple[SignKind, int, int]]:
    """Their people and a thing in one sentence, unless the other is told to show it to them."""
    for people in said.of("audience", "theirs"):
        first, last = sentence(said.folded, people.start, people.end)
        thing = grammar.THING.search(said.folded, first, last)
        told = grammar.TOLD_TO.search(said.folded, first, people.start)
        if thing is None or told is not None:
            continue
        start, end = min(thing.start(), people.start), max(thing.end(), people.end)
        if not spoken(said.folded, start, end) & NOT_MEANT:
            yield "hint", start, end


def _threat(said: Phrases, verb: Phrase) -> tuple[int, int] | None:
    """The folded span of the threat that the verb makes, if it makes one."""
    first, last = sentence(said.folded, verb.start, verb.end)
    if verb.kind in ("seen", "let"):
        return _seen(said, verb, first, last)
    start = begins(said.folded, verb, first)
    if start is None:
        return None
    if _is_aimed(said, verb, first, last):
        return start, verb.end
    reached = _reached(said, verb, last)
    if reached is None or not _of_something(said, verb, reached, first, last):
        return None
    return start, reached.end


def begins(folded: str, verb: Phrase, first: int) -> int | None:
    """Where a threat with this verb begins, if it is the writer who is going to do it.

    `first` is where the verb's sentence begins; all offsets are folded.
    """
    head = folded[first : verb.start]
    if _is_spaceless(folded, verb):
        return None if grammar.OTHERS.search(head) else verb.start
    if verb.kind == "goes":
        thing = grammar.THING_WILL.search(head)
        return first + thing.start() if thing else None
    if grammar.MINE.match(folded, verb.end) or folded.startswith(" ko", verb.end - 3):
        return verb.start
    if _is_filipino(folded, verb):
        return None if grammar.YOURS.match(folded, verb.end) else verb.start
    found = grammar.I_WILL.search(head) or grammar.THING_WILL.search(head)
    return first + found.start() if found else None


def _is_spaceless(folded: str, phrase: Phrase) -> bool:
    return folded[phrase.start] >= "\u3400"


def _is_filipino(folded: str, verb: Phrase) -> bool:
    return verb.kind == "will" or folded.startswith(
        ("ika", "ipa", "ile", "kaka", "isa"), verb.start
    )


def _is_aimed(said: Phrases, verb: Phrase, first: int, last: int) -> bool:
    """Whether no people need be named: "expose you", "post your pictures", "视频传出去"."""
    folded = said.folded
    if verb.kind == "expose" and grammar.AT_YOU.match(folded, verb.end):
        return True
    if verb.kind in ("give", "will", "expose") and not _is_spaceless(folded, verb):
        posts = folded.startswith(("post", "upload", "publish", "ipo", "i-po", "i-up"), verb.start)
        mine = grammar.MINE.match(folded, verb.end)
        after = mine.end() if mine else verb.end
        return posts and grammar.YOUR_THING.match(folded, after) is not None
    if verb.kind == "expose":
        yours = folded.rfind("你", first, verb.start)
        return yours >= 0 and grammar.THING.search(folded, yours, verb.start) is not None
    return verb.kind == "out" and grammar.ABOUT_TO.search(folded, first, verb.start) is not None


def _reached(said: Phrases, verb: Phrase, last: int) -> Phrase | None:
    """The people after the verb that are nearest, theirs before everybody."""
    reach = _AFTER_SPACELESS if _is_spaceless(said.folded, verb) else _AFTER
    until = min(last, verb.end + reach)
    people = [p for p in said.of("audience") if verb.end <= p.start < until]
    return min(people, key=lambda p: (p.kind != "theirs", p.start), default=None)


def _of_something(said: Phrases, verb: Phrase, reached: Phrase, first: int, last: int) -> bool:
    """Whether it is said what is shown: needed where the people alone prove little."""
    if _is_held(said, first, last):
        return True
    if verb.kind == "tell":
        return False
    if _is_spaceless(said.folded, verb):
        done = grammar.DONE.search(said.folded, reached.end, reached.end + 2)
        return reached.kind == "theirs" and done is None
    if reached.kind == "theirs" and said.folded.startswith("tag", verb.start):
        return True
    itself = verb.kind == "goes" or grammar.ITSELF.search(said.folded, verb.start, reached.start)
    return bool(itself) and (reached.kind == "theirs" or verb.kind == "expose")


def _is_held(said: Phrases, first: int, last: int) -> bool:
    """Whether the sentence names what is shown."""
    named = any(first <= thing.start < last for thing in said.of("material"))
    return named or grammar.THING.search(said.folded, first, last) is not None


def _seen(said: Phrases, verb: Phrase, first: int, last: int) -> tuple[int, int] | None:
    """People before "will see", or after the Filipino verb."""
    filipino = said.folded.startswith("ma", verb.start)
    if _is_spaceless(said.folded, verb) and grammar.OTHERS.search(said.folded[first : verb.start]):
        return None
    for people in said.of("audience"):
        if verb.kind == "let" and said.folded[people.start - 1 : people.start] not in ("让", "讓"):
            continue
        held = people.kind == "theirs" or _is_held(said, first, last)
        if held and first <= people.start < people.end <= verb.start <= people.end + _BEFORE:
            return people.start, verb.end
        if held and filipino and verb.end <= people.start <= min(last, verb.end + _BEFORE):
            return verb.start, people.end
    return None
