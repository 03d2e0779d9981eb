"""What every part of a store needs to know of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bantay.adapters.store.database import Database
from bantay.adapters.store.keyring import Keyring
from bantay.model.clock import DAY
from bantay.ports.files import Files

RETENTION: Mapping[str, int | None] = MappingProxyType(
    {"finding": 90, "other": 30, "raw": 30, "delivered": 30}
)
"""Days that texts are kept by class; None or 0: they are not kept at all. `delivered` is no
text: parcels and orders after their receipt; None or 0: those stay for ever."""
OWN = "own"
"""The class of the engine's own records: kept as long as the log, encrypted all the same."""

STOPS = (
    "batch built",
    "before commit",
    "after commit",
    "segment written",
    "segment synced",
    "seal before commit",
    "seal after commit",
    "dedup merged",
    "outbox receipt before",
    "outbox receipt after",
)
"""Where a test may stop a store: it calls `at` with these names."""


def nothing(stop: str) -> None:
    """The stop point of a store that nobody stops."""


@dataclass(frozen=True, slots=True)
class Site:
    """A store's directory, its database, keys and files; `clock` is microseconds UTC."""

    directory: Path
    db: Database
    keys: Keyring
    files: Files
    retention: Mapping[str, int | None]
    at: Callable[[str], None]
    clock: Callable[[], int]
    mark: str = ""
    """What stands in the names of files this writer makes. Every keeper among several workers has
    its own: one that was stalled and wakes up can overwrite nothing of those after it."""

    def days(self, klass: str) -> int | None:
        """Days that a class of texts is kept; None: not at all."""
        return self.retention.get(klass) or None

    def expiry(self, klass: str, made: int) -> int | None:
        """When texts of a class that were kept since `made` must be gone; None: never."""
        days = self.days(klass)
        return None if klass == OWN or days is None else made + days * DAY

    def keeps(self, klass: str) -> bool:
        """Whether texts of a class are kept at all."""
        return klass == OWN or self.days(klass) is not None
