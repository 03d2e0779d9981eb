"""What an operator chose, whole: one value from a policy file, for everything that runs.

Every command that touches a store runs the same detectors, rules and limits, so that a label,
a survey or an approval never looks at an alarm with other eyes than the run that opened it.
"""

from pathlib import Path

from msgspec import Struct

from bantay.engine.detect import AnyDetector
from bantay.model.settings import Settings
from bantay.policy import Policy, PolicyFile, load_file
from bantay.policy.deciding import Limits
from bantay.runtime.embedded import pipeline
from bantay.runtime.own import detectors_of, limits_of
from bantay.runtime.pipeline import Pipeline
from bantay.runtime.tables import with_tables


class Chosen(Struct, frozen=True):
    """A policy file, ready to run."""

    file: PolicyFile
    detectors: tuple[AnyDetector, ...]
    policy: Policy
    limits: Limits

    @property
    def settings(self) -> Settings:
        """Bars, lateness and versions."""
        return self.file.settings

    @property
    def retention(self) -> dict[str, int | None]:
        """Days, by class of what a store keeps, as far as the policy says."""
        return {"delivered": self.file.keep_delivered}

    def pipeline(self, secret: bytes) -> Pipeline:
        """The stages under this policy; `secret` is the store's key."""
        return pipeline(self.settings, secret, self.detectors, self.policy, self.limits)


def chosen(path: Path | None = None) -> Chosen:
    """A policy file, or the one that comes with Bantay. PolicyError, ConfigError or InputError,
    with the place, for whatever in it or in its tables cannot be used."""
    file = load_file(path)
    detectors = with_tables(detectors_of(file), file)
    return Chosen(file, detectors, file.policy(), limits_of(file))
