"""Rows of a file that is not of the contract, or is it in a table."""

from collections.abc import Iterator
from typing import Any, Protocol

from msgspec import Struct

from bantay.adapters.sources.problem import Problem


class Row(Struct, gc=False):
    """One record. `index` counts records from 0, `line` is its line (or row) from 1.

    Without values and without a problem it is blank. `unfinished` says that it is the end of
    a file that may still grow.
    """

    index: int
    line: int
    raw: bytes
    done: int
    values: dict[str, Any] | None = None
    problem: Problem | None = None
    unfinished: bool = False


class Rows(Protocol):
    """A format's reader."""

    @property
    def columns(self) -> tuple[str, ...] | None:
        """The columns of the whole file, None when every row may have others."""
        ...

    def rows(self, after: int) -> Iterator[Row]:
        """The records after the first `after`."""
        ...

    def locate(self, raw: bytes, column: str) -> int | None:
        """At which character (from 1) of a record's raw text a column's cell begins."""
        ...
