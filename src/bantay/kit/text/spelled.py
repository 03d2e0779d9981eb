"""Addresses with their signs spelled out: "maria at example dot com", "bit dot ly slash abc".

A chain is names with signs between them, drawn, bracketed or in words. It is an e-mail
address when it holds an "at", a link when its ending is one of the internet's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bantay.kit.lexicon import lexicon, matcher
from bantay.kit.text.hits import FAIR, LIKELY, Hit, endings
from bantay.kit.text.late import late
from bantay.kit.text.links import leads
from bantay.kit.text.mails import SPELLED, never_before_at, providers
from bantay.kit.text.suffixes import is_ending
from bantay.kit.text.words import SPACELESS

_DRAWN = {"at": "@", "dot": ".", "slash": "/", "underscore": "_", "dash": "-"}
_NAME = r"[a-z0-9][a-z0-9_+%-]{0,62}(?<![-+%])|[a-z0-9]"
_MOST = 12  # names of one chain
_CUE_REACH = 40
_GAP = r"[ \u00a0]{0,2}"


@dataclass(frozen=True, slots=True)
class _Part:
    """A name, at folded offsets `start` to `end`, and the sign that stands after it.

    `form`: how that sign is written: "plain", "loose" (space around it), "word", "bracket".
    """

    text: str
    start: int
    end: int
    sign: str
    form: str


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return {t: e.kind for e in lexicon("messages", "sign_word").entries for t in e.terms}


def _one_of(terms: list[str]) -> str:
    return "|".join(re.escape(t) for t in sorted(terms, key=lambda t: (-len(t), t)))


@lru_cache(maxsize=2)
def _telling(ascii_only: bool = False) -> tuple[str, ...]:
    """Words of which a spelled address holds one: a "dot", or an "at" that stands for itself."""
    kinds = _kinds().items()
    dots = [t for t, kind in kinds if kind == "dot"]
    ats = [t for t, kind in kinds if kind == "at" and t not in ("at", "sa")]
    terms = [term for term in (*dots, *ats) if not term.startswith("at ")]
    return tuple(term for term in terms if term.isascii() or not ascii_only)


_BRACKETS = late(r"[(\[{<][ \u00a0]{0,2}(?:[.@]|at\b|sa\b)")
_LOOSE = late(r"[a-z0-9][ \u00a0][.@][ \u00a0]?[a-z]|@[ \u00a0][a-z]")


@lru_cache(maxsize=1)
def _told() -> re.Pattern[str]:
    """The same as words of their own: "date" holds no "dat"."""
    tight = _one_of([t for t in _telling() if re.match(f"[{SPACELESS}]", t)])
    apart = _one_of([t for t in _telling() if not re.match(f"[{SPACELESS}]", t)])
    return re.compile(rf"{tight}|(?<![^\W_])(?:{apart})(?=com|net|org|[^a-z]|$)")


def _may_be_spelled(folded: str) -> bool:
    """Whether any sign of a folded text may be spelled out; cheap, and wrong only towards yes."""
    if any(word in folded for word in _telling(folded.isascii())) and _told().search(folded):
        return True
    if any(sign in folded for sign in "([{<") and _BRACKETS.search(folded):
        return True
    apart = " @" in folded or "@ " in folded or " ." in folded
    return apart and _LOOSE.search(folded) is not None


@lru_cache(maxsize=1)
def _sign() -> re.Pattern[str]:
    """One sign between two names, with what stands around it."""
    signs = [t for t, kind in _kinds().items() if kind in _DRAWN]
    tight = _one_of([t for t in signs if re.match(f"[{SPACELESS}]", t)])
    apart = _one_of([t for t in signs if not re.match(f"[{SPACELESS}]", t)])
    ending = _one_of([*(e for e in endings("name") if len(e) > 2), *_stands_for()])
    return re.compile(
        rf"{_GAP}[(\[{{<]{_GAP}(?P<bracket>{tight}|{apart}|[@.])"
        rf"{_GAP}[)\]}}>]{_GAP}"
        rf"|{_GAP}(?P<tight>{tight}){_GAP}"
        rf"|[ \u00a0]{{1,2}}(?P<word>{apart})(?:[ \u00a0]{{1,2}}|-?(?=(?:{ending})(?![a-z])))"
        rf"|(?P<plain>[@./_-])|(?P<loose>[ \u00a0]{{1,2}}[@.][ \u00a0]{{0,2}}|@[ \u00a0]{{1,2}})"
    )


@lru_cache(maxsize=1)
def _stands_for() -> dict[str, str]:
    return {term: kind[1:] for term, kind in _kinds().items() if kind.startswith("=")}


@lru_cache(maxsize=1)
def _name() -> re.Pattern[str]:
    return re.compile(rf"{_one_of(list(_stands_for()))}|{_NAME}")


def spelled(folded: str) -> Iterator[Hit]:
    """All addresses of a folded text that have a sign spelled out, from the left."""
    if not _may_be_spelled(folded):
        return
    for chain in _chains(folded):
        if any(part.form != "plain" for part in chain[:-1]):
            yield from _of_chain(folded, chain)


def _chains(folded: str) -> Iterator[list[_Part]]:
    at = 0
    while (first := _name().search(folded, at)) is not None:
        chain, at = _chain(folded, first)
        if len(chain) > 1:
            yield chain


def _chain(folded: str, first: re.Match[str]) -> tuple[list[_Part], int]:
    """The names and signs from one name on, and where to look for the next chain."""
    chain: list[_Part] = []
    name: re.Match[str] | None = first
    while name is not None:
        sign = _sign().match(folded, name.end())
        after = _name().match(folded, sign.end()) if sign and len(chain) < _MOST else None
        drawn, form = _drawn(sign) if sign and after else ("", "")
        text = _stands_for().get(name[0], name[0])
        chain.append(_Part(text, name.start(), name.end(), drawn, form))
        name = after
    return chain, chain[-1].end


def _drawn(sign: re.Match[str]) -> tuple[str, str]:
    group = sign.lastgroup or ""
    text = sign[group].strip(" \u00a0")
    form = "word" if group == "tight" else group
    return _DRAWN.get(_kinds().get(text, ""), text), form


def _of_chain(folded: str, chain: list[_Part]) -> Iterator[Hit]:
    ats = [n for n, part in enumerate(chain) if part.sign == "@"]
    for at in reversed(ats):
        if found := _mail(folded, chain, at):
            yield found
            return
    start = ats[-1] + 1 if ats else 0
    if found := _link(folded, chain[start:]):
        yield found


def _mail(folded: str, chain: list[_Part], at: int) -> Hit | None:
    first = at
    while first > 0 and chain[first - 1].sign in "._-":
        first -= 1
    domain = _domain(chain[at + 1 :])
    if domain is None:
        return None
    host, last = domain
    used = chain[first : at + 1 + last]
    if all(part.form == "plain" for part in used[:-1]):
        return None
    local = _joined(chain[first : at + 1])[:-1]
    if not _is_meant(folded, chain[at], local, chain[first].start, host, used):
        return None
    end = chain[at + last].end
    return Hit("email", f"{local}@{host}", chain[first].start, end, LIKELY, (SPELLED,))


def _joined(parts: list[_Part]) -> str:
    return "".join(part.text + part.sign for part in parts)


@lru_cache(maxsize=1)
def _never_before_dot() -> frozenset[str]:
    return frozenset(lexicon("messages", "ordinary").terms("before at", "before dot"))


def _domain(parts: list[_Part]) -> tuple[str, int] | None:
    """The host that the parts begin with, and how many of them it takes."""
    best: tuple[str, int] | None = None
    if parts and parts[0].text in providers():
        best = parts[0].text, 1
    for n in range(2, len(parts) + 1):
        before = parts[n - 2]
        if before.sign != "." or (best and best[1] > 1 and before.form == "loose"):
            break
        if is_ending(parts[n - 1].text):
            best = ".".join(part.text for part in parts[:n]), n
    return best


def _is_meant(folded: str, at: _Part, local: str, start: int, host: str, used: list[_Part]) -> bool:
    """Whether an "at" really joins an address; drawn or bracketed it stands for little else."""
    if at.form in ("plain", "bracket"):
        return True
    if matcher("messages", "mail").search(folded[max(0, start - _CUE_REACH) : start]):
        return True
    if local in never_before_at():
        return False
    dotted = any(p.sign == "." and p.form in ("word", "bracket") for p in used[-3:-1])
    marked = re.search(r"[0-9._-]", local) is not None
    provided = host.partition(".")[0] in providers()
    return dotted or (provided and "." in host) or (marked and (provided or "." in host))


def _link(folded: str, parts: list[_Part]) -> Hit | None:
    domain = _domain(parts)
    if domain is None or domain[1] < 2:
        return None
    host, last = domain
    used = parts[: last - 1]
    if all(part.form in ("plain", "loose") for part in used):
        return None
    if parts[0].text in _never_before_dot() or host.partition(".")[0] in providers():
        return None
    path, end = _path(parts, last)
    ending = host.rpartition(".")[2]
    if ending not in endings("name") and not path:
        return None
    kind, confidence = leads(host, path)
    value = f"{host}/{path}" if path else host
    return Hit(kind, value, parts[0].start, end, max(confidence, FAIR), (SPELLED,))


def _path(parts: list[_Part], last: int) -> tuple[str, int]:
    """What follows a host after a slash, and where it ends."""
    end = last
    if parts[last - 1].sign == "/":
        end += 1
        while end < len(parts) and parts[end - 1].sign in "/_-." and parts[end - 1].form != "loose":
            end += 1
    path = _joined(parts[last:end])
    used = parts[end - 1]
    return path[: len(path) - len(used.sign)] if path else "", used.end
