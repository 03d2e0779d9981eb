"""Contacts of one text: phones, e-mails, links, handles, payment handles, with their places.

    contacts("txt me ０９１７…")  ->  (Contact(kind="phone", value="0917…", start=7, end=18, …),)

Each kind has its finder; where two claim the same characters, the more telling kind wins.
What the plain reading does not show is looked for in its views, and says what was undone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bantay.kit.lexicon import matcher
from bantay.kit.text.chosen import Chosen
from bantay.kit.text.dictated import dictated
from bantay.kit.text.handles import handles
from bantay.kit.text.hits import CERTAIN, FAINT, FAIR, LIKELY, WEAK, Hit, Kind
from bantay.kit.text.links import links
from bantay.kit.text.mails import mails
from bantay.kit.text.mentions import mentions
from bantay.kit.text.phones import LEAST, phones
from bantay.kit.text.plans import REGIONS
from bantay.kit.text.reading import Reading, read
from bantay.kit.text.spelled import spelled
from bantay.kit.text.views import View, views

__all__ = ["CERTAIN", "FAINT", "FAIR", "LIKELY", "REGIONS", "WEAK", "Contact", "Kind", "contacts"]

_CACHED = 2_000  # characters; longer texts are read anew, so that memory stays bounded
_PAYS_WITHIN = 24


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach or pay somebody, at original offsets `start` to `end`.

    `value` is normalised: digits ("+" when the country is said), lower case. `confidence`,
    0 to 1, says how sure it is that it leads to a person elsewhere; a page to read has WEAK,
    a bare "@name" FAINT.
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
    chosen = Chosen[Contact]()
    for hit in _hits(reading.folded, regions):
        chosen.add(_contact(reading, hit))
    for view in views(reading):
        for hit in _hidden(view, regions):
            chosen.uncover(_contact(view.reading, hit, view.undone))
    return tuple(chosen.all())


def _hits(folded: str, regions: tuple[str, ...]) -> Iterator[Hit]:
    """Hits of all finders, the more telling kinds first."""
    yield from spelled(folded)
    yield from mails(folded)
    yield from links(folded)
    yield from handles(folded)
    if sum(map(folded.count, "0123456789")) >= LEAST:
        yield from phones(folded, regions)
    yield from mentions(folded)


def _hidden(view: View, regions: tuple[str, ...]) -> Iterator[Hit]:
    if view.only_digits:
        yield from handles(view.reading.folded)
        yield from phones(view.reading.folded, regions)
        yield from dictated(view.reading)
    else:
        yield from _hits(view.reading.folded, regions)


def _contact(reading: Reading, hit: Hit, hidden: tuple[str, ...] = ()) -> Contact:
    """The contact of a hit; `hidden` is what making its reading undid, here or beside it."""
    start, end = reading.span(hit.start, hit.end)
    undone = dict.fromkeys((*reading.undone(hit.start, hit.end), *hit.undone))
    if hidden and undone.keys().isdisjoint(hidden):
        undone.update(dict.fromkeys(hidden))
    kind = hit.kind
    if kind in ("phone", "email") and _is_paid_to(reading.folded, hit):
        kind = "payment"
    return Contact(kind, hit.value, start, end, tuple(undone), hit.confidence)


def _is_paid_to(folded: str, hit: Hit) -> bool:
    before = folded[max(0, hit.start - _PAYS_WITHIN) : hit.start]
    return matcher("messages", "payment", "service").search(before) is not None


_cached = lru_cache(maxsize=4_096)(_contacts)
