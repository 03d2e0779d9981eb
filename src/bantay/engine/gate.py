"""Which detectors see which events of a batch: by type, and for texts by screen class."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

import numpy as np
from msgspec import Struct

from bantay.engine.detect import AnyDetector, Brought, admitted
from bantay.engine.lines import Lines, held_for
from bantay.engine.quiet import completes
from bantay.engine.screen import Bits, Made, Owned, Screen, mask_of, rows_of
from bantay.model.clock import MINUTE, span
from bantay.model.events import Event, EventBase, MessageEdited, MessageSent, PaymentMade
from bantay.model.keys import Domain
from bantay.model.vocabulary import PaymentKind

_SCREENED: tuple[type[EventBase], ...] = (MessageSent, MessageEdited)

_REMEMBERED, _REMEMBERED_OWN = 50_000, 1_000
"""Combinations of classes, and of own classes, whose detectors are remembered."""


_LINE = "line"
Wanted = dict[int, list[AnyDetector]]
Completing = dict[int, dict[str, bool]]
"""By an event's index and a detector's id, whether the event completes anything for it."""
_Asked = tuple[AnyDetector, Callable[[Any, Any], bool] | None, Any]
"""A detector with what it is asked and how: looked up once a batch and not once an event."""


def _pays(detector: AnyDetector, kind: str) -> bool:
    return not detector.spec.payments or kind in detector.spec.payments


def _asked(detector: AnyDetector) -> _Asked:
    return detector, detector.admits, detector.params


def _takers(asked: Sequence[_Asked], event: Event) -> list[AnyDetector]:
    """The detectors that take an event; one that raises when asked is asked apart."""
    try:
        return [d for d, admits, params in asked if admits is None or admits(event, params)]
    except Exception:  # whatever a detector raises must stop nothing else
        return [d for d, _, _ in asked if admitted(d, event)]


Held = dict[str, Lines]
"""The lines that nothing marks, by detector; the driver keeps them."""


class Asked(Struct):
    """For every event that any detector wants, by index: those detectors, and by detector the
    lines that are to be shown before it; and for which of them it completes something."""

    wanted: Wanted
    brought: dict[int, Brought]
    completing: Completing


class Read(Struct):
    """What the texts and types of a batch alone say: who wants which event, and by detector the
    texts that bring lines in, or are such lines, in order: which, and whether marked and wanted;
    and for which detectors an event completes something."""

    wanted: Wanted
    lines: list[tuple[AnyDetector, list[tuple[int, bool]]]]
    completing: Completing


class Gate:
    """Compiled once for a catalogue; `asked` is called once a batch."""

    def __init__(
        self,
        detectors: Iterable[AnyDetector],
        terms: Mapping[str, Sequence[str]],
        lateness: int = 10 * MINUTE,
        made: Made | None = None,
    ):
        self._screen, self._lateness = Screen(terms, made), lateness
        ordered = sorted(detectors, key=lambda d: d.spec.id)
        self._screened = [d for d in ordered if d.spec.screens]
        self._of_mask: dict[int, set[int]] = {}
        for n, detector in enumerate(self._screened):
            for mask in self._screen.masks(detector.spec.screens):
                self._of_mask.setdefault(mask, set()).add(n)
        self._context = [
            (_keyed(d), self._screen.masks(d.spec.context)) for d in ordered if d.spec.context
        ]
        self._line = self._screen.masks([_LINE])[0]
        self._of_own: dict[int, list[AnyDetector]] = {}
        for detector in ordered:
            for number in self._screen.numbers(detector.spec.screens):
                self._of_own.setdefault(number, []).append(detector)
        self._by_bits: dict[bytes, tuple[AnyDetector, ...]] = {}
        self._by_own: dict[tuple[type[EventBase], frozenset[int]], tuple[_Asked, ...]] = {}
        self._always = {
            kind: [d for d in ordered if kind in d.spec.reads and not self._by_text(d, kind)]
            for kind in {kind for d in ordered for kind in d.spec.reads}
        }
        self._always = {kind: some for kind, some in self._always.items() if some}
        self._of_payment = {
            kind: [_asked(d) for d in self._always.get(PaymentMade, ()) if _pays(d, kind)]
            for kind in get_args(PaymentKind)
        }

    @property
    def span(self) -> int:
        """Microseconds of a log's end from which all lines can be made again; 0: there are none.

        A line may have been brought in by a message as far behind it as `Spec.reach`.
        """
        reaches = [span(detector.spec.reach) for detector, _ in self._context]
        return max((r + held_for(r, self._lateness) for r in reaches), default=0)

    @staticmethod
    def _by_text(detector: AnyDetector, kind: type[EventBase]) -> bool:
        return bool(detector.spec.screens) and kind in _SCREENED

    def asked(
        self,
        events: Sequence[Event],
        times: Sequence[int],
        held: Held,
        late: Collection[int] = (),
    ) -> Asked:
        """Which detectors see which events of a batch, and which lines come with them.

        `times` are microseconds; the indices in `late` are shown to nobody.
        """
        return self.after(self.read(events), events, times, held, late)

    def read(self, events: Sequence[Event]) -> Read:
        """The part that needs no state, so that it can be done anywhere, in any cuts."""
        wanted: Wanted = {}
        kinds = list(map(type, events))
        for kind in set(kinds) & self._always.keys():
            asks = [_asked(detector) for detector in self._always[kind]]
            for index in (i for i, k in enumerate(kinds) if k is kind):
                event = events[index]
                takes = self._of_payment[event.kind] if isinstance(event, PaymentMade) else asks
                if some := _takers(takes, event):
                    wanted[index] = some
        where = [i for i, kind in enumerate(kinds) if kind in _SCREENED]
        texts = [events[i].text or "" for i in where]  # type: ignore[union-attr]
        if not texts:
            return Read(wanted, [], {})
        bits, owned = self._screen.read(texts)
        self._by_class(bits, owned, where, events, wanted)
        lines = [
            (
                detector,
                [
                    (where[n], marked and admitted(detector, events[where[n]]))
                    for n, marked in self._lines(bits, masks)
                ],
            )
            for detector, masks in self._context
        ]
        return Read(wanted, lines, _completing(where, events, wanted))

    def after(
        self,
        read: Read,
        events: Sequence[Event],
        times: Sequence[int],
        held: Held,
        late: Collection[int] = (),
    ) -> Asked:
        """The rest: which lines come with which events, by what came before."""
        brought: dict[int, Brought] = {}
        for detector, some in read.lines:
            lines = self._held(held, detector)
            for index, marked in some:
                event = events[index]
                if isinstance(event, MessageSent) and index not in late:
                    shown = lines.see(event, times[index], marked)
                    if shown:
                        _bring(detector, index, event, shown, read.wanted, brought)
        return Asked(read.wanted, brought, read.completing)

    def _held(self, held: Held, detector: AnyDetector) -> Lines:
        if detector.spec.id not in held:
            held[detector.spec.id] = Lines(span(detector.spec.reach), self._lateness)
        return held[detector.spec.id]

    def _lines(self, bits: Bits, masks: Sequence[int]) -> Iterator[tuple[int, bool]]:
        """The texts that bring lines in, or are such lines, in order: which, and whether marked."""
        marked = np.zeros(len(bits), bool)
        for mask in masks:
            marked |= self._screen.holding(bits, mask)
        some = np.flatnonzero(marked | self._screen.holding(bits, self._line))
        return zip(some.tolist(), marked[some].tolist(), strict=True)

    def _by_class(
        self,
        bits: Bits,
        owned: Owned,
        where: Sequence[int],
        events: Sequence[Event],
        wanted: Wanted,
    ) -> None:
        known = self._by_bits.get
        for index, row in zip(where, rows_of(bits), strict=True):
            detectors = known(row)
            if detectors is None:
                detectors = self._asked(row)
            if detectors:
                _admit(detectors, events[index], index, wanted)
        for text in sorted(owned):
            event = events[where[text]]
            if some := _takers(self._owners(type(event), frozenset(owned[text])), event):
                wanted.setdefault(where[text], []).extend(some)

    def _owners(self, kind: type[EventBase], numbers: frozenset[int]) -> tuple[_Asked, ...]:
        """The own detectors that want an event with these classes, by id."""
        known = self._by_own.get((kind, numbers))
        if known is None:
            if len(self._by_own) >= _REMEMBERED_OWN:
                self._by_own.clear()
            own = {d.spec.id: d for number in numbers for d in self._of_own.get(number, ())}
            known = tuple(_asked(own[id]) for id in sorted(own) if kind in own[id].spec.reads)
            self._by_own[kind, numbers] = known
        return known

    def _asked(self, row: bytes) -> tuple[AnyDetector, ...]:
        """The detectors that want a text with classes not met before: few combinations occur."""
        if len(self._by_bits) >= _REMEMBERED:
            self._by_bits.clear()
        bits = mask_of(row)
        met = [some for mask, some in self._of_mask.items() if bits & mask == mask]
        numbers = sorted(set[int]().union(*met))
        made = self._by_bits[row] = tuple(self._screened[n] for n in numbers)
        return made


def _completing(where: Sequence[int], events: Sequence[Event], wanted: Wanted) -> Completing:
    """What a text completes, for the detectors that want it and can tell; of other events it is
    seen at a glance, where it is asked."""
    found: Completing = {}
    for index in where:
        for detector in wanted.get(index, ()):
            if detector.completes is not None:
                said = completes(detector, events[index])
                found.setdefault(index, {})[detector.spec.id] = said
    return found


def _keyed(detector: AnyDetector) -> AnyDetector:
    if detector.spec.keyed_by is not Domain.SENDER:
        raise ValueError(f"{detector.spec.id}: only a sender's own lines can be brought in")
    return detector


def _bring(
    detector: AnyDetector,
    index: int,
    event: MessageSent,
    shown: Sequence[MessageSent],
    wanted: Wanted,
    brought: dict[int, Brought],
) -> None:
    """Have an event, and the lines before it, shown to a detector that takes them."""
    taken = [line for line in shown if admitted(detector, line)]
    if not taken:
        return
    some = wanted.setdefault(index, [])
    if detector not in some:
        some.append(detector)
    brought.setdefault(index, {})[detector.spec.id] = [line for line in taken if line is not event]


def _admit(
    detectors: Iterable[AnyDetector],
    event: Event,
    index: int,
    wanted: Wanted,
) -> None:
    """Those that read the event and could use it, put to those that want it."""
    for detector in detectors:
        if type(event) in detector.spec.reads and admitted(detector, event):
            wanted.setdefault(index, []).append(detector)
