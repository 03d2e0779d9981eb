"""An alarm: a hypothesis about a subject whose total weight passed the threshold.

Its JSON is the contract that sinks, the console and reports read; it carries the whole sum.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from bantay.model.evidence import Quote, Subject
from bantay.model.vocabulary import Hypothesis, Plane

Status = Literal["open", "closed"]
CloseReason = Literal["decay", "withdrawal", "label"]


Certainty = Literal["likely", "possible", "weak"]


class Place(Struct, frozen=True):
    """A target region that the evidence or the account's own data tell, what tells it, and how
    sure that is."""

    place: str
    basis: str
    certainty: Certainty = "possible"


class Palermo(Struct, frozen=True):
    """Which elements of the Palermo Protocol, article 3, the findings touch."""

    act: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    purpose: tuple[str, ...] = ()


class AlarmFinding(Struct, frozen=True, kw_only=True):
    """One line of the sum. `counted` is false when a stronger finding of its group counts."""

    finding: str
    revision: int
    detector: str
    version: int
    group: str
    weight_db: float
    counted: bool
    draft: bool
    summary: str
    quotes: tuple[Quote, ...]


class Versions(Struct, frozen=True):
    """What computed the alarm."""

    engine: str
    weights: str
    policy: str


class Alarm(Struct, frozen=True, kw_only=True):
    """`score_db` = `prior_db` + `weight_db`, cut at 60 either way.

    `weight_db` is the sum of the counted findings. `probability` stays None until
    calibrated on the operator's own sampled labels.
    """

    alarm: str
    revision: int
    episode: int
    status: Status
    opened: datetime
    closed_by: CloseReason | None
    time: datetime
    hypothesis: Hypothesis
    subject: Subject
    roles: dict[str, tuple[str, ...]]
    score_db: float
    prior_db: float
    weight_db: float
    threshold_db: float
    probability: float | None
    calibration: str
    planes: tuple[Plane, ...]
    palermo: Palermo
    region: tuple[Place, ...]
    transmission: tuple[str, ...]
    findings: tuple[AlarmFinding, ...]
    versions: Versions
    first_event_time: datetime
    exception: str | None = None  # an exception in force: the step is at most `watch`
    second_reader: bool = False  # a reviewer was unsure
    confirmed: bool = False  # a reviewer said true


class AlarmChange(Struct, frozen=True):
    """An alarm's new state; `heard` says whether sinks are told of this revision."""

    alarm: Alarm
    heard: bool
