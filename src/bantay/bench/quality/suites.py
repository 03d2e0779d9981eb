"""Contacts that people hide: the test strings of unrelated filters, row by row.

Each row is one message and goes through `bantay scan`, so `found` and `alarmed` come from the
same settings that an operator gets.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

from bantay.bench.quality.plain import is_plain
from bantay.bench.quality.rates import Rate
from bantay.bench.sets import rows
from bantay.runtime.pipeline import Pipeline
from bantay.runtime.scan import Answer, Line, scan

NAME = "contact_evasion_suites"


class Tried(Struct, frozen=True):
    """One row. `found`: a contact is read, at the quoted place where the suite quotes one."""

    suite: str
    lang: str
    label: str
    obfuscated: bool
    found: bool
    finding: bool
    alarmed: bool


def tried(folder: Path, engine: Pipeline) -> list[Tried]:
    """Every row of the suites, tried."""
    return [_one(number, row, engine) for number, row in enumerate(rows(folder, NAME))]


def _one(number: int, row: dict[str, str], engine: Pipeline) -> Tried:
    answer = scan(Line(number, text=row["text"]), engine)
    return Tried(
        suite=row["suite"],
        lang=row["lang"],
        label=row["label"],
        obfuscated=row["label"] == "contact" and not is_plain(row["text"], row.get("kind", "")),
        found=_is_found(row["text"], row.get("quote") or "", answer),
        finding=any(said.hypothesis == "contact_evasion" for said in answer.findings),
        alarmed="contact_evasion" in answer.alarms,
    )


def _is_found(text: str, quote: str, answer: Answer) -> bool:
    places = [place for contact in answer.contacts for place in contact.quotes]
    start = text.find(quote) if quote else -1
    if start < 0:
        return bool(places)
    return any(place.start < start + len(quote) and start < place.end for place in places)


What = Literal["found", "finding", "alarmed"]


def share(of: Sequence[Tried], what: What) -> Rate:
    """The share of rows for which something holds."""
    return Rate(sum(getattr(row, what) for row in of), len(of))


def recall(of: Iterable[Tried], langs: Iterable[str] = ()) -> Rate:
    """The share of `contact` rows of some languages (none named: of all) that are found."""
    wanted = set(langs)
    mine = [row for row in of if row.label == "contact" and (not wanted or row.lang in wanted)]
    return share(mine, "found")


def hidden(of: Iterable[Tried]) -> Rate:
    """The share of rows with an obfuscated contact that end in an alarm."""
    return share([row for row in of if row.obfuscated], "alarmed")


def flagged(of: Iterable[Tried]) -> Rate:
    """The share of `benign` rows in which a contact is read or a finding made."""
    mine = [row for row in of if row.label == "benign"]
    return Rate(sum(row.found or row.finding for row in mine), len(mine))


def groups(of: Iterable[Tried]) -> Iterator[tuple[str, str, list[Tried]]]:
    """The rows by language and label, in order."""
    cells: dict[tuple[str, str], list[Tried]] = {}
    for row in of:
        cells.setdefault((row.lang, row.label), []).append(row)
    for (lang, label), mine in sorted(cells.items()):
        yield lang, label, mine
