"""Patterns that are compiled when somebody first looks with them.

Compiling the long ones takes Python tens of milliseconds each, half a second together, and most
commands never look with most of them. `late` says `re.compile`, later.
"""

import re
from typing import Any, cast

_MADE_OF = (
    *("findall", "finditer", "fullmatch", "match", "scanner", "search", "split", "sub", "subn"),
    *("flags", "groupindex", "groups", "pattern"),
)
_ALL: list["_Late"] = []


class _Late:
    """Becomes a pattern at the first use; from then on its methods are the pattern's own."""

    def __init__(self, pattern: str, flags: int):
        self._of = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        if name not in _MADE_OF:
            raise AttributeError(name)
        made = re.compile(*self._of)
        self.__dict__.update((each, getattr(made, each)) for each in _MADE_OF)
        return self.__dict__[name]

    def __reduce__(self) -> tuple[Any, ...]:
        return late, self._of


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, compiled at its first use. What is wrong in it is an `re.error` then, so a
    test compiles all of them. For patterns of a module, not for those that texts make."""
    made = _Late(pattern, flags)
    _ALL.append(made)
    return cast("re.Pattern[str]", made)


def compiled() -> int:
    """Compile all there are, for whoever would rather wait now; how many there are."""
    for one in tuple(_ALL):
        _ = one.pattern  # any of its names
    return len(_ALL)
