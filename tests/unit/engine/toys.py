"""Small detectors for engine tests: simple enough that an oracle can be written beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bantay.kit import Detector, Domain, Fact, Finding, Quote, Spec, Window
from bantay.model.clock import micros
from bantay.model.events import MessageSent

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def message(n: int, seconds: float, text: str, account: str = "ann", to: str = "c") -> MessageSent:
    """The n-th message, so many seconds after noon."""
    at = START + timedelta(seconds=seconds)
    return MessageSent(id=f"m{n:04}", time=at, account=account, conversation=to, text=text)


def spec(name: str, **changes: object) -> Spec:
    """A spec with small bounds."""
    base: dict[str, object] = dict(
        id=f"messages.{name}",
        title=name,
        version=1,
        rows=(),
        reads=(MessageSent,),
        keyed_by=Domain.ACCOUNT,
        window=timedelta(minutes=5),
        keeps=8,
        hypotheses=("contact_evasion",),
        group=name,
        ceiling=12.0,
        half_life=timedelta(days=30),
        anchor="the word",
    )
    return Spec(**(base | changes))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Params:
    """How often a word has to be said."""

    times: int = 2


def look_repeats(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding a word said often enough, unless somebody says `never WORD` in the window."""
    said: dict[str, list[Quote]] = {}
    denied = set()
    for event in window.events:
        text = event.text or ""
        if text.startswith("never "):
            denied.add(text.removeprefix("never "))
        else:
            said.setdefault(text, []).append(Quote(event.id, "text", 0, len(text)))
    for word, quotes in sorted(said.items()):
        if len(quotes) >= params.times and word not in denied:
            yield Finding(anchor=word, summary=f"said {len(quotes)} times", quotes=tuple(quotes))


def look_fails(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """Raises on the word boom."""
    if window.events[-1].text == "boom":
        raise ZeroDivisionError("boom")
    yield from look_repeats(window, params)


def look_facts(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """A finding that tells the conversation; and what the key was told, as a finding."""
    told = window.fact("word said")
    if told is not None:
        last = window.events[-1]
        quote = Quote(last.id, "text", 0, 0)
        yield Finding(anchor="told", summary=f"was told {told.value}", quotes=(quote,))
    for event in window.events:
        if event.text == "tell":
            fact = Fact(Domain.ACCOUNT, "bob", "word said", "tell", micros(event.time), (event.id,))
            quote = Quote(event.id, "text", 0, 4)
            yield Finding(anchor="tells", summary="tells bob", quotes=(quote,), facts=(fact,))


REPEATS = Detector(spec("repeats"), Params(), look_repeats)
FAILS = Detector(spec("fails"), Params(), look_fails)
FACTS = Detector(spec("facts"), Params(), look_facts)


def wanted(gate, events):
    """Which detectors a gate lets see which events, without any lines from before."""
    return gate.asked(events, [micros(event.time) for event in events], {}).wanted
