"""XMPP: stanzas as a server's hooks see them, and reports of abuse (XEP-0377).

A stanza says nothing about when and who: the hook's own note does
(`{"stanza": "<message …/>", "received_at": "…", "id": "…", "user": "…"}`), and a delayed stanza
(XEP-0203) its own time. Accounts are bare addresses, without the resource.

**Reports.** XEP-0377 lets a report go beyond the reporter's own server only when the reporter
opted in (`<third-party/>`). Whether this engine is a third party is the operator's to say, and
the default is that it is: without the opt-in nothing of the report is read.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from bantay.adapters.sources.chat.shape import (
    Events,
    Part,
    event,
    fitted,
    moment,
    name,
    reason_of,
    said,
)
from bantay.adapters.sources.feeds.draft import Wrong, path
from bantay.model.events import MessageEdited, MessageSent, NoticeFiled
from bantay.model.vocabulary import NoticeReason

STANZA_MAX = 1 << 18
"""Characters of a stanza at most; servers cut far below."""
REASONS: dict[str, NoticeReason] = {
    "urn:xmpp:reporting:spam": "spam",
    "urn:xmpp:reporting:abuse": "other",
}
"""XEP-0377 knows these two. "Abuse" says no more than that a person should look."""
_ENCRYPTED = (
    "{eu.siacs.conversations.axolotl}encrypted",
    "{urn:xmpp:omemo:2}encrypted",
    "{urn:xmpp:openpgp:0}openpgp",
    "{jabber:x:encrypted}x",
)
_NAME = re.compile(r"\{[^}]*\}")


class _Hook(Part, frozen=True):
    stanza: str
    received_at: str | None = None
    id: str | None = None
    user: str | None = None


def is_xmpp(row: Mapping[str, Any]) -> bool:
    """Whether a row holds a stanza."""
    stanza = row.get("stanza")
    return isinstance(stanza, str) and stanza.lstrip().startswith("<")


def events_of(row: Mapping[str, Any], *, third_party: bool = True) -> Events:
    """The events of a stanza. `third_party` is false where the reporter's own server runs
    this engine for itself; then reports need no opt-in. Raises `Wrong`."""
    one = fitted(row, _Hook)
    root = parsed(one.stanza)
    match _NAME.sub("", root.tag):
        case "message":
            return _message(one, root)
        case "iq":
            return _reports(one, root, third_party)
        case _:
            return []


def parsed(stanza: str) -> ET.Element:
    """A stanza as a tree. XMPP forbids document types, comments and instructions (RFC 6120,
    section 11.1), so with them every way to make a parser fetch or grow. Raises `Wrong`."""
    if len(stanza) > STANZA_MAX:
        raise Wrong(f"a stanza of at most {STANZA_MAX:,} characters expected", path("stanza"))
    if "<!" in stanza or "<?" in stanza:
        words = "a stanza has no document type, comment or instruction"
        raise Wrong(words, path("stanza"))
    try:
        return ET.fromstring(stanza)
    except ET.ParseError:
        raise Wrong("a whole stanza of XML expected", path("stanza")) from None


def bare(address: str | None) -> str | None:
    """An address without its resource, in lower case as RFC 7622 compares it."""
    return address.partition("/")[0].lower() or None if address else None


def _time(one: _Hook, root: ET.Element) -> datetime:
    delay = root.find("{urn:xmpp:delay}delay")
    if delay is not None:
        return moment(delay.get("stamp"), "stanza")
    return moment(one.received_at, "received_at")


def _named(one: _Hook, root: ET.Element, sender: str, to: str) -> str:
    """The server's own id of the stanza (XEP-0359); else the hook's; else, within the pair of
    people, the one its sender gave."""
    given = root.find("{urn:xmpp:sid:0}stanza-id")
    if given is not None and given.get("id"):
        return name("xmpp", bare(given.get("by")) or "", given.get("id") or "")
    if one.id:
        return name("xmpp", one.id)
    if root.get("id"):
        return name("xmpp", sender, to, root.get("id") or "")
    raise Wrong("a stanza has an id, or the hook gives one", path("id"), "id")


def _message(one: _Hook, root: ET.Element) -> Events:
    space = root.tag.removesuffix("message")
    sender, to = bare(root.get("from")), bare(root.get("to"))
    room = root.get("type") == "groupchat"
    if room and one.user:  # a room passes messages on in its own name: the hook knows whose
        sender, to = bare(one.user), to if to != bare(one.user) else sender
    if sender is None or to is None:
        raise Wrong("a message has `from` and `to`", path("stanza"))
    hidden = any(root.find(kind) is not None for kind in _ENCRYPTED)
    body = root.findtext(f"{space}body")
    if root.get("type") == "error" or not (body or hidden):
        return []  # receipts, typing notes, subjects
    about = {
        "id": _named(one, root, sender, to),
        "time": _time(one, root),
        "source": "xmpp",
        "account": name(sender),
        "text": None if hidden else said(body),
    }
    replaced = root.find("{urn:xmpp:message-correct:0}replace")
    if replaced is not None and replaced.get("id"):
        old = name("xmpp", sender, to, replaced.get("id") or "")
        return [event(MessageEdited, message=old, by="author", **about)]
    given = root.get("id")
    sent = event(
        MessageSent,
        message=name("xmpp", sender, to, given) if given else None,
        conversation=name(to) if room else name(*sorted((sender, to))),
        group=name(to) if room else None,
        channel="group" if room else "direct",
        to=None if room else [name(to)],
        absent="encrypted" if hidden else None,
        **about,
    )
    return [sent]


def _reports(one: _Hook, root: ET.Element, third_party: bool) -> Events:
    """A report rides on a block (XEP-0191). A block without one is nobody's business here."""
    reporter = bare(root.get("from")) or bare(one.user)
    at = moment(one.received_at, "received_at")
    events: Events = []
    for item in root.findall("{urn:xmpp:blocking}block/{urn:xmpp:blocking}item"):
        report = item.find("{urn:xmpp:reporting:1}report")
        if report is None or (third_party and not _opted_in(report)):
            continue
        events.append(_notice(one, root, item, report, reporter, at))
    return events


def _opted_in(report: ET.Element) -> bool:
    return report.find("{urn:xmpp:reporting:1}third-party") is not None


def _notice(
    one: _Hook,
    root: ET.Element,
    item: ET.Element,
    report: ET.Element,
    reporter: str | None,
    at: datetime,
) -> NoticeFiled:
    subject = bare(item.get("jid"))
    if subject is None:
        raise Wrong("a block names whom it blocks", path("stanza"))
    text = report.findtext("{urn:xmpp:reporting:1}text")
    reason = REASONS.get(report.get("reason") or "", "other")
    quoted = [given.get("id") for given in report.findall("{urn:xmpp:sid:0}stanza-id")]
    stamp = at.strftime("%Y%m%dT%H%M%S")
    called = name("xmpp", reporter or "", subject, one.id or root.get("id") or stamp)
    return event(
        NoticeFiled,
        id=name("report", called),
        time=at,
        source="xmpp",
        notice=called,
        subject_kind="account",
        subject=name(subject),
        reason=reason_of(text) if reason == "other" else reason,
        reporter=name(reporter) if reporter else None,
        text=said(text),
        extra={"messages": quoted} if quoted else None,
    )
