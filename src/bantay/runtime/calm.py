"""A calmer garbage collector while batches pass.

Events hold no cycles, so looking for some among hundreds of thousands of them, as the
collector does after every few hundred allocations, costs a quarter of a run and frees
nothing. Cycles of other making are still collected, after many more allocations.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OFTEN = (200_000, 20, 100)


@contextmanager
def calm() -> Iterator[None]:
    """Within it the collector runs seldom; what was alive before is not looked at again."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_OFTEN)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
