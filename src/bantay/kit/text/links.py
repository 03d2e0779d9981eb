"""Links and bare internet names; those that lead to a person weigh more than things to read."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bantay.kit.lexicon import lexicon
from bantay.kit.text.hits import CERTAIN, WEAK, Hit, Kind, endings, one_of
from bantay.kit.text.mails import providers

_LINK = re.compile(
    r"(?P<scheme>https?://)(?P<rest>[!-~]{3,2000})"
    r"|(?<![a-z0-9@._/-])(?P<www>www\.)?(?P<host>(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24})(?![a-z0-9_@-])"
    r"(?P<port>:[0-9]{1,5})?(?P<path>/[!-~]{0,2000})?"
)
_TRAILING = ".,;:!?)]}'\"*>"


def links(folded: str) -> Iterator[Hit]:
    """All links of a folded text, from the left."""
    if "." not in folded:
        return
    for match in _LINK.finditer(folded):
        text = re.split(r"[<>\"]", match[0])[0].rstrip(_TRAILING)
        found = _link(match, text)
        if found is not None:
            yield found


def _link(match: re.Match[str], text: str) -> Hit | None:
    address = text[len(match["scheme"] or "") :].removeprefix("www.").rstrip("/")
    host, _, path = address.partition("/")
    if not match["scheme"] and not _is_name(host, bool(match["www"]), path):
        return None
    if not re.search(r"[a-z0-9]", host):
        return None
    kind, confidence = _leads(host, path)
    return Hit(kind, address, match.start(), match.start() + len(text), confidence)


def _is_name(host: str, www: bool, path: str) -> bool:
    *names, ending = host.split(":", maxsplit=1)[0].split(".")
    if not names or names[0] in providers():
        return False  # a provider's name belongs to an address
    if ending in endings("name"):
        return any(char.isalpha() for char in "".join(names))
    return ending in endings("word") and (www or bool(path) or _is_personal(host))


def _is_personal(host: str) -> bool:
    return host in _hosts()


@lru_cache(maxsize=1)
def _hosts() -> frozenset[str]:
    pages = lexicon("messages", "host").terms("personal", "payment")
    return frozenset(page.split("/")[0] for page in pages)


@lru_cache(maxsize=1)
def _to_read() -> frozenset[str]:
    return frozenset(lexicon("messages", "reading").terms())


@lru_cache(maxsize=4)
def _pages(kind: str) -> re.Pattern[str]:
    pages = one_of(lexicon("messages", "host").terms(kind))
    return re.compile(rf"(?:m\.|web\.|[a-z]{{2}}-[a-z]{{2}}\.)?(?:{pages})(?:/|(?<=@))")


def _leads(host: str, path: str) -> tuple[Kind, float]:
    """Where a link leads: to money, to a person, or to something to read."""
    first = re.split(r"[/?]", path, maxsplit=1)[0]
    if not first or first in _to_read():
        return "url", WEAK
    address = f"{host}/{path}/"
    if _pages("payment").match(address):
        return "payment", CERTAIN
    return "url", CERTAIN if _pages("personal").match(address) else WEAK
