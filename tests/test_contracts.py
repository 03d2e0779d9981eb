"""The import contracts hold, and each of them bites: a stub of the house is broken on purpose."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from _house import ROOT

ROOMS = [
    "adapters",
    "bench",
    "cases",
    "cli",
    "client",
    "console",
    "engine",
    "fuse",
    "kit",
    "model",
    "planes",
    "policy",
    "ports",
    "reports",
    "runtime",
    "server",
    "surveys",
    "world",
    "planes.messages",
    "planes.money",
    "adapters.shelf",
    "adapters.till",
    "kit.text",
    "kit.lexicon",
]

LAYERS = "One way down"
PLANES = "Planes never meet"
CYCLES = "No cycles between siblings"
DOOR = "The front door opens outwards"
PURE = "Pure rooms: no clock, no chance, no disk, no network"
SEALED = "Only the bench opens a world"
OWN = "A world shares no reading with the detectors"
LIGHT = "Words and tools stay light"
ALL = {LAYERS, PLANES, CYCLES, DOOR, PURE, LIGHT, SEALED, OWN}


def broken(source: Path) -> set[str]:
    """Names of the contracts that the package under `source` breaks, by our own settings."""
    code = "from importlinter.cli import lint_imports; exit(lint_imports(no_cache=True))"
    environment = {**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200"}
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=source,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    names = {name for name in ALL if f"{name} BROKEN" in run.stdout}
    kept = {name for name in ALL if f"{name} KEPT" in run.stdout}
    assert names | kept == ALL, run.stdout + run.stderr
    assert (run.returncode == 0) == (not names)
    return names


@pytest.fixture
def stub(tmp_path: Path) -> Path:
    """A tree with every room of the design and nothing in it."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    package = tmp_path / "bantay"
    for room in ("", *ROOMS):
        folder = package.joinpath(*room.split("."))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
    for name in ("errors", "__main__"):
        (package / f"{name}.py").touch()
    return package


def write(stub: Path, module: str, line: str) -> None:
    """Put one import into one module, making it when it is not there."""
    path = stub.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    with file.open("a") as lines:
        lines.write(line + "\n")


def test_the_house_keeps_its_contracts(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "bantay").symlink_to(ROOT / "src" / "bantay", target_is_directory=True)
    assert broken(tmp_path) == set()


def test_a_straight_house_is_kept(stub: Path) -> None:
    for module, line in (
        ("__main__", "import bantay.cli"),
        ("cli", "import bantay.bench, bantay.runtime, time, os"),
        ("bench", "import bantay.world"),
        ("runtime", "import bantay.engine, bantay.adapters, bantay.planes.messages, time"),
        ("engine", "import bantay.kit, bantay.ports, numpy, hyperscan"),
        ("adapters.till", "import bantay.ports, sqlite3, pyarrow"),
        ("policy", "import importlib.resources, tomllib, bantay.model"),
        ("model", "import bantay.errors, msgspec"),
    ):
        write(stub, module, line)
    assert broken(stub.parent) == set()


@pytest.mark.parametrize(
    ("contract", "module", "line"),
    [
        (LAYERS, "engine", "import bantay.runtime"),
        (LAYERS, "planes", "from bantay import fuse"),
        (LAYERS, "model.word", "def f():\n    from bantay.kit import x"),
        (LAYERS, "bench", "import bantay.console"),
        (LAYERS, "utils", "x = 1"),
        (PLANES, "planes.messages", "import bantay.planes.money"),
        (DOOR, "kit", "import bantay"),
        (DOOR, "cli", "from bantay import __version__"),
        (PURE, "planes.messages", "import time"),
        (PURE, "policy", "from sqlite3 import connect"),
        (PURE, "kit.text", "import os.path"),
        (PURE, "fuse", "def f():\n    import random"),
        (SEALED, "runtime", "import bantay.world"),
        (SEALED, "cli", "from bantay.world import simulate"),
        (OWN, "world", "import bantay.kit.text"),
        (LIGHT, "model", "import pyarrow.parquet"),
        (LIGHT, "kit", "from sqlalchemy import select"),
    ],
)
def test_one_wrong_import_breaks_its_contract(
    stub: Path, contract: str, module: str, line: str
) -> None:
    write(stub, module, line)
    assert contract in broken(stub.parent)


def test_an_indirect_clock_is_seen(stub: Path) -> None:
    write(stub, "model.hours", "import time")
    write(stub, "fuse", "import bantay.model.hours")
    assert broken(stub.parent) == {PURE}


def test_a_cycle_of_siblings_is_seen(stub: Path) -> None:
    write(stub, "adapters.shelf", "import bantay.adapters.till")
    write(stub, "adapters.till", "import bantay.adapters.shelf")
    assert broken(stub.parent) == {CYCLES}
