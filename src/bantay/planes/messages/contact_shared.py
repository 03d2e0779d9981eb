"""A way to be reached or paid outside the platform, written in one message.

Sees:       telephone numbers, e-mail addresses, names on other platforms, links to a person's
            page and payment handles in an account's messages, plain or disguised: exotic digits,
            invisible characters, number words, look-alike, set apart or replaced letters, signs
            of an address in words.
Matters:    moving somebody to a channel the platform cannot see is an early step of recruitment
            and isolation. Alone it is weak: it earns attention, never a sanction.
Misses:     contacts inside pictures; digits described by what they look like; addresses written
            backwards; links to a page that is not known to be a person's; names that are ordinary
            words.
Wrong when: somebody passes on the number of a shop or a help line; somebody shows how an address
            is written; somebody counts aloud in an odd order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.text.contacts import REGIONS, Contact, contacts
from bantay.model.events import MessageEdited, MessageSent

SPEC = Spec(
    id="messages.contact_shared",
    title="Contact details shared",
    version=1,
    rows=("C01", "C03"),
    reads=(MessageSent, MessageEdited),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=1),
    keeps=100,
    hypotheses=("contact_evasion",),
    group="contact given",
    ceiling=10.0,
    half_life=timedelta(days=14),
    anchor="the contact's kind and normalised value",
    screens=(
        *("number", "at", "at_word", "host", "cue", "payment"),
        *("spelled", "mixed", "apart", "leet"),
    ),
    indicators=Indicators(act=("recruitment",), ilo=("isolation",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    regions: tuple[str, ...] = REGIONS  # number plans tried when no country code is written
    least_confidence: float = 0.6  # 0 to 1; contacts the reader is less sure of are left out


Message = MessageSent | MessageEdited
Place = tuple[Message, Contact]

_MOST_QUOTES = 20
_NOUNS = {
    "email": "e-mail address",
    "url": "link to a person's page elsewhere",
    "handle": "name on another platform",
    "payment": "payment handle",
}


def admits(message: Message, params: Params) -> bool:
    """Whether there is a contact in it."""
    return bool(_contacts(message, params))


def look(window: Window[Message], params: Params) -> Iterator[Finding]:
    """One finding a contact, with every place in the window where it stands."""
    seen: dict[tuple[str, str], list[Place]] = {}
    for message in window.events:
        for contact in _contacts(message, params):
            seen.setdefault((contact.kind, contact.value), []).append((message, contact))
    for (kind, value), places in seen.items():
        yield Finding(
            anchor=f"{kind}:{value}",
            summary=_summary(places),
            quotes=tuple(_quote(*place) for place in places[-_MOST_QUOTES:]),
            contact=f"{kind}:{value}",
        )


def _contacts(message: Message, params: Params) -> list[Contact]:
    if message.text is None or getattr(message, "by", None) == "operator":
        return []
    found = contacts(message.text, params.regions)
    return [contact for contact in found if contact.confidence >= params.least_confidence]


def _quote(message: Message, contact: Contact) -> Quote:
    return Quote(message.id, "text", contact.start, contact.end, contact.undone)


def _summary(places: list[Place]) -> str:
    kind, value = places[0][1].kind, places[0][1].value
    digits = sum(char.isdigit() for char in value)
    noun = f"{digits}-digit telephone number" if kind == "phone" else _NOUNS[kind]
    count = len({message.id for message, _ in places})
    undone = dict.fromkeys(what for _, contact in places for what in contact.undone)
    undone.pop("separators", None)  # everybody writes numbers in groups
    disguise = f", written with {', '.join(undone)}" if undone else ""
    return f"{noun} shared in {count} message{'s' if count > 1 else ''}{disguise}"


DETECTOR = Detector(SPEC, Params(), look, admits)
