"""The bars on quality, each with the name it has in the result file.

Contacts split over messages have a bar of their own, on generated splits (`bench.split`).
"""

from collections.abc import Iterator

from bantay.bench.quality import outside, spans, suites, tables
from bantay.bench.quality.rates import Rate, pooled
from bantay.bench.quality.seen import Quality
from bantay.bench.quality.talks import Cell

RECALL, FLOOR, FLAGGED, HIDDEN = 0.95, 0.85, 0.04, 0.80
EXACT, CONFORMING = 0.97, 0.90
ALARMS, GRAVE = 3.0, 1.0
"""False alarms, and false findings of a grave kind, per 10,000 messages at most."""
FLOORS = {"en": ("en",), "pt-BR": ("pt-BR",), "zh, tl and es": ("zh", "tl", "es")}


def met(found: Quality) -> dict[str, bool]:
    """Every bar by name."""
    return dict(
        (
            *_contacts(found),
            *_places(found),
            *_alarms(found),
            ("no detector faults", found.faults == 0),
        )
    )


def _contacts(found: Quality) -> Iterator[tuple[str, bool]]:
    rows = found.tried
    yield f"suites: {RECALL:.0%} of contact rows found", suites.recall(rows).share >= RECALL
    for name, langs in FLOORS.items():
        yield f"suites: {FLOOR:.0%} found in {name}", suites.recall(rows, langs).share >= FLOOR
    yield f"suites: at most {FLAGGED:.0%} of benign rows", suites.flagged(rows).share <= FLAGGED
    yield (
        f"suites: {HIDDEN:.0%} of obfuscated contacts alarmed",
        suites.hidden(rows).share >= HIDDEN,
    )


def _places(found: Quality) -> Iterator[tuple[str, bool]]:
    for kind in spans.KINDS:
        rate = pooled(cell.rate for (_, of), cell in found.spans.items() if of == kind)
        yield f"exact places: {EXACT:.0%} of {kind}", rate.share >= EXACT
    ours, theirs = (outside.right(found.matched, whose) for whose in ("ours", "theirs"))
    yield "numbers: not below the matcher in the same run", ours.hits >= theirs.hits
    silent = [row.ours for row in found.matched if row.expect == "no match"]
    yield "numbers: every `no match` row right", bool(silent) and not any(silent)
    wrong = [row.row for row in found.extracted if not row.right]
    rate = Rate(len(found.extracted) - len(wrong), len(found.extracted))
    yield f"mentions and links: {CONFORMING:.0%} as the suite expects", rate.share >= CONFORMING
    named = outside.ledger()
    yield "mentions and links: each difference named", all(row in named for row in wrong)


def _alarms(found: Quality) -> Iterator[tuple[str, bool]]:
    sets = tables.pool(found.cells, tables.benign_names(), (0, 1)).values()
    langs = tables.pool(found.cells, tables.benign_names(), (1,)).values()
    for where, cells in (("set and language", sets), ("language", langs)):
        large = [cell for cell in cells if cell.messages >= tables.SHOWN_FROM]
        yield (
            f"ordinary talk, each {where}: at most {ALARMS:.0f} contact alarms per 10,000",
            bool(large) and all(_alarm_rate(cell) <= ALARMS for cell in large),
        )
        for grave in ("minor_at_risk", "extortion"):
            most = f"at most {GRAVE:.0f} false {grave} finding per 10,000"
            yield (
                f"ordinary talk, each {where}: {most}",
                bool(large) and all(_finding_rate(cell, grave) <= GRAVE for cell in large),
            )


def _alarm_rate(cell: Cell) -> float:
    return 10_000 * tables.false_alarms(cell, "contact_evasion").share


def _finding_rate(cell: Cell, hypothesis: str) -> float:
    return 10_000 * tables.false_findings(cell, hypothesis).share
