"""The platform's own classifier thinks that a person in a picture may be a child.

Sees:       a high score under one of the names that the operator's classifier uses for this.
Matters:    it puts the picture into the queue that people look at. A classifier errs often and
            not equally for everyone, so its word counts little and needs a second sign.
Misses:     scores just below the limit; classifiers that call it by another name.
Wrong when: a grown person looks young to the classifier.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Spec, Window
from bantay.model.events import MediaShared
from bantay.planes.media._scores import findings, high

SPEC = Spec(
    id="media.minor_score",
    title="A classifier's word on a possible child",
    version=1,
    rows=("M03", "C11"),
    reads=(MediaShared,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=90),
    keeps=60,
    hypotheses=("minor_at_risk",),
    group="classifier on age",
    ceiling=5.0,
    half_life=timedelta(days=90),
    anchor="the classifier's name for it",
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    names: tuple[str, ...] = ("minor", "underage", "child")  # what the classifier calls it
    least: float = 0.9  # 0 to 1; lower scores say nothing


def admits(event: MediaShared, params: Params) -> bool:
    """Whether a score is high enough."""
    return bool(high(event, params.names, params.least))


def look(window: Window[MediaShared], params: Params) -> Iterator[Finding]:
    """One finding a name, with every picture that scored high."""
    return findings(window.events, params.names, params.least)


DETECTOR = Detector(SPEC, Params(), look, admits)
