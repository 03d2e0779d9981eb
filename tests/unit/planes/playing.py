"""Events through the real detect stage with the facts that travel, as a pipeline does it."""

from collections.abc import Iterable, Sequence

from bantay.engine.detect import AnyDetector, Detect, admitted
from bantay.engine.known import facts_of
from bantay.engine.once import Shelf
from bantay.engine.state import is_news
from bantay.model.clock import MINUTE, micros
from bantay.model.events import Event
from bantay.model.evidence import Change, Fact, Given


class Play:
    """Some detectors over all keys. `open` are the findings that stand."""

    def __init__(self, detectors: Sequence[AnyDetector], lateness: int = 10 * MINUTE):
        self._detectors, self._stage = detectors, Detect(detectors, b"p" * 32, lateness)
        self.shelf, self.open = Shelf(), dict[str, Given]()
        self._now = 0

    def show(self, events: Iterable[Event]) -> "Play":
        """Events in the order in which they arrive."""
        for event in events:
            self._now = max(self._now, micros(event.time) // MINUTE * MINUTE)
            self._note(facts_of(event))
            wanted = [d for d in self._detectors if type(event) in d.spec.reads]
            wanted = [d for d in wanted if admitted(d, event)]
            seen = self._stage.event(event, wanted, self._now, self.shelf)
            assert not seen.faults
            self._keep(seen.changes)
            self._note(seen.facts)
        return self

    @property
    def found(self) -> set[tuple[str, str, str, str]]:
        """Detector, subject and summary of every open finding."""
        return {
            (g.detector, g.subject.kind, g.subject.id, g.finding.summary)
            for g in self.open.values()
        }

    def _note(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            if is_news(self.shelf.key(fact.domain, fact.key), fact):
                self._keep(self._stage.fact(fact, self._now, self.shelf).changes)

    def _keep(self, changes: Iterable[Change]) -> None:
        for change in changes:
            self.open.pop(change.id, None)
            if change.given is not None:
                self.open[change.id] = change.given
