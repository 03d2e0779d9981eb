"""A way to be reached or paid outside the platform, plainly written in one message.

Sees:       telephone numbers, e-mail addresses, names on other platforms, links to a person's
            page and payment handles in an account's messages. One that is disguised is
            messages.contact_obfuscated.
Matters:    moving somebody to a channel the platform cannot see is an early step of recruitment
            and isolation. Alone it is weak: people give each other their numbers every day, so
            it earns attention, never a sanction.
Misses:     contacts inside pictures; links to a page that is not known to be a person's; names
            that are ordinary words.
Wrong when: somebody passes on the number of a shop or a help line; somebody shows how an address
            is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.kit.text.contacts import REGIONS, Contact
from bantay.model.events import MessageEdited, MessageSent
from bantay.planes.messages._given import SCREENS, Message, findings, given, is_hidden

SPEC = Spec(
    id="messages.contact_shared",
    title="Contact details shared",
    version=2,
    rows=("C01",),
    reads=(MessageSent, MessageEdited),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=1),
    keeps=100,
    hypotheses=("contact_evasion",),
    group="contact given",
    ceiling=8.0,
    half_life=timedelta(days=14),
    anchor="the contact's kind and normalised value",
    screens=SCREENS,
    indicators=Indicators(act=("recruitment",), ilo=("isolation",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    regions: tuple[str, ...] = REGIONS  # number plans tried when no country code is written
    least_confidence: float = 0.6  # 0 to 1; contacts the reader is less sure of are left out


def admits(message: Message, params: Params) -> bool:
    """Whether there is a plain contact in it."""
    return bool(_contacts(message, params))


def look(window: Window[Message], params: Params) -> Iterator[Finding]:
    """One finding a contact, with every place in the window where it stands."""
    return findings([(m, c) for m in window.events for c in _contacts(m, params)])


def _contacts(message: Message, params: Params) -> list[Contact]:
    found = given(message, params.regions, params.least_confidence)
    return [contact for contact in found if not is_hidden(contact)]


DETECTOR = Detector(SPEC, Params(), look, admits)
