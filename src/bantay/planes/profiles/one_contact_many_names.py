"""One telephone number or address behind people with different names.

Sees:       a contact that several accounts show in profiles or listings, or were registered with,
            when the names they go by differ.
Matters:    one hand behind many personas, or somebody who advertises others (typologies P06 and
            $14). A desk that many people rightly share is left out by its size.
Misses:     a new number for every persona; contacts that only a picture shows; two accounts only.
Wrong when: a family of several performers shares one telephone; a small agency gives its desk's
            number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Subject, Window
from bantay.kit.shown import name_of, skeleton, texts_of
from bantay.kit.text.contacts import contacts
from bantay.kit.text.table import fold
from bantay.model.events import AccountRegistered, EventBase, ListingPublished, ProfileUpdated

SPEC = Spec(
    id="profiles.one_contact_many_names",
    title="One contact under many names",
    version=1,
    rows=("P06", "$14"),
    reads=(AccountRegistered, ProfileUpdated, ListingPublished),
    keyed_by=Domain.CONTACT,
    window=timedelta(days=180),
    keeps=60,
    hypotheses=("fabricated_identity", "broker"),
    group="contact shared",
    ceiling=9.0,
    half_life=timedelta(days=120),
    anchor="the account that shows the contact",
    indicators=Indicators(act=("recruitment",), means=("deception",), ilo=("deception",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    names: int = 3  # different names under which different accounts show the contact
    hub: int = 10  # accounts from which on it is a desk or a shop that many rightly share


Event = AccountRegistered | ProfileUpdated | ListingPublished


def look(window: Window[Event], params: Params) -> Iterator[Finding]:
    """One finding an account that shows the contact."""
    by_account: dict[str, list[Event]] = {}
    for event in window.events:
        by_account.setdefault(event.account, []).append(event)
    names = {account: _name(events) for account, events in by_account.items()}
    different = {name for name in names.values() if name}
    if len(different) < params.names or len(by_account) >= params.hub:
        return
    places = tuple(q for events in by_account.values() for q in _quotes(events, window.key)[-2:])
    for account in by_account:
        yield Finding(
            anchor=account,
            summary=f"one contact shown by {len(by_account)} accounts with {len(different)} names",
            quotes=places,
            subject=Subject("account", account),
            roles={"persona": tuple(sorted(by_account))},
            contact=window.key,
        )


def _name(events: Sequence[Event]) -> str:
    """The latest name an account goes by; of a listing, its title stands for one."""
    for event in reversed(events):
        title = event.title if isinstance(event, ListingPublished) else ""
        shown = name_of(event) or title
        if shown:
            return skeleton(shown) or " ".join(fold(shown).split())
    return ""


def _quotes(events: Sequence[EventBase], key: str) -> list[Quote]:
    return [
        Quote(event.id, field, found.start, found.end, found.undone)
        for event in events
        for field, text in texts_of(event)
        for found in contacts(text)
        if f"{found.kind}:{found.value}" == key
    ]


DETECTOR = Detector(SPEC, Params(), look)
