"""Payloads into typed values, values into events, every refusal with its path."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from bantay.adapters.sources.feeds.draft import Wrong, path
from bantay.adapters.sources.say import say
from bantay.adapters.sources.soundness import unsound
from bantay.model.events import Event, EventBase
from bantay.model.vocabulary import NoticeReason

T = TypeVar("T")
E = TypeVar("E", bound=EventBase)

ID_MAX = 200
TEXT_MAX = 100_000


class Part(Struct, frozen=True, kw_only=True):
    """A part of a payload: fields of a later version of the platform are ignored."""


def fitted(row: Mapping[str, Any], shape: type[T], *at: str) -> T:
    """A payload as the shape of its kind. Raises `Wrong` with the path inside the payload."""
    try:
        return msgspec.convert(row, shape)
    except msgspec.ValidationError as error:
        said = say(str(error), None)
        steps = (*at, *map(str, said.path))
        raise Wrong(said.reason, path(*steps), said.field, said.nearest) from None


def event(kind: type[E], **fields: Any) -> E:
    """An event of what is known: None and empty texts are left out. Raises `Wrong`."""
    known = {name: value for name, value in fields.items() if value not in (None, "", [])}
    try:
        made = msgspec.convert(known, kind)
    except msgspec.ValidationError as error:
        said = say(str(error), kind)
    else:
        odd = unsound(made)
        if odd is None:
            return made
        said = odd
    raise Wrong(said.reason, (), said.field, said.nearest)


def name(*parts: str) -> str:
    """An id of parts; a long one is cut and ends in a hash of the whole."""
    whole = "-".join(part for part in parts if part)
    if len(whole) <= ID_MAX:
        return whole
    return f"{whole[:160]}~{blake2b(whole.encode(), digest_size=16).hexdigest()}"


def said(text: str | None) -> str | None:
    """A text as the contract takes it: cut at its longest."""
    return text[:TEXT_MAX] if text else None


def milliseconds(value: int | None, *at: str) -> datetime:
    """Milliseconds since 1970 as a moment. Raises `Wrong`."""
    if value is None or isinstance(value, bool) or not 0 < value < 250_000_000_000_000:
        raise Wrong("a time in milliseconds since 1970 expected", path(*at), "time")
    return datetime.fromtimestamp(value // 1000, UTC).replace(microsecond=value % 1000 * 1000)


def moment(text: str | None, *at: str) -> datetime:
    """An ISO 8601 time with zone as a moment. Raises `Wrong`."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        words = "a time with zone such as 2026-01-31T18:30:00Z expected"
        raise Wrong(words, path(*at), "time")
    return found


_WORDS: tuple[tuple[NoticeReason, tuple[str, ...]], ...] = (
    ("minor_safety", ("minor", "underage", "child", "csam", "csae", "grooming")),
    ("exploitation", ("trafficking", "exploit")),
    ("extortion", ("extortion", "blackmail", "sextortion", "ncii")),
    ("threat", ("threat", "violence", "doxx")),
    ("impersonation", ("impersonat", "fake account", "stolen pictures")),
    ("scam", ("scam", "fraud", "phishing")),
    ("harassment", ("harass", "abuse", "bullying", "hate")),
    ("spam", ("spam", "flood", "advert")),
    ("illegal_content", ("illegal",)),
)
"""What reporters write, or a client's menu says, by the reason it is nearest to. A wrong guess
costs the order in which people look, never a sanction; the grave ones are tried first."""


def reason_of(text: str | None) -> NoticeReason:
    """The closed reason that a reporter's own words are nearest to; `other` when none is."""
    folded = (text or "").casefold()
    found = (reason for reason, words in _WORDS if any(word in folded for word in words))
    return next(found, "other")


Events = list[Event]
