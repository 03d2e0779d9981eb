"""A redaction profile: contacts become blocks, names, addresses and papers are left out.

What is masked keeps its length, so that quotes still point to the right characters.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from msgspec.structs import fields, replace

from bantay.kit.text.contacts import contacts
from bantay.model.alarm import Alarm
from bantay.model.case_page import CasePage
from bantay.model.casework import AlarmTaken, HandedOver, MarkFilled, NoteAdded, Ruled
from bantay.model.events import Event

BLOCK = "▒"
FREE = frozenset({"text", "bio", "title", "note", "reason", "ocr"})
"""Private fields in which people write: their contacts are masked, the rest stays."""
Place = tuple[str, str, int, int]
T = TypeVar("T")


def contact_places(alarms: Iterable[Alarm]) -> list[Place]:
    """Where detectors of contacts read one, also one in pieces: event, field, start, end."""
    return [
        (quote.event, quote.field, quote.start, quote.end)
        for alarm in alarms
        for finding in alarm.findings
        if ".contact_" in finding.detector or ".one_contact_" in finding.detector
        for quote in finding.quotes
    ]


def masked_text(text: str, places: Iterable[tuple[int, int]] = ()) -> str:
    """A text without its contacts, and without those characters."""
    letters = list(text)
    for start, end in [*places, *((c.start, c.end) for c in contacts(text))]:
        for at in range(max(0, start), min(end, len(letters))):
            if not letters[at].isspace():
                letters[at] = BLOCK
    return "".join(letters)


def masked_event(event: Event, places: Iterable[Place]) -> Event:
    """An event whose private fields are masked or left out."""
    own = [place for place in places if place[0] == event.id]
    needed = {field.name for field in fields(event) if field.required}
    changed: dict[str, object] = {"extra": None}
    for field in event.PRIVATE:
        value = getattr(event, field)
        if field in FREE and isinstance(value, str):
            spans = [(start, end) for _, name, start, end in own if name == field]
            changed[field] = masked_text(value, spans)
        elif value is not None and field not in needed:
            changed[field] = None
    return replace(event, **changed)


def masked_events(events: Mapping[str, Event], alarms: Iterable[Alarm]) -> dict[str, Event]:
    """All events of a case, masked."""
    places = contact_places(alarms)
    return {id: masked_event(event, places) for id, event in events.items()}


def masked_page(page: CasePage) -> CasePage:
    """A page whose notes and reasons hold no contact."""
    return replace(
        page,
        notes=tuple(map(_said, page.notes)),
        handovers=tuple(map(_said, page.handovers)),
        rulings=tuple(map(_said, page.rulings)),
        history=tuple(map(_said, page.history)),
        alarms=tuple(map(_alarm, page.alarms)),
    )


def _alarm(alarm: Alarm) -> Alarm:
    findings = tuple(replace(f, summary=masked_text(f.summary)) for f in alarm.findings)
    return replace(alarm, findings=findings)


def _said(record: T) -> T:
    match record:
        case AlarmTaken():
            return replace(record, alarm=_alarm(record.alarm))
        case NoteAdded():
            return replace(record, text=masked_text(record.text))
        case HandedOver():
            return replace(record, note=masked_text(record.note))
        case MarkFilled(note=str(note)):
            return replace(record, note=masked_text(note))
        case Ruled():
            answer = replace(record.answer, reason=masked_text(record.answer.reason))
            return replace(record, answer=answer)
    return record
