"""A new name and a whole career at once, on an account that had neither.

Sees:       a profile that drops the name under which the account was known for another full name,
            and in the same version claims successes of several kinds where none was claimed before.
Matters:    personas are put over accounts of people who registered as themselves, by whoever sells
            them as somebody else (typology P01: "stage name against real surname"; the means is
            deception). The person behind may be the one who is deceived or controlled.
Misses:     a persona that keeps the first name; a career told piece by piece; a single success.
Wrong when: a performer who registered with the name on the papers fills in the stage name and the
            career on one evening.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.claims import FAME
from bantay.kit.shown import name_of
from bantay.kit.text.reading import read
from bantay.kit.text.words import is_spaceless, words
from bantay.model.events import AccountRegistered, ProfileUpdated
from bantay.planes.profiles._told import Told, quotes, told

SPEC = Spec(
    id="profiles.persona_adopted",
    title="A new name and a career at once",
    version=1,
    rows=("P01",),
    reads=(AccountRegistered, ProfileUpdated),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=365),
    keeps=20,
    hypotheses=("fabricated_identity",),
    group="persona adopted",
    ceiling=10.0,
    half_life=timedelta(days=180),
    anchor="the account",
    indicators=Indicators(act=("recruitment",), means=("deception",), ilo=("deception",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    kinds: int = 2  # kinds of success (film, award, magazine, pageant) claimed at once
    days: int = 60  # days after the account was first seen within which it must happen


Event = AccountRegistered | ProfileUpdated


def admits(event: Event, params: Params) -> bool:
    """Whether it shows a name."""
    return bool(name_of(event))


def look(window: Window[Event], params: Params) -> Iterator[Finding]:
    """One finding, for the first version that is a new persona."""
    for place, event in enumerate(window.events):
        before = window.events[:place]
        if not isinstance(event, ProfileUpdated) or not before or not _is_new(event, before):
            continue
        fame = _fame(event)
        soon = event.time - before[0].time <= timedelta(days=params.days)
        kinds = {one.claim.kind for one in fame}
        if soon and len(kinds) >= params.kinds and not any(map(_fame, before)):
            named = Quote(event.id, "display_name", 0, len(name_of(event)))
            yield Finding(
                anchor="persona",
                summary=f"another name and {len(fame)} successes of {len(kinds)} kinds at once",
                quotes=tuple(dict.fromkeys((named, *quotes(fame)))),
            )
            return


def _fame(event: Event) -> list[Told]:
    return [one for one in told(event) if one.claim.kind in FAME]


def _is_new(event: Event, before: Sequence[Event]) -> bool:
    """Whether no earlier name has anything of this one. A handle is no name, and a name in
    another script may be the same one."""
    new = _parts(name_of(event))
    earlier = [parts for one in before if (parts := _parts(name_of(one)))]
    alike = [parts for parts in earlier if _script(parts) == _script(new)]
    return bool(new and alike) and not any(new & parts for parts in earlier)


def _parts(name: str) -> frozenset[str]:
    """The words of a name, or its characters where they are not set apart; of a handle, none."""
    folded = read(name).folded
    if any(char.isdigit() or char in "_@" for char in folded):
        return frozenset()
    return frozenset(words(folded))


def _script(parts: frozenset[str]) -> bool:
    return all(map(is_spaceless, parts))


DETECTOR = Detector(SPEC, Params(), look, admits)
