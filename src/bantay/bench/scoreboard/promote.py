"""Taking weights over from a candidate: whole entries, as they were measured, none typed."""

import tomllib
from collections.abc import Sequence
from fnmatch import fnmatchcase
from hashlib import blake2b

from bantay.bench.quality.weigh import HEAD
from bantay.errors import InputError
from bantay.fuse.weights import parse

_ENTRY = "\n[[weight]]\n"
Key = tuple[str, str]


def promoted(known: str, candidate: str, what: Sequence[str], but: Sequence[str]) -> str:
    """The text of `known` in which the candidate's entries of some detectors stand instead.

    `what` and `but` are patterns of detector ids, with * as in a shell. `InputError` when the
    candidate has nothing that they name; ConfigError when either file is none.
    """
    parse(known, "weights in use")
    parse(candidate, "the candidate")
    taken = {key: text for key, text in _entries(candidate).items() if _named(key[0], what, but)}
    if not taken:
        raise InputError(f"the candidate has no weight of {', '.join(what)}")
    kept = {key: text for key, text in _entries(known).items() if not _named(key[0], what, but)}
    whole = kept | taken
    rows = [whole[key] for key in sorted(whole)]
    digest = blake2b("".join(rows).encode(), digest_size=4).hexdigest()
    return "\n".join([HEAD, f'version = "weights-{digest}"', *rows]) + "\n"


def _named(detector: str, what: Sequence[str], but: Sequence[str]) -> bool:
    named = any(fnmatchcase(detector, one) for one in what)
    return named and not any(fnmatchcase(detector, one) for one in but)


def _entries(text: str) -> dict[Key, str]:
    """Every entry's text by detector and hypothesis, as `weigh.to_toml` writes it."""
    found: dict[Key, str] = {}
    for body in ("\n" + text).split(_ENTRY)[1:]:
        entry = f"{_ENTRY}{body.rstrip()}"
        [read] = tomllib.loads(entry)["weight"]
        found[read["detector"], read["hypothesis"]] = entry
    return found
