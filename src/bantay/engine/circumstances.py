"""The circumstances of a finding: how what it quotes was sent, and which places that names.

A prosecutor's request names the region aimed at and the means of transmission; both are
facts beside the sum, and weigh nothing.
"""

from collections.abc import Iterator, Sequence

import msgspec.structs
import phonenumbers

from bantay.kit.text.places import places
from bantay.model.events import Event, MediaShared, MessageEdited, MessageSent
from bantay.model.evidence import Finding

NAMED, DIALLED = "named in a message", "country code of a telephone number"


def with_circumstances(finding: Finding, events: Sequence[Event]) -> Finding:
    """The finding with what the quoted events add to what the detector said."""
    quoted = {quote.event for quote in finding.quotes}
    seen = [event for event in events if event.id in quoted]
    sent = {*finding.transmission, *(way for event in seen for way in _ways(event))}
    if finding.contact is not None and finding.contact.startswith("url:"):
        sent.add("link")
    where = {*finding.places, *_named(seen), *_dialled(finding.contact)}
    if len(where) == len(finding.places) and len(sent) == len(finding.transmission):
        return finding
    return msgspec.structs.replace(
        finding, places=tuple(sorted(where)), transmission=tuple(sorted(sent))
    )


def _ways(event: Event) -> Iterator[str]:
    """Direct, group, public, live or broadcast as the operator says; forward; QR code."""
    if isinstance(event, MessageSent):
        yield event.channel or ("direct" if event.group is None else "group")
        if event.forwarded_from is not None:
            yield "forward"
    elif isinstance(event, MediaShared) and event.qr:
        yield "QR code"


def _named(events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    for event in events:
        if isinstance(event, MessageSent | MessageEdited) and event.text:
            yield from ((place, NAMED) for place in places(event.text))


def _dialled(contact: str | None) -> Iterator[tuple[str, str]]:
    kind, _, value = (contact or "").partition(":")
    if kind == "phone" and value.startswith("+"):
        try:
            number = phonenumbers.parse(value)
        except phonenumbers.NumberParseException:
            return
        region = phonenumbers.region_code_for_country_code(number.country_code or 0)
        if region.isalpha():  # "001" and "ZZ": of no country
            yield (region, DIALLED)
