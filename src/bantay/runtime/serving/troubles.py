"""What is done beside the events and failed: said aloud, and again until it goes well.

Cases, reports, orders, the clock, the seal and retention are rounds: nobody waits for their
answer, so nobody would see that it is an exception. Each round that fails is counted, and told
to who listens (a line of the log) at the first failure and each time their number has doubled;
one that fails twice in a row makes the server degraded.
"""

from collections import Counter
from collections.abc import Callable
from threading import Lock
from typing import Literal

from bantay.errors import BantayError

Round = Literal["cases", "reports", "orders", "clock", "survey", "sealing", "retention"]
Hear = Callable[[Round, int, str], object]
"""Told of a round that failed: how often in a row, and the kind of what went wrong."""
LOUD = 2
"""Failures in a row that are no accident: somebody else's write is over by the next round."""


class Troubles:
    """Which rounds failed, from any thread. Words of an error go to the store alone: they may
    name somebody, and a log line may not."""

    def __init__(self) -> None:
        self._in_row: Counter[Round] = Counter()
        self._ever: Counter[Round] = Counter()
        self._hear: list[Hear] = []
        self._lock = Lock()

    def listen(self, hear: Hear) -> None:
        """Be told of every round that fails."""
        self._hear.append(hear)

    def tried(self, name: Round, run: Callable[[], object]) -> Exception | None:
        """Do a round; what went wrong, None when it went well."""
        try:
            run()
        except Exception as wrong:  # whatever it is: the next round is another try
            self._failed(name, wrong)
            return wrong
        with self._lock:
            self._in_row.pop(name, None)
        return None

    def in_row(self, name: Round) -> int:
        """How often a round has failed since it last went well."""
        return self._in_row[name]

    @property
    def ever(self) -> dict[str, int]:
        """How often each round failed since the server began."""
        return {name: n for name, n in self._ever.items()}

    @property
    def standing(self) -> tuple[Round, ...]:
        """The rounds that keep failing: the server is degraded while there are any."""
        with self._lock:
            return tuple(sorted(name for name, n in self._in_row.items() if n >= LOUD))

    def _failed(self, name: Round, wrong: Exception) -> None:
        with self._lock:
            self._in_row[name] += 1
            self._ever[name] += 1
            n = self._in_row[name]
        if n & (n - 1) == 0:
            for hear in self._hear:
                hear(name, n, type(wrong).__name__)


def words(wrong: Exception) -> str:
    """What the store keeps of an error: our own sentence, of others the kind alone."""
    kind = type(wrong).__name__
    return f"{kind}: {wrong}" if isinstance(wrong, BantayError) else kind
