"""The seam to policy files: whatever answers `asks` is a policy."""

from typing import Protocol

from bantay.model.decision import Ask, Situation


class Policy(Protocol):
    """Rules that look at a situation. A pure function of it: no clock, no memory."""

    def asks(self, situation: Situation) -> tuple[Ask, ...]:
        """What the rules ask for now; the deciding stage grants what the rights allow."""
        ...
