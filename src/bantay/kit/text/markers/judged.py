"""How sure it is that a token beside a marker is somebody's name on an app."""

import re
from typing import NamedTuple

from bantay.kit.text.hits import CERTAIN, FAIR, LIKELY
from bantay.kit.text.markers import tokens
from bantay.kit.text.markers.links import Linked
from bantay.kit.text.markers.scan import Marker

_MINE = re.compile(r"(?:\b(?:my|our|mi|meu|minha|aking|mera|meri)|我的?|\bko|мой|моя|мою)\s{0,2}$")
_LEAST, _LEAST_CALLED, _LEAST_PLAIN, _LEAST_OWNED, _LEAST_DIRECT = 4, 3, 5, 7, 5
_SURELY_LONG = 9  # letters; hardly a word of talk
_DIRECT = frozenset(("platform", "named", "invite", "wechat sound"))
_DISGUISED = frozenset(("near", "soft", "asked", "initials"))
_NAMELESS = frozenset(("invite", "ask", "sign", "noun"))
"""After these a plain word without "@" is no name."""


class Candidate(NamedTuple):
    """A token that may be a name: what announces it, and how.

    `asked` says that a word which asks to be added stands before the marker; `sign` is the
    token's "@" or "$", `end` where it ends in the folded text.
    """

    folded: str
    marker: Marker
    linked: Linked
    asked: bool
    sign: str | None
    name: str
    end: int


def judged(it: Candidate) -> float:
    """A confidence; 0 when the token is an ordinary word or an amount."""
    paid = it.marker.list == "payment"
    if it.sign == "$" and not paid:
        return 0
    least = _LEAST_CALLED if it.sign or it.linked.called else _LEAST
    if len(it.name) < least or tokens.is_amount(it.name) or not it.name.strip("_"):
        return 0
    if it.sign:
        return _of_sign(it)
    if tokens.is_ordinary(it.name) or (it.name[0].isdigit() and not it.linked.strong):
        return 0
    return _marked(it) if tokens.is_marked(it.name) else _plain(it)


def _of_sign(it: Candidate) -> float:
    """Of a token with "@" or "$" before it."""
    if it.marker.kind == "ask":
        return 0 if tokens.is_ordinary(it.name) else FAIR
    return LIKELY if it.marker.kind == "invite" else CERTAIN


def _marked(it: Candidate) -> float:
    """Of a token with a digit or a sign in it."""
    kind, linked = it.marker.kind, it.linked
    if kind == "ask":
        whole = it.marker.lang == "zh" and tokens.is_whole_id(it.name)
        return FAIR if whole and linked.strong else 0
    if kind in _DISGUISED:
        return _disguised(it)
    if linked.strong:
        return CERTAIN
    direct = kind in _DIRECT and "#" not in it.name and len(it.name) >= _LEAST_DIRECT
    if direct or (linked.said and _is_mine(it)):
        return LIKELY
    return _unlinked(it)


def _unlinked(it: Candidate) -> float:
    """Of a marked token after a name that may be an ordinary word, with nothing to link them."""
    kind = it.marker.kind
    if not tokens.is_signed(it.name) or kind in ("sign", "service"):
        return 0
    if it.asked:
        return LIKELY
    alone = it.linked.said or tokens.stands_alone(it.folded, it.end)
    return FAIR if kind == "weak" and alone else 0


def _disguised(it: Candidate) -> float:
    """Of a token after what may be ordinary words or two initials: it must be a whole id."""
    if tokens.is_flight(it.name) or "." in it.name:
        return 0
    if it.linked.strong:
        return LIKELY
    announced = it.marker.kind != "soft" or it.asked
    return LIKELY if announced and tokens.is_whole_id(it.name) else 0


def _plain(it: Candidate) -> float:
    """Of a token of letters alone, which could be any word."""
    if it.marker.kind in _NAMELESS or not it.name.isascii():
        return 0
    alone = tokens.stands_alone(it.folded, it.end)
    if it.marker.kind == "service" and not it.linked.called:
        return 0
    if it.linked.strong and (alone or len(it.name) >= _SURELY_LONG):
        return FAIR if it.linked.called or len(it.name) >= _LEAST_PLAIN else 0
    if not it.linked.said or not _is_mine(it) or not alone or len(it.name) < _LEAST_OWNED:
        return 0
    return 0 if tokens.is_inflected(it.name) else FAIR


def _is_mine(it: Candidate) -> bool:
    if it.marker.kind == "named":
        return True
    start = it.marker.start
    return _MINE.search(it.folded, max(0, start - 8), start) is not None
