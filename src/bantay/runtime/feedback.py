"""A false alarm, or something that was missed, as a case that a detector must pass one day.

The case says how it *should* be: silence where a false alarm was, an alarm where something was
missed. So it fails until somebody mends the detector, and keeps it mended from then on.
"""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from bantay.engine.detect import AnyDetector
from bantay.errors import InputError
from bantay.model.alarm import Alarm, AlarmFinding
from bantay.model.clock import HOUR, MINUTE, SECOND, micros
from bantay.model.events import Event, MessageSent
from bantay.runtime.cases import Case, Line, checked, load_cases, run
from bantay.runtime.fiction import Fiction, pseudonymised

SUFFIX = ".cases.toml"
Wish = Literal["alarm", "silence"]
_PLAIN = {f.name for f in msgspec.structs.fields(Line)} - {"id", "at", "text"}


class Proposal(Struct, frozen=True):
    """A case that could be written. `shows` says whether the detector still does what it
    should not with invented people in the place of real ones; without that it holds nothing."""

    detector: str
    case: Case
    shows: bool
    said: str


def of_false_alarm(
    alarm: Alarm,
    events: dict[str, Event],
    detectors: Sequence[AnyDetector],
    *,
    name: str,
    names: Collection[str] = (),
) -> list[Proposal]:
    """One case for each detector whose finding counted and whose events are still there."""
    by_id = {detector.spec.id: detector for detector in detectors}
    found = []
    for line in alarm.findings:
        detector = by_id.get(line.detector)
        quoted = [events[id] for id in _quoted(line) if id in events]
        if line.counted and detector is not None and quoted:
            spans = _spans(line)
            found.append(_proposed(detector, quoted, spans, "silence", name, names))
    if not found:
        raise InputError(
            f"nothing of alarm {alarm.alarm} can become a case: its texts are gone, or it rests "
            "on a survey"
        )
    return found


def of_miss(
    events: Iterable[Event], detector: AnyDetector, *, name: str, names: Collection[str] = ()
) -> Proposal:
    """A case in which a detector should have said something of these events."""
    return _proposed(detector, list(events), {}, "alarm", name, names)


def write(proposal: Proposal, folder: Path) -> Path:
    """Append a case to the folder's file for its detector; the file.

    ConfigError when the file is there and is no cases file; InputError when it holds a case
    of that name.
    """
    path = folder / f"{proposal.detector}{SUFFIX}"
    before = load_cases(path) if path.exists() else ()
    if any(case.name == proposal.case.name for case in before):
        raise InputError(f"{path} has a case {proposal.case.name!r} already: give another --name")
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(("\n" if before else "") + toml(proposal.case))
    return path


def toml(case: Case) -> str:
    """A case as it stands in a file."""
    lines = ["[[case]]", f"name = {_quoted_toml(case.name)}", f'verdict = "{case.verdict}"']
    if case.messages:
        rows = [f"  {_table(_line(line))}," for line in case.messages]
        lines += ["messages = [", *rows, "]"]
    if case.events:
        lines += ["events = [", *(f"  {_table(event)}," for event in case.events), "]"]
    return "\n".join(lines) + "\n"


def _proposed(
    detector: AnyDetector,
    events: Sequence[Event],
    spans: dict[str, list[tuple[int, int]]],
    wish: Wish,
    name: str,
    names: Collection[str],
) -> Proposal:
    made = pseudonymised(events, Fiction(names), spans)
    case = checked(_case(made, wish, name))
    [result] = run(detector, [case])
    said = "; ".join(given.finding.summary for given in result.given) or "nothing"
    return Proposal(detector.spec.id, case, not result.passed, said)


def _case(events: Sequence[Event], wish: Wish, name: str) -> Case:
    start = min(micros(event.time) for event in events)
    lines, rest = [], []
    for event in events:
        at = _at(micros(event.time) - start)
        fields = msgspec.to_builtins(event)
        if isinstance(event, MessageSent) and _is_line(fields):
            lines.append(msgspec.convert(_short(fields, at), Line))
        else:
            rest.append(
                {"at": at, **{n: x for n, x in fields.items() if n != "time" and x is not None}}
            )
    return Case(name=name, verdict=wish, messages=tuple(lines), events=tuple(rest))


def _is_line(fields: dict[str, Any]) -> bool:
    """Whether a message can be said in the short form without losing anything."""
    short = _PLAIN | {"id", "time", "type", "text", "account", "conversation"}
    return all(value is None for name, value in fields.items() if name not in short)


def _short(fields: dict[str, Any], at: str) -> dict[str, Any]:
    kept = {n: x for n, x in fields.items() if x is not None and n in _PLAIN | {"id", "text"}}
    return {**kept, "at": at, "from": fields["account"], "in": fields["conversation"]}


def _quoted(line: AlarmFinding) -> list[str]:
    return list(dict.fromkeys(quote.event for quote in line.quotes))


def _spans(line: AlarmFinding) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for quote in line.quotes:
        if quote.field == "text":
            found.setdefault(quote.event, []).append((quote.start, quote.end))
    return found


def _at(after: int) -> str:
    """Microseconds as a case writes them: "1h2m3s", to the thousandth of a second."""
    hours, rest = divmod(after, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds, rest = divmod(rest, SECOND)
    parts = [
        f"{hours}h" * bool(hours),
        f"{minutes}m" * bool(minutes),
        f"{seconds}s" * bool(seconds),
    ]
    millis = rest // 1000
    return "".join(parts) + (f"{millis}ms" if millis else "") or "0s"


def _line(line: Line) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(line)
    return {name: value for name, value in fields.items() if value is not None}


def _table(fields: dict[str, Any]) -> str:
    return "{ " + ", ".join(f"{name} = {_value(value)}" for name, value in fields.items()) + " }"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return _table({_quoted_toml(str(name)): one for name, one in value.items()})
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else _quoted_toml(str(value))


def _quoted_toml(text: str) -> str:
    """A basic string of TOML: what JSON escapes is escaped alike, and so is the rest of what
    may not stand in it."""
    body = msgspec.json.encode(text).decode()
    return body.replace("\x7f", "\\u007f")
