"""A blocked account's card, bank account or wallet is put to another account.

Sees:       an instrument that only a blocked account had, linked to another account within
            three months of the block.
Matters:    removal drives people to a new account more often than away (typology G05); what they
            take along tells that it is the same people, though perhaps not the same person.
Misses:     a new card; an instrument that was paid from and never linked.
Wrong when: a couple has one bank account, and one of them was blocked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.model.events import InstrumentLinked
from bantay.planes.access._return import returned

SPEC = Spec(
    id="access.return_on_instrument",
    title="Instrument of a blocked account on another account",
    version=1,
    rows=("G05",),
    reads=(InstrumentLinked,),
    keyed_by=Domain.INSTRUMENT,
    window=timedelta(days=180),
    keeps=60,
    hypotheses=("return_after_block",),
    group="instrument of a blocked account",
    ceiling=10.0,
    half_life=timedelta(days=60),
    anchor="the account that arrives",
    indicators=Indicators(act=("recruitment",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    days: int = 90  # after the block within which the other account must come


def look(window: Window[InstrumentLinked], params: Params) -> Iterator[Finding]:
    """One finding for each account that arrives after the block."""
    if window.fact("blocked") is None:
        return
    yield from returned(window, window.events, params.days, "instrument", "instrument")


DETECTOR = Detector(SPEC, Params(), look, needs=("blocked",))
