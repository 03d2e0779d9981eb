"""The circumstances of a finding: how what it quotes was sent, and which places that names.

A prosecutor's request names the region aimed at and the means of transmission; both are
facts beside the sum, and weigh nothing.
"""

from collections.abc import Iterator, Sequence

import msgspec.structs
import phonenumbers

from bantay.kit.regions.sightings import DIALLED, named, sighted, ways
from bantay.model.events import Event
from bantay.model.evidence import Finding


def with_circumstances(finding: Finding, events: Sequence[Event]) -> Finding:
    """The finding with what the quoted events add to what the detector said."""
    quoted = {quote.event for quote in finding.quotes}
    seen = [event for event in events if event.id in quoted]
    sent = {*finding.transmission, *(way for event in seen for way in ways(event))}
    if finding.contact is not None and finding.contact.startswith("url:"):
        sent.add("link")
    told = {place for event in seen for place in (*named(event), *sighted(event))}
    where = {*finding.places, *told, *_dialled(finding.contact)}
    if len(where) == len(finding.places) and len(sent) == len(finding.transmission):
        return finding
    return msgspec.structs.replace(
        finding, places=tuple(sorted(where)), transmission=tuple(sorted(sent))
    )


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
