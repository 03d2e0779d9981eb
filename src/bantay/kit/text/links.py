"""Links and bare internet names; those that lead to a person weigh more than things to read."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bantay.kit.lexicon import lexicon
from bantay.kit.text.hits import CERTAIN, WEAK, Hit, Kind, endings, one_of
from bantay.kit.text.late import late
from bantay.kit.text.mails import providers
from bantay.kit.text.suffixes import is_ending
from bantay.kit.text.words import SPACELESS

_PATH = r"[/?#][!-~]{0,2000}"
_HOST = r"(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.){1,6}[a-z_][a-z0-9_-]{1,23}"
_OWN_SCRIPT = r"[^\s\x00-,/:-@\[-`{-~。，、]{1,63}(?:\.[^\s\x00-,/:-@\[-`{-~。，、.]{1,63}){1,5}"
_LINK = late(
    rf"(?P<scheme>https?://)(?:(?P<named>{_HOST}|[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}})(?![a-z0-9_@-]"
    rf"|\.[a-z0-9])|(?P<own>{_OWN_SCRIPT}))(?P<rest>(?::[0-9]{{1,5}})?(?:{_PATH})?)"
    rf"|(?<![a-z0-9@._/-])(?P<www>www\.)?(?P<host>(?:[a-z0-9-]{{1,63}}\.){{1,6}}[a-z]{{2,24}})"
    rf"(?![a-z0-9_@-])(?P<port>:[0-9]{{1,5}})?(?P<path>/[!-~]{{0,2000}})?"
)
_TRAILING = ".,;:!?)]}'\"*>"
_LABEL = late(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?")
_PLAIN_LABEL = late(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_SPACELESS_BESIDE = late(f"[{SPACELESS}]")


def links(folded: str) -> Iterator[Hit]:
    """All links of a folded text, from the left."""
    if "." not in folded:
        return
    for match in _LINK.finditer(folded):
        found = _link(folded, match, _trimmed(match[0]))
        if found is not None:
            yield found


def _trimmed(text: str) -> str:
    """A link without what ends a sentence after it; a bracket stays if it was opened in it."""
    text = re.split(r"[<>\"]", text, maxsplit=1)[0]
    while text and text[-1] in _TRAILING:
        if text[-1] == ")" and text.count("(") >= text.count(")"):
            break
        text = text[:-1]
    return text


def _link(folded: str, match: re.Match[str], text: str) -> Hit | None:
    address = text[len(match["scheme"] or "") :].removeprefix("www.").rstrip("/")
    host, sign, path = _parted(address)
    if match["scheme"]:
        if not _is_host(host):
            return None
    elif not _is_name(host, bool(match["www"]), path) and not _is_set_in(folded, match, host):
        return None
    if not host.strip(".-_"):
        return None
    kind, confidence = leads(host, path if sign == "/" else "")
    return Hit(kind, address, match.start(), match.start() + len(text), confidence)


def _parted(address: str) -> tuple[str, str, str]:
    """Host, the sign after it, and the rest."""
    found = re.search(r"[/?#]", address)
    if found is None:
        return address, "", ""
    return address[: found.start()], found[0], address[found.end() :]


def _is_host(host: str) -> bool:
    """Whether a host after a scheme is one: an internet address, or a name with a known ending."""
    *names, ending = host.split(":", maxsplit=1)[0].split(".")
    if ending.isdigit():
        return True
    if not names or not is_ending(ending) or not all(map(_is_label, names)):
        return False
    return not names[-1].isascii() or _PLAIN_LABEL.fullmatch(names[-1]) is not None


def _is_label(name: str) -> bool:
    return not name.isascii() or _LABEL.fullmatch(name) is not None


def _is_name(host: str, www: bool, path: str) -> bool:
    *names, ending = host.split(":", maxsplit=1)[0].split(".")
    if not names or names[0] in providers():
        return False  # a provider's name belongs to an address
    if not all(_PLAIN_LABEL.fullmatch(name) for name in names):
        return False
    if ending in endings("name") or (len(names) > 1 and _is_country_name(names[-1], ending)):
        return any(char.isalpha() for char in "".join(names))
    return is_ending(ending) and (www or bool(path) or _is_personal(host))


def _is_country_name(second: str, ending: str) -> bool:
    """Whether the last two labels are an ending together, as in "co.il"."""
    return second in ("co", "com", "net", "org", "gov", "edu", "ac") and is_ending(ending)


def _is_set_in(folded: str, match: re.Match[str], host: str) -> bool:
    """Whether a name of Latin letters stands in a script without spaces: there it is no slip."""
    around = folded[max(0, match.start() - 1) : match.start()] + folded[match.end() :][:1]
    ending = host.rpartition(".")[2]
    return ending in endings("word") and _SPACELESS_BESIDE.search(around) is not None


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


def leads(host: str, path: str) -> tuple[Kind, float]:
    """Where a link leads: to money, to a person, or to something to read."""
    parts = re.split(r"[/?]", path)
    if not parts[0] or not _to_read().isdisjoint(parts[:2]):
        return "url", WEAK
    address = f"{host}/{path}/"
    if _pages("payment").match(address):
        return "payment", CERTAIN
    return "url", CERTAIN if _pages("personal").match(address) else WEAK
