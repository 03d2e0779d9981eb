"""The everyday words of frauds, by scheme: who says how many different ones, to how many.

Each word is ordinary by itself. What counts is that one account uses several of one scheme in
talks with different people, and that they are most of what it says of any scheme.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, Protocol

from bantay.kit import Finding, Quote, Window
from bantay.kit.standing import is_settled
from bantay.kit.text.phrases import phrases
from bantay.model.events import MessageSent

NAMES = {
    "prize": "something won or sent that costs a fee",
    "profit": "a sure profit",
    "code": "a code that opens an account",
    "love": "affection and an emergency",
    "task": "paid clicks and a deposit",
}
"""The schemes, and what a summary calls them."""
_MOST_QUOTES = 20


class Bounds(Protocol):
    """What an operator may tune of it."""

    @property
    def words(self) -> int:
        """Different words of one scheme."""

    @property
    def conversations(self) -> int:
        """Different conversations in which they were said."""

    @property
    def messages(self) -> int:
        """Messages that hold one."""

    @property
    def settled_days(self) -> int:
        """Age from which a known account is passed by."""

    @property
    def share(self) -> float:
        """Of the messages with any scheme's word, those of this one."""


class Said(NamedTuple):
    """A word of a scheme in a message."""

    message: MessageSent
    word: str
    quote: Quote


def is_direct(message: MessageSent) -> bool:
    """Whether it is a direct message; that it holds a word of a scheme, the screen has seen."""
    if not message.text or message.forwarded_from is not None or message.group is not None:
        return False
    return message.channel in (None, "direct")


def spoken_to_many(
    window: Window[MessageSent], bounds: Bounds, kinds: Collection[str]
) -> Iterator[Finding]:
    """One finding a scheme of these kinds that is talked to enough people."""
    if len(window.events) < bounds.messages or _talks(window.events) < bounds.conversations:
        return
    if is_settled(window, window.events[-1].time, bounds.settled_days):
        return
    said = _said(window.events)
    everything = len({one.message.id for some in said.values() for one in some})
    for kind, some in said.items():
        messages = {one.message.id for one in some}
        enough = len(messages) >= max(bounds.messages, bounds.share * everything)
        reached = _talks([one.message for one in some])
        words = {one.word for one in some}
        many = reached >= bounds.conversations and len(words) >= bounds.words
        if kind in kinds and enough and many:
            yield Finding(
                anchor=kind,
                summary=f"words of {NAMES[kind]} in {len(messages)} messages to {reached}",
                quotes=tuple(dict.fromkeys(one.quote for one in some))[-_MOST_QUOTES:],
            )


def _said(messages: Sequence[MessageSent]) -> dict[str, list[Said]]:
    """The words of each scheme."""
    found: dict[str, list[Said]] = {}
    for message in messages:
        read_of = phrases(message.text or "", "script")
        for one in read_of.of("script", *NAMES):
            word = read_of.folded[one.start : one.end]
            quote = Quote(message.id, "text", *read_of.reading.span(one.start, one.end))
            found.setdefault(one.kind, []).append(Said(message, word, quote))
    return found


def _talks(messages: Sequence[MessageSent]) -> int:
    return len({message.conversation for message in messages})
