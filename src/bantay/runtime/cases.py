"""Cases: small conversations beside a detector, with what it must say of them.

    [[case]]
    name = "three pieces within a minute"
    verdict = "alarm"
    lang = "en"
    evidence = ["m1", "m2[0:4]"]
    messages = [
      { id = "m1", at = "0s", from = "a", text = "0770" },
      { id = "m2", at = "9s", from = "a", text = "0900143 k?" },
    ]

Verdicts are alarm and silence, and two that hold a limit in place: known-miss (silent,
though it should not be) and known-false-alarm (an alarm, though it should not be); both
name the `limit` of the detector's page that they show. Cases ship with the package, so an
operator who tunes `Params` runs them again.
"""

import inspect
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from bantay.engine.detect import AnyDetector
from bantay.engine.gate import Gate
from bantay.engine.once import FaultFound, findings_of
from bantay.errors import ConfigError, InputError
from bantay.kit.toml import place_of, read_toml
from bantay.model import vocabulary as v
from bantay.model.clock import EPOCH, MICROSECOND, micros, span
from bantay.model.events import Event, MessageSent
from bantay.model.evidence import Fact, FactValue, Given, Quote
from bantay.runtime.catalogue import terms_of

Outcome = Literal["alarm", "silence", "known-miss", "known-false-alarm"]
KNOWN: tuple[Outcome, ...] = ("known-miss", "known-false-alarm")

BEGIN = EPOCH.replace(year=2026, month=1, day=5, hour=12)
"""The moment at which every case's clock shows 0s."""

_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_UNITS = {"ms": 1_000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000}
_EVIDENCE = re.compile(r"(?P<event>[^\[\]]+)(?:\[(?P<start>\d+):(?P<end>\d+)\])?")


class Line(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"in_": "in", "from_": "from"},
):
    """A message made short: the sender is "a" and the conversation "c" unless said otherwise."""

    id: v.Id
    at: str
    text: v.Text | None = None
    from_: v.Id = "a"
    in_: v.Id = "c"
    to: list[v.Id] | None = None
    channel: v.Channel | None = None
    group: v.Id | None = None
    media: list[v.Id] | None = None
    forwarded_from: v.Id | None = None


