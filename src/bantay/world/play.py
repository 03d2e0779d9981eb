"""One instance of a scenario, and what the truth will say of it."""

from msgspec import Struct, field

from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis, Plane, Time


class Dials(Struct, frozen=True):
    """How hard one instance of a scenario is to see, each from 0 to 1."""

    evasion: float
    shared_life: float
    patience: float
    splitting: float


class Play(Struct, frozen=True):
    """One instance of a scenario: its dials and structural numbers."""

    id: str
    name: str
    dials: Dials
    numbers: dict[str, float]
    absent: tuple[Plane, ...]
    seed: int


class Truth(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is really so about one subject; a line of `truth.jsonl`.

    `hypothesis` is None for ordinary life, and `life` its kind. `scenario` is the scenario's
    name, or "ordinary", or "target" for somebody at whom a scenario aims; `play` tells its
    instances apart. `evidence` are the ids of the events that show it; `role` is what the
    subject does in the scenario. `language` is the community's.
    """

    hypothesis: Hypothesis | None
    subject: Subject
    scenario: str
    community: str
    life: str
    language: str
    role: str = "member"
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    since: Time | None = None
    play: str | None = None
    dials: Dials | None = None
    numbers: dict[str, float] = field(default_factory=dict)
    absent: tuple[Plane, ...] = ()
    evidence: tuple[str, ...] = ()
