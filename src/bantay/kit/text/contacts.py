"""Contacts of one text: phones, e-mails, links, handles, payment handles, with their places.

    contacts("txt me ０９１７…")  ->  (Contact(kind="phone", value="0917…", start=7, end=18, …),)

Each kind has its finder; where two claim the same characters, the more telling kind wins.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bantay.kit.lexicon import matcher
from bantay.kit.text.handles import handles
from bantay.kit.text.hits import CERTAIN, FAIR, LIKELY, WEAK, Hit, Kind
from bantay.kit.text.links import links
from bantay.kit.text.mails import mails
from bantay.kit.text.phones import LEAST, phones
from bantay.kit.text.plans import REGIONS
from bantay.kit.text.reading import Reading, read

__all__ = ["CERTAIN", "FAIR", "LIKELY", "REGIONS", "WEAK", "Contact", "Kind", "contacts"]

_CACHED = 2_000  # characters; longer texts are read anew, so that memory stays bounded
_PAYS_WITHIN = 24


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach or pay somebody, at original offsets `start` to `end`.

    `value` is normalised: digits ("+" when the country is said), lower case. `confidence`,
    0 to 1, says how sure it is that it leads to a person; a page to read has WEAK.
    """

    kind: Kind
    value: str
    start: int
    end: int
    undone: tuple[str, ...]
    confidence: float


def contacts(text: str, regions: tuple[str, ...] = REGIONS) -> tuple[Contact, ...]:
    """All contacts of a text, from the left, without overlaps.

    `regions` are the plans tried for numbers without a country code (ISO 3166-1 alpha-2).
    """
    return _cached(text, regions) if len(text) <= _CACHED else _contacts(text, regions)


def _contacts(text: str, regions: tuple[str, ...]) -> tuple[Contact, ...]:
    reading = read(text)
    chosen = _without_overlaps(_hits(reading.folded, regions))
    return tuple(_contact(reading, hit) for hit in chosen)


def _without_overlaps(hits: Iterable[Hit]) -> list[Hit]:
    """The hits by place; of two that overlap, the one that came first."""
    starts: list[int] = []
    chosen: list[Hit] = []
    for hit in hits:
        at = bisect_left(starts, hit.end)
        if at == 0 or chosen[at - 1].end <= hit.start:
            starts.insert(at, hit.start)
            chosen.insert(at, hit)
    return chosen


def _hits(folded: str, regions: tuple[str, ...]) -> Iterator[Hit]:
    """Hits of all finders, the more telling kinds first."""
    yield from mails(folded)
    yield from links(folded)
    yield from handles(folded)
    if sum(map(folded.count, "0123456789")) >= LEAST:
        yield from phones(folded, regions)


def _contact(reading: Reading, hit: Hit) -> Contact:
    start, end = reading.span(hit.start, hit.end)
    undone = dict.fromkeys((*reading.undone(hit.start, hit.end), *hit.undone))
    kind = hit.kind
    if kind in ("phone", "email") and _is_paid_to(reading.folded, hit):
        kind = "payment"
    return Contact(kind, hit.value, start, end, tuple(undone), hit.confidence)


def _is_paid_to(folded: str, hit: Hit) -> bool:
    before = folded[max(0, hit.start - _PAYS_WITHIN) : hit.start]
    return matcher("messages", "payment", "service").search(before) is not None


_cached = lru_cache(maxsize=4_096)(_contacts)
