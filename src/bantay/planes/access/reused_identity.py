"""One document, or one address in a rush, on many accounts.

Sees:       checks of at least three accounts that show the same document, or of many accounts
            within a month at one address; whatever the checks' results were.
Matters:    borrowed papers open accounts for people who must not appear (typology L05), and one
            person behind many names is what a fabricated identity is made of.
Misses:     a fresh document for each account; a document hash the operator does not send.
Wrong when: a parent's document opens an account for each child; a students' house moves in and
            registers in one month.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Subject, Window
from bantay.kit.fields import quotes
from bantay.model.events import IdentityChecked

SPEC = Spec(
    id="access.reused_identity",
    title="One identity on many accounts",
    version=1,
    rows=("L05",),
    reads=(IdentityChecked,),
    keyed_by=Domain.CONTACT,
    window=timedelta(days=365),
    keeps=60,
    hypotheses=("fabricated_identity",),
    group="identity re-used",
    ceiling=9.0,
    half_life=timedelta(days=90),
    anchor="the account",
    indicators=Indicators(means=("deception", "abuse of vulnerability"), ilo=("deception",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    accounts: int = 3  # accounts that showed one document
    neighbours: int = 9  # accounts checked at one address within a month


_ASKED = frozenset(("requested", "abandoned"))
_MONTH = timedelta(days=30)


def admits(event: IdentityChecked, params: Params) -> bool:
    """A check in which something was shown."""
    return event.result not in _ASKED


def look(window: Window[IdentityChecked], params: Params) -> Iterator[Finding]:
    """One finding for each account that shows what enough others show."""
    kind, _, value = window.key.partition(":")
    since = window.events[-1].time - (_MONTH if kind == "address" else SPEC.window)
    field = f"{kind}_hash"
    latest = {
        event.account: event
        for event in window.events
        if event.time > since and getattr(event, field, None) == value
    }
    if len(latest) >= (params.neighbours if kind == "address" else params.accounts):
        checks = sorted(latest.values(), key=lambda event: (event.time, event.id))
        for account in latest:
            yield Finding(
                anchor=account,
                summary=f"one {kind} shown by {len(latest)} accounts",
                quotes=quotes(checks, field),
                subject=Subject("account", account),
            )


DETECTOR = Detector(SPEC, Params(), look, admits)
