"""A life that is another one in the next version of the profile.

Sees:       between versions of one profile, within half a year: an age that jumps or goes back, an
            origin that is replaced, and films, awards, magazines or pageants of which none is left
            while others of the same kind stand in their place. Two such changes are needed.
Matters:    real lives are added to; invented ones are tried out on those who read them. The means
            is deception (typology P01).
Misses:     one change only; a story that is finished before it is shown; a new account for every
            version.
Wrong when: somebody takes back a joke profile; an account is handed over within a fan club.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.kit.claims import FAME, same
from bantay.model.events import ProfileUpdated
from bantay.planes.profiles._told import Told, birth_years, quotes, told

SPEC = Spec(
    id="profiles.claims_change",
    title="A life told anew",
    version=1,
    rows=("P01",),
    reads=(ProfileUpdated,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=180),
    keeps=20,
    hypotheses=("fabricated_identity",),
    group="claims change",
    ceiling=12.0,
    half_life=timedelta(days=180),
    anchor="the account",
    indicators=Indicators(act=("recruitment",), means=("deception",), ilo=("deception",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    changes: int = 2  # kinds of claim that must have been replaced
    years: int = 2  # years by which an age may differ from what the time between versions explains


Version = tuple[Told, ...]


def admits(event: ProfileUpdated, params: Params) -> bool:
    """Whether it claims anything."""
    return bool(told(event))


def look(window: Window[ProfileUpdated], params: Params) -> Iterator[Finding]:
    """One finding for all changes of the window."""
    versions = [told(event) for event in window.events]
    changed: dict[str, list[Told]] = {}
    for before, after in combinations(versions, 2):
        for kind, where in _changes(before, after, params):
            changed.setdefault(kind, where)
    if len(changed) >= params.changes:
        found = [one for where in changed.values() for one in where]
        yield Finding(
            anchor="versions",
            summary=f"replaced between versions of the profile: {', '.join(sorted(changed))}",
            quotes=quotes(found),
        )


def _changes(before: Version, after: Version, params: Params) -> Iterator[tuple[str, list[Told]]]:
    one, other = birth_years(before)[:1], birth_years(after)[:1]
    if one and other and abs(one[0][0] - other[0][0]) >= params.years:
        yield "age", [one[0][1], other[0][1]]
    for kind in ("origin", *FAME):
        first, second = _of(before, kind), _of(after, kind)
        if first and second and not _any_same(first, second):
            yield kind, [first[0], second[0]]


def _of(version: Version, kind: str) -> list[Told]:
    return [one for one in version if one.claim.kind == kind]


def _any_same(first: Sequence[Told], second: Sequence[Told]) -> bool:
    return any(same(a.claim.value, b.claim.value) for a in first for b in second)


DETECTOR = Detector(SPEC, Params(), look, admits)
