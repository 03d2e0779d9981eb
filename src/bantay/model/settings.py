"""What an operator sets, as typed values. Files become these in `policy`."""

from msgspec import Struct

from bantay.model.evidence import Weight
from bantay.model.vocabulary import Hypothesis

TRAFFICKING: frozenset[Hypothesis] = frozenset(
    {"controller", "controlled_performer", "broker_ring", "recruitment_pyramid"}
)
"""Hypotheses that need two groups from two planes, 5 dB or more each (DESIGN section 6)."""


class Bar(Struct, frozen=True):
    """Where a hypothesis starts and where it becomes an alarm, in decibans."""

    prior_db: float
    threshold_db: float


class Settings(Struct, frozen=True):
    """Everything the engine needs to know of an operator's choices.

    Durations are whole microseconds, as all times inside the engine.
    """

    bars: dict[Hypothesis, Bar]
    weights: dict[tuple[str, Hypothesis], Weight]
    lateness: int
    dedup: int
    policy_version: str
    weights_version: str
