"""The mutation bar: how many small faults in policy and evidence the tests of these rooms see.

Each mutant is one change of one place: a comparison turned, a bound moved by one, an `and` made
an `or`, a `not` taken away, a sign changed, a branch never taken. Its tests run in a process of
their own over a copy of the package; a mutant that no test notices survives. Which mutants are
tried comes from a counter, so a later run goes on where the last one ended.
"""

import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from pathlib import Path

from msgspec import Struct

from bantay.bench import results
from bantay.bench.results import Figures

MINUTES = 20.0
LEAST = 0.7
"""The share that must be killed (the bar of the house)."""
SAMPLE = 40
"""Mutants that are tried however slow the machine is: fewer say nothing."""
SECONDS = 120
"""A mutant that makes tests run longer is killed: somebody would notice."""
SOURCE = Path("src/bantay")
ROOMS: dict[str, tuple[str, ...]] = {
    "fuse": ("tests/unit/fuse",),
    "policy/deciding": ("tests/unit/deciding",),
    "policy/cel": ("tests/unit/policy",),
    "policy/own": ("tests/unit/policy",),
    "policy": ("tests/unit/policy",),
}
"""Where evidence and policy live, and the tests of each room alone."""
_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_SWAPPED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
}  # fmt: skip


class Mutant(Struct, frozen=True):
    """One change: in which file of the package, at which line, what, and the file after it."""

    file: str
    line: int
    what: str
    text: str


def mutants(text: str, file: str) -> Iterator[Mutant]:
    """Every mutant of a file, in order. Annotations and docstrings have none."""
    tree = ast.parse(text)
    for number in range(sum(1 for _ in _places(tree))):
        yield _mutant(tree, file, number)


def _mutant(tree: ast.AST, file: str, number: int) -> Mutant:
    """The file with its place of that number changed."""
    changed = deepcopy(tree)
    node, what = next(islice(_places(changed), number, None))
    _change(node, what)
    return Mutant(file, getattr(node, "lineno", 0), what, ast.unparse(changed))


def _places(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """The nodes that may be changed, and how."""
    for node in _walked(tree):
        match node:
            case ast.Compare(ops=[op]) if type(op) in _TURNED:
                yield node, "comparison turned"
            case ast.BoolOp():
                yield node, "and for or"
            case ast.UnaryOp(op=ast.Not()):
                yield node, "not taken away"
            case ast.BinOp(op=op) if type(op) in _SWAPPED and not _of_texts(node):
                yield node, "operator swapped"
            case ast.Constant(value=bool()):
                yield node, "yes for no"
            case ast.Constant(value=int() | float()):
                yield node, "number moved"
            case ast.If():
                yield node, "branch never taken"
            case ast.Return(value=ast.Constant(value=False | None)):
                continue  # the same to who asks `if`; "yes for no" tries the first
            case ast.Return(value=ast.expr()):
                yield node, "nothing returned"


def _walked(node: ast.AST) -> Iterator[ast.AST]:
    """Every node but annotations, decorators, how a class is made (`frozen=True`) and what only
    types see."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        if name == "keywords" and isinstance(node, ast.ClassDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walked(child)


def _of_texts(node: ast.BinOp) -> bool:
    return any(isinstance(n, ast.JoinedStr | ast.Constant) and _is_text(n) for n in ast.walk(node))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or isinstance(getattr(node, "value", None), str)


def _change(node: ast.AST, what: str) -> None:
    match node:
        case ast.Compare(ops=[op]):
            node.ops = [_TURNED[type(op)]()]
        case ast.BoolOp():
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case ast.UnaryOp():
            node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
        case ast.BinOp():
            node.op = _SWAPPED[type(node.op)]()
        case ast.Constant(value=bool() as was):
            node.value = not was
        case ast.Constant():
            node.value = node.value + 1  # type: ignore[operator]  # a number, by `_places`
        case ast.If():
            node.test = ast.Constant(value=False)
        case ast.Return():
            node.value = ast.Constant(value=None)


def chosen(room: str, number: int) -> Mutant:
    """The mutant of that number in a room: the files of the room itself, by chance."""
    files = sorted(path for path in (SOURCE / room).glob("*.py") if path.name != "__init__.py")
    chance = random.Random(f"{room} {number}")
    while True:
        path = chance.choice(files)
        tree = ast.parse(path.read_text("utf-8"))
        every = sum(1 for _ in _places(tree))
        if every:
            return _mutant(tree, path.relative_to(SOURCE).as_posix(), chance.randrange(every))


def noticed(mutant: Mutant, tests: tuple[str, ...], copy: Path) -> bool:
    """Whether a test fails with the mutant in the place of the real file."""
    path = copy / "bantay" / mutant.file
    whole = path.read_bytes()
    path.write_text(mutant.text, "utf-8")
    try:
        return run(tests, copy) != 0
    finally:
        path.write_bytes(whole)


def run(tests: tuple[str, ...], copy: Path) -> int:
    """The exit code of the tests over a copy of the package; 1 when they take too long."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    override = ["-o", f"pythonpath={copy} tests ."]
    kept = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "CI": "1"}
    try:
        done = subprocess.run(
            [*command, *override], capture_output=True, env=kept, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return 1
    return done.returncode


def sample(minutes: float, first: int = 0, rooms: tuple[str, ...] = tuple(ROOMS)) -> Figures:
    """Try mutants for so long, the rooms by turns; what was killed, and what survived."""
    killed, alive, number = dict.fromkeys(rooms, 0), list[str](), first
    tried = dict.fromkeys(rooms, 0)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(SOURCE, copy / "bantay", ignore=shutil.ignore_patterns("__pycache__"))
        for tests in dict.fromkeys(ROOMS[room] for room in rooms):
            if run(tests, copy) != 0:
                raise AssertionError(f"{tests} fail before anything is changed")
        until = time.monotonic() + minutes * 60
        while time.monotonic() < until or number - first < SAMPLE:
            room = rooms[number % len(rooms)]
            mutant = chosen(room, number)
            tried[room] += 1
            if noticed(mutant, ROOMS[room], copy):
                killed[room] += 1
            else:
                alive.append(f"{mutant.file}:{mutant.line} {mutant.what}")
            number += 1
    return {
        "mutants": sum(tried.values()),
        "killed": sum(killed.values()),
        "score": round(sum(killed.values()) / max(1, sum(tried.values())), 3),
        "killed of tried, by room": {room: f"{killed[room]} of {tried[room]}" for room in rooms},
        "survivors": sorted(alive),
        "next mutant": number,
    }


def bar(minutes: float = MINUTES) -> tuple[dict[str, bool], Figures]:
    """At least 70 % of a sample of mutants of policy and evidence are killed."""
    known = results.read("mutation")
    figures = sample(minutes, known.figures.get("next mutant", 0) if known else 0)
    met = {
        f"at least {LEAST:.0%} are killed": figures["score"] >= LEAST,
        f"a sample of at least {SAMPLE}": figures["mutants"] >= SAMPLE,
    }
    return met, figures
