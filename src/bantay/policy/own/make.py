"""Own detectors made into ordinary `Detector` values: same gate, same windows, same fusion.

`admits` does the work: only events that match ever enter a window, so that `look` counts
what it is given and quotes it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeGuard

from bantay.kit import Detector, Finding, Quote, Spec, Window
from bantay.kit.lexicon import OWN, PART
from bantay.model.clock import MICROSECOND
from bantay.model.events import EventBase
from bantay.policy.cel.library import cel
from bantay.policy.own.fields import EVENTS, context
from bantay.policy.own.find import Find, Span, finder, folded
from bantay.policy.own.spec import Match, Own

_MOST_QUOTES = 10
_MOST_A_TEXT = 3
_KEEPS = 100


@dataclass(frozen=True, slots=True)
class OwnParams:
    """What an operator's detector looks for; it is tuned in the policy file itself."""

    count: int  # events that must match within the window
    distinct: str | None  # field of which different values are counted
    distinct_least: int  # how many different values there must be
    terms: tuple[tuple[str, tuple[str, ...]], ...] = ()  # its screen classes and their terms


class Test:
    """Whether one event is what a `Match` describes, and where its text says so."""

    def __init__(self, match: Match, field: str | None):
        searched = field is not None and (match.terms or match.pattern)
        self._find: Find | None = finder(match.terms, match.pattern) if searched else None
        self._unless: Find | None = finder(match.unless, None) if field and match.unless else None
        self._field = field if self._find or self._unless else None
        self._where = None if match.where is None else cel.compile(match.where).execute
        self.names = match.names

    def holds(self, event: EventBase) -> bool:
        """Whether the event is what is described."""
        if self._field is not None:
            text = folded(getattr(event, self._field) or "")
            if self._find is not None and not self._find.any(text):
                return False
            if self._unless is not None and self._unless.any(text):
                return False
        return self._where is None or self._where(context(event)) is True

    def spans(self, event: EventBase) -> list[Span]:
        """The places in the event's text that are looked for."""
        if self._find is None or self._field is None:
            return []
        return self._find.all(folded(getattr(event, self._field) or ""))


def detector_of(own: Own) -> Detector[Any, Any]:
    """The detector that an `Own` describes."""
    kind, _, field = EVENTS[own.event]
    tests = [Test(match, field) for match in own.sequence or (own.match,)]
    terms = tuple(terms_of(own).items())
    params = OwnParams(own.count, own.distinct, own.distinct_least, terms)

    first, last = tests[0].holds, tests[-1].holds

    def completes(event: EventBase, _: OwnParams) -> bool:
        return last(event)

    def admits(event: EventBase, _: OwnParams) -> bool:
        return first(event) or any(test.holds(event) for test in tests[1:])

    return Detector(
        _spec(own, kind),
        params,
        _look_of(own, tests, field),
        admits,
        least=_least_of(own),
        completes=completes if own.sequence else None,
    )


def _least_of(own: Own) -> Callable[[OwnParams], int]:
    """Events below which a window supports nothing: the engine then does not look at all."""
    needed = max(own.count, len(own.sequence))
    return lambda _: needed


def _spec(own: Own, kind: type[EventBase]) -> Spec:
    return Spec(
        id=own.id,
        title=own.title,
        version=1,
        rows=("own",),
        reads=(kind,),
        keyed_by=own.by,
        window=timedelta(microseconds=own.window),
        keeps=max(_KEEPS, own.count),
        hypotheses=own.speaks_for,
        group=own.group,
        ceiling=own.ceiling,
        half_life=own.half_life * MICROSECOND,
        anchor="the day of the newest event that matches",
        screens=tuple(terms_of(own)),
        subject="group" if own.by == "group" else "account",
    )


def terms_of(own: Own) -> dict[str, tuple[str, ...]]:
    """The own screen classes of a detector, with their terms; none when it is not screened."""
    if own.event != "message.sent":
        return {}
    matches = own.sequence or (own.match,)
    terms = tuple(sorted({term for match in matches for term in match.terms}))
    words = tuple(sorted({word for match in matches for word in match.words}))
    named = {f"{OWN}{own.name}": terms, f"{OWN}{own.name}{PART}": words}
    return {name: some for name, some in named.items() if some}


def _look_of(
    own: Own, tests: list[Test], field: str | None
) -> Callable[[Window[Any], OwnParams], Iterator[Finding]]:
    def look(window: Window[Any], params: OwnParams) -> Iterator[Finding]:
        events = window.events
        chosen = _in_order(events, tests) if own.sequence else _enough(events, params)
        if chosen:
            yield _finding(own, chosen, tests, field)

    return look


def _enough(events: tuple[Any, ...], params: OwnParams) -> tuple[Any, ...]:
    """All events of the window when they are enough, or none."""
    if len(events) < params.count:
        return ()
    if params.distinct is not None:
        different = {getattr(event, params.distinct) for event in events} - {None}
        if len(different) < params.distinct_least:
            return ()
    return events


def _in_order(events: tuple[Any, ...], tests: list[Test]) -> tuple[Any, ...]:
    """The earliest events that pass the tests one after the other, or none."""
    chosen: list[Any] = []
    for event in events:
        if tests[len(chosen)].holds(event):
            chosen.append(event)
            if len(chosen) == len(tests):
                return tuple(chosen)
    return ()


def _finding(own: Own, events: tuple[Any, ...], tests: list[Test], field: str | None) -> Finding:
    shown = events[-_MOST_QUOTES:]
    quotes = [quote for event in shown for quote in _quotes(event, tests, field)]
    told = f"{own.says} ({len(events)} events)" if len(events) > 1 else own.says
    return Finding(
        anchor=events[-1].time.date().isoformat(),
        summary=told,
        quotes=tuple(quotes),
    )


def _quotes(event: EventBase, tests: list[Test], field: str | None) -> list[Quote]:
    """The places in its text; of an event without, the fields that the condition asks of."""
    for test in tests:
        spans = test.spans(event) if field is not None and test.holds(event) else []
        if spans and field is not None:
            return [Quote(event.id, field, start, end) for start, end in spans[:_MOST_A_TEXT]]
    names = {name.removeprefix("event.") for test in tests for name in test.names}
    texts = {name: getattr(event, name, None) for name in sorted(names)}
    return [Quote(event.id, name, 0, len(t)) for name, t in texts.items() if _is_text(t)]


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value)
