"""A way to be reached or paid outside the platform, written so that a filter does not see it.

Sees:       the same contacts as messages.contact_shared when something had to be undone to read
            them: exotic digits, invisible characters, number words, look-alike, set apart or
            replaced letters, signs of an address in words, a messenger's name by sound or shape.
Matters:    who hides a contact knows that it is not wanted; performers are taught how (the
            second article of the sources), and the same craft leads people into isolation.
Misses:     digits described by what they look like; addresses written backwards; numbers spelled
            by ear with ordinary words.
Wrong when: somebody shows how an address is written; a keyboard writes full-width digits by
            itself; somebody counts aloud in an odd order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.kit.text.contacts import REGIONS, Contact
from bantay.model.events import MessageEdited, MessageSent
from bantay.planes.messages._given import SCREENS, Message, findings, given, is_hidden

SPEC = Spec(
    id="messages.contact_obfuscated",
    title="Contact details in disguise",
    version=1,
    rows=("C01", "C03", "C04"),
    reads=(MessageSent, MessageEdited),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=1),
    keeps=100,
    hypotheses=("contact_evasion",),
    group="contact given",
    ceiling=12.0,
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
    """Whether there is a disguised contact in it."""
    return bool(_contacts(message, params))


def look(window: Window[Message], params: Params) -> Iterator[Finding]:
    """One finding a contact, with every place in the window where it stands."""
    return findings([(m, c) for m in window.events for c in _contacts(m, params)])


def _contacts(message: Message, params: Params) -> list[Contact]:
    found = given(message, params.regions, params.least_confidence)
    return [contact for contact in found if is_hidden(contact)]


DETECTOR = Detector(SPEC, Params(), look, admits)
