"""One biography or advert shown by many accounts, only its slots filled anew.

Sees:       near-identical descriptions of a person in the profiles or listings of several accounts,
            while name, age, town or price vary; the constant text and the slots are the evidence.
Matters:    whoever runs many invented people writes one text for all of them (typology P02). An
            account's own repeated texts, and texts that describe no person, are left alone.
Misses:     a text put in other words for each persona; descriptions of a few words; two copies
            only.
Wrong when: performers of one declared agency share its text; members of a fan club fill in one
            form.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Subject, Window
from bantay.kit.claims import claims
from bantay.kit.neardup import Template, similar_texts, template_of
from bantay.kit.shown import described, name_of, skeleton
from bantay.kit.text.table import fold
from bantay.model.events import ListingPublished, ProfileUpdated

SPEC = Spec(
    id="profiles.templated_text",
    title="One description shown by many accounts",
    version=1,
    rows=("P02",),
    reads=(ProfileUpdated, ListingPublished),
    keyed_by=Domain.SKETCH,
    window=timedelta(days=120),
    keeps=40,
    hypotheses=("fabricated_identity",),
    group="templated text",
    ceiling=10.0,
    half_life=timedelta(days=180),
    anchor="the account that shows the text",
    indicators=Indicators(act=("recruitment",), means=("deception",), ilo=("deception",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    accounts: int = 3  # different accounts that must show the text
    similarity: float = 0.4  # 0 to 1; estimated share of word pairs two copies have in common


Event = ProfileUpdated | ListingPublished
_MOST_QUOTES = 20


def look(window: Window[Event], params: Params) -> Iterator[Finding]:
    """One finding for each account of each group of copies that is large enough."""
    if not window.key.startswith("text:"):
        return
    latest = list({event.account: event for event in window.events}.values())
    for group in _groups(latest, params.similarity):
        if len(group) >= params.accounts and _describes_a_person(group):
            template = template_of([described(event)[1] for event in group])
            yield from _findings(group, template)


def _groups(events: Sequence[Event], least: float) -> Iterator[list[Event]]:
    """The events, each with the first whose text it is a copy of."""
    left = list(events)
    while left:
        near = similar_texts([described(left[0])[1], *(described(e)[1] for e in left[1:])])
        copies = [left[0], *(e for e, share in zip(left[1:], near, strict=True) if share >= least)]
        yield copies
        left = [event for event in left if event not in copies]


def _describes_a_person(group: Sequence[Event]) -> bool:
    """Whether most copies tell an age, an origin or a success, or hold the name shown."""
    return sum(map(_is_person, group)) * 2 > len(group)


def _is_person(event: Event) -> bool:
    text = described(event)[1]
    name = fold(name_of(event)).split()
    return bool(claims(text)) or any(part in fold(text) for part in name if len(part) > 1)


def _findings(group: Sequence[Event], template: Template) -> Iterator[Finding]:
    accounts = tuple(sorted(event.account for event in group))
    names = {skeleton(name_of(event)) or fold(name_of(event)) for event in group}
    kinds = ", ".join(template.kinds())
    slots = f", with slots for {kinds}" if kinds else ", word for word"
    summary = f"one description shown by {len(group)} accounts under {len(names)} names{slots}"
    places = tuple(
        Quote(event.id, described(event)[0], start, end)
        for event, spans in zip(group, template.spans, strict=False)
        for start, end in spans[:2]
    )
    for event in group:
        yield Finding(
            anchor=event.account,
            summary=summary,
            quotes=places[:_MOST_QUOTES],
            subject=Subject("account", event.account),
            roles={"persona": accounts},
        )


DETECTOR = Detector(SPEC, Params(), look)
