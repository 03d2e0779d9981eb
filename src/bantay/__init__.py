"""Bantay: one who keeps watch. The front door, at most fifteen names.

    >>> import bantay
    >>> store = bantay.open_store(directory, create=True)
    >>> report = bantay.run(bantay.open_sources([path]), store, bantay.load_policy(None))

A name is loaded when it is first asked for, so that `import bantay` costs next to nothing.
Nothing inside the package imports this door: each room imports the room it means.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from bantay.model.version import VERSION as __version__

if TYPE_CHECKING:
    from bantay.adapters.sources import open_sources
    from bantay.adapters.store import open_store
    from bantay.errors import BantayError
    from bantay.model.alarm import Alarm
    from bantay.model.events import Event
    from bantay.policy import load as load_policy
    from bantay.runtime.embedded import run
    from bantay.runtime.scan import scan_lines as scan
    from bantay.runtime.showing.notebook import draw

__all__ = [
    "Alarm",
    "BantayError",
    "Event",
    "__version__",
    "draw",
    "load_policy",
    "open_sources",
    "open_store",
    "run",
    "scan",
]

_ROOMS = {
    "Alarm": ("bantay.model.alarm", "Alarm"),
    "BantayError": ("bantay.errors", "BantayError"),
    "Event": ("bantay.model.events", "Event"),
    "draw": ("bantay.runtime.showing.notebook", "draw"),
    "load_policy": ("bantay.policy", "load"),
    "open_sources": ("bantay.adapters.sources", "open_sources"),
    "open_store": ("bantay.adapters.store", "open_store"),
    "run": ("bantay.runtime.embedded", "run"),
    "scan": ("bantay.runtime.scan", "scan_lines"),
}


def __getattr__(name: str) -> object:
    """Fetch one of the names above from its room, once."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'bantay' has no attribute {name!r}")
    room, there = _ROOMS[name]
    value = getattr(import_module(room), there)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
