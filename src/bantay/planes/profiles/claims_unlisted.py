"""A bought listing for a career that nothing bears out.

Sees:       a paid listing of an account whose profile and listings claim several successes of
            several kinds, when no document was checked and no agency contract is declared. With
            the operator's table of people and works: a claim to an entry that names others and
            nobody else, or several of which the table should know and does not.
Matters:    listings are bought to make invented careers look true, and search shows them to those
            who are to be deceived (typology P01); such a listing can be left out of search while
            somebody looks (P08).
Misses:     free listings without a table; one claim; a career told in pictures.
Wrong when: a real artist without an agency buys a listing before any document was checked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Subject, Window
from bantay.kit.claims import FAME, NO_REFERENCE, Reference
from bantay.kit.fields import whole
from bantay.kit.shown import name_of
from bantay.model.events import (
    EventBase,
    IdentityChecked,
    ListingPublished,
    ProfileUpdated,
    RelationDeclared,
)
from bantay.planes.profiles._told import Told, quotes, told

SPEC = Spec(
    id="profiles.claims_unlisted",
    title="A bought listing for an unverified career",
    version=1,
    rows=("P01", "P08"),
    reads=(ProfileUpdated, ListingPublished, IdentityChecked, RelationDeclared),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=180),
    keeps=40,
    hypotheses=("fabricated_identity",),
    group="claims unverified",
    ceiling=7.0,
    half_life=timedelta(days=180),
    anchor="the listing; without one, the account",
    indicators=Indicators(act=("recruitment",), means=("deception",), ilo=("deception",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    claims: int = 3  # different successes claimed that nothing bears out
    kinds: int = 2  # kinds among them: film, award, magazine, pageant
    reference: Reference = NO_REFERENCE  # the operator's table of people and works, if any


_UNLISTED = 2
"""Claims that a table which holds all of their kind does not know: one may be a misspelling."""
_CONTRACTS = ("agency", "manager", "employer")


def admits(event: EventBase, params: Params) -> bool:
    """Whether it claims a success, is a paid listing, or speaks for the person."""
    if isinstance(event, ListingPublished) and event.paid:
        return True
    if isinstance(event, ProfileUpdated | ListingPublished):
        return any(one.claim.kind in FAME for one in told(event))
    return _speaks_for(event)


def look(window: Window[EventBase], params: Params) -> Iterator[Finding]:
    """One finding for the account, and one for each paid listing of its."""
    found = [one for event in window.events for one in told(event) if one.claim.kind in FAME]
    answers = _answers(found, window.events, params.reference)
    if any(map(_speaks_for, window.events)) or "named" in answers:
        return
    listings = [e for e in window.events if isinstance(e, ListingPublished) and e.paid]
    summary = _against(found, answers)
    if summary is None and listings and _enough(found, params):
        kinds = ", ".join(kind for kind in FAME if kind in {one.claim.kind for one in found})
        summary = (
            f"a paid listing, {_count(found)} successes claimed ({kinds}), none of them verified"
        )
    if summary is None:
        return
    yield Finding(anchor="account", summary=summary, quotes=quotes(found))
    for listing in {event.listing: event for event in listings}.values():
        about = Subject("listing", listing.listing)
        yield Finding(
            anchor=listing.listing,
            summary=summary,
            quotes=(*quotes(found), whole(listing, "title")),  # what is listed is seen now
            subject=about,
            roles={"account": (listing.account,)},
        )


def _speaks_for(event: EventBase) -> bool:
    """Whether it bears the person out: a document checked, a contract declared."""
    if isinstance(event, IdentityChecked):
        return event.method == "document" and event.result == "passed"
    return isinstance(event, RelationDeclared) and event.kind in _CONTRACTS


def _answers(found: Sequence[Told], events: Sequence[EventBase], reference: Reference) -> list[str]:
    names = [name for event in events if (name := name_of(event))]
    return [reference.says(one.claim, names) for one in found] if reference else []


def _against(found: Sequence[Told], answers: Sequence[str]) -> str | None:
    """What the table holds against the claims."""
    if "not named" in answers:
        return "a success claimed that the operator's table gives to others"
    missing = {one.claim.value for one, a in zip(found, answers, strict=False) if a == "not listed"}
    if len(missing) >= _UNLISTED:
        return f"{len(missing)} successes claimed that the operator's table does not know"
    return None


def _enough(found: Sequence[Told], params: Params) -> bool:
    kinds = {one.claim.kind for one in found}
    return _count(found) >= params.claims and len(kinds) >= params.kinds


def _count(found: Sequence[Told]) -> int:
    return len({(one.claim.kind, one.claim.value) for one in found})


DETECTOR = Detector(SPEC, Params(), look, admits)
