"""Which detectors see which events of a batch: by type, and for texts by screen class."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, get_args

from bantay.engine.detect import AnyDetector, admitted
from bantay.engine.screen import Screen
from bantay.model.events import Event, EventBase, MessageEdited, MessageSent, PaymentMade
from bantay.model.vocabulary import PaymentKind

_SCREENED: tuple[type[EventBase], ...] = (MessageSent, MessageEdited)

_REMEMBERED = 50_000
"""Combinations of classes whose detectors are remembered."""


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


class Gate:
    """Compiled once for a catalogue; `wanted` is called once a batch."""

    def __init__(self, detectors: Iterable[AnyDetector], terms: Mapping[str, Sequence[str]]):
        self._screen = Screen(terms)
        ordered = sorted(detectors, key=lambda d: d.spec.id)
        self._screened = [
            (d, self._screen.masks(d.spec.screens)) for d in ordered if d.spec.screens
        ]
        self._by_bits: dict[int, tuple[AnyDetector, ...]] = {}
        self._always = {
            kind: [d for d in ordered if kind in d.spec.reads and not self._by_text(d, kind)]
            for kind in {kind for d in ordered for kind in d.spec.reads}
        }
        self._always = {kind: some for kind, some in self._always.items() if some}
        self._of_payment = {
            kind: [_asked(d) for d in self._always.get(PaymentMade, ()) if _pays(d, kind)]
            for kind in get_args(PaymentKind)
        }

    @staticmethod
    def _by_text(detector: AnyDetector, kind: type[EventBase]) -> bool:
        return bool(detector.spec.screens) and kind in _SCREENED

    def wanted(self, events: Sequence[Event]) -> dict[int, list[AnyDetector]]:
        """For every event that any detector wants, by index: those detectors."""
        wanted: dict[int, list[AnyDetector]] = {}
        kinds = list(map(type, events))
        for kind in set(kinds) & self._always.keys():
            asks = [_asked(detector) for detector in self._always[kind]]
            for index in (i for i, k in enumerate(kinds) if k is kind):
                event = events[index]
                asked = asks
                if isinstance(event, PaymentMade):
                    asked = self._of_payment[event.kind]
                if some := _takers(asked, event):
                    wanted[index] = some
        where = [i for i, kind in enumerate(kinds) if kind in _SCREENED]
        texts = [events[i].text or "" for i in where]  # type: ignore[union-attr]
        if texts:
            self._by_class(texts, where, events, wanted)
        return wanted

    def _by_class(
        self,
        texts: Sequence[str],
        where: Sequence[int],
        events: Sequence[Event],
        wanted: dict[int, list[AnyDetector]],
    ) -> None:
        asked = map(self._asked, self._screen.bits(texts).tolist())
        for index, detectors in zip(where, asked, strict=True):
            for detector in detectors:
                event = events[index]
                if type(event) in detector.spec.reads and admitted(detector, event):
                    wanted.setdefault(index, []).append(detector)

    def _asked(self, bits: int) -> tuple[AnyDetector, ...]:
        """The detectors that want a text with these classes; few combinations ever occur."""
        known = self._by_bits.get(bits)
        if known is None:
            if len(self._by_bits) >= _REMEMBERED:
                self._by_bits.clear()
            known = self._by_bits[bits] = tuple(
                detector
                for detector, masks in self._screened
                if any(bits & mask == mask for mask in masks)
            )
        return known
