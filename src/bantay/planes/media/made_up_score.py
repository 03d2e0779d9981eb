"""The platform's own classifier thinks that a profile picture is generated, edited or bought.

Sees:       a high score, on a picture of a profile or a listing, under one of the names that
            the operator's classifier uses for generated, edited or stock pictures.
Matters:    an invented person needs a face. Many people edit their pictures, so this only adds
            to claims and copies that do not hold.
Misses:     pictures of which the platform does not say what they are for; classifiers that call
            it by another name.
Wrong when: an artist shows a drawn or generated portrait as what it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.model.events import MediaShared
from bantay.planes.media._scores import findings, high

SPEC = Spec(
    id="media.made_up_score",
    title="A classifier's word on a made-up portrait",
    version=1,
    rows=("M03", "P03"),
    reads=(MediaShared,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=180),
    keeps=60,
    hypotheses=("fabricated_identity",),
    group="classifier on portraits",
    ceiling=4.0,
    half_life=timedelta(days=180),
    anchor="the classifier's name for it",
    indicators=Indicators(means=("deception",), ilo=("deception",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    names: tuple[str, ...] = ("generated", "manipulated", "stock")  # what the classifier calls it
    least: float = 0.9  # 0 to 1; lower scores say nothing
    purposes: tuple[str, ...] = ("profile", "listing")  # pictures that present a person


def admits(event: MediaShared, params: Params) -> bool:
    """Whether it presents a person and a score is high enough."""
    return event.purpose in params.purposes and bool(high(event, params.names, params.least))


def look(window: Window[MediaShared], params: Params) -> Iterator[Finding]:
    """One finding a name, with every picture that scored high."""
    shown = [event for event in window.events if event.purpose in params.purposes]
    return findings(shown, params.names, params.least)


DETECTOR = Detector(SPEC, Params(), look, admits)
