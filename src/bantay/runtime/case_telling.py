"""Labels and steps of final answers on their way into the engine's log."""

from collections.abc import Sequence
from typing import Protocol

from msgspec.structs import replace

from bantay.adapters.capabilities.config import Routed
from bantay.model.clock import moment
from bantay.model.events import LabelGiven
from bantay.model.log import CaseAnswered
from bantay.runtime.cases_desk import StoreInPlace, desk_of
from bantay.runtime.chosen import Chosen
from bantay.runtime.embedded import Driver, StoreOfRecord, wall
from bantay.runtime.merge import Piece


class StoreOfCases(StoreOfRecord, StoreInPlace, Protocol):
    """A store that a driver runs on and people work with."""


class Teller:
    """Puts labels into the log, at the log's own time: a history that was read long after it
    happened must not age by being judged. `rules` are those that the store runs under; with
    `capabilities` what a step orders is sent at once, else by whoever has them next."""

    def __init__(self, store: StoreOfRecord, rules: Chosen, capabilities: Routed | None = None):
        self._store, self._rules, self._capabilities = store, rules, capabilities

    def __call__(self, labels: Sequence[LabelGiven], steps: Sequence[CaseAnswered]) -> None:
        """Take the steps, then the labels as events; the same ones twice are ignored."""
        engine = self._rules.pipeline(self._store.key)
        driver = Driver(self._store, engine, capabilities=self._capabilities)
        now = self._store.head().now
        time = moment(wall() if now is None else now)
        if steps:
            driver.own([replace(step, time=time) for step in steps])
        driver.batch(Piece(events=[replace(label, time=time) for label in labels]))
        driver.act()


def taken_up(store: StoreOfCases, rules: Chosen, capabilities: Routed | None = None) -> int:
    """After a run: labels and steps that wait are told, changed alarms become cases. How many
    changed."""
    return desk_of(store, Teller(store, rules, capabilities)).take_up()
