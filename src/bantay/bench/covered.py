"""The coverage bar: how many lines of the rooms that judge people their own tests run through.

A line that runs is not a line that is tested: what tests notice, the bar `mutation` says. A line
that never runs is not tested for certain.
"""

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bantay.bench.results import Figures

LEAST = 0.95
"""The share of lines, over all rooms together (the bar of the house)."""
ROOMS = ("model", "kit", "planes", "engine", "policy", "cases")
TESTS = (
    *("tests/test_cases.py", "tests/test_catalogue.py"),
    *(f"tests/unit/{room}" for room in ("text", "kit", "planes", "engine", "schema", "regions")),
    *(f"tests/unit/{room}" for room in ("policy", "deciding", "cases", "pictures", "desk")),
    "tests/unit/hashlists",
)
"""The rooms' own tests, and those of two rooms that use what is drawn and what is compared."""
SOURCE = Path("src/bantay")


def shares(told: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """By room, lines that ran and lines there are, from a report of the library."""
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for file, of in told["files"].items():
        room = Path(file).relative_to(SOURCE).parts[0]
        ran, lines = found[room]
        sums = of["summary"]
        found[room] = ran + sums["covered_lines"], lines + sums["num_statements"]
    return dict(sorted(found.items()))


def measured(tests: tuple[str, ...] = TESTS, rooms: tuple[str, ...] = ROOMS) -> dict[str, Any]:
    """A run of tests watched line by line. RuntimeError when a test fails."""
    with tempfile.TemporaryDirectory() as folder:
        data, out = Path(folder) / "data", Path(folder) / "told.json"
        library = [sys.executable, "-m", "coverage"]
        sources = ",".join(str(SOURCE / room) for room in rooms)
        run = ["run", f"--data-file={data}", f"--source={sources}", "-m", "pytest", "-q"]
        done = subprocess.run(
            [*library, *run, "-p", "no:cacheprovider", *tests],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"tests failed: {done.stdout[-2_000:]}{done.stderr[-2_000:]}")
        words = [*library, "json", f"--data-file={data}", "-q", "-o", str(out)]
        subprocess.run(words, capture_output=True, check=True)
        told: dict[str, Any] = json.loads(out.read_text("utf-8"))
        return told


def bar() -> tuple[dict[str, bool], Figures]:
    """At least 95 of 100 lines of those rooms run in their tests."""
    found = shares(measured())
    ran, lines = (sum(one[n] for one in found.values()) for n in (0, 1))
    figures: Figures = {
        "lines": lines,
        "lines that never ran": lines - ran,
        "share of lines, %": round(100 * ran / lines, 1),
        "by room, %": {room: round(100 * some / of, 1) for room, (some, of) in found.items()},
    }
    return {f"at least {LEAST:.0%} of lines run": ran >= LEAST * lines}, figures
