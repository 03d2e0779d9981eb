"""Figures in documents: rendered from result files into marked blocks, never typed in."""

import re
from collections.abc import Iterator
from pathlib import Path

from bantay.bench import results
from bantay.bench.results import FOLDER, Result

DOCUMENTS = (Path("README.md"),)
_BLOCK = re.compile(r"(<!-- figures: ([a-z_ ]+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def filled(text: str, folder: Path = FOLDER) -> str:
    """The text with every marked block rendered from the results in a folder."""
    return _BLOCK.sub(lambda m: m[1] + _table(m[2].split(), folder) + m[3], text)


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
