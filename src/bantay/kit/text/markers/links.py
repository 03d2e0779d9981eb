"""The small words and signs between an app's name and a person's name there."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from bantay.kit.lexicon import lexicon
from bantay.kit.text.markers.trie import group, script

_REACH = 60
_ARROWS = r"[:=]+(?!-?(?:[)(|/\\*']|[dpo](?![a-z0-9])))|[-=]{1,2}>|[→➡➜➔►▶⇒»👉👇↓⬇⏩🔜]+"
_SIGNS = (
    r"[~>,()\"'“”‘’\[\]{}【】「」『』《》、，。！!|•·#&*_^\uff5e\u2600-\u26ff\u2700-\u27bf"
    r"\U0001f300-\U0001faff]|/|\s-\s|[-—–]{1,3}(?=\s?[@:])"
)
_SAID = re.compile(r"(?:is|it's|its|ay|是|为|ko|号是|es|soy|é|eh|это|là|adalah|คือ|هو|है|hai)\s*$")


class Linked(NamedTuple):
    """Where what follows begins, and what the links before it say.

    `strong`: a sign or a word that a name follows; `called`: a word for a name itself, as
    "username"; `said`: the last says that it *is* so.
    """

    end: int
    strong: bool
    called: bool
    said: bool


def skip_links(folded: str, at: int) -> Linked:
    """Past the small words and signs after an app's name."""
    start, strong, called = at, False, False
    links = _links() if folded.isascii() else _links_of_all()
    while (link := links.match(folded, at)) and link.end() - start <= _REACH:
        called = called or link["called"] is not None
        strong = strong or called or link["sign"] is not None
        at = link.end()
    said = at > start and _SAID.search(folded, start, at) is not None
    while at < len(folded) and folded[at] in " \u00a0":
        at += 1
    return Linked(at, strong, called, said)


@lru_cache(maxsize=1)
def _links_of_all() -> re.Pattern[str]:
    return _compiled(lambda term: True)


@lru_cache(maxsize=1)
def _links() -> re.Pattern[str]:
    return _compiled(lambda term: term.isascii())


def _compiled(chosen: Callable[[str], bool]) -> re.Pattern[str]:
    listed = lexicon("messages", "link")
    called, weak = (
        _by_script([term for term in listed.terms(kind) if chosen(term)])
        for kind in ("strong", "weak")
    )
    return re.compile(
        rf"\s{{0,3}}(?:(?P<sign>{_ARROWS})|(?P<called>(?:{called})(?!'))|{_SIGNS}|(?:{weak})(?!'))"
    )


def _by_script(terms: list[str]) -> str:
    """One alternation of terms of several scripts: each ends as words of its own do."""
    scripts = sorted({script(term[0]) for term in terms})
    return "|".join(group({t: () for t in terms if script(t[0]) == one}) for one in scripts)
