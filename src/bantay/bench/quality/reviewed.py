"""Findings on ordinary talk that a person read and judged right: found, and not false."""

from functools import cache
from importlib.resources import files

from msgspec import Struct

from bantay.kit.toml import read_toml

LEDGER = "reviewed.toml"


class Reviewed(Struct, frozen=True, forbid_unknown_fields=True):
    """What was judged right: findings of one detector in some talks of one set."""

    set: str
    detector: str
    why: str
    talks: tuple[str, ...]


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    reviewed: tuple[Reviewed, ...] = ()


@cache
def judged_right() -> frozenset[tuple[str, str, str]]:
    """Set, detector, talk of every such finding. ConfigError when the file is wrong."""
    text = files("bantay.bench.quality").joinpath(LEDGER).read_text("utf-8")
    ledger = read_toml(text, LEDGER, _File).reviewed
    return frozenset((one.set, one.detector, talk) for one in ledger for talk in one.talks)
