"""A handful of accounts opened on one device within a day, named after one pattern.

Sees:       at least four registrations on one device within a day, of which three have display
            names that differ in their numbers or their last letters only.
Matters:    who opens personas by the batch sends them out by the batch (typology L06).
Misses:     a new device, or a cleared one, for each account; names without a pattern.
Wrong when: a teacher registers a class by number on the classroom's tablet.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Subject, Window
from bantay.kit.fields import quotes
from bantay.model.events import AccountRegistered

SPEC = Spec(
    id="access.batch_registration",
    title="Accounts opened by the batch",
    version=1,
    rows=("L06",),
    reads=(AccountRegistered,),
    keyed_by=Domain.DEVICE,
    window=timedelta(days=1),
    keeps=40,
    hypotheses=("fabricated_identity", "scam"),
    group="batch",
    ceiling=7.0,
    half_life=timedelta(days=60),
    anchor="the account",
    indicators=Indicators(means=("deception",), ilo=("deception",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    accounts: int = 4  # registrations on one device within a day
    alike: int = 3  # of them, with names of one pattern
    letters: int = 4  # first letters that make a pattern; digits and signs do not count


def look(window: Window[AccountRegistered], params: Params) -> Iterator[Finding]:
    """One finding for each account of the batch."""
    opened = {event.account: event for event in window.events}
    if len(opened) < params.accounts:
        return
    patterns = {account: _pattern(event, params) for account, event in opened.items()}
    counts = Counter(pattern for pattern in patterns.values() if pattern)
    for account, pattern in patterns.items():
        if pattern and counts[pattern] >= params.alike:
            yield Finding(
                anchor=account,
                summary=f"{len(opened)} accounts opened on one device within a day, "
                f"{counts[pattern]} with names of one pattern",
                quotes=quotes(opened.values(), "device"),
                subject=Subject("account", account),
            )


def _pattern(event: AccountRegistered, params: Params) -> str:
    """The first letters of a name, empty when it has too few."""
    found = "".join(char for char in (event.display_name or "").casefold() if char.isalpha())
    return found[: params.letters] if len(found) >= params.letters else ""


DETECTOR = Detector(SPEC, Params(), look)
