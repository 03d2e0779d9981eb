"""A pipeline over a crew, made of the same parts as the one in a single process."""

from collections.abc import Sequence

from bantay.engine.detect import AnyDetector
from bantay.model.settings import Settings
from bantay.policy.deciding import Limits, Policy
from bantay.ports.crew import Crew
from bantay.runtime.catalogue import catalogue, terms_of
from bantay.runtime.embedded import pipeline
from bantay.runtime.keeping import KEEPERS
from bantay.runtime.spread.pipeline import FEW, SpreadPipeline
from bantay.runtime.spread.wire import Kit

BATCH = 100_000
"""Events of a batch: enough that handing out the parts costs little beside the work."""


def spread(
    crew: Crew,
    settings: Settings,
    secret: bytes,
    detectors: Sequence[AnyDetector] | None = None,
    policy: Policy | None = None,
    limits: Limits = Limits(),  # noqa: B008
    *,
    count: int | None = None,
    few: int = FEW,
    kind: type[SpreadPipeline] = SpreadPipeline,
) -> SpreadPipeline:
    """The stages over a crew. `count` is how many buckets keys are put into, `few` the events of
    a batch below which the driver does the work itself."""
    chosen = tuple(catalogue() if detectors is None else detectors)
    made = pipeline(settings, secret, chosen, policy, limits, kind)
    assert isinstance(made, SpreadPipeline)
    shown = (*chosen, *KEEPERS)  # what the embedded pipeline shows events to
    made.hire(crew, Kit(shown, terms_of(chosen), settings.lateness, secret), count, few)
    return made
