"""Every error Bantay raises on purpose, drawn as a tree.

    BantayError
    ├── InputError      something a person gave us is wrong; carries a Place
    │   ├── EventError    one line of events; the run goes on, the line is quarantined
    │   └── ConfigError   a policy, mapping, weights or cases file
    │       └── PolicyError   a policy file, with a stable code such as BP201
    ├── StoreError      the store cannot be opened, read or written
    ├── NotPermitted    this person, in this role, may not do that
    ├── Conflict        it was changed, is in another's hands, or needs another person
    └── MissingExtra    an optional capability is not installed

A finding is a value, never an exception; a fault inside a detector is recorded as a
`model.Fault` and stops nothing else.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a person's input something is wrong. Lines and columns count from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n is not None)]
        return ":".join(parts)


def closest(word: str, known: Iterable[str], least: float = 0.6) -> str | None:
    """The nearest right thing to what somebody wrote, if any is as like as `least` (0 to 1)."""
    from difflib import get_close_matches  # a mistake may wait for it, the start need not

    found = get_close_matches(word, list(known), 1, least)
    return str(found[0]) if found else None  # a name of ours is told as the word it is


class BantayError(Exception):
    """The root of the family: catching it catches every deliberate error."""


class InputError(BantayError):
    """Something a person gave us is wrong.

    `reason` says what was expected, `nearest` the nearest right thing, if one is near.
    """

    def __init__(self, reason: str, place: Place | None = None, nearest: str | None = None):
        self.reason, self.place, self.nearest = reason, place, nearest
        super().__init__(reason)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        hint = f" (did you mean {self.nearest!r}?)" if self.nearest else ""
        return f"{where}{self.reason}{hint}"


class EventError(InputError):
    """One line that is not an event of the contract; `field` names the offender if known."""

    def __init__(
        self,
        reason: str,
        place: Place | None = None,
        nearest: str | None = None,
        field: str | None = None,
    ):
        super().__init__(reason, place, nearest)
        self.field = field


class ConfigError(InputError):
    """A policy, mapping, weights, exceptions or cases file that cannot be used."""


class PolicyError(ConfigError):
    """One mistake in a policy file. `code` is stable; `width` is how much of the line it is."""

    def __init__(
        self,
        code: str,
        reason: str,
        place: Place | None = None,
        nearest: str | None = None,
        width: int = 1,
    ):
        super().__init__(reason, place, nearest)
        self.code, self.width = code, width


class StoreError(BantayError):
    """The store cannot be opened, read or written; the message says what to do."""


class NotPermitted(BantayError):
    """A person may not do this in their role, or not with this case; the message says why."""


class Conflict(BantayError):
    """What a person wants meets what another did meanwhile, or needs somebody else."""


class MissingExtra(BantayError):
    """An optional capability is not installed."""

    def __init__(self, capability: str, extra: str):
        super().__init__(f"{capability} needs an extra: {_pip()} install 'bantay[{extra}]'")


def _pip() -> str:
    """The pip of this very environment: another one would install beside it, or something else."""
    own = Path(sys.prefix, "bin", "pip")
    if sys.prefix == sys.base_prefix or not own.exists():
        return "pip"
    here = Path.cwd()
    return str(own.relative_to(here) if own.is_relative_to(here) else own)
