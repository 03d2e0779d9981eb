"""The shape of the house: who may import whom, how long things are, what every name says."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from _house import (
    EXEMPT_FROM_LENGTH,
    PACKAGE,
    PURE_ROOMS,
    ROOT,
    Function,
    functions,
    in_cycles,
    modules,
    place,
    text_of,
    tracked_files,
    written_modules,
)

MEDIAN_FUNCTION, P90_FUNCTION, LONGEST_FUNCTION = 10, 30, 60
MEDIAN_FILE, LONGEST_FILE = 120, 400


def imports_of(package: str) -> dict[str, set[str]]:
    """Each module of a package and what it imports of the same package, at run time."""
    graph = grimp.build_graph(package, exclude_type_checking_imports=True, cache_dir=None)
    return {m: graph.find_modules_directly_imported_by(m) for m in graph.modules}


# ------------------------------------------------------------------ imports


def test_no_module_is_in_an_import_cycle() -> None:
    assert in_cycles(imports_of("bantay")) == set()


def test_the_cycle_test_sees_what_the_contracts_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submodule that imports its own package is a cycle when the package imports it."""
    package = tmp_path / "some_shop"
    package.mkdir()
    (package / "__init__.py").write_text("from some_shop.till import count\n")
    (package / "till.py").write_text("import some_shop\n\ncount = 1\n")
    (package / "door.py").write_text("import some_shop\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert in_cycles(imports_of("some_shop")) == {"some_shop", "some_shop.till"}


def test_a_straight_line_is_no_cycle() -> None:
    assert in_cycles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == set()


def test_only_the_bench_reads_the_sealed_truth() -> None:
    importers = {
        importer
        for importer, imported in imports_of("bantay").items()
        if any(name.split(".")[1:2] == ["world"] for name in imported)
    }
    assert {name for name in importers if name.split(".")[1] not in ("bench", "world")} == set()


# ------------------------------------------------------------------ purity

AMBIENT_CALLS = re.compile(
    r"(^|\.)(now|utcnow|today|getenv|urandom|cwd|home)$|^(open|input|print|exec|eval|__import__)$"
)


def ambient_calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Calls that reach for the clock, the disk or the terminal without an import to betray them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if AMBIENT_CALLS.search(name):
                yield node, name


def test_pure_rooms_reach_for_nothing() -> None:
    found = [
        f"{place(path, node)}: {name}"
        for path, tree in modules().items()
        if path.relative_to(PACKAGE).parts[0] in PURE_ROOMS
        for node, name in ambient_calls(tree)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code", ["datetime.now(UTC)", "date.today()", "open('x')", "Path.cwd()", "a.b.utcnow()"]
)
def test_a_reach_is_seen(code: str) -> None:
    assert list(ambient_calls(ast.parse(code)))


@pytest.mark.parametrize("code", ["reopen(x)", "window.knows()", "re.compile('now')", "x.now"])
def test_what_only_sounds_like_one_is_not(code: str) -> None:
    assert not list(ambient_calls(ast.parse(code)))


# ------------------------------------------------------------------ length


def test_functions_are_short() -> None:
    lengths = [lines for _, _, lines in functions()]
    assert statistics.median(lengths) <= MEDIAN_FUNCTION
    assert statistics.quantiles(lengths, n=10)[-1] <= P90_FUNCTION


def test_no_function_is_long() -> None:
    long = [f"{where}: {lines}" for where, _, lines in functions() if lines > LONGEST_FUNCTION]
    assert long == []


def test_files_are_short() -> None:
    lengths = {path: text_of(path).count("\n") for path, _ in written_modules()}
    long = [f"{path.relative_to(ROOT)}: {n}" for path, n in lengths.items() if n > LONGEST_FILE]
    assert long == []
    assert statistics.median(lengths.values()) <= MEDIAN_FILE


def test_only_data_is_exempt_from_length() -> None:
    """An exempt file holds tables and migrations, so it has at most a function or two."""
    exempt = [p for p in modules() if any(p.match(pattern) for pattern in EXEMPT_FROM_LENGTH)]
    for path in exempt:
        defined = [n for n in ast.walk(modules()[path]) if isinstance(n, Function)]
        assert len(defined) <= 2, path


# ------------------------------------------------------------------ names


def public_without_docstring(
    owner: ast.Module | ast.ClassDef, *, methods: bool = False
) -> Iterator[ast.ClassDef | Function]:
    """Public classes, functions and methods that say nothing; a port's `...` may be silent."""
    for node in owner.body:
        if not isinstance(node, ast.ClassDef | Function) or node.name.startswith("_"):
            continue
        silent_port = methods and ast.unparse(node.body[-1]) == "..."
        if ast.get_docstring(node) is None and not silent_port:
            yield node
        if isinstance(node, ast.ClassDef):
            yield from public_without_docstring(node, methods=True)


def test_every_public_name_says_what_it_is() -> None:
    silent = [
        f"{place(path, node)}: {node.name}"
        for path, tree in modules().items()
        for node in public_without_docstring(tree)
    ]
    assert silent == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path, tree in modules().items()
        if ast.get_docstring(tree) is None
    ]
    assert silent == []


