"""Countries and cities that a text names.

    places("flight to cebu, then 曼谷")  ->  ("Bangkok, TH", "Cebu, PH")

A place is an ISO 3166-1 alpha-2 code, or a city and its country's code.
"""

from functools import lru_cache

from bantay.kit.lexicon import lexicon, matcher
from bantay.kit.text.table import fold


def places(text: str) -> tuple[str, ...]:
    """The places named in a text, sorted and once each."""
    found = matcher("messages", "place").finditer(fold(text))
    return tuple(sorted({_stands_for()[" ".join(match[0].split())] for match in found}))


@lru_cache(maxsize=1)
def _stands_for() -> dict[str, str]:
    return {term: e.kind for e in lexicon("messages", "place").entries for term in e.terms}
