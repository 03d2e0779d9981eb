"""The scoreboard by version: one line a bar a release, appended and never changed.

A line of `bench/history.jsonl`, as JSON:

    {"version", "bar", "command", "commit", "time", "met", "of", "missed": […], "figures": {…}}

`figures` are the single numbers of the result; its tables stay in its own file, at that commit.
"""

from pathlib import Path

import msgspec
from msgspec import Struct

from bantay.bench import results
from bantay.bench.results import FOLDER, Result
from bantay.model.version import VERSION

FILE = "history.jsonl"
"""Beside the folder of results: `bench/history.jsonl`."""


class Line(Struct, frozen=True, kw_only=True):
    """What a bar came to in a version. `met` of `of` conditions held."""

    version: str
    bar: str
    command: str
    commit: str
    time: str
    met: int
    of: int
    missed: list[str]
    figures: dict[str, int | float]


def append(version: str = VERSION, folder: Path = FOLDER) -> list[Line]:
    """Write what this version's results say below the rest; a bar is written once a version."""
    known = {(line.version, line.bar) for line in lines(folder)}
    found = (results.read(path.stem, folder) for path in sorted(folder.glob("*.json")))
    new = [_line(version, one) for one in found if one and (version, one.bar) not in known]
    with _path(folder).open("ab") as file:
        file.writelines(msgspec.json.encode(line) + b"\n" for line in new)
    return new


def lines(folder: Path = FOLDER) -> list[Line]:
    """All lines so far, the oldest first."""
    path = _path(folder)
    text = path.read_bytes() if path.is_file() else b""
    return [msgspec.json.decode(line, type=Line) for line in text.splitlines()]


def table(bars: list[str], folder: Path = FOLDER) -> str:
    """Bars by version as Markdown; a version that did not measure one shows a dash."""
    found = {(line.version, line.bar): line for line in lines(folder)}
    versions = list(dict.fromkeys(version for version, _ in found))
    if not versions:
        return "No version was released yet: the first release writes the first column.\n"
    head = [["bar", *versions], ["---"] * (len(versions) + 1)]
    rows = [[bar, *(_said(found.get((version, bar))) for version in versions)] for bar in bars]
    return "".join(f"| {' | '.join(row)} |\n" for row in [*head, *rows])


def _line(version: str, result: Result) -> Line:
    missed = [what for what, holds in result.met.items() if not holds]
    single = {
        name: value
        for name, value in result.figures.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    return Line(
        version=version,
        bar=result.bar,
        command=result.command,
        commit=result.commit,
        time=f"{result.time:%Y-%m-%dT%H:%M:%SZ}",
        met=len(result.met) - len(missed),
        of=len(result.met),
        missed=missed,
        figures=single,
    )


def _said(line: Line | None) -> str:
    if line is None:
        return "–"
    return f"{line.met} of {line.of}" if line.missed else "met"


def _path(folder: Path) -> Path:
    return folder.parent / FILE
