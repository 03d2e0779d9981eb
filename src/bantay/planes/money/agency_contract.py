"""Evidence against control: a declared contract that leaves most of the pay to the performer.

Sees:       an agency, manager or employer relation declared with a contract and a share of at least
            half for the performer. It speaks for both sides, and for the payout instruments that
            the agency links afterwards.
Matters:    clean agencies collect payouts too; a contract both sides and the operator know of is
            what sets them apart (counterpart of typologies $01 and $02; basis ENG). A boss may
            declare one as well, so its weight is small.
Misses:     an agency that has contracts and never declared them.
Wrong when: a boss makes performers declare a contract that is not kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from bantay.kit import Detector, Domain, Finding, Quote, Spec, Subject, Window
from bantay.model.events import InstrumentLinked, RelationDeclared
from bantay.model.vocabulary import Hypothesis

SPEC = Spec(
    id="money.agency_contract",
    title="A declared contract with a fair share",
    version=1,
    rows=("$01", "$02"),
    reads=(
        InstrumentLinked,
        RelationDeclared,
    ),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=365),
    keeps=100,
    hypotheses=("controller", "controlled_performer"),
    group="declared contract",
    ceiling=6.0,
    half_life=timedelta(days=365),
    anchor="the side of the contract; of an instrument, the instrument",
    against=True,
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    percent: int = 50  # of the earnings that the contract leaves to the performer
    kinds: tuple[str, ...] = ("agency", "manager", "employer")  # relations of work


Seen = InstrumentLinked | RelationDeclared


def admits(event: Seen, params: Params) -> bool:
    """Contracts, and instruments that can be paid out to."""
    if isinstance(event, InstrumentLinked):
        return event.kind in ("payout_card", "bank")
    return event.kind in params.kinds and event.contract is True and event.share is not None


def keys(event: Seen) -> tuple[str | None, ...]:
    """Both sides of a relation; the account of an instrument."""
    return (event.account, None if isinstance(event, InstrumentLinked) else event.other)


def completes(event: Seen, params: Params) -> bool:
    """Without a contract no instrument is an agency's."""
    return isinstance(event, RelationDeclared)


def look(window: Window[Seen], params: Params) -> Iterator[Finding]:
    """One finding for the side this key is on, and one for each instrument of an agency."""
    fair = [
        event
        for event in window.events
        if isinstance(event, RelationDeclared) and _is_fair(event, params)
    ]
    as_agency = [event for event in fair if event.other == window.key]
    as_performer = [event for event in fair if event.account == window.key]
    if as_agency:
        yield _finding("agency", as_agency, None, "controller")
        for link in window.events:
            if isinstance(link, InstrumentLinked):
                subject = Subject("instrument", link.instrument)
                yield _finding(f"instrument {link.instrument}", as_agency, subject, "controller")
    if as_performer:
        yield _finding("performer", as_performer, None, "controlled_performer")


def _is_fair(event: RelationDeclared, params: Params) -> bool:
    return event.share is not None and Decimal(event.share) * 100 >= params.percent


def _finding(
    anchor: str, contracts: list[RelationDeclared], subject: Subject | None, against: Hypothesis
) -> Finding:
    return Finding(
        anchor=anchor,
        summary=f"{len(contracts)} declared with a contract and a share",
        quotes=tuple(Quote(e.id, "share", 0, len(e.share or "")) for e in contracts[-20:]),
        subject=subject,
        hypotheses=(against,),
    )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=keys, completes=completes)
