"""Contacts at exact places: other projects' own sentences with the spans they expect.

Numbers count only where a number plan accepts them; the others are reported beside. Quotation
marks round an address, which one set counts as its part, are left out of what is expected.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import phonenumbers
from msgspec import Struct

from bantay.bench.quality.rates import Rate
from bantay.bench.sets import rows
from bantay.kit.text.contacts import REGIONS, Contact, contacts

RECOGNIZERS = {
    "email": ("email", ()),
    "url": ("url", ()),
    "phone": ("phone", ()),
    "ph_mobile_number": ("phone", ("PH",)),
    "tr_phone_number": ("phone", ("TR",)),
}
"""Recognizers of presidio_recognizers that read contacts: the kind, and plans tried first."""
SYNTH = {"EMAIL_ADDRESS": "email", "PHONE_NUMBER": "phone", "DOMAIN_NAME": "url"}
"""Types of presidio_synth that are contacts."""
_QUOTES = "'\""
KINDS = ("email", "url", "phone")


class Wanted(Struct, frozen=True):
    """A text, the contacts of some kinds that stand in it, and the number plans to try."""

    set: str
    text: str
    kinds: tuple[str, ...]
    spans: tuple[tuple[int, int, str], ...]
    regions: tuple[str, ...]


class Spans(Struct):
    """What was expected of one set and kind, and what of it was read."""

    exact: int = 0
    near: int = 0
    expected: int = 0
    other_exact: int = 0
    other: int = 0
    unexpected: int = 0

    @property
    def rate(self) -> Rate:
        """Exact spans among those that count."""
        return Rate(self.exact, self.expected)


def wanted(folder: Path) -> Iterator[Wanted]:
    """All sentences of both sets that are about contacts, those without any included."""
    for row in rows(folder, "presidio_recognizers"):
        kind, regions = RECOGNIZERS.get(row["recognizer"], ("", ()))
        if kind and (row["spans"] or not row["expected_count"]):
            spans = tuple((start, end, kind) for start, end in row["spans"])
            plans = (*regions, *(r for r in REGIONS if r not in regions))
            yield Wanted("presidio_recognizers", row["text"], (kind,), spans, plans)
    for row in rows(folder, "presidio_synth"):
        spans = tuple((start, end, SYNTH[of]) for start, end, of in row["spans"] if of in SYNTH)
        yield Wanted("presidio_synth", row["text"], KINDS, spans, REGIONS)


def compared(texts: Iterable[Wanted]) -> dict[tuple[str, str], Spans]:
    """By set and kind: the spans that were read exactly, nearly, or where none is."""
    found: dict[tuple[str, str], Spans] = {}
    for text in texts:
        read = contacts(text.text, text.regions)
        for start, end, kind in text.spans:
            _compare(found.setdefault((text.set, kind), Spans()), text, read, (start, end, kind))
        for kind in text.kinds:
            mine = [span for span in text.spans if span[2] == kind]
            cell = found.setdefault((text.set, kind), Spans())
            cell.unexpected += sum(
                contact.kind == kind and not any(_overlap(contact, s) for s in mine)
                for contact in read
            )
    return found


def _compare(
    cell: Spans, text: Wanted, read: Iterable[Contact], span: tuple[int, int, str]
) -> None:
    start, end, kind = _unquoted(text.text, span)
    same = [contact for contact in read if contact.kind in (kind, "payment")]
    exact = any((contact.start, contact.end) == (start, end) for contact in same)
    if kind == "phone" and not accepted(text.text[start:end], text.regions):
        cell.other += 1
        cell.other_exact += exact
        return
    cell.expected += 1
    cell.exact += exact
    cell.near += not exact and any(_overlap(contact, span) for contact in same)


def _unquoted(text: str, span: tuple[int, int, str]) -> tuple[int, int, str]:
    start, end, kind = span
    while end - start > 1 and text[start] in _QUOTES and text[end - 1] == text[start]:
        start, end = start + 1, end - 1
    return start, end, kind


def _overlap(contact: Contact, span: tuple[int, int, str]) -> bool:
    return contact.start < span[1] and span[0] < contact.end


def accepted(number: str, regions: Iterable[str]) -> bool:
    """Whether the number plan of any of the regions, or of the country it says, accepts it."""
    return any(_valid(number, region) for region in (None, *regions))


def _valid(number: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False
