"""What a column's name says: its role, or that it holds somebody's judgement.

The names are in `names.toml`. They are compared without case, accents and punctuation;
camel case is split into words.
"""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from msgspec import Struct, convert

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

NO_ROLES = ("label", "about")
"""Tables of `names.toml` that are no roles."""

LABEL_NAMES = frozenset({"class", "target"})
LABEL_VALUES = 10
"""Whole names of columns of judgements when they hold no more than so many different values."""


class Role(Struct, frozen=True):
    """The names of one role, as `plain` writes them."""

    exact: frozenset[str] = frozenset()
    part: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()


@cache
def roles() -> dict[str, Role]:
    """Every role that a column may have."""
    text = files(__package__).joinpath("names.toml").read_text(encoding="utf-8")
    tables = convert(tomllib.loads(text), dict[str, dict[str, frozenset[str]]])
    return {name: _role(table) for name, table in tables.items()}


def _role(table: dict[str, frozenset[str]]) -> Role:
    spoken = [names for key, names in table.items() if key not in ("part", "weak")]
    none: frozenset[str] = frozenset()
    return Role(none.union(*spoken), table.get("part", none), table.get("weak", none))


@cache
def known() -> frozenset[str]:
    """Every whole name of every role."""
    real = (role.exact for name, role in roles().items() if name not in NO_ROLES)
    return frozenset[str]().union(*real)


@cache
def plain(name: str) -> str:
    """The name in lower case, without accents, its words joined by `_`."""
    split = _HUMP.sub("_", name)
    bare = "".join(c for c in unicodedata.normalize("NFKD", split) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "_", bare.casefold()).strip("_")


def words(name: str) -> frozenset[str]:
    """The words a name is made of."""
    return frozenset(plain(name).split("_"))


def is_label(name: str, distinct: int, others: frozenset[str] = frozenset()) -> bool:
    """Whether a column holds a judgement: by its words, by `is_…`, or a class of few values.

    `others` are the plain names of all columns: beside a `source`, a `target` is no class.
    """
    whole = plain(name)
    if words(name) & roles()["label"].exact or whole.startswith(("is_", "has_")):
        return True
    if whole == "target" and "source" in others:
        return False
    return whole in LABEL_NAMES and distinct <= LABEL_VALUES


def score(role: str, name: str) -> int:
    """How surely a name has a role: 3 by its whole, 2 by a word of it, 1 weakly, 0 not."""
    whole, parts, wanted = plain(name), words(name), roles()[role]
    if whole in wanted.exact:
        return 3
    about = parts & roles()["about"].exact if role in ("sender", "receiver") else frozenset()
    if len(parts) > 1 and parts & wanted.part and not about:
        return 2
    return 1 if whole in wanted.weak else 0
