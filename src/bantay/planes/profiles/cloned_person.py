"""A younger account that takes an older one's name and something else of its person.

Sees:       the full name of an earlier account, look-alike letters undone, on a later one that also
            shows the earlier one's photograph or its description; and a name of the operator's
            protected list on an account that is not the one the list allows.
Matters:    most clones are of ordinary people, so all users are watched over and not only the
            famous (typology P03; the means is fraud). A shared name alone says nothing.
Misses:     the name and a photograph that was cut anew; a clone of somebody on another platform;
            one given name.
Wrong when: somebody opens a second account and fills it in as the first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Subject, Window
from bantay.kit.neardup import similar_texts
from bantay.kit.shown import described, name_of, skeleton
from bantay.kit.text.table import fold
from bantay.kit.text.words import word_count
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
    shown = [event for event in window.events if isinstance(event, ProfileUpdated)]
    order = list(dict.fromkeys(event.account for event in window.events))
    for place, account in enumerate(order):
        own = [event for event in shown if event.account == account]
        if own and (found := _protected(own, params)):
            yield found
            continue
        earlier = [event for event in shown if event.account in order[:place]]
        yield from _copies(own, earlier, params)


def _protected(own: Sequence[ProfileUpdated], params: Params) -> Finding | None:
    allowed = [account for name, account in params.protected if _is(name, own[-1])]
    if not allowed or own[-1].account in allowed:
        return None
    return _finding(own[-1], "a name of the protected list on another account", ())


def _is(name: str, event: ProfileUpdated) -> bool:
    return bool(skeleton(name)) and skeleton(name) == skeleton(name_of(event))


def _copies(
    own: Sequence[ProfileUpdated], earlier: Sequence[ProfileUpdated], params: Params
) -> Iterator[Finding]:
    for event in reversed(own):
        for other in earlier:
            what = _shared(event, other, params)
            if what:
                summary = f"an earlier account's name and {what} on a later account"
                yield _finding(event, summary, (other,))
                return


def _shared(one: ProfileUpdated, other: ProfileUpdated, params: Params) -> str:
    """What else two profiles of one name share; nothing when it is no more than the name."""
    if set(one.photos or ()) & set(other.photos or ()):
        return "photograph"
    first, second = described(one)[1], described(other)[1]
    if min(word_count(fold(first)), word_count(fold(second))) < params.words:
        return ""
    alike = fold(first).split() == fold(second).split()
    return "description" if alike or similar_texts([first, second])[0] >= params.similarity else ""


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
