"""Many terms as one regex that fails fast: by first character, then by second.

Terms of letters match as whole words of their own script; scripts that are written without
spaces, Arabic and Devanagari (where small words are written on to the next) match anywhere.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

LATIN = "a-z0-9_\u00c0-\u024f\u1e00-\u1eff"
"""What makes a word of Latin letters (a regex character class)."""
CYRILLIC = "\u0400-\u04ff0-9_"

Terms = Mapping[str, tuple[str, ...]]
"""Terms, each with the words that must not come right after it."""


def script(char: str) -> str:
    """The letters that make a word with this one; empty where words have no edges."""
    if re.match(f"[{LATIN}]", char):
        return LATIN
    return CYRILLIC if re.match(f"[{CYRILLIC}]", char) else ""


def group(terms: Terms, open_right: frozenset[str] = frozenset(), *, rare: bool = False) -> str:
    """One alternation of terms of one script, the longest first where several begin alike.

    After a term of `open_right` a digit may follow, where otherwise a word must end. `rare`
    says that the script is rare in the text: then a first character is sought, else an edge.
    """
    edge = script(min(terms)) if terms else ""
    inner = f"(?<![{edge}].)" if edge and rare else ""
    body = "|".join(
        f"{re.escape(first)}{inner}(?:{rest})" for first, rest in rests(terms, open_right).items()
    )
    return f"(?<![{edge}])(?:{body})" if edge and not rare else body


def rests(terms: Terms, open_right: frozenset[str] = frozenset()) -> dict[str, str]:
    """By first character: a pattern of what follows it in the terms that begin with it."""
    return {first: _second(same, open_right) for first, same in _by_char(terms, 0).items()}


def by_first(rest: Mapping[str, str]) -> str:
    """A pattern of many first characters of which few occur, and of what follows each.

    First characters that are followed by the same share it.
    """
    same: dict[str, str] = {}
    for first, after in rest.items():
        same[after] = same.get(after, "") + first
    parts = (f"(?<=[{re.escape(firsts)}])(?:{after})" for after, firsts in same.items())
    return f"[{re.escape(''.join(rest))}](?:{'|'.join(parts)})"


def _second(terms: dict[str, tuple[str, ...]], open_right: frozenset[str]) -> str:
    found = _by_char(terms, 1).values()
    return "|".join(part for rest in found for part in _tails(rest, open_right))


def _by_char(terms: Terms, at: int) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for term in sorted(terms):
        found.setdefault(term[at : at + 1], {})[term] = terms[term]
    return dict(sorted(found.items(), key=lambda item: (item[0] == "", item[0])))


def _tails(terms: dict[str, tuple[str, ...]], open_right: frozenset[str]) -> Iterator[str]:
    """What follows the first character; neighbours with the same demands share them."""
    ordered = sorted(terms, key=lambda term: (-len(term), term))
    asked = {term: _demand(term, terms[term], term in open_right) for term in ordered}
    for demand, same in groupby(ordered, key=asked.__getitem__):
        bodies = [re.escape(term[1:]).replace(r"\ ", r"\s+") for term in same]
        yield f"(?:{'|'.join(bodies)}){demand}"


def _demand(term: str, unless: tuple[str, ...], is_open: bool) -> str:
    letters = script(term[-1])
    edge = f"(?![{'a-z' if is_open else letters}])" if letters else ""
    forbidden = "|".join(map(re.escape, unless))
    return edge + (rf"(?!\s*(?:{forbidden}))" if forbidden else "")
