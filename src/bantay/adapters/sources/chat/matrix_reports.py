"""Matrix: reports of people, from the endpoints of clients or from Synapse's admin API.

Clients report to `/rooms/{room}/report`, `/rooms/{room}/report/{event}` and
`/users/{user}/report` of their own server (client-server API, version 3). A proxy before the
server posts `{"path": "…", "body": {…}, "reporter": "…", "received_at": "…", "id": "…"}`;
Synapse lists what it kept under `/_synapse/admin/v1/event_reports` and `…/user_reports`.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from msgspec import field

from bantay.adapters.sources.chat.shape import (
    Events,
    Part,
    event,
    fitted,
    milliseconds,
    moment,
    name,
    reason_of,
    said,
)
from bantay.adapters.sources.feeds.draft import Wrong, path
from bantay.model.events import NoticeFiled
from bantay.model.vocabulary import SubjectKind

_PATH = re.compile(
    r"(?:/_matrix/client/(?:v3|r0|v1|unstable))?"
    r"/(?:rooms/(?P<room>[^/]+)/report(?:/(?P<event>[^/]+))?|users/(?P<user>[^/]+)/report)"
)


class _Call(Part, frozen=True):
    path: str
    received_at: str
    body: dict[str, Any] = field(default_factory=dict)
    reporter: str | None = None
    id: str | None = None
    sender: str | None = None  # who wrote the reported event, where the proxy knows it


class _Kept(Part, frozen=True):
    """An entry of the admin API: of `event_reports`, or, with `target_user_id`, of users."""

    id: int
    received_ts: int
    user_id: str
    room_id: str | None = None
    event_id: str | None = None
    sender: str | None = None
    target_user_id: str | None = None
    reason: str | None = None


def is_report(row: Mapping[str, Any]) -> bool:
    """Whether a row is a call of a report endpoint, or a report that Synapse kept."""
    called = row.get("path")
    if isinstance(called, str):
        return _PATH.fullmatch(called) is not None
    return {"id", "received_ts", "user_id"} <= row.keys() and (
        {"room_id", "event_id"} <= row.keys() or "target_user_id" in row
    )


def events_of(row: Mapping[str, Any]) -> Events:
    """The notice that a report is. Raises `Wrong`."""
    return [_called(fitted(row, _Call)) if "path" in row else _kept(fitted(row, _Kept))]


def _called(one: _Call) -> NoticeFiled:
    found = _PATH.fullmatch(one.path)
    if found is None:
        raise Wrong("the path of a report endpoint expected", path("path"))
    kind, subject, about = _subject(found, one.sender)
    reason = one.body.get("reason")
    text = reason if isinstance(reason, str) else None
    at = moment(one.received_at, "received_at")
    called = one.id or name(one.reporter or "", subject, about or "", at.isoformat())
    return event(
        NoticeFiled,
        id=name("matrix", "report", called),
        time=at,
        source="matrix",
        notice=name("matrix", called),
        subject_kind=kind,
        subject=name(subject),
        reason=reason_of(text),
        reporter=name(one.reporter) if one.reporter else None,
        text=said(text),
        extra={"message": about} if about else None,
    )


def _subject(found: re.Match[str], sender: str | None) -> tuple[SubjectKind, str, str | None]:
    """Whom or what a report is about: the writer of an event where that is known."""
    if found["user"]:
        return "account", unquote(found["user"]), None
    if not found["event"]:
        return "group", unquote(found["room"]), None
    message = unquote(found["event"])
    return ("account", sender, message) if sender else ("message", message, message)


def _kept(one: _Kept) -> NoticeFiled:
    who = one.target_user_id or one.sender
    kind: SubjectKind = "account" if who else "message"
    subject = who or one.event_id
    if subject is None:
        raise Wrong("a report names a user, or an event and its sender", path("sender"))
    family = "user" if one.target_user_id else "event"
    called = name("synapse", family, str(one.id))
    extra = {"message": one.event_id, "conversation": one.room_id} if one.event_id else None
    return event(
        NoticeFiled,
        id=name("report", called),
        time=milliseconds(one.received_ts, "received_ts"),
        source="matrix",
        notice=called,
        subject_kind=kind,
        subject=name(subject),
        reason=reason_of(one.reason),
        reporter=name(one.user_id),
        text=said(one.reason),
        extra=extra,
    )
