"""Claims of a biography or a listing: films, awards, magazines, pageants, employers, origin, age.

    claims("Lead role in Harbour Lights (2019). I was born in 1998.")
    ->  film "harbour lights" 2019, born 1998

Nothing is judged here: a claim is neither true nor false. `Reference` is a table that the
operator loads, against which some can be looked up.
"""

from collections.abc import Iterator
from functools import lru_cache

from bantay.kit.claims.ages import ages
from bantay.kit.claims.named import named
from bantay.kit.claims.reference import NO_REFERENCE, Answer, Reference, Work, reference
from bantay.kit.claims.words import FAME, Claim, same

__all__ = [
    "FAME",
    "NO_REFERENCE",
    "Answer",
    "Claim",
    "Reference",
    "Work",
    "claims",
    "density",
    "reference",
    "same",
]

_CACHED = 2_000


def claims(text: str) -> tuple[Claim, ...]:
    """The claims of a text in order, each kind and value once."""
    return _cached(text) if len(text) <= _CACHED else _claims(text)


def density(text: str, found: tuple[Claim, ...]) -> float:
    """Claims to fame per hundred characters of text: how little else is said."""
    fame = sum(claim.kind in FAME for claim in found)
    return 100.0 * fame / max(len(text), 1)


def _claims(text: str) -> tuple[Claim, ...]:
    seen = dict[tuple[str, str], Claim]()
    for claim in sorted(_all(text), key=lambda claim: (claim.start, claim.kind)):
        seen.setdefault((claim.kind, claim.value), claim)
    return tuple(seen.values())


def _all(text: str) -> Iterator[Claim]:
    yield from named(text)
    yield from ages(text)


_cached = lru_cache(maxsize=4_096)(_claims)
