"""Figures in documents: rendered from result files into marked blocks, never typed in."""

import re
from collections.abc import Iterator
from pathlib import Path

from bantay.bench import history, results
from bantay.bench.results import FOLDER, Result

DOCUMENTS = (
    Path("README.md"),
    Path("docs/guide/cases.md"),
    Path("docs/guide/past-one-machine.md"),
    Path("docs/guide/pictures.md"),
    Path("docs/guide/policy.md"),
    Path("docs/guide/quality.md"),
    Path("docs/guide/regions.md"),
    Path("docs/guide/scoreboard.md"),
    Path("docs/guide/several-workers.md"),
    Path("docs/measured/README.md"),
)
_BLOCK = re.compile(r"(<!-- figures: ([a-z_ ]+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)
_TABLE = re.compile(r"(<!-- table: (\w+)/(\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
_SHOWN = 3
_STATES = re.compile(r"(<!-- bars: ([a-z_ ]+) -->\n).*?(<!-- end of bars -->)", re.DOTALL)
_HISTORY = re.compile(r"(<!-- history: ([a-z_ ]+) -->\n).*?(<!-- end of history -->)", re.DOTALL)
TABLES = "tables"
"""The figure that holds whole tables: title, columns and rows by name. Each has a place of its
own in a document (`<!-- table: quality/suites -->`) and is not repeated among the figures."""


def filled(text: str, folder: Path = FOLDER) -> str:
    """The text with every marked block rendered from the results in a folder."""
    text = _BLOCK.sub(lambda m: m[1] + _table(m[2].split(), folder) + m[3], text)
    text = _STATES.sub(lambda m: m[1] + _states(m[2].split(), folder) + m[3], text)
    text = _HISTORY.sub(lambda m: m[1] + history.table(m[2].split(), folder) + m[3], text)
    return _TABLE.sub(lambda m: m[1] + _drawn(m[2], m[3], folder) + m[4], text)


def _states(bars: list[str], folder: Path) -> str:
    """A line a bar: met, missed and by what, or not measured yet; and the command that tells."""
    rows = ["| bar | | measured by |", "| --- | --- | --- |"]
    for bar in bars:
        result = results.read(bar, folder)
        rows.append(_state(result) if result else f"| {bar} | not measured yet | |")
    return "\n".join([*rows, ""])


def _state(result: Result) -> str:
    missed = [what for what, holds in result.met.items() if not holds]
    few = "; ".join(missed[:_SHOWN]) + (
        f"; and {len(missed) - _SHOWN} more" * (len(missed) > _SHOWN)
    )
    count = f"{len(result.met) - len(missed)} of {len(result.met)} conditions"
    state = f"**not met**, {count}: {few}" if missed else f"met, {count}"
    where = f"{result.time:%Y-%m-%d}, commit {result.commit}"
    return f"| {result.bar} | {state} | `{result.command}`, {where} |"


def _drawn(bar: str, name: str, folder: Path) -> str:
    """One table of a result as Markdown, under its title."""
    result = results.read(bar, folder)
    found = result.figures.get(TABLES, {}).get(name) if result else None
    if found is None:
        return "Not measured yet.\n"
    lines = [found["columns"], ["---"] * len(found["columns"]), *found["rows"]]
    rows = (f"| {' | '.join(_cell(value) for value in line)} |" for line in lines)
    return "\n".join([f"*{found['title']}*", "", *rows, ""])


def _cell(value: object) -> str:
    return _shown(value).replace("|", "\\|")


def _table(bars: list[str], folder: Path) -> str:
    rows = ["| bar | figure | |", "| --- | --- | --- |"]
    for bar in bars:
        result = results.read(bar, folder)
        rows += _rows(result) if result else [f"| {bar} | not measured yet | |"]
    return "\n".join([*rows, ""])


def _rows(result: Result) -> Iterator[str]:
    missed = [what for what, holds in result.met.items() if not holds]
    state = "met" if not missed else f"**not met**: {'; '.join(missed)}"
    where = f"{result.machine.processor}, {result.time:%Y-%m-%d}, commit {result.commit}"
    yield f"| `{result.command}` | {state} | {where} |"
    for name, value in result.figures.items():
        if name == TABLES:
            continue
        yield f"| | {name} | {_shown(value)} |"


def _shown(value: object) -> str:
    match value:
        case bool() | None:
            return str(value)
        case int():
            return f"{value:,}"
        case dict():
            return ", ".join(f"{key} {_shown(inner)}" for key, inner in value.items())
        case list():
            return ", ".join(map(_shown, value)) or "nothing"
        case _:
            return str(value)


def write() -> list[Path]:
    """Render every document's blocks again; the documents that changed."""
    changed = []
    for path in DOCUMENTS:
        text = path.read_text("utf-8")
        if (new := filled(text)) != text:
            path.write_text(new, "utf-8")
            changed.append(path)
    return changed
