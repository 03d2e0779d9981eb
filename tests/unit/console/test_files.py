"""The console's files: complete in the package, from nowhere else, and nothing that could run
what somebody wrote."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from _house import PACKAGE, ROOT, tracked_files
from bantay.console.shipped import TYPES, shipped

STATIC = PACKAGE / "console" / "static"
TEXTS = {
    path.relative_to(STATIC).as_posix(): path.read_text("utf-8")
    for path in sorted(STATIC.rglob("*"))
    if path.is_file()
}
SCRIPTS = {name: text for name, text in TEXTS.items() if name.endswith(".js")}


def test_every_file_has_a_kind_and_is_handed_out() -> None:
    assert {name.rpartition(".")[2] for name in TEXTS} <= set(TYPES)
    assert set(shipped()) == set(TEXTS)


def test_what_runs_is_what_is_in_the_repository() -> None:
    """No built, fetched or ignored file is needed: a wheel cannot lose it."""
    known = {path for path in tracked_files() if path.is_relative_to(STATIC)}
    assert known == {STATIC / name for name in TEXTS}


def test_no_file_names_another_host() -> None:
    hosts = {
        (name, host)
        for name, text in TEXTS.items()
        for host in re.findall(r"(?:https?:)?//([\w.-]+\.\w+)", text)
        if not text[: text.find(host)].rstrip().endswith("//") or "http" in text
    }
    assert {host for _, host in hosts} <= {"www.w3.org"}


@pytest.mark.parametrize(
    "forbidden",
    [
        r"\binnerHTML\b",
        r"\bouterHTML\b",
        r"insertAdjacentHTML",
        r"document\.write",
        r"\beval\(",
        r"new Function",
        r"setAttribute\(\"style",
        r"javascript:",
        r"from \"(?!\.{1,2}/)",
    ],
)
def test_no_script_could_run_what_somebody_wrote(forbidden: str) -> None:
    assert [name for name, text in SCRIPTS.items() if re.search(forbidden, text)] == []


def test_the_page_itself_holds_no_script_and_no_style() -> None:
    page = TEXTS["index.html"]
    assert re.findall(r"<script(?![^>]*src=)|<style|style=|\son\w+=", page) == []


def test_modules_are_small() -> None:
    longest = {name: len(text.splitlines()) for name, text in SCRIPTS.items()}
    assert {name: lines for name, lines in longest.items() if lines > 400} == {}
    assert sum(len(text.encode()) for text in SCRIPTS.values()) < 180_000


def test_imports_lead_to_files() -> None:
    for name, text in SCRIPTS.items():
        for target in re.findall(r"(?:from|import\() ?\"(\.[^\"]+)\"", text):
            assert (STATIC / name).parent.joinpath(target).resolve().is_file(), (name, target)


def test_a_built_wheel_holds_every_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        for name, text in TEXTS.items():
            assert packed.read(f"bantay/console/static/{name}").decode() == text
