"""What a survey is: a `SurveySpec`, a pure `look` over tables of the log, and its `Params`.

A survey asks what no single key can answer. Its module holds four names: `SPEC`, `Params`,
`look`, `SURVEY`. What it may say are its *signs*: each speaks in one plane, for hypotheses
of one kind of subject, so that the possible victim and the possible controller never share
a score and two planes are really two.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Generic, TypeVar

from bantay.kit.spec import Indicators
from bantay.model.events import EventBase
from bantay.model.evidence import Finding
from bantay.model.vocabulary import Hypothesis, Plane, SubjectKind

P = TypeVar("P")

EDGES = 48
"""Edges quoted under one finding at most; its summary counts them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One thing a survey may say. `ceiling` is in decibans, `group` as a detector's is.

    `plane` is that of the edges its findings quote; `id` is `surveys.<survey>.<sign>`.
    """

    id: str
    plane: Plane
    subjects: tuple[SubjectKind, ...]
    hypotheses: tuple[Hypothesis, ...]
    group: str
    ceiling: float
    half_life: timedelta = timedelta(days=90)
    indicators: Indicators = field(default_factory=Indicators)
    against: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveySpec:
    """A survey's identity and contract; `window` is how far back it reads the log."""

    id: str
    title: str
    version: int
    rows: tuple[str, ...]
    reads: tuple[type[EventBase], ...]
    window: timedelta
    anchor: str
    signs: tuple[Sign, ...]

    @property
    def name(self) -> str:
        """The second part of the id, as it is the file's name."""
        return self.id.split(".")[1]

    def sign(self, name: str) -> Sign:
        """The sign of that name. KeyError when the survey has none."""
        return {sign.id: sign for sign in self.signs}[f"{self.id}.{name}"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A finding of a survey: the name of its sign, and the times of its edges (microseconds).

    `finding.subject` is always set; a ring's id is blank until the run gives it one.
    """

    sign: str
    finding: Finding
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Survey(Generic[P]):
    """The parts together. `look` gets lazy tables of the log and returns all it finds."""

    spec: SurveySpec
    params: P
    look: Callable[[Any, P], Iterator[Seen]]
