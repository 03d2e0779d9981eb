"""What the detectors of offers and bargains share: which kinds of words a sender's messages hold.

None of them goes by one word: each asks which *kinds* stand together, in one message or over
several, and quotes one place a kind.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from bantay.kit import Quote
from bantay.kit.text.phrases import Phrase, Phrases, phrases
from bantay.model.events import MessageSent


class Talk(NamedTuple):
    """A message and the terms in it."""

    message: MessageSent
    said: Phrases

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its terms."""
        return frozenset(phrase.kind for phrase in self.said.found)


def talks(messages: Iterable[MessageSent], *lists: str) -> list[Talk]:
    """The messages of the sender's own words that have a text, with the terms of those lists."""
    return [Talk(m, phrases(m.text, *lists)) for m in messages if m.text and not m.forwarded_from]


def kinds_of(several: Sequence[Talk]) -> frozenset[str]:
    """The kinds of the terms in all of them."""
    return frozenset[str]().union(*(talk.kinds for talk in several))


def near(several: Sequence[Talk], at: Talk, apart: timedelta) -> list[Talk]:
    """Those sent at most so long before or after `at`, itself included."""
    return [talk for talk in several if abs(talk.message.time - at.message.time) <= apart]


def quotes(several: Sequence[Talk], kinds: Iterable[str]) -> Iterator[Quote]:
    """The newest place of each kind that there is, in the order of `kinds`."""
    last = {phrase.kind: (talk, phrase) for talk in several for phrase in talk.said.found}
    for kind in kinds:
        if kind in last:
            yield quote(*last[kind])


def quote(talk: Talk, phrase: Phrase) -> Quote:
    """The phrase's place in the original text."""
    return place(talk, phrase.start, phrase.end)


def place(talk: Talk, start: int, end: int) -> Quote:
    """A place in the original text for one in the folded."""
    reading = talk.said.reading
    return Quote(talk.message.id, "text", *reading.span(start, end), reading.undone(start, end))
