"""Every block of code in the README and the handbook runs, or says why it cannot."""

import csv
import json
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from _examples import furnished, lines_of, ran
from _house import ROOT
from bantay.adapters.capabilities.config import load_capabilities
from bantay.adapters.kafka.address import load_address
from bantay.adapters.pictures.classifier import Card
from bantay.adapters.sources.jsonl import read_line
from bantay.adapters.sources.mapping_file import load_mapping
from bantay.adapters.sources.problem import Problem
from bantay.bench.worlds import load_world
from bantay.cases.settings import read_settings
from bantay.kit.toml import read_toml
from bantay.policy.files import load_file
from bantay.runtime.listed import Lists
from bantay.runtime.report_settings import read_settings as read_report_settings
from bantay.server.hooks import Hooks
from bantay.server.provider import ProviderSettings

GENERATED = ("docs/detectors/", "docs/reference/", "docs/decisions/")
"""Pages that the code writes: their examples are the help texts', run by test_help.py. Decisions
are records of a day and are not brought up to date."""
ELSEWHERE = {"docs/guide/policy-walk.md": "tests/unit/cli/test_policy_walk.py"}
"""Pages that a test of their own walks through."""
REASONS = {
    "it serves until it is stopped",
    "it installs from a network",
    "it needs another service",
    "it takes minutes",
    "it is for another program",
    "it needs a picture of yours",
    "it needs a decision that waits",
    "it asks a person first",
    "it writes into the source",
}
MOST_NOT_RUN = 40

_BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<why>[^\n]*?) -->\n)?"
    r"^```(?P<kind>\w*)[^\n]*\n(?P<text>.*?)^```$",
    re.M | re.S,
)
_COMMAND = re.compile(r"^    (bantay|make|pip|curl) ", re.M)


def pages() -> Iterator[str]:
    """The documents by place in the repository."""
    yield from ("README.md", "CONTRIBUTING.md", "SECURITY.md")
    for path in sorted((ROOT / "docs").rglob("*.md")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(GENERATED):
            yield name


PAGES = {name: (ROOT / name).read_text("utf-8") for name in pages()}
BLOCKS = {
    name: [(m["kind"], m["text"], m["why"]) for m in _BLOCK.finditer(text)]
    for name, text in PAGES.items()
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        furnished(folder)
    return folder


def shell(text: str) -> None:
    """Run every line."""
    for line in lines_of(text):
        ran(line)


def python(text: str) -> None:
    """Run it as a program of its own."""
    exec(compile(text, "block", "exec"), {"__name__": "__main__"})


def toml(text: str) -> None:
    """Read it as what it is, by whatever reads such files."""
    found = tomllib.loads(text)
    path = Path("block.toml")
    path.write_text(text, "utf-8")
    for keys, read in READERS.items():
        if any(set(key.split("+")) <= set(found) for key in keys):
            read(path)
            return
    if "version" not in found:
        path.write_text(f'version = "block-1"\n{text}', "utf-8")
    load_file(path)


READERS: dict[tuple[str, ...], Callable[[Path], object]] = {
    ("format+fields",): load_mapping,
    ("days+accounts",): lambda path: load_world(str(path)),
    ("people", "filer"): read_report_settings,
    ("webhook", "topic", "answer", "simulated"): load_capabilities,
    ("brokers",): load_address,
    ("url",): lambda path: read_toml(path.read_text("utf-8"), path.name, Lists),
    ("hook",): lambda path: read_toml(path.read_text("utf-8"), path.name, Hooks),
    ("issuer",): lambda path: read_toml(path.read_text("utf-8"), path.name, ProviderSettings),
    ("model+labels",): lambda path: read_toml(path.read_text("utf-8"), path.name, Card),
    ("lease_minutes",): lambda path: read_settings(path.read_text("utf-8"), path.name),
    ("parties",): lambda path: tomllib.loads(path.read_text("utf-8")),
}


def data(text: str) -> None:
    """Each line is an event, or the whole is a value."""
    for line in text.splitlines() if text.startswith('{"type"') else ():
        assert not isinstance(read_line(line.encode()), Problem), line
    if not text.startswith('{"type"'):
        json.loads(text)


def table(text: str) -> None:
    """Every row has as many cells as there are names."""
    rows = list(csv.reader(text.splitlines()))
    assert {len(row) for row in rows} == {len(rows[0])}


RUN = {"sh": shell, "python": python, "toml": toml, "json": data, "csv": table}


def runnable(name: str) -> list[tuple[str, str]]:
    """What is run of a page: kind and text; plain output (`text`) is no code."""
    return [
        (kind, text)
        for kind, text, why in BLOCKS[name]
        if why is None and kind != "text" and name not in ELSEWHERE
    ]


@pytest.mark.parametrize("name", [name for name in PAGES if runnable(name)])
def test_every_block_of_a_page_runs(
    name: str, stage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In their order, in a copy of the stage: a page may be a story."""
    shutil.copytree(stage, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for kind, text in runnable(name):
        RUN[kind](text)


def test_every_block_says_what_it_is() -> None:
    known = {*RUN, "text"}
    strange = {
        (name, kind) for name, found in BLOCKS.items() for kind, _, why in found if why is None
    }
    assert {(name, kind) for name, kind in strange if kind not in known} == set()
    assert [name for name, text in PAGES.items() if _COMMAND.search(text)] == []
    assert {name: text.count("```") // 2 for name, text in PAGES.items() if "```" in text} == {
        name: len(found) for name, found in BLOCKS.items() if found
    }


def test_what_is_not_run_says_why_and_is_little() -> None:
    left = [(name, why) for name, found in BLOCKS.items() for _, _, why in found if why]
    assert {(name, why) for name, why in left if why not in REASONS} == set()
    assert len(left) <= MOST_NOT_RUN


def test_pages_that_another_test_walks_are_walked() -> None:
    for name, test in ELSEWHERE.items():
        assert name in (ROOT / test).read_text("utf-8")
