"""What a version of a profile, or a listing, claims, and where it stands.

Claims come from two places: the text, read by `bantay.kit.claims`, and the event's own list,
which platforms with a form for careers send.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bantay.kit import Quote
from bantay.kit.claims import Claim, claims
from bantay.kit.claims.words import plain
from bantay.kit.shown import texts_of
from bantay.model.events import EventBase, ListingPublished, ProfileUpdated

_SHOWN = ("bio", "display_name", "place")
_YOUNGEST, _OLDEST = 16, 90  # stated ages below are the business of the minor-safety detectors


class Told(Struct, frozen=True):
    """A claim and the event that makes it; `field` is empty when it stands in no text."""

    claim: Claim
    event: EventBase
    field: str = ""

    def quote(self) -> Quote | None:
        """The claim's place; of a claim in a form that no text repeats, the text shown with it,
        if there is one."""
        if self.field:
            return Quote(self.event.id, self.field, self.claim.start, self.claim.end)
        return shown(self.event)


def told(event: EventBase) -> tuple[Told, ...]:
    """All claims of an event: those of its form, then those of its texts."""
    return tuple(_told(event))


def _told(event: EventBase) -> Iterator[Told]:
    for given in (event.claims or ()) if isinstance(event, ProfileUpdated) else ():
        value = plain(given.value)
        if value and (given.kind != "age" or value.isdigit()):
            yield _in_form(Claim(given.kind, value, 0, 0), given.value, event)
    for field, text in texts_of(event):
        for claim in claims(text):
            yield Told(claim, event, field)


def _in_form(claim: Claim, said: str, event: EventBase) -> Told:
    """A claim of a form; where a text of the same event says it too, that is its place."""
    wanted = re.compile(re.escape(said.strip()), re.IGNORECASE)
    for field, text in texts_of(event):
        if found := wanted.search(text):
            return Told(replace(claim, start=found.start(), end=found.end()), event, field)
    return Told(claim, event)


def shown(event: EventBase) -> Quote | None:
    """The first text that an event shows, whole."""
    for field in ("title", "text") if isinstance(event, ListingPublished) else _SHOWN:
        text = getattr(event, field, None)
        if text:
            return Quote(event.id, field, 0, len(text))
    return None


def quotes(found: Sequence[Told]) -> tuple[Quote, ...]:
    """The places of claims, once each."""
    places = (one.quote() for one in found)
    return tuple(dict.fromkeys(place for place in places if place is not None))


def birth_years(found: Sequence[Told]) -> list[tuple[int, Told]]:
    """The birth years that claims say or imply: an age allows two, the later one is given."""
    years: list[tuple[int, Told]] = []
    for one in found:
        if one.claim.kind == "born":
            years.append((int(one.claim.value), one))
        elif one.claim.kind == "age" and _YOUNGEST <= int(one.claim.value) <= _OLDEST:
            years.append((one.event.time.year - int(one.claim.value), one))
    return years
