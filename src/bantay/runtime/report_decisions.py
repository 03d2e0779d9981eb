"""Decisions as somebody outside may hear of them: what was done, to what, in which language."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from bantay.model.decision import Decision
from bantay.model.events import (
    Event,
    EventBase,
    LiveStarted,
    MediaShared,
    MessageSent,
    NoticeFiled,
)
from bantay.model.log import Record
from bantay.model.report import ContentKind, Taken


def taken(decisions: Iterable[Decision], events: Mapping[str, Event] = {}) -> list[Taken]:
    """Decisions that were really taken; events say of what kind and language their content is,
    and whether somebody had told the operator before."""
    notices = [event for event in events.values() if isinstance(event, NoticeFiled)]
    return [_taken(one, events, notices) for one in decisions if _took(one)]


def bearing(log: Iterator[tuple[int, Record]], decisions: Iterable[Decision]) -> dict[str, Event]:
    """The events that decisions rest on and the notices about their subjects, from the log.
    Only kind, language and time of them are used: no text is looked at."""
    decisions = list(decisions)
    wanted = {id for one in decisions for id in one.events}
    subjects = {one.subject.id for one in decisions}
    return {
        record.id: record
        for _, record in log
        if isinstance(record, EventBase)
        and (
            record.id in wanted or (isinstance(record, NoticeFiled) and record.subject in subjects)
        )
    }


def _took(one: Decision) -> bool:
    return one.status in ("open", "ended") and bool(one.actions)


def _taken(one: Decision, events: Mapping[str, Event], notices: list[NoticeFiled]) -> Taken:
    overturned = one.ended if one.ended_by in ("overturn", "label", "withdrawal") else None
    content = [events[id] for id in one.events if id in events]
    told_of = any(n.subject == one.subject.id and n.time <= one.time for n in notices)
    return Taken(
        decision=one.decision,
        subject=one.subject.id,
        time=one.time,
        actions=one.actions,
        ground=one.ground,
        content_time=one.first_event_time,
        content=tuple(dict.fromkeys(map(_kind, content))) or ("text",),
        language=_language(content),
        until=one.until,
        automatic=one.automatic,
        approved=bool(one.approved_by),
        source="notice" if told_of else "voluntary",
        reversed=overturned,
        told=one.delivered,
    )


def _kind(event: Event) -> ContentKind:
    if isinstance(event, MediaShared):
        mime = event.mime or ""
        return "video" if mime.startswith("video") else "audio" if "audio" in mime else "image"
    if isinstance(event, LiveStarted):
        return "video"
    return "text" if isinstance(event, MessageSent) else "other"


def _language(content: Iterable[Event]) -> str | None:
    """The language most of the messages are in, as the operator named it."""
    named = Counter(e.lang for e in content if isinstance(e, MessageSent) and e.lang)
    return named.most_common(1)[0][0] if named else None