# ------------------------------------------------------------------ words

OUTDATED = re.compile(
    r"child[\s-]+(porn|prostitut|sex[\s-]+(work|tour))|(underage|minor|teen)\w*[\s-]+sex[\s-]+work",
    re.IGNORECASE,
)
"""Terms that blame a child or imply consent; official guidance replaced them. Say "child sexual
abuse material" and "exploited child"."""

OFFICIAL_TITLES: tuple[str, ...] = (
    "Child Pornography (possession, manufacture, and distribution)",  # a code of the CyberTipline
)
"""Titles of official documents that carry such a term and may be quoted, letter by letter."""

WRITTEN_BY_US = ("src/", "docs/", "README", "CHANGELOG", "examples/")


def outdated_terms(text: str) -> list[str]:
    """The outdated terms in a text, quoted titles left out."""
    for title in OFFICIAL_TITLES:
        text = text.replace(title, "")
    return [found.group() for found in OUTDATED.finditer(text)]


def test_our_texts_use_no_outdated_terms() -> None:
    ours = [p for p in tracked_files() if str(p.relative_to(ROOT)).startswith(WRITTEN_BY_US)]
    assert PACKAGE / "errors.py" in ours
    found = {str(p.relative_to(ROOT)): outdated_terms(text_of(p)) for p in ours}
    assert {name: terms for name, terms in found.items() if terms} == {}


def test_an_outdated_term_is_seen() -> None:
    assert outdated_terms("words such as " + "child-" + "prostitution are out")
    assert not outdated_terms("child sexual abuse material; an exploited child; child protection")


# ------------------------------------------------------------------ addresses

REGISTRIES = (
    "py" + "pi.org",
    "python" + "hosted",
    "npm" + "js.",
    "deb." + "debian",
    "crates" + ".io",
)
MACHINE_PATH = re.compile(r"(?<![\w.~$}-])/(work|root|home|tmp|Users|opt|mnt)/\w")


def addresses(text: str) -> list[str]:
    """Registry hosts and paths of one person's machine in a text."""
    hosts = [host for host in REGISTRIES if host in text]
    return hosts + [found.group() for found in MACHINE_PATH.finditer(text)]


def test_no_file_names_a_machine_or_a_registry() -> None:
    files = tracked_files()
    assert ROOT / "requirements" / "base.lock" in files
    found = {str(p.relative_to(ROOT)): addresses(text_of(p)) for p in files}
    assert {name: where for name, where in found.items() if where} == {}


def test_an_address_is_seen() -> None:
    assert addresses("see /" + "home/ana/x") == ["/" + "home/a"]
    assert addresses("--index-url https://" + REGISTRIES[0]) == [REGISTRIES[0]]
    assert addresses("/v1/events example.com/home/x ../" + "work/y") == []
