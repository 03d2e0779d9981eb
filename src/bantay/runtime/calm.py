"""A calmer garbage collector while batches pass.

Events hold no cycles, so looking for some among hundreds of thousands of them, as the
collector does after every few hundred allocations, costs a quarter of a run and frees
nothing. Cycles of other making are still collected, after many more allocations.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

SELDOM, SHORT = 200_000, 20_000
"""Objects made until the collector looks: seldom enough for a run, and few enough for a server,
whose callers wait while it looks (0.3 microseconds an object)."""
_OLDER = (20, 100)


class _Held:
    """How many hold the collector calm now, over all threads, and how it was before the first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._holders = 0
        self._before = gc.get_threshold()

    def more(self, made: int) -> None:
        with self._lock:
            self._holders += 1
            if self._holders == 1:
                self._before = gc.get_threshold()
                gc.collect()
                gc.freeze()
                gc.set_threshold(made, *_OLDER)

    def less(self) -> None:
        with self._lock:
            self._holders -= 1
            if self._holders == 0:
                gc.set_threshold(*self._before)
                gc.unfreeze()


# The collector is one for the whole process: two servers in it that end in any order must leave it
# as the first one found it.
_held = _Held()


@contextmanager
def calm(made: int = SELDOM) -> Iterator[None]:
    """Within it the collector looks after so many new objects, and never again at what was alive
    before; where several hold it, the first one's number counts."""
    _held.more(made)
    try:
        yield
    finally:
        _held.less()
