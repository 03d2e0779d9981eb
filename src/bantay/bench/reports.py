"""The reports bar: every exporter on generated cases, and on documents made wrong on purpose.

A third of the cases is filled to the least, a third as it usually is, a third with every field a
case can fill: whatever any case fills, full cases fill. Each document is held against its schema
by the exporter itself; what a schema calls required is taken away once, wherever it stands.
"""

from collections import Counter
from random import Random
from typing import get_args

from bantay.bench import report_mutations as mutate
from bantay.bench.report_cases import FILER, NOW, PROFILE, Fill
from bantay.bench.report_required import SCHEMAS, losses
from bantay.bench.report_ways import of_seed
from bantay.bench.results import Figures
from bantay.model.report import Format
from bantay.model.reporting import Draft
from bantay.reports import guards, ncmec_files, xml
from bantay.reports.formats import EXPORTERS, Means

CASES = 10_000
EVERY = 10
"""Of so many documents one is made wrong."""
FILLS: tuple[Fill, ...] = get_args(Fill)
MEANS = Means(filer=FILER, profile=PROFILE)
ABSENT = ("UnknownIndicator", "UnavailableIndicator", "NoAmountInvolvedIndicator")
"""Fields that say that something is missing: a full case has none of them."""


class Tally:
    """What was counted."""

    def __init__(self) -> None:
        self.valid: Counter[str] = Counter()
        self.refused: dict[str, int] = {}
        self.swapped, self.swaps_taken = Counter[str](), Counter[str]()
        self.removed: dict[str, set[str]] = {format: set() for format in EXPORTERS}
        self.losses_taken: dict[str, list[str]] = {}
        self.files, self.files_refused = 0, 0
        self.fields: dict[str, dict[str, Counter[str]]] = {}
        self.drawn: Counter[str] = Counter()

    def add(self, format: Format, fill: Fill, draft: Draft) -> None:
        """One document as it came."""
        if draft.sound and draft.body:
            self.valid[format] += 1
        else:
            why = next((p.reason for p in draft.problems if p.final), "empty")
            key = f"{format}: {why[:120]}"
            self.refused[key] = self.refused.get(key, 0) + 1
        of = self.fields.setdefault(format, {})
        for path, _ in draft.fields:
            of.setdefault(path, Counter())[fill] += 1

    def unfilled(self) -> dict[str, list[str]]:
        """Fields that some case filled and no full one did, but for those that say what lacks."""
        lacking = {
            format: sorted(
                path for path, seen in of.items() if not seen["maximum"] and not _absent(path)
            )
            for format, of in self.fields.items()
        }
        return {format: paths for format, paths in lacking.items() if paths}


def _absent(path: str) -> bool:
    return path.endswith(ABSENT)


def bar(cases: int = CASES) -> tuple[dict[str, bool], Figures]:
    """Every exporter on so many cases, and what our own checks refuse."""
    tally = Tally()
    for seed in range(cases):
        fill = FILLS[seed % len(FILLS)]
        case = of_seed(seed, fill)
        tally.drawn[fill] += 1
        for format, export in EXPORTERS.items():
            draft = export(guards.quiet(case, format), MEANS, NOW)
            tally.add(format, fill, draft)
            if seed // len(FILLS) % EVERY == 0:
                _wrong(format, draft, tally, Random(seed))
    return _met(cases, tally), _figures(cases, tally)


def _wrong(format: Format, draft: Draft, tally: Tally, random: Random) -> None:
    for path, refused in losses(format, draft.body, tally.removed[format]):
        if not refused:
            tally.losses_taken.setdefault(format, []).append(path)
    if format in SCHEMAS:
        swapped = mutate.swapped(draft.body, random)
        tally.swapped[format] += 1
        schema = xml.shipped(SCHEMAS[format])
        tally.swaps_taken[format] += swapped is None or not xml.against(schema, swapped)
    if format == "htcds":
        tally.swapped[format] += 1
        tally.swaps_taken[format] += not mutate.referral_refused(draft.body, random)
    if format == "ncmec":
        for file in draft.attachments:
            body = ncmec_files.details(file, "4564654", "b0754af766b426f2928a02c651ed4b99")
            tally.files += 1
            tally.files_refused += bool(xml.against(xml.shipped(SCHEMAS["ncmec"]), body))


def _met(cases: int, tally: Tally) -> dict[str, bool]:
    return {
        "every document is valid": all(tally.valid[f] == cases for f in EXPORTERS),
        "what is said of each file is valid": not tally.files_refused,
        "a third of the cases are full": tally.drawn["maximum"] >= cases // 3,
        "full cases fill every field that any case fills": not tally.unfilled(),
        "each required field removed once is refused": not tally.losses_taken,
        "two siblings swapped are refused": not +tally.swaps_taken,
    }


def _figures(cases: int, tally: Tally) -> Figures:
    shares = {
        format: {
            path: [_share(seen[fill], tally.drawn[fill]) for fill in FILLS]
            for path, seen in sorted(of.items())
        }
        for format, of in tally.fields.items()
    }
    counts = {
        format: {fill: sum(1 for seen in of.values() if seen[fill]) for fill in FILLS}
        for format, of in tally.fields.items()
    }
    return {
        "cases": cases,
        "cases by fill": dict(tally.drawn),
        "valid documents": dict(tally.valid),
        "refused": tally.refused,
        "file details": tally.files,
        "fields that no full case filled": tally.unfilled(),
        "required fields removed once, by their schemas": {
            format: len(paths) for format, paths in tally.removed.items()
        },
        "of these taken all the same": tally.losses_taken,
        "siblings swapped": dict(tally.swapped),
        "of these swaps taken all the same": dict(+tally.swaps_taken),
        "fields seen at minimum, usual, maximum": counts,
        "share of documents with each field at minimum, usual, maximum": shares,
    }


def _share(seen: int, of: int) -> float:
    return round(seen / of, 3) if of else 0.0
