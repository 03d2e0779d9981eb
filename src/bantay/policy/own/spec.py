"""An operator's own detector as a value, before it is made into a `Detector`."""

from typing import Any

from msgspec import Struct

from bantay.model.keys import Domain
from bantay.model.vocabulary import Hypothesis

PREFIX = "own_"
"""What the names of the operator's own detectors begin with."""


class Match(Struct, frozen=True, kw_only=True):
    """What one event must be: hold one of the terms, or the pattern, and meet the condition.

    Terms and pattern are looked for in folded text. `words` are those the screen looks for
    when there is a pattern; `names` what the condition uses.
    """

    terms: tuple[str, ...] = ()
    pattern: str | None = None
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    where: str | None = None
    names: frozenset[str] = frozenset()


class Own(Struct, frozen=True, kw_only=True):
    """One detector of the operator's own. Durations are microseconds, `ceiling` decibans.

    It fires when a key has `count` events within `window` that match, from `distinct_least`
    different values of the field `distinct`; or one event for each of `sequence`, in order.
    In shadow its ceiling is 0: what it finds is kept and listed, and weighs nothing.
    `cases` are tables of the file, read by whoever runs them; `line` and `case_lines` say
    where they stand.
    """

    name: str
    id: str
    title: str
    event: str
    speaks_for: tuple[Hypothesis, ...]
    match: Match
    sequence: tuple[Match, ...]
    by: Domain
    window: int
    count: int
    distinct: str | None
    distinct_least: int
    group: str
    ceiling: float
    half_life: int
    says: str
    notes: dict[str, str]
    cases: tuple[dict[str, Any], ...]
    case_lines: tuple[int, ...]
    line: int
