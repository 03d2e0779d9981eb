"""Which detectors see which events of a batch: by type, and for texts by screen class."""

from collections.abc import Iterable, Mapping, Sequence

from bantay.engine.detect import AnyDetector, admitted
from bantay.engine.screen import Screen
from bantay.model.events import Event, EventBase, MessageEdited, MessageSent

_SCREENED: tuple[type[EventBase], ...] = (MessageSent, MessageEdited)

_REMEMBERED = 50_000
"""Combinations of classes whose detectors are remembered."""


class Gate:
    """Compiled once for a catalogue; `wanted` is called once a batch."""

    def __init__(self, detectors: Iterable[AnyDetector], terms: Mapping[str, Sequence[str]]):
        self._screen = Screen(terms)
        ordered = sorted(detectors, key=lambda d: d.spec.id)
        self._screened = [
            (d, self._screen.masks(d.spec.screens)) for d in ordered if d.spec.screens
        ]
        self._of_own: dict[int, list[AnyDetector]] = {}
        for detector in ordered:
            for number in self._screen.numbers(detector.spec.screens):
                self._of_own.setdefault(number, []).append(detector)
        self._by_bits: dict[int, tuple[AnyDetector, ...]] = {}
        self._always = {
            kind: [d for d in ordered if kind in d.spec.reads and not self._by_text(d, kind)]
            for kind in {kind for d in ordered for kind in d.spec.reads}
        }
        self._always = {kind: some for kind, some in self._always.items() if some}

    @staticmethod
    def _by_text(detector: AnyDetector, kind: type[EventBase]) -> bool:
        return bool(detector.spec.screens) and kind in _SCREENED

    def wanted(self, events: Sequence[Event]) -> dict[int, list[AnyDetector]]:
        """For every event that any detector wants, by index: those detectors."""
        wanted: dict[int, list[AnyDetector]] = {}
        kinds = list(map(type, events))
        for kind in set(kinds) & self._always.keys():
            for index in (i for i, k in enumerate(kinds) if k is kind):
                if some := [d for d in self._always[kind] if admitted(d, events[index])]:
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
        bits, owned = self._screen.read(texts)
        asked = map(self._asked, bits.tolist())
        for index, detectors in zip(where, asked, strict=True):
            _admit(detectors, events[index], index, wanted)
        for text in sorted(owned):
            own = {d.spec.id: d for number in owned[text] for d in self._of_own.get(number, ())}
            chosen = [own[id] for id in sorted(own)]
            _admit(chosen, events[where[text]], where[text], wanted)

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


def _admit(
    detectors: Iterable[AnyDetector],
    event: Event,
    index: int,
    wanted: dict[int, list[AnyDetector]],
) -> None:
    """Those that read the event and could use it, put to those that want it."""
    for detector in detectors:
        if type(event) in detector.spec.reads and admitted(detector, event):
            wanted.setdefault(index, []).append(detector)
