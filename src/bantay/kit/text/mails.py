"""E-mail addresses: plain, with "(at)" and "dot" spelled out, or without a provider's ending."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from bantay.kit.lexicon import lexicon, matcher
from bantay.kit.text.hits import CERTAIN, FAIR, LIKELY, Hit, endings
from bantay.kit.text.late import late

_AT = late(r"@|a(?<![a-z0-9]a)(?:t|rroba)(?![a-z0-9])|s(?<![a-z0-9]s)a(?![a-z0-9])|艾特")
_OPENED = late(r"\s{0,2}[(\[{<]\s?$")
_CLOSED = late(r"\s?[)\]}>]\s{0,2}")
_GAP_BEFORE = late(r"\s{0,2}$")
_GAP_AFTER = late(r"\s{0,2}")
_DOT = late(
    r"(?P<plain>\.)|\s?[(\[{<]\s?(?:dot|punto|\.)\s?[)\]}>]\s?|\s(?:dot|punto|tuldok)\s"
    r"|点|點|\s{0,2}\.\s{0,2}"
)
_LOCAL = late(r"(?<![a-z0-9._%+=/-])[a-z0-9](?:[a-z0-9._%+-]{0,62}[a-z0-9_])?$")
_LABEL = late(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_MOST_LABELS, _MOST_LOCAL = 5, 64
_CUE_REACH = 40
SPELLED = "spelled at and dot"
"""What is said to be undone where an address has its signs in words."""


class _At(NamedTuple):
    """An "at" with the signs and gaps around it: `start` ends the local part."""

    form: Literal["plain", "sign", "spaced", "word"]
    start: int
    end: int


@lru_cache(maxsize=1)
def providers() -> frozenset[str]:
    """Mail providers' names, as they stand after an "@"."""
    terms = lexicon("messages", "at_word").terms("provider")
    return frozenset(term for term in terms if term.isascii() and " " not in term)


@lru_cache(maxsize=1)
def never_before_at() -> frozenset[str]:
    """Ordinary words that stand before an "at" which is no address."""
    return frozenset(lexicon("messages", "ordinary").terms("before at"))


def mails(folded: str) -> Iterator[Hit]:
    """All e-mail addresses of a folded text, from the left."""
    end = 0
    for core in _AT.finditer(folded):
        at = _around(folded, core) if core.start() >= end else None
        found = _mail(folded, at, end) if at else None
        if found is not None:
            end = found.end
            yield found


def _around(folded: str, core: re.Match[str]) -> _At | None:
    opened = _OPENED.search(folded, max(0, core.start() - 4), core.start())
    closed = _CLOSED.match(folded, core.end())
    if opened and closed:
        return _At("sign", opened.start(), closed.end())
    before = _GAP_BEFORE.search(folded, max(0, core.start() - 2), core.start())
    after = _GAP_AFTER.match(folded, core.end())
    if before is None or after is None:
        return None
    start, end = before.start(), after.end()
    if core[0] == "艾特":
        return _At("sign", start, end)
    if core[0] == "@":
        return _At("plain" if (start, end) == core.span() else "spaced", start, end)
    apart = start < core.start() and end > core.end() and core[0] != "sa"
    return _At("word", start, end) if apart else None


def _mail(folded: str, at: _At, floor: int) -> Hit | None:
    local = _LOCAL.search(folded, max(floor, at.start - _MOST_LOCAL), at.start)
    read = _domain(folded, at.end) if local else None
    if local is None or read is None:
        return None
    domain, end, tight = read
    if not _is_meant(folded, at, local, domain):
        return None
    value = f"{local[0]}@{domain}"
    if at.form == "plain" and tight:
        return Hit("email", value, local.start(), end, CERTAIN if "." in domain else FAIR)
    return Hit("email", value, local.start(), end, LIKELY, (SPELLED,))


def _domain(folded: str, start: int) -> tuple[str, int, bool] | None:
    """The domain at an offset: its labels, where it ends, whether it was written plainly.

    It ends at the first known ending unless another label follows without a gap; a
    provider's name will do without an ending.
    """
    labels: list[str] = []
    best: tuple[str, int, bool] | None = None
    at, tight = start, True
    while len(labels) < _MOST_LABELS and (label := _LABEL.match(folded, at)):
        labels.append(label[0])
        if _is_domain(labels):
            best = (".".join(labels), label.end(), tight)
        dot = _DOT.match(folded, label.end())
        if dot is None or (best and "." in best[0] and not dot["plain"]):
            break
        tight = tight and dot["plain"] is not None
        at = dot.end()
    return best


def _is_domain(labels: list[str]) -> bool:
    if len(labels) == 1:
        return labels[0] in providers()
    return labels[-1] in endings()


def _is_meant(folded: str, at: _At, local: re.Match[str], domain: str) -> bool:
    """Whether an "at" really joins an address; "@" and "(at)" are written for little else."""
    if at.form in ("plain", "sign"):
        return True
    before = folded[max(0, local.start() - _CUE_REACH) : local.start()]
    if matcher("messages", "mail").search(before):
        return True
    marked = re.search(r"[0-9._-]", local[0]) is not None
    provided = domain.split(".", maxsplit=1)[0] in providers()
    if at.form == "spaced":
        return provided or (marked and "." in domain)
    return (marked or (provided and "." in domain)) and local[0] not in never_before_at()
