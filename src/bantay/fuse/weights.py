"""`weights.toml`: measured weights by detector and hypothesis; the rest is draft."""

import tomllib
from collections.abc import Iterable
from importlib.resources import files

import msgspec
import msgspec.structs

from bantay.errors import ConfigError, Place
from bantay.kit import CEILING_MAX, Weighs
from bantay.model.evidence import Weight
from bantay.model.settings import Settings
from bantay.model.vocabulary import Hypothesis

POSITIVES, NEGATIVES = 20, 20_000
"""What a measured weight rests on at least (DESIGN section 6); below, it stays draft."""

Weights = dict[tuple[str, Hypothesis], Weight]


class WeightsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file's shape."""

    version: str
    weight: tuple[Weight, ...] = ()


def shipped() -> WeightsFile:
    """The weights this version ships."""
    return parse(files("bantay.fuse").joinpath("weights.toml").read_text("utf-8"), "weights.toml")


def parse(text: str, name: str) -> WeightsFile:
    """A weights file from its text. Raises ConfigError."""
    try:
        return msgspec.convert(tomllib.loads(text), WeightsFile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as wrong:
        raise ConfigError(str(wrong), Place(name)) from None


def settled(weight: Weight) -> Weight:
    """The weight as it may be used: cautious, at most 15 dB, draft when it rests on too little.

    Of what was measured the engine uses the end of the interval that is nearest to nothing:
    a wrong weight does harm at every account, and few sets stand behind each.
    """
    enough = (weight.positives or 0) >= POSITIVES and (weight.negatives or 0) >= NEGATIVES
    draft = weight.draft or not enough or _is_either(weight)
    db = weight.db if draft else _cautious(weight)
    db = max(-CEILING_MAX, min(CEILING_MAX, db))
    return msgspec.structs.replace(weight, db=db, draft=draft)


def _is_either(weight: Weight) -> bool:
    """Whether the interval holds evidence for and evidence against."""
    low, high = weight.low, weight.high
    return low is not None and high is not None and low * high <= 0


def _cautious(weight: Weight) -> float:
    ends = [end for end in (weight.low, weight.high) if end is not None]
    return min([weight.db, *ends], key=abs)


def with_weights(settings: Settings, specs: Iterable[Weighs], file: WeightsFile) -> Settings:
    """Settings in which every detector weighs: as measured, else as draft at its ceiling."""
    weights: Weights = {
        (spec.id, hypothesis): Weight(
            spec.id, hypothesis, -spec.ceiling if spec.against else spec.ceiling
        )
        for spec in specs
        for hypothesis in spec.hypotheses
    }
    weights.update({(w.detector, w.hypothesis): settled(w) for w in file.weight})
    return msgspec.structs.replace(settings, weights=weights, weights_version=file.version)
