"""The starting bar: `import bantay` costs less than a blink, and the wheel is small."""

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bantay.bench.results import Figures

IMPORT_MS = 200
WHEEL_MIB = 15
_RUNS = 9


def import_ms(runs: int = _RUNS) -> list[float]:
    """Processor time of processes that import Bantay and end, milliseconds each: all of Python's
    own start is in it, so it is more than the import alone."""
    return [_spent([sys.executable, "-c", "import bantay"]) * 1000 for _ in range(runs)]


def _spent(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def wheel_mib() -> float:
    """The size of the wheel of this checkout."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        subprocess.run(command, check=True, capture_output=True)
        [built] = Path(folder).glob("*.whl")
        return built.stat().st_size / 2**20


def bar() -> tuple[dict[str, bool], Figures]:
    """Under 200 ms of processor time, Python's start included; under 15 MiB."""
    taken, size = import_ms(), wheel_mib()
    figures: Figures = {
        "processor time of `import bantay`, ms, median": round(statistics.median(taken), 1),
        "each run, ms": [round(one, 1) for one in taken],
        "wheel, MiB": round(size, 2),
    }
    met = {
        f"import under {IMPORT_MS} ms": statistics.median(taken) < IMPORT_MS,
        f"wheel under {WHEEL_MIB} MiB": size < WHEEL_MIB,
    }
    return met, figures
