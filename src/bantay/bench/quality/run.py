"""A quality run: every set through the shipped engine once, then tables and bars."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from msgspec import to_builtins

from bantay.bench.quality import bars, outside, spans, suites, tables, weigh
from bantay.bench.quality.seen import Quality
from bantay.bench.quality.tables import Table
from bantay.bench.quality.talks import Cells, Engine, Example, look
from bantay.bench.results import Figures
from bantay.bench.sets import CAP, DATA, Half, Talk, TalkSet, halves, need, rows
from bantay.bench.sets_catalogue import BENIGN, SPAM
from bantay.kit import Spec

Told = Callable[[str], None]
"""Is told which set is looked at next."""


def _nobody(name: str) -> None:
    """Progress that nobody watches."""


def talked(
    data: Path, sets: Iterable[TalkSet], cap: int, told: Told, engine: Engine
) -> tuple[Cells, list[Example], int, list[str]]:
    """The sets of talk, looked at: cells, examples of false findings, faults, what was cut."""
    cells: Cells = {}
    examples: list[Example] = []
    faults, cut = 0, []
    for of in sets:
        told(of.name)
        talks = list(of.read(of.name, rows(data, of.name)))
        parts = halves(talks, cap)
        looked = look(engine, of, parts)
        cells.update(looked.cells)
        examples += looked.examples
        faults += looked.faults
        cut += _cut(of, talks, parts)
    return cells, examples, faults, cut


def _cut(of: TalkSet, talks: list[Talk], parts: Mapping[Half, list[Talk]]) -> list[str]:
    read = sum(map(len, parts.values()))
    return [f"{of.name}: {read:,} of {len(talks):,} talks"] if read < len(talks) else []


def measure(data: Path = DATA, cap: int = CAP, told: Told = _nobody) -> Quality:
    """All sets. Raises MissingExtra when the measuring data is not there."""
    need(data)
    engine = Engine()
    cells, examples, faults, cut = talked(data, (*BENIGN, *SPAM), cap, told, engine)
    told("suites")
    return Quality(
        cells=cells,
        tried=suites.tried(data, engine.pipeline),
        spans=spans.compared(spans.wanted(data)),
        matched=outside.matched(data),
        extracted=outside.extracted(data),
        measured=weigh.measured(engine.specs, [weigh.corpora(cells)]),
        examples=examples,
        faults=faults,
        cap=cap,
        cut=cut,
    )


def named_tables(found: Quality) -> dict[str, Table]:
    """The tables by the short name that documents ask for."""
    specs: dict[str, Spec] = Engine().specs
    ledger = outside.ledger()
    return {
        "ordinary": tables.ordinary(found.cells),
        "languages": tables.by_language(found.cells, _spoken(specs)),
        "suites": tables.evasion(found.tried),
        "exact": tables.exact(found.spans),
        "finder": tables.finder(found.matched),
        "conformance": tables.conformance(found.extracted, ledger),
        "spam": tables.spam(found.cells),
        "detectors": tables.detectors(found.cells, specs),
        "weights": tables.weights(found.measured),
    }


def _spoken(specs: Mapping[str, Spec]) -> list[str]:
    """The hypotheses that a detector of today speaks for."""
    return sorted({hypothesis for spec in specs.values() for hypothesis in spec.hypotheses})


def figures(found: Quality) -> Figures:
    """What the result file keeps: totals, and the tables as data."""
    benign = tables.pooled_cell(tables.pool(found.cells, tables.benign_names(), (0,)).values())
    return {
        "messages run": sum(cell.messages for cell in found.cells.values()),
        "messages of ordinary talk that the bars are measured on": benign.messages,
        "sets of talk": len({key[0] for key in found.cells}),
        "cap, messages of each half of a set": found.cap,
        "sets that the cap cut": found.cut,
        "detector faults": found.faults,
        "tables": {name: to_builtins(one) for name, one in named_tables(found).items()},
    }


def bar(data: Path = DATA, cap: int = CAP) -> tuple[dict[str, bool], Figures]:
    """Every bar on quality, and the figures they rest on."""
    found = measure(data, cap)
    return bars.met(found), figures(found)
