"""A body becomes events: one object, an array, JSON lines, or CloudEvents. The hot path.

The whole body is decoded in one go; only when that fails is it looked at piece by piece, to
say which pieces are wrong and take the others.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Raw, Struct, field
from msgspec.json import Decoder

from bantay.adapters.sources.any_record import enveloped
from bantay.adapters.sources.cloudevents import is_cloud_event
from bantay.adapters.sources.feeds.draft import Wrong as Misshapen
from bantay.adapters.sources.jsonl import read_line
from bantay.adapters.sources.problem import Problem
from bantay.adapters.sources.soundness import unsound
from bantay.model.events import Event
from bantay.ports.source import Reject
from bantay.server.problems import Refused, Wrong

LINES = ("application/x-ndjson", "application/jsonl", "application/jsonlines")
CLOUD, CLOUD_BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
PLAIN = ("application/json", "")
_LINE_MAX = 1 << 20
_EVENT: Decoder[Event] = Decoder(Event)
_EVENTS: Decoder[list[Event]] = Decoder(list[Event])
_PIECES: Decoder[list[Raw]] = Decoder(list[Raw])
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


class Intake(Struct):
    """What a body held: events, and what was none, with a pointer to each.

    `places` are the events' numbers in the body, None: as they come; `alone` says that the
    body is one event and no list of them.
    """

    events: Sequence[Event] = ()
    rejects: list[Reject] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    places: list[int] | None = None
    alone: bool = False

    def pointer(self, number: int) -> str:
        """An RFC 6901 pointer to the event of that number."""
        if self.alone:
            return ""
        return f"/{number if self.places is None else self.places[number]}"


def intake(body: bytes, kind: str, name: str, headers: Mapping[str, str]) -> Intake:
    """The events of a body. `kind` is its media type without parameters, `name` goes with
    what is set aside. Raises `Refused` for a kind of body that is not read here."""
    if kind in LINES:
        return _lines(body, name)
    if kind in PLAIN and "ce-specversion" not in headers:
        return _plain(body, name)
    if kind == CLOUD_BATCH:
        return _pieces(body, name, _cloud)
    if kind == CLOUD or kind in PLAIN:
        return _single(body if kind == CLOUD else _enveloped(body, headers), name, _cloud)
    raise Refused(415, "send application/json, application/x-ndjson or CloudEvents")


def _plain(body: bytes, name: str) -> Intake:
    if body.lstrip()[:1] != b"[":
        return _single(body, name, read_line)
    try:
        return _sound(_EVENTS.decode(body), name)
    except (ValueError, RecursionError):
        return _pieces(body, name, read_line)


def _sound(events: Sequence[Event], name: str) -> Intake:
    """Events whose types are right; what types cannot say is looked at here."""
    if all(unsound(event) is None for event in events):
        return Intake(events)
    return _each((msgspec.json.encode(event) for event in events), name, read_line)


def _lines(body: bytes, name: str) -> Intake:
    try:
        return _sound(_EVENT.decode_lines(body), name)
    except (ValueError, RecursionError):
        return _each((line for line in body.split(b"\n") if line.strip()), name, read_line)


def _pieces(body: bytes, name: str, read: "Callable[[bytes], Read]") -> Intake:
    try:
        pieces = _PIECES.decode(body)
    except (ValueError, RecursionError):
        return _unread(body, name, read_line(body))
    return _each(map(bytes, pieces), name, read)


Read = Event | list[Event] | Problem | None


def _single(body: bytes, name: str, read: "Callable[[bytes], Read]") -> Intake:
    found = read(body)
    if isinstance(found, Problem):
        return _set_aside([("", 0, body, found)], [], name)
    return Intake(_several(found), alone=True)


def _each(pieces: Iterable[bytes], name: str, read: "Callable[[bytes], Read]") -> Intake:
    events: list[Event] = []
    places: list[int] = []
    aside: list[tuple[str, int, bytes, Problem]] = []
    for number, piece in enumerate(pieces):
        found = read(piece) if len(piece) <= _LINE_MAX else Problem("this event is too long")
        if isinstance(found, Problem):
            aside.append((f"/{number}", number, piece, found))
        else:
            some = _several(found)
            events.extend(some)
            places.extend([number] * len(some))
    return msgspec.structs.replace(_set_aside(aside, events, name), places=places)


def _several(found: Event | list[Event] | None) -> list[Event]:
    """An envelope of somebody else's may hold several events; a blank line holds none."""
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _unread(body: bytes, name: str, found: Read) -> Intake:
    problem = found if isinstance(found, Problem) else Problem("this is not a JSON array")
    return _set_aside([("", 0, body, problem)], [], name)


def _set_aside(
    aside: list[tuple[str, int, bytes, Problem]], events: list[Event], name: str
) -> Intake:
    rejects = [p.reject(name, number + 1, bytes(raw)) for _, number, raw, p in aside]
    wrong = [_wrong(at, problem) for at, _, _, problem in aside]
    return Intake(events, rejects, wrong)


def _wrong(at: str, problem: Problem) -> Wrong:
    steps = _STEP.findall(problem.field or "")
    inner = "".join("/" + (number or word.replace("~", "~0")) for number, word in steps)
    hint = f"; did you mean `{problem.nearest}`?" if problem.nearest else ""
    return Wrong(pointer=at + inner, detail=problem.reason + hint)


# ----------------------------------------------------------------------- CloudEvents


def _cloud(piece: bytes) -> Read:
    """The events in a CloudEvent, by the one reader that files have, too."""
    try:
        row = msgspec.json.decode(piece)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict) or not is_cloud_event(row):
        return Problem("a CloudEvent has specversion, id, source, type, and JSON in data")
    try:
        return enveloped(row)
    except Misshapen as wrong:
        at = ".".join(str(step) for step in wrong.at if step != "")
        return Problem(wrong.reason, field=at or wrong.field, nearest=wrong.nearest)


def _enveloped(body: bytes, headers: Mapping[str, str]) -> bytes:
    """Binary mode: the attributes stand in headers, the body is the data."""
    names = ("specversion", "id", "source", "type", "time")
    found = {n: headers[f"ce-{n}"] for n in names if f"ce-{n}" in headers}
    try:
        data: Any = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        data = None
    return msgspec.json.encode(found | {"data": data})
