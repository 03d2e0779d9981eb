"""A contact given in a new disguise after the operator stepped in.

Sees:       an action of the operator on an account, and a contact which that account writes within
            thirty days after it in another way than before: disguised where it was plain,
            disguised otherwise, or of another kind.
Matters:    who learns how not to be read has understood the rule and goes round it; skill grows
            with every block. It says nothing about why: a performer who is told to
            bring people off the platform writes the same words.
Misses:     a number given in pieces over several messages; the same way of writing as before; an
            action that the operator's events do not tell of.
Wrong when: the action was about something else and the writer's keyboard writes full-width digits;
            an address takes the place of a number by chance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.text.contacts import FAIR, REGIONS, Contact, contacts
from bantay.model.events import ActionTaken, MessageSent
from bantay.planes.messages._given import SCREENS

SPEC = Spec(
    id="messages.evasion_after_action",
    title="Contact in a new disguise after an action",
    version=1,
    rows=("C06",),
    reads=(MessageSent, ActionTaken),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=60,
    hypotheses=("contact_evasion",),
    group="evasion after action",
    ceiling=2.0,
    half_life=timedelta(days=30),
    anchor="the operator's action",
    screens=SCREENS,
    indicators=Indicators(act=("recruitment",), ilo=("isolation",)),
)

ACTIONS = frozenset(
    ("tip", "warn", "strike", "fine", "remove_content", "restrict_contact", "block_account")
)
"""Actions that tell somebody that contacts are not wanted; the reason is never read."""


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    regions: tuple[str, ...] = REGIONS  # number plans tried when no country code is written
    before_days: int = 7  # days before an action in which a contact must have caused it


Event = MessageSent | ActionTaken
Place = tuple[MessageSent, Contact]

_PLAIN = frozenset(("separators",))  # everybody writes numbers in groups
_NOUNS = {
    "phone": "a telephone number",
    "email": "an e-mail address",
    "url": "a link",
    "handle": "a name on another platform",
    "payment": "a payment handle",
}
_MOST_QUOTES = 20


def admits(event: Event, params: Params) -> bool:
    """An action, or a message in which the sender gives a contact."""
    return isinstance(event, ActionTaken) or next(_places([event], params), None) is not None


def look(window: Window[Event], params: Params) -> Iterator[Finding]:
    """One finding an action after which a contact was written in a new way."""
    actions = list(_standing(window.events))
    if not actions:
        return
    places = list(_places(window.events, params))
    for action in actions:
        before = [place for place in places if place[0].time <= action.time]
        after = [place for place in places if place[0].time > action.time]
        if after and (_caused(action, before, params) or action.kind == "restrict_contact"):
            yield from _finding(action, before, after)


def _standing(events: Sequence[Event]) -> Iterator[ActionTaken]:
    """The actions that count and were not taken back."""
    taken = [event for event in events if isinstance(event, ActionTaken)]
    back = {action.reverses for action in taken}
    for action in taken:
        counts = action.kind in ACTIONS and action.subject_kind == "account"
        if counts and action.reverses is None and action.action not in back:
            yield action


def _places(events: Sequence[Event], params: Params) -> Iterator[Place]:
    for event in events:
        if isinstance(event, MessageSent) and event.text and event.forwarded_from is None:
            for contact in contacts(event.text, params.regions):
                if contact.confidence >= FAIR:
                    yield event, contact


def _caused(action: ActionTaken, before: Sequence[Place], params: Params) -> bool:
    """Whether a contact was written shortly before the action."""
    since = action.time - timedelta(days=params.before_days)
    return any(message.time >= since for message, _ in before)


def _finding(
    action: ActionTaken, before: Sequence[Place], after: Sequence[Place]
) -> Iterator[Finding]:
    known = frozenset[str]().union(*(_ways(contact) for _, contact in before))
    new = [place for place in after if _ways(place[1]) - known]
    if new:
        kinds = dict.fromkeys(way for _, c in new for way in sorted(_ways(c) - known))
        yield Finding(
            anchor=action.action,
            summary=f"after the operator's {action.kind.replace('_', ' ')}, contacts in a new way: "
            + ", ".join(kinds),
            quotes=tuple(_quote(*place) for place in new[-_MOST_QUOTES:]),
        )


def _ways(contact: Contact) -> frozenset[str]:
    """How somebody is to be reached: the contact's kind, and what it is disguised with."""
    return frozenset((*contact.undone, _NOUNS[contact.kind])) - _PLAIN


def _quote(message: MessageSent, contact: Contact) -> Quote:
    return Quote(message.id, "text", contact.start, contact.end, contact.undone)


DETECTOR = Detector(SPEC, Params(), look, admits)
