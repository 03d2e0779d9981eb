"""`bantay scan`: a stateless look at texts, one JSON line out for every line in.

Each line is a small world of its own: its messages are shown to every detector as one
conversation, and nothing of it is kept.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from bantay.engine.accept import digests_of
from bantay.kit import Finding, Quote, Window
from bantay.kit.text.contacts import contacts
from bantay.model.events import MessageSent
from bantay.planes.messages import contact_split
from bantay.policy import load
from bantay.runtime.embedded import pipeline
from bantay.runtime.memory import Memory
from bantay.runtime.pipeline import Pipeline

_START = datetime(2026, 1, 1, tzinfo=UTC)
_GAP = timedelta(seconds=20)
"""Time between two messages of a line; short of every window, long enough to be a pause."""
_NO_SECRET = bytes(32)
_ROOM = "scan"


class Line(Struct, forbid_unknown_fields=True):
    """What comes in: a text, or messages as [sender, text] pairs."""

    id: str | int
    text: str | None = None
    messages: list[tuple[str, str]] | None = None


class Place(Struct, frozen=True):
    """Characters `start` to `end` (exclusive) of message number `message`, from 0."""

    message: int
    start: int
    end: int


class Seen(Struct, frozen=True):
    """One contact, where it stands, and what was undone to read it."""

    kind: str
    value: str
    quotes: list[Place]
    undone: list[str]
    confidence: float


class Said(Struct, frozen=True):
    """One finding's part in the sum of one hypothesis."""

    detector: str
    hypothesis: str
    weight_db: float
    summary: str


class Answer(Struct, frozen=True):
    """What goes out; `alarms` are hypotheses this text alone carries over the threshold."""

    id: str | int
    contacts: list[Seen]
    findings: list[Said]
    alarms: list[str]


class Refusal(Struct, frozen=True):
    """What goes out for a line that cannot be read."""

    id: str | int | None
    error: str


def scan_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Answer every line, in order, blank ones too. Never raises for a line."""
    engine = pipeline(load(), _NO_SECRET)
    decoder = msgspec.json.Decoder(Line)
    for line in lines:
        yield _written(_answer(line, decoder, engine)) + b"\n"


def _written(answer: Answer | Refusal) -> bytes:
    try:
        return msgspec.json.encode(answer)
    except UnicodeEncodeError:  # half a surrogate pair
        return msgspec.json.encode(Refusal(None, "the id cannot be written as JSON again"))


def _answer(line: bytes, decoder: msgspec.json.Decoder[Line], engine: Pipeline) -> Answer | Refusal:
    if not line.strip():
        return Refusal(None, "an empty line")
    try:
        asked = decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        return Refusal(_id_of(line), f"not a line to scan: {wrong}")
    if (asked.text is None) == (asked.messages is None):
        return Refusal(asked.id, 'a line has either "text" or "messages"')
    return scan(asked, engine)


def _id_of(line: bytes) -> str | int | None:
    try:
        found: Any = json.loads(line)
    except (ValueError, RecursionError):  # a line of brackets alone
        return None
    id = found.get("id") if isinstance(found, dict) else None
    return id if isinstance(id, str | int) else None


def scan(line: Line, engine: Pipeline) -> Answer:
    """Look at one line."""
    said = line.messages if line.messages is not None else [("", line.text or "")]
    who = {sender: f"sender {n}" for n, (sender, _) in enumerate(said)}
    events = [_message(n, who[sender], text) for n, (sender, text) in enumerate(said)]
    outcome = engine.events(
        events, digests_of(events), [None] * len(events), None, Memory(lambda keys: {})
    )
    alarms = {change.alarm.alarm: change.alarm for change in outcome.alarms}
    given = [row.given for row in outcome.findings.values() if row.status == "open"]
    joins = {g.finding.quotes for g in given if g.detector == contact_split.SPEC.id}
    found = [*_plain(events), *_split(events, joins)]
    return Answer(
        line.id,
        sorted(found, key=lambda seen: (seen.quotes[0].message, seen.quotes[0].start)),
        [
            Said(one.detector, weight.hypothesis, weight.db, one.finding.summary)
            for one in given
            for weight in engine.weights_of(one.detector)
        ],
        sorted({alarm.hypothesis for alarm in alarms.values() if alarm.status == "open"}),
    )


def _message(n: int, sender: str, text: str) -> MessageSent:
    return MessageSent(
        id=str(n),
        time=_START + n * _GAP,
        account=sender,
        conversation=_ROOM,
        text=text,
        channel="direct",
    )


def _plain(events: Sequence[MessageSent]) -> Iterator[Seen]:
    for n, event in enumerate(events):
        for contact in contacts(event.text or ""):
            place = Place(n, contact.start, contact.end)
            undone = list(contact.undone)
            yield Seen(contact.kind, contact.value, [place], undone, contact.confidence)


def _split(events: Sequence[MessageSent], joins: set[tuple[Quote, ...]]) -> Iterator[Seen]:
    """The values of the joins that the engine found: findings keep only a hash of theirs."""
    wanted = set(joins)
    for sender in dict.fromkeys(event.account for event in events):
        for window in _windows(sender, [event for event in events if event.account == sender]):
            if not wanted:
                return
            for finding in contact_split.look(window, contact_split.DETECTOR.params):
                if finding.quotes in wanted:
                    wanted.discard(finding.quotes)
                    yield _joined(finding)


def _windows(sender: str, mine: Sequence[MessageSent]) -> Iterator[Window[MessageSent]]:
    """All of a sender's messages, then what a window holds at each of them."""
    yield Window(sender, tuple(mine))
    for end in range(1, len(mine) + 1):
        yield Window(sender, tuple(mine[max(0, end - contact_split.SPEC.keeps) : end]))


def _joined(finding: Finding) -> Seen:
    kind, _, value = (finding.contact or ":").partition(":")
    places = [Place(int(quote.event), quote.start, quote.end) for quote in finding.quotes]
    undone = dict.fromkeys(what for quote in finding.quotes for what in quote.undone)
    return Seen(kind, value, places, list(undone), contact_split.CONFIDENCE)
