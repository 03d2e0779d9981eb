"""Names of people on other platforms: a token after a platform's name or an invitation."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bantay.kit.lexicon import lexicon, matcher
from bantay.kit.text.hits import CERTAIN, FAIR, LIKELY, Hit, Kind, one_of

_REACH = 60
_TOKEN = re.compile(r"(?P<at>@|\$)?(?P<name>[a-z0-9][a-z0-9._-]{2,31})(?![a-z0-9_@/À-ɏ]|:/)")
_NUMBER = re.compile(r"[0-9]{5,12}(?![0-9])")
_QUANTITY = re.compile(r"\d+(?:\.\d+)*[a-z]{0,3}|[a-z]?\d+(?:[.x-]\d+)+[a-z]{0,3}")
_MY = re.compile(r"(?:\bmy|\bour|我的?|\bko)\s{0,2}$")
_SAID = re.compile(r"(?:is|it's|its|ay|是|为|ko|号是)\s*$")
_BACKWARDS = re.compile(
    r"(?P<at>@)?(?P<name>[a-z0-9][a-z0-9._-]{2,31})\s{1,2}(?:on|sa|in|via)\s{1,2}(?:my\s)?$"
)
_LEAST, _LEAST_PLAIN = 4, 5


@lru_cache(maxsize=1)
def _link() -> re.Pattern[str]:
    weak = one_of(lexicon("messages", "link").terms("weak"))
    strong = one_of(lexicon("messages", "link").terms("strong"))
    # a small word of Latin letters ends where no letter follows
    return re.compile(
        rf"\s{{0,3}}(?:(?P<strong>[:=]+|(?:{strong})(?![a-z0-9_]))"
        rf"|(?P<weak>[~>,()\"'“”\[\]]|->|\s-\s|(?:{weak})(?![a-z0-9_'])))"
    )


@lru_cache(maxsize=1)
def _never() -> frozenset[str]:
    linking = lexicon("messages", "link").terms()
    return frozenset((*linking, *lexicon("messages", "ordinary").terms("after platform")))


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return {term: e.kind for e in lexicon("messages", "cue").entries for term in e.terms}


def handles(folded: str) -> Iterator[Hit]:
    """All names on other platforms in a folded text, by where their platform is named."""
    for cue in matcher("messages", "cue").finditer(folded):
        kind = _kinds().get(" ".join(cue[0].split()), "weak")
        yield from _after(folded, cue, kind, "handle")
        if kind in ("platform", "weak"):
            yield from _before(folded, cue)
    for cue in matcher("messages", "payment").finditer(folded):
        yield from _after(folded, cue, "weak", "payment")


def _after(folded: str, cue: re.Match[str], kind: str, of: Kind) -> Iterator[Hit]:
    at, strong, said = _skip_links(folded, cue.end())
    if kind == "number" and (number := _NUMBER.match(folded, at)):
        yield Hit(of, number[0], number.start(), number.end(), LIKELY)
        return
    token = _TOKEN.match(folded, at)
    if token is None:
        return
    mine = kind == "named" or _MY.search(folded[max(0, cue.start() - 8) : cue.start()]) is not None
    owned = mine and said
    confidence = _confidence(token, kind, strong or token["at"] is not None, owned)
    if confidence:
        name = token["name"].rstrip("._-")
        yield Hit(of, name, token.start(), token.start("name") + len(name), confidence)


def _skip_links(folded: str, at: int) -> tuple[int, bool, bool]:
    """Past the small words after a platform: where to, was one strong, was it said to be."""
    start, strong = at, False
    while (link := _link().match(folded, at)) and link.end() - start <= _REACH:
        strong = strong or link["strong"] is not None
        at = link.end()
    said = _SAID.search(folded, start, at) is not None
    while at < len(folded) and folded[at] in " \u00a0":
        at += 1
    return at, strong, said


def _confidence(token: re.Match[str], kind: str, strong: bool, owned: bool) -> float:
    """How sure it is that the token is a name; 0 when it is an ordinary word or an amount."""
    name = token["name"].rstrip("._-")
    if len(name) < _LEAST or _QUANTITY.fullmatch(name):
        return 0
    if name in _never() and not token["at"]:
        return 0
    marked = re.search(r"[0-9_]", name) is not None or re.search(r"[a-z][.][a-z]", name) is not None
    if not name[0].isalpha() and not strong:
        return 0
    if marked:
        direct = kind in ("platform", "named", "invite")
        return CERTAIN if strong else LIKELY if direct or owned else 0
    plain = (token["at"] or strong or owned) and len(name) >= _LEAST_PLAIN
    return FAIR if plain and kind != "invite" else LIKELY if token["at"] else 0


def _before(folded: str, cue: re.Match[str]) -> Iterator[Hit]:
    """A name that stands before its platform: "@name on …", "name_22 sa …"."""
    floor = max(0, cue.start() - _REACH)
    found = _BACKWARDS.search(folded[floor : cue.start()])
    if found is None:
        return
    name = found["name"]
    marked = re.search(r"[a-z].*[0-9_]|_", name) is not None
    if (found["at"] or marked) and not _QUANTITY.fullmatch(name):
        yield Hit("handle", name, floor + found.start(), floor + found.end("name"), LIKELY)
