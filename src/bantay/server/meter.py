"""What the gate counts, for metrics."""

from collections import Counter


class Meter:
    """What the gate counts: responses by class of status."""

    def __init__(self) -> None:
        self.responses: Counter[str] = Counter()
        self.streams = 0

    def counted(self, status: int) -> None:
        """A response has begun."""
        self.responses[f"{status // 100}xx" if status != 429 else "429"] += 1
