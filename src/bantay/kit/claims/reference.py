"""A table of works and people that the operator loads, and what it says of a claim.

The table is data of the operator's: an extract of an open knowledge base, an agency's own
list. Its columns are `kind`, `name`, `year` (may be empty), `people` (separated by "|") and
`complete` ("yes" when nobody else can truly claim it: the winners of a pageant are complete,
the cast of a film seldom is). An incomplete entry never speaks against anybody.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from bantay.errors import InputError, Place
from bantay.kit.claims.words import Claim, plain
from bantay.kit.text.words import words

Answer = Literal["named", "not named", "not listed", "unknown"]
"""Of a claim by a person: the entry names them; it is complete and does not; the table holds
every such entry and not this one; nothing can be said."""

COLUMNS = ("kind", "name", "year", "people", "complete")


class Work(Struct, frozen=True):
    """One entry: folded names of people, and whether they are all."""

    people: frozenset[frozenset[str]]
    complete: bool = False


class Reference(Struct, frozen=True, eq=False):
    """Entries by (kind, name, year); year 0 stands for any. `covers` are kinds of which the
    table holds every entry there is. Compared by identity: a table may be large."""

    works: Mapping[tuple[str, str, int], Work] = {}
    covers: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.works)

    def says(self, claim: Claim, names: Iterable[str]) -> Answer:
        """What the table says of a claim by somebody who goes by these names."""
        entry = self.works.get((claim.kind, claim.value, claim.year or 0))
        entry = entry or self.works.get((claim.kind, claim.value, 0))
        if entry is None:
            return "not listed" if claim.kind in self.covers else "unknown"
        if any(_goes_by(name, entry) for name in names):
            return "named"
        return "not named" if entry.complete else "unknown"


NO_REFERENCE = Reference()
"""What an operator has who loaded no table."""


def reference(
    rows: Iterable[Mapping[str, str]], file: str, covers: Iterable[str] = ()
) -> Reference:
    """The table of rows, as a CSV reader gives them. Raises InputError with the line."""
    works: dict[tuple[str, str, int], Work] = {}
    for line, row in enumerate(rows, start=2):
        if missing := [column for column in COLUMNS if row.get(column) is None]:
            raise InputError(f"the column {missing[0]!r} is missing", Place(file, line, 1))
        year = row["year"].strip()
        if year and not (year.isdigit() and len(year) == 4):
            raise InputError(f"a year of four digits expected, not {year!r}", Place(file, line, 1))
        key = (row["kind"].strip(), plain(row["name"]), int(year or 0))
        people = frozenset(_parts(name) for name in row["people"].split("|") if name.strip())
        works[key] = Work(people, row["complete"].strip().lower() == "yes")
    return Reference(works, frozenset(covers))


def _parts(name: str) -> frozenset[str]:
    return frozenset(words(plain(name)))


def _goes_by(name: str, entry: Work) -> bool:
    """Whether a name shown may be one of the entry's: a nickname or a second surname more or
    less is no difference, so one of the two must hold all words of the other."""
    shown = _parts(name)
    return any(shown <= listed or listed <= shown for listed in entry.people if listed and shown)
