"""A younger account that takes an older one's name and something else of its person.

Sees:       the full name or the long handle of an earlier account, look-alike letters and numbers
            at its end undone, on a later one that also shows the earlier one's photograph or its
            description; and a name of the operator's protected list on an account that is not
            the one the list allows.
Matters:    most clones are of ordinary people, so all users are watched over and not only the
            famous (typology P03; the means is fraud). A shared name alone says nothing.
Misses:     the name and a photograph that was cut anew; a clone of somebody on another platform;
            one given name.
Wrong when: somebody opens a second account and fills it in as the first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Subject, Window
from bantay.kit.neardup import similar_texts
from bantay.kit.neardup.signature import LEAST_TOKENS
from bantay.kit.shown import described, name_of, skeleton
from bantay.kit.text.table import fold
from bantay.kit.text.words import is_spaceless, words
from bantay.model.events import AccountRegistered, ProfileUpdated

SPEC = Spec(
    id="profiles.cloned_person",
    title="Another account's name and picture or text",
    version=1,
    rows=("P03",),
    reads=(AccountRegistered, ProfileUpdated),
    keyed_by=Domain.SKETCH,
    window=timedelta(days=365),
    keeps=40,
    hypotheses=("fabricated_identity",),
    group="cloned person",
    ceiling=10.0,
    half_life=timedelta(days=180),
    anchor="the younger account",
    indicators=Indicators(means=("fraud", "deception"), ilo=("deception",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    words: int = 6  # words a description must have before a copy of it says anything
    similarity: float = 0.6  # 0 to 1; how alike two longer descriptions must be
    protected: tuple[tuple[str, str], ...] = ()  # names and the account that may bear each


Event = AccountRegistered | ProfileUpdated


def look(window: Window[Event], params: Params) -> Iterator[Finding]:
    """One finding a later account."""
    if not window.key.startswith("name:"):
        return
    order: dict[str, int] = {}
    for event in window.events:
        order.setdefault(event.account, len(order))
    shown = [event for event in window.events if isinstance(event, ProfileUpdated)]
    found: dict[str, Finding] = {}
    for event in sorted(shown, key=lambda event: order[event.account]):
        if finding := _protected(event, params):
            found[event.account] = finding
    for event, other, what in _copies(shown, order, params):
        summary = f"an earlier account's name and {what} on a later account"
        found.setdefault(event.account, _finding(event, summary, (other,)))
    yield from found.values()


def _protected(event: ProfileUpdated, params: Params) -> Finding | None:
    allowed = [account for name, account in params.protected if _is(name, event)]
    if not allowed or event.account in allowed:
        return None
    return _finding(event, "a name of the protected list on another account", ())


def _is(name: str, event: ProfileUpdated) -> bool:
    return bool(skeleton(name)) and skeleton(name) == skeleton(name_of(event))


def _copies(
    shown: Sequence[ProfileUpdated], order: dict[str, int], params: Params
) -> Iterator[tuple[ProfileUpdated, ProfileUpdated, str]]:
    """Profiles of later accounts, the earlier ones that they copy, and what they copy."""
    first: dict[tuple[str, ...], ProfileUpdated] = {}
    longer: list[ProfileUpdated] = []
    for event in sorted(shown, key=lambda event: order[event.account]):
        said = _plain(described(event)[1])
        things: list[tuple[str, ...]] = [("photograph", photo) for photo in event.photos or ()]
        if _size(said) >= params.words:
            things.append(("description", *said))
        for thing in things:
            other = first.setdefault(thing, event)
            if other.account != event.account:
                yield event, other, thing[0]
        if _size(said) >= LEAST_TOKENS:
            yield from ((event, other, "description") for other in _near(event, longer, params))
            longer.append(event)


def _near(
    event: ProfileUpdated, longer: Sequence[ProfileUpdated], params: Params
) -> Iterator[ProfileUpdated]:
    others = [other for other in longer if other.account != event.account]
    texts = [described(event)[1], *(described(other)[1] for other in others)]
    near = similar_texts(texts) >= params.similarity
    yield from (other for other, close in zip(others, near, strict=True) if close)


def _size(said: Sequence[str]) -> int:
    """About how many words a reader would count: two characters make one without spaces."""
    single = sum(map(is_spaceless, said))
    return len(said) - single + (single + 1) // 2


@lru_cache(maxsize=16_384)
def _plain(text: str) -> tuple[str, ...]:
    """The words of a description as they are compared."""
    return tuple(words(fold(text)))


def _finding(event: ProfileUpdated, summary: str, others: Sequence[ProfileUpdated]) -> Finding:
    named = (event, *others)
    return Finding(
        anchor=event.account,
        summary=summary,
        quotes=tuple(Quote(e.id, "display_name", 0, len(name_of(e))) for e in named if name_of(e)),
        subject=Subject("account", event.account),
        roles={"original": tuple(other.account for other in others)} if others else {},
    )


DETECTOR = Detector(SPEC, Params(), look)