class Known(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact made known to a key; to account "a" unless said otherwise."""

    name: str
    value: FactValue
    at: str = "0s"
    domain: str = "account"
    key: str = "a"


class Case(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One conversation and what must come of it.

    `evidence` names the events that the findings quote, exactly those, or places in them
    ("m1[0:4]"); `says` stands in one of their summaries.
    """

    name: str
    verdict: Outcome
    lang: v.Language = "und"
    messages: tuple[Line, ...] = ()
    events: tuple[dict[str, Any], ...] = ()
    facts: tuple[Known, ...] = ()
    evidence: tuple[str, ...] = ()
    says: str | None = None
    limit: str | None = None


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    case: tuple[Case, ...]


class Result(Struct, frozen=True):
    """How a case went. `reason` is empty when it passed."""

    case: Case
    given: tuple[Given, ...]
    reason: str

    @property
    def passed(self) -> bool:
        """Whether the detector said what the case demands."""
        return not self.reason


def cases_path(detector: AnyDetector) -> Path:
    """The cases file beside the detector's module."""
    return Path(inspect.getfile(detector.look)).with_suffix(".cases.toml")


def cases_of(detector: AnyDetector) -> tuple[Case, ...]:
    """The cases beside a detector's module. Raises ConfigError when there is no such file."""
    return load_cases(cases_path(detector))


def load_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file. Raises ConfigError with the place of what is wrong."""
    try:
        raw = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cases cannot be read: {path}: {error}") from None
    cases = read_toml(raw, str(path), _File).case
    for n, case in enumerate(cases):
        _check(case, n, raw, str(path))
    return cases


def events_of(case: Case) -> list[Event]:
    """The case's events, by time. Raises ConfigError when one is no event of the contract."""
    events: list[Event] = [_message(line) for line in case.messages]
    events += [_event(fields) for fields in case.events]
    return sorted(events, key=lambda event: event.time)


def run(detector: AnyDetector, cases: Iterable[Case]) -> list[Result]:
    """Every case through the real screen, the real windows and the detector."""
    gate = _gate(detector.spec.id, detector)
    return [_run(detector, gate, case) for case in cases]


def _run(detector: AnyDetector, gate: Gate, case: Case) -> Result:
    events = events_of(case)
    facts = [_fact(known) for known in case.facts]
    try:
        given = tuple(findings_of(detector, events, facts, gate=gate))
    except FaultFound as fault:
        return Result(case, (), f"the detector failed: {fault}")
    return Result(case, given, _wrong(case, given, events))


@lru_cache(maxsize=64)
def _gate(id: str, detector: AnyDetector) -> Gate:
    return Gate([detector], terms_of([detector]))


def _wrong(case: Case, given: Sequence[Given], events: Sequence[Event]) -> str:
    """What the detector did otherwise than the case demands; empty when nothing."""
    if bool(given) != (case.verdict in ("alarm", "known-false-alarm")):
        said = "; ".join(dict.fromkeys(g.finding.summary for g in given)) or "nothing"
        return f"{case.verdict} expected, the detector said: {said}"
    quotes = [quote for g in given for quote in g.finding.quotes]
    if outside := [quote for quote in quotes if not _is_inside(quote, events)]:
        return f"a quote outside its message: {outside[0]}"
    if case.says and not any(case.says in g.finding.summary for g in given):
        return f"{case.says!r} expected in: " + "; ".join(g.finding.summary for g in given)
    return _wrong_evidence(case, quotes)


def _wrong_evidence(case: Case, quotes: Sequence[Quote]) -> str:
    quoted = {quote.event for quote in quotes}
    places = {f"{quote.event}[{quote.start}:{quote.end}]" for quote in quotes}
    named = {entry.partition("[")[0] for entry in case.evidence}
    exact = {entry for entry in case.evidence if "[" in entry}
    if case.evidence and named != quoted:
        return f"evidence {sorted(named)} expected, quoted {sorted(quoted)}"
    return f"{sorted(exact - places)} expected among {sorted(places)}" if exact - places else ""


def _is_inside(quote: Quote, events: Sequence[Event]) -> bool:
    event = next((event for event in events if event.id == quote.event), None)
    text = getattr(event, quote.field, None)
    return isinstance(text, str) and 0 <= quote.start < quote.end <= len(text)


def _check(case: Case, n: int, raw: str, file: str) -> None:
    """Raise ConfigError for what types alone do not say."""
    path = f".case[{n}]"
    if case.verdict in KNOWN and not case.limit:
        where = place_of(raw, file, f"{path}.verdict")
        raise ConfigError(f"a {case.verdict} names the limit of the detector that it shows", where)
    if case.evidence and case.verdict in ("silence", "known-miss"):
        raise ConfigError("silence has no evidence", place_of(raw, file, f"{path}.evidence"))
    if not case.messages and not case.events:
        raise ConfigError("a case has messages or events", place_of(raw, file, path))
    for entry in case.evidence:
        if not _EVIDENCE.fullmatch(entry):
            where = place_of(raw, file, f"{path}.evidence")
            raise ConfigError(
                f'evidence is an event\'s id or "id[start:end]", not {entry!r}', where
            )
    _check_events(case, path, raw, file)


def _check_events(case: Case, path: str, raw: str, file: str) -> None:
    for k, line in enumerate(case.messages):
        if _after(line.at) is None:
            raise _bad_time(line.at, place_of(raw, file, f"{path}.messages[{k}].at"))
    for k, known in enumerate(case.facts):
        if _after(known.at) is None:
            raise _bad_time(known.at, place_of(raw, file, f"{path}.facts[{k}].at"))
    for k, fields in enumerate(case.events):
        try:
            _event(fields)
        except InputError as error:
            where = place_of(raw, file, f"{path}.events[{k}]")
            raise ConfigError(error.reason, where) from None


def checked(case: Case) -> Case:
    """The case, when it makes sense. Raises ConfigError, without a place, when it does not."""
    _check(case, 0, "", "")
    return case


def _bad_time(at: object, where: Any) -> ConfigError:
    return ConfigError(
        f'a time after the beginning such as "9s" or "1h30m" expected, not {at!r}', where
    )


def _after(at: object) -> int | None:
    """Microseconds after the beginning of "9s", "1h30m"; None when it is neither."""
    parts = _PART.findall(at) if isinstance(at, str) else []
    if not parts or "".join(number + unit for number, unit in parts) != at:
        return None
    return round(sum(float(number) * _UNITS[unit] for number, unit in parts))


def _message(line: Line) -> MessageSent:
    return MessageSent(
        id=line.id,
        time=BEGIN + (_after(line.at) or 0) * MICROSECOND,
        account=line.from_,
        conversation=line.in_,
        text=line.text,
        to=line.to,
        channel=line.channel,
        group=line.group,
        media=line.media,
        forwarded_from=line.forwarded_from,
    )


def _event(fields: dict[str, Any]) -> Event:
    given = dict(fields)
    after = _after(given.pop("at", None))
    if after is None:
        raise _bad_time(fields.get("at"), None)
    try:
        made: Event = msgspec.convert({**given, "time": BEGIN + after * MICROSECOND}, Event)
    except msgspec.ValidationError as error:
        raise ConfigError(f"not an event of the contract: {error}") from None
    return made


def _fact(known: Known) -> Fact:
    moment = micros(BEGIN) + span((_after(known.at) or 0) * MICROSECOND)
    return Fact(known.domain, known.key, known.name, known.value, moment)
