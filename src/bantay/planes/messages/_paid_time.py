"""What the detectors of paid live time share: the words of a session, its price and its length.

A session for one payer ("private") needs a price or a length beside it; what is also an
everyday call ("contact") needs a price. Words of an everyday trade, such as a lesson or a
check-up, say that it is none of this.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from bantay.kit import Quote
from bantay.kit.lexicon import matcher
from bantay.kit.text.late import late
from bantay.kit.text.phrases import Phrases, phrases
from bantay.kit.text.reading import Reading, read
from bantay.model.events import MessageSent

AMOUNT = late(
    r"[$€£¥₱]\s?\d|(?<![a-z])(?:p|php|usd|rm)\s?\d{2}|"
    r"\d\s?(?:k(?![a-z0-9])|usd|dollars?|bucks|php|pesos?|eur|euros?|pounds|quid|rmb|yuan|元|块|塊|"
    r"credits?|tokens?|coins?|diamonds?|gifts?|load|gcash)"
)
LENGTH = late(
    r"(?<!\d)\d{1,2}\s?(?:mins?(?![a-z])|minutes?|minutos?(?![a-z])|分钟|分鐘|hrs?(?![a-z])|hours?|小时)"
)


class Place(NamedTuple):
    """A place in a message, at folded offsets."""

    message: MessageSent
    reading: Reading
    start: int
    end: int

    def quote(self) -> Quote:
        """The place in the original text."""
        span = self.reading.span(self.start, self.end)
        return Quote(self.message.id, "text", *span, self.reading.undone(self.start, self.end))


class Offer(NamedTuple):
    """A session spoken of, and its price or length."""

    session: Place
    terms: Place


_SESSION = matcher("messages", "session", "private", "contact")


@lru_cache(maxsize=4_096)
def _speaks_of_session(text: str) -> bool:
    return _SESSION.search(read(text).folded) is not None


def said(text: str) -> Phrases:
    """The terms of a text; "妈妈" in "我是她妈妈" is a guardian's, not one of everyday life."""
    return phrases(text, "session", "paid_time", "bargain", "guardian")


def may_matter(message: MessageSent) -> bool:
    """Whether it speaks of a session, of money or a length of time, or of a child."""
    if not message.text or message.forwarded_from is not None:
        return False
    words = said(message.text)
    return bool(words.found) or bool(AMOUNT.search(words.folded) or LENGTH.search(words.folded))


def offers(messages: Sequence[MessageSent], apart: timedelta) -> Iterator[Offer]:
    """Every session that is priced or measured in the same message or one at most `apart`."""
    own = [m for m in messages if m.text and m.forwarded_from is None]
    if not any(_speaks_of_session(m.text or "") for m in own):
        return
    all_words = [(m, said(m.text or "")) for m in own]
    for message, words in all_words:
        sessions = list(words.of("session", "private", "contact"))
        if not sessions:
            continue
        close = [(m, w) for m, w in all_words if abs(m.time - message.time) <= apart]
        if any(next(w.of("bargain", "ordinary"), None) for _, w in close):
            continue
        private = any(phrase.kind == "private" for phrase in sessions)
        terms = [place for m, w in close for place in _terms(m, w, private)]
        if terms:
            at = next((p for p in sessions if p.kind == "private"), sessions[0])
            nearest = min(terms, key=lambda place: abs(place.message.time - message.time))
            yield Offer(Place(message, words.reading, at.start, at.end), nearest)


def _terms(message: MessageSent, words: Phrases, private: bool) -> Iterator[Place]:
    """Prices, and lengths where they count."""
    for pattern in (AMOUNT, LENGTH)[: 1 + private]:
        for match in pattern.finditer(words.folded):
            yield Place(message, words.reading, *match.span())
    for phrase in words.of("paid_time", *("price", "length")[: 1 + private]):
        yield Place(message, words.reading, phrase.start, phrase.end)
