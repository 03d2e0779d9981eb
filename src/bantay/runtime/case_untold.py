"""Cases whose final answer the engine's log has not been told of: known without reading all."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from bantay.ports.casestore import CaseStore
from bantay.runtime.case_saving import brief


class Untold:
    """Remembers which cases of one store wait, and up to which record that is known: a look
    reads the briefs of cases that changed since the last look, and no others. One look at a time:
    two readers who tell the same answer would each believe to be the first."""

    def __init__(self) -> None:
        self._seen = 0
        self._cases: set[str] = set()
        self._lock = Lock()

    @contextmanager
    def waiting(self, store: CaseStore) -> Iterator[tuple[str, ...]]:
        """The cases that wait to be told, by id."""
        with self._lock:
            seen, changed = store.changed_cases(self._seen)
            if changed:
                briefs = map(brief, store.briefs(changed))
                self._cases -= changed
                self._cases |= {one.case for one in briefs if one.untold is not None}
            self._seen = seen
            yield tuple(sorted(self._cases))
