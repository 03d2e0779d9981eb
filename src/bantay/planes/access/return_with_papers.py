"""A blocked account's document is shown again by another account.

Sees:       a document that only a blocked account had shown, shown by another account within
            a year of the block.
Matters:    removal drives people to a new account more often than away (typology G05); what they
            take along tells that it is the same people, though perhaps not the same person.
Misses:     borrowed papers; a check that was given up.
Wrong when: somebody was blocked by mistake and registers anew instead of appealing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.model.events import IdentityChecked
from bantay.planes.access._return import returned

SPEC = Spec(
    id="access.return_with_papers",
    title="Papers of a blocked account shown by another account",
    version=1,
    rows=("G05",),
    reads=(IdentityChecked,),
    keyed_by=Domain.CONTACT,
    window=timedelta(days=400),
    keeps=60,
    hypotheses=("return_after_block",),
    group="document of a blocked account",
    ceiling=10.0,
    half_life=timedelta(days=60),
    anchor="the account that arrives",
    indicators=Indicators(act=("recruitment",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    days: int = 365  # after the block within which the other account must come


def admits(event: IdentityChecked, params: Params) -> bool:
    """A document that was really looked at."""
    return event.document_hash is not None and event.result in ("passed", "failed")


def look(window: Window[IdentityChecked], params: Params) -> Iterator[Finding]:
    """One finding for each account that arrives after the block."""
    if window.fact("blocked") is None:
        return
    yield from returned(window, window.events, params.days, "document_hash", "document")


DETECTOR = Detector(SPEC, Params(), look, admits, needs=("blocked",))
