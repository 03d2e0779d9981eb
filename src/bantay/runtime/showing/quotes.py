"""The evidence in its own words: the original text with what counts lit, and what was undone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from msgspec import Struct

from bantay.model.alarm import Alarm, AlarmFinding
from bantay.model.events import Event, MediaShared
from bantay.model.evidence import Quote

AROUND = 160
"""Characters kept on each side of lit words; the rest of a long text stands as an ellipsis."""
MOST = 200
"""Quotes on one page, the heaviest first; the rest is counted."""


class Piece(Struct, frozen=True):
    """A stretch of a text, lit or not."""

    text: str
    lit: bool


class Quoted(Struct, frozen=True, kw_only=True):
    """A field of an event that a finding rests on. `pieces` is empty when the text is gone;
    `spans` are the quotes themselves, for whoever decides on them."""

    event: str
    field: str
    finding: str
    alarm: str
    detector: str
    plane: str
    summary: str
    weight_db: float
    counted: bool
    time: datetime | None
    account: str | None
    conversation: str | None
    lang: str | None
    pieces: tuple[Piece, ...]
    undone: tuple[str, ...]
    media: bool
    spans: tuple[Quote, ...]


def quotes(alarms: Sequence[Alarm], events: Mapping[str, Event]) -> list[Quoted]:
    """Every quoted field once a finding: those that count first, the heaviest before others."""
    findings = {finding.finding: (alarm, finding) for alarm in alarms for finding in alarm.findings}
    order = sorted(
        findings.values(),
        key=lambda pair: (not pair[1].counted, -abs(pair[1].weight_db), pair[1].finding),
    )
    return [one for alarm, finding in order for one in _quoted(alarm, finding, events)]


def _quoted(alarm: Alarm, finding: AlarmFinding, events: Mapping[str, Event]) -> Iterator[Quoted]:
    for (id, name), some in groupby(finding.quotes, lambda q: (q.event, q.field)):
        spans = tuple(some)
        event = events.get(id)
        value = getattr(event, name, None)
        yield Quoted(
            event=id,
            field=name,
            finding=finding.finding,
            alarm=alarm.alarm,
            detector=finding.detector,
            plane=finding.detector.partition(".")[0],
            summary=finding.summary,
            weight_db=finding.weight_db,
            counted=finding.counted,
            time=event.time if event else None,
            account=_said(event, "account"),
            conversation=_said(event, "conversation"),
            lang=_said(event, "lang"),
            pieces=() if value is None else excerpt(str(value), spans),
            undone=tuple(dict.fromkeys(word for quote in spans for word in quote.undone)),
            media=isinstance(event, MediaShared),
            spans=spans,
        )


def _said(event: Event | None, name: str) -> str | None:
    value = getattr(event, name, None)
    return None if value is None else str(value)


def excerpt(text: str, spans: Iterable[Quote]) -> tuple[Piece, ...]:
    """The text cut where light begins and ends; long dark stretches are shortened."""
    found, at = list[Piece](), 0
    for start, end in _joined(spans, len(text)):
        found += [Piece(text[at:start], False), Piece(text[start:end], True)]
        at = end
    found.append(Piece(text[at:], False))
    last = len(found) - 1
    return tuple(
        piece if piece.lit else Piece(_dark(piece.text, n == 0, n == last), False)
        for n, piece in enumerate(found)
        if piece.text
    )


def _joined(spans: Iterable[Quote], size: int) -> Iterator[tuple[int, int]]:
    """Places in order, those that touch as one, inside the text."""
    held: tuple[int, int] | None = None
    for start, end in sorted((max(0, q.start), min(size, q.end)) for q in spans):
        if start >= end:
            continue
        if held and start <= held[1]:
            held = (held[0], max(end, held[1]))
        else:
            if held:
                yield held
            held = (start, end)
    if held:
        yield held


def _dark(text: str, first: bool, last: bool) -> str:
    if len(text) <= AROUND * (1 if first or last else 2):
        return text
    head = "" if first else text[:AROUND]
    tail = "" if last else text[-AROUND:]
    return f"{head} … {tail}"
