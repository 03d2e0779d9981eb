"""A policy's text read key by key: typed values, or a problem with its exact place.

Nothing stops at the first mistake: all are collected, so that one `check` shows them all.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from bantay.errors import Place, PolicyError, closest
from bantay.model.clock import DAY, HOUR, MINUTE, SECOND
from bantay.policy.places import Path, Places

T = TypeVar("T", bound=str)

_SYNTAX = re.compile(r"\(at line (\d+), column (\d+)\)$")
_DURATION = re.compile(r"^(\d{1,6})([smhd])$")
_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
LARGEST = 1_000_000
"""Bytes of a policy file."""


class Sheet:
    """A TOML text, its tree, its places, and the problems found in it so far."""

    def __init__(self, text: str, file: str):
        self.file = file
        self.problems: list[PolicyError] = []
        self.text = text.replace("\r\n", "\n")
        self.tree: dict[str, Any] = {}
        try:
            self.tree = tomllib.loads(self.text)
        except (tomllib.TOMLDecodeError, RecursionError) as wrong:
            self._not_toml(str(wrong))
            return
        if len(self.text) > LARGEST:
            self.add("BP102", f"a policy has at most {LARGEST} characters", 0)
            self.tree = {}
            return
        self.places = Places(self.text)

    def _not_toml(self, said: str) -> None:
        at = _SYNTAX.search(said)
        line = self.text.rstrip().count("\n") + 1
        place = Place(self.file, int(at[1]), int(at[2])) if at else Place(self.file, line, 1)
        reason = f"not TOML: {said.split(' (at', maxsplit=1)[0]}"
        self.problems.append(PolicyError("BP101", reason, place))

    # ------------------------------------------------------------ problems

    def add(
        self, code: str, reason: str, offset: int, nearest: str | None = None, width: int = 1
    ) -> None:
        """Note a problem at an offset of the text."""
        line, column = self.places.at(offset) if hasattr(self, "places") else (1, 1)
        place = Place(self.file, line, column)
        self.problems.append(PolicyError(code, reason, place, nearest, width))

    def at_key(self, code: str, reason: str, path: Path, nearest: str | None = None) -> None:
        """Note a problem at a key."""
        self.add(code, reason, self.places.key(path), nearest, _width(path))

    def at_value(self, code: str, reason: str, path: Path, nearest: str | None = None) -> None:
        """Note a problem at a value."""
        offset = self.places.value(path)
        end = self.places.values.get(path, (offset, offset + 1))[1]
        self.add(code, reason, offset, nearest, end - offset)

    # ------------------------------------------------------------ reading

    def known(self, table: dict[str, Any], keys: Iterable[str], path: Path = ()) -> None:
        """Refuse keys that mean nothing."""
        keys = tuple(keys)
        for key in table:
            if key not in keys:
                near = closest(key, keys)
                reason = f"unknown key {key!r}, expected one of: {', '.join(keys)}"
                self.at_key("BP103", reason, (*path, key), near)

    def tables(self, key: str, path: Path = (), table: Any = None) -> list[tuple[Path, Any]]:
        """The tables of an array of tables, each with its path."""
        rows = (self.tree if table is None else table).get(key, [])
        full = (*path, key)
        if not isinstance(rows, list):
            self.at_key("BP105", f"{key} is written [[{key}]], once for each", full)
            return []
        found = []
        for number, row in enumerate(rows):
            if isinstance(row, dict):
                found.append(((*full, number), row))
            else:
                self.at_value("BP105", f"{key} holds tables", (*full, number))
        return found

    def text_of(
        self, table: dict[str, Any], key: str, path: Path, default: str | None = None
    ) -> str:
        """A text that is not blank; `default` None says that it must be there."""
        if key not in table:
            if default is None:
                self.at_key("BP104", f"{key} is missing", path, f'{key} = "..."')
            return default or ""
        value = table[key]
        if not isinstance(value, str) or not value.strip():
            self.at_value("BP105", f"{key} is a text that is not empty", (*path, key))
            return default or ""
        return value

    def one_of(
        self,
        table: dict[str, Any],
        key: str,
        path: Path,
        words: Sequence[T],
        default: T | None = None,
    ) -> T:
        """A word of a closed list."""
        value = table.get(key, default)
        if value is None:
            self.at_key("BP104", f"{key} is missing: one of {', '.join(words)}", path)
        elif value not in words:
            self._not_listed(value, (*path, key), words)
        else:
            return next(word for word in words if word == value)
        return words[0]

    def _not_listed(self, value: Any, path: Path, words: Sequence[str]) -> None:
        near = closest(str(value), words)
        shown = ", ".join(words)
        self.at_value("BP106", f"{value!r} is not one of: {shown}", path, near)

    def some_of(
        self, table: dict[str, Any], key: str, path: Path, words: Sequence[T]
    ) -> tuple[T, ...]:
        """Several words of a closed list, each once; none when the key is not there."""
        found: list[T] = []
        for number, value in enumerate(self.list_of(table, key, path)):
            if value not in words:
                self._not_listed(value, (*path, key, number), words)
            elif value in found:
                self.at_value("BP109", f"{value!r} is there twice", (*path, key, number))
            else:
                found.append(next(word for word in words if word == value))
        return tuple(found)

    def list_of(self, table: dict[str, Any], key: str, path: Path) -> list[Any]:
        """A list; empty when the key is not there. One that is there holds something."""
        value = table.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not value:
            self.at_value("BP105", f"{key} is a list that is not empty", (*path, key))
            return []
        return value

    def truth(self, table: dict[str, Any], key: str, path: Path, default: bool) -> bool:
        """true or false."""
        value = table.get(key, default)
        if not isinstance(value, bool):
            self.at_value("BP105", f"{key} is true or false", (*path, key))
            return default
        return value

    def whole(
        self, table: dict[str, Any], key: str, path: Path, default: int, low: int, high: int
    ) -> int:
        """A whole number inside bounds."""
        value = table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            reason = f"{key} is a whole number from {low} to {high}"
            self.at_value("BP108", reason, (*path, key))
            return default
        return value

    def duration(
        self, table: dict[str, Any], key: str, path: Path, default: int | None, most: int
    ) -> int:
        """A duration in microseconds, written "10m" or "36h"; at most `most`."""
        value = table.get(key)
        if value is None:
            if default is None:
                self.at_key("BP104", f"{key} is missing", path, f'{key} = "30d"')
            return default or 0
        found = _DURATION.match(value) if isinstance(value, str) else None
        if found is None:
            reason = f'{key} is a text such as "10m", "36h" or "7d"'
            self.at_value("BP107", reason, (*path, key))
            return default or 0
        span = int(found[1]) * _UNITS[found[2]]
        if span > most:
            self.at_value("BP108", f"{key} is at most {most // DAY} days", (*path, key))
        return span


def _width(path: Path) -> int:
    return len(str(path[-1])) if path else 1
