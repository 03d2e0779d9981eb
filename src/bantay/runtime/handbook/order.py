"""Which page comes where: `order.toml` names sections and pages; the rest comes last."""

import tomllib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from msgspec import Struct

from bantay.runtime.handbook.sources import Source

REST = "More"
"""The section of pages that `order.toml` does not name."""


class Section(Struct, frozen=True):
    """A heading of the contents, one line on whom it is for, and its pages in order."""

    title: str
    says: str
    pages: tuple[Source, ...]
    folded: bool = False  # long lists show their first page only, unless one is in that section


def ordered(folder: Path, found: Sequence[Source]) -> tuple[Section, ...]:
    """The sections, each page in exactly one: the first that names it."""
    rows = tomllib.loads((folder / "order.toml").read_text("utf-8"))["section"]
    left = {source.place: source for source in found}
    sections = [_section(row, left) for row in rows]
    if left:
        sections.append(Section(REST, "Pages that have no place yet.", tuple(left.values())))
    return tuple(sections)


def _section(row: dict[str, Any], left: dict[str, Source]) -> Section:
    pages = tuple(_taken(row["pages"], left))
    return Section(row["title"], row["says"], pages, row.get("folded", False))


def _taken(patterns: Sequence[str], left: dict[str, Source]) -> Iterator[Source]:
    for pattern in patterns:
        for place in [place for place in left if fnmatch(place, pattern)]:
            yield left.pop(place)
