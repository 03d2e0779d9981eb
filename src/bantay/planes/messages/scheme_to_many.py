"""The vocabulary of one fraud, spoken to more than one person.

Sees:       an account that within a week uses several different words of the same scheme (a prize
            and its fee, a sure profit, a code that was sent, love and an emergency, paid clicks
            and a deposit) in talks with different people, the words being ordinary each by itself.
Matters:    swindlers rarely say the whole script in one message; they play it line by line, to
            many. Which trade somebody talks all week, with whomever, shows where no line does.
            Help desks and shops talk one trade all day too, from accounts they have had for long:
            alone it is no alarm, beside strangers who do not answer or who complain it is.
Misses:     a fraud on a single person; words of no list; a fraud from an account that is known to
            be older than two months, as one that was taken over.
Wrong when: a courier's help desk speaks of parcels, customs and claims all day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.lexicon import finder
from bantay.kit.standing import is_settled
from bantay.kit.text.phrases import phrases
from bantay.kit.text.reading import read
from bantay.model.events import MessageSent

SPEC = Spec(
    id="messages.scheme_to_many",
    title="Words of one fraud said to many",
    version=2,
    rows=("C07",),
    reads=(MessageSent,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=7),
    keeps=60,
    hypotheses=("scam",),
    group="fraud to many",
    ceiling=9.0,
    half_life=timedelta(days=30),
    anchor="the scheme",
    screens=("script:prize|profit|code|love|task",),
    indicators=Indicators(means=("fraud", "deception")),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    words: int = 5  # different words of one scheme
    conversations: int = 2  # different conversations in which they were said
    messages: int = 4  # messages that hold one
    settled_days: int = 60  # age from which a known account is taken for somebody's trade
    share: float = 0.6  # 0 to 1; of the messages with any scheme's word, those of this one


class Said(NamedTuple):
    """A word of a scheme in a message."""

    message: MessageSent
    word: str
    quote: Quote


NAMES = {
    "prize": "something won or sent that costs a fee",
    "profit": "a sure profit",
    "code": "a code that opens an account",
    "love": "affection and an emergency",
    "task": "paid clicks and a deposit",
}
_MOST_QUOTES = 20


def admits(message: MessageSent, params: Params) -> bool:
    """Whether it is a direct message that holds a word of a scheme."""
    if not message.text or message.forwarded_from is not None or message.group is not None:
        return False
    if message.channel not in (None, "direct"):
        return False
    return finder("messages", "script", *NAMES).search(read(message.text).folded) is not None


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding a scheme that is talked to enough people."""
    if len(window.events) < params.messages or _talks(window.events) < params.conversations:
        return
    if is_settled(window, window.events[-1].time, params.settled_days):
        return
    said = _said(window.events)
    everything = len({one.message.id for some in said.values() for one in some})
    for kind, some in said.items():
        messages = {one.message.id for one in some}
        enough = len(messages) >= max(params.messages, params.share * everything)
        reached = _talks([one.message for one in some])
        words = {one.word for one in some}
        if enough and reached >= params.conversations and len(words) >= params.words:
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


DETECTOR = Detector(SPEC, Params(), look, admits, least=lambda params: params.messages)
