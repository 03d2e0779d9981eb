"""Labels of final answers on their way into the engine's log, where they close or confirm."""

from collections.abc import Sequence
from typing import Protocol

from msgspec.structs import replace

from bantay.model.clock import moment
from bantay.model.events import LabelGiven
from bantay.model.settings import Settings
from bantay.policy.deciding import LADDER, Limits, Policy
from bantay.ports.casestore import CaseStore
from bantay.runtime.cases_desk import CaseDesk
from bantay.runtime.embedded import Driver, StoreOfRecord, pipeline, wall
from bantay.runtime.merge import Piece


class StoreOfCases(StoreOfRecord, CaseStore, Protocol):
    """A store that a driver runs on and people work with."""


class Teller:
    """Puts labels into the log, at the log's own time: a history that was read long after it
    happened must not age by being judged."""

    def __init__(
        self,
        store: StoreOfRecord,
        settings: Settings,
        policy: Policy = LADDER,
        limits: Limits = Limits(),  # noqa: B008
    ):
        self._store, self._settings, self._policy, self._limits = store, settings, policy, limits

    def __call__(self, labels: Sequence[LabelGiven]) -> None:
        """Give labels to the engine as events; the same label twice is ignored."""
        engine = pipeline(self._settings, self._store.key, None, self._policy, self._limits)
        driver = Driver(self._store, engine)
        now = self._store.head().now
        time = moment(wall() if now is None else now)
        driver.batch(Piece(events=[replace(label, time=time) for label in labels]))


def taken_up(
    store: StoreOfCases,
    settings: Settings,
    policy: Policy = LADDER,
    limits: Limits = Limits(),  # noqa: B008
) -> int:
    """After a run: labels that wait are told, changed alarms become cases. How many changed."""
    return CaseDesk(store, tell=Teller(store, settings, policy, limits)).take_up()
