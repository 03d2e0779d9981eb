"""What the tests about the source itself share: its files, its functions, its import graph."""

import ast
import functools
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "bantay"

Function = ast.FunctionDef | ast.AsyncFunctionDef

PURE_ROOMS = ("cases", "engine", "fuse", "kit", "planes", "policy", "reports", "surveys")
"""Rooms that may not know the time, the disk, the network or chance."""

EXEMPT_FROM_LENGTH = ("*/migrations/*.py", "*/_tables/*.py", "*_generated.py")
"""Data that happens to be spelled as Python (DESIGN section 13)."""


@functools.cache
def modules() -> Mapping[Path, ast.Module]:
    """Every source file of the package, parsed."""
    files = sorted(PACKAGE.rglob("*.py"))
    return {path: ast.parse(path.read_text(encoding="utf-8"), str(path)) for path in files}


def written_modules() -> Iterator[tuple[Path, ast.Module]]:
    """The modules people wrote: all but generated tables and migrations."""
    return (
        (path, tree)
        for path, tree in modules().items()
        if not any(path.match(pattern) for pattern in EXEMPT_FROM_LENGTH)
    )


def functions() -> Iterator[tuple[str, Function, int]]:
    """Every written function: where it is, its node, its lines from `def` to the last one."""
    for path, tree in written_modules():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield place(path, node), node, (node.end_lineno or 0) - node.lineno + 1


def place(path: Path, node: ast.stmt | ast.expr) -> str:
    """File and line, as a person would click it."""
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def tracked_files() -> list[Path]:
    """Every file that is, or is about to be, in the repository."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def text_of(path: Path) -> str:
    """A file's text, or nothing when it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def python(code: str, **environment: str) -> str:
    """What a fresh interpreter prints."""
    command = [sys.executable, "-c", code]
    env = {"PYTHONPATH": str(ROOT / "src"), **environment}
    return subprocess.run(command, env=env, capture_output=True, check=True, text=True).stdout


def in_cycles(imports: Mapping[str, set[str]]) -> set[str]:
    """What is left of an import graph when every loose end is cut off, again and again."""
    left = set(imports)
    while True:
        inner = {module: imports[module] & left for module in left}
        imported = set().union(*inner.values())
        loose = {module for module in left if not inner[module] or module not in imported}
        if not loose:
            return left
        left -= loose
