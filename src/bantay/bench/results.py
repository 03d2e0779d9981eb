"""Result files: one a bar, with command, commit, machine, time and figures."""

import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

FOLDER = Path("bench/results")
Figures = dict[str, Any]


class Machine(Struct, frozen=True):
    """Where a bar was measured."""

    processor: str
    cores: int
    memory_gib: float
    system: str
    python: str


class Result(Struct, frozen=True, kw_only=True):
    """A bar's outcome. `met` says of each condition of the bar whether it holds."""

    bar: str
    command: str
    commit: str
    machine: Machine
    time: datetime
    seconds: float
    met: dict[str, bool]
    figures: Figures


def machine() -> Machine:
    """The machine this runs on, without its name or any path."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Machine(
        _processor(),
        os.cpu_count() or 1,
        round(pages / 2**30, 1),
        platform.system(),
        platform.python_version(),
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def commit() -> str:
    """The commit of the code that is measured; `+` when something is not committed."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--", "src")
    return (git("rev-parse", "--short=12", "HEAD") or "unknown") + ("+" if changed else "")


def write(
    bar: str,
    command: str,
    seconds: float,
    met: Mapping[str, bool],
    figures: Figures,
    folder: Path | None = None,
) -> Path:
    """Leave a bar's result file, in `FOLDER` unless another is named."""
    result = Result(
        bar=bar,
        command=command,
        commit=commit(),
        machine=machine(),
        time=datetime.now(UTC).replace(microsecond=0),
        seconds=round(seconds, 1),
        met=dict(met),
        figures=figures,
    )
    folder = FOLDER if folder is None else folder
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{bar}.json"
    body = msgspec.json.format(msgspec.json.encode(result), indent=2)
    path.write_bytes(body + b"\n")
    return path


def read(bar: str, folder: Path = FOLDER) -> Result | None:
    """A bar's last result, if it has one."""
    path = folder / f"{bar}.json"
    return msgspec.json.decode(path.read_bytes(), type=Result) if path.exists() else None
