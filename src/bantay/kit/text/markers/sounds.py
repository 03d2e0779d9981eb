"""Pairs of characters that sound or look like a messenger's name, with a sign between or not."""

import re
from collections.abc import Iterable

from bantay.kit.lexicon import Entry

_BETWEEN = r"[\s._·•*/\\|~-]"
_GAP = re.compile(_BETWEEN)


def second_sounds(entries: Iterable[Entry]) -> dict[str, str]:
    """By first character: a pattern of what makes it one of the entries' pairs."""
    listed = tuple(entries)
    rest = _completing(listed)
    found: dict[str, list[str]] = {}
    for entry in listed:
        forbidden = "|".join(map(re.escape, entry.unless))
        after = rf"(?!\s*(?:{forbidden}))" if forbidden else ""
        more = rest if entry.kind == "asked" else ""
        for firsts, lasts in entry.pairs:
            for first in firsts:
                found.setdefault(first, []).append(f"{_last(lasts)}{more}{after}")
    return {first: f"{_BETWEEN}{{0,2}}(?:{'|'.join(found[first])})" for first in found}


def first_two(found: str) -> str:
    """The pair in what was found: without signs between, and without what completes the name."""
    return _GAP.sub("", found)[:2]


def _completing(entries: tuple[Entry, ...]) -> str:
    """What may complete a name of which a word that asks and the first sound were found."""
    lasts = "".join(last for e in entries if e.kind == "wechat sound" for _, last in e.pairs)
    return f"(?:{_BETWEEN}{{0,2}}[{lasts}])?" if lasts else ""


def _last(lasts: str) -> str:
    """One of the characters; where it is a Latin letter, no other may follow."""
    latin = "".join(char for char in lasts if char.isascii())
    signs = "".join(char for char in lasts if not char.isascii())
    parts = [f"[{signs}]" if signs else "", f"[{latin}](?![a-z])" if latin else ""]
    return f"(?:{'|'.join(filter(None, parts))})"
