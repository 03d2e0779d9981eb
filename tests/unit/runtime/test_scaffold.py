"""A new detector works out of the box."""

import subprocess
import sys
from pathlib import Path

import pytest

from bantay.errors import InputError
from bantay.kit import Window
from bantay.runtime.cases import cases_of, run
from bantay.runtime.pages import limits, page, parameter_meanings
from bantay.runtime.scaffold import load_detector, scaffold

ROOT = Path(__file__).parents[3]


def test_a_new_detector_passes_its_own_cases(tmp_path: Path) -> None:
    module, cases = scaffold("messages.odd_word", tmp_path)
    assert (module.name, cases.name) == ("odd_word.py", "odd_word.cases.toml")
    detector = load_detector(module)
    results = run(detector, cases_of(detector))
    assert [result.reason for result in results if not result.passed] == []
    assert len(results) >= 8
    assert {result.case.verdict for result in results} == {
        "alarm", "silence", "known-miss", "known-false-alarm",
    }  # fmt: skip


def test_it_is_named_and_documented_as_the_catalogue_asks(tmp_path: Path) -> None:
    detector = load_detector(scaffold("messages.odd_word", tmp_path)[0])
    assert (detector.spec.id, detector.spec.title) == ("messages.odd_word", "Odd word")
    assert page(detector).startswith("# Odd word\n")
    assert all(parameter_meanings(type(detector.params)).values())
    shown = {case.limit for case in cases_of(detector) if case.limit}
    assert shown == {part for parts in limits(detector).values() for part in parts}
    assert list(detector.look(Window("a", ()), detector.params)) == []


def test_it_passes_the_type_checker_and_the_linter(tmp_path: Path) -> None:
    module, _ = scaffold("messages.odd_word", tmp_path)
    for command in (["mypy", "--strict", "--follow-imports=silent"], ["ruff", "check"]):
        done = subprocess.run(
            [sys.executable, "-m", *command, str(module)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("id_", "says", "nearest"),
    [
        ("odd_word", "plane.some_name", None),
        ("messages.Odd", "plane.some_name", None),
        ("messages.../../x", "plane.some_name", None),
        ("mesages.odd_word", "no plane", "messages"),
    ],
)
def test_a_wrong_id_is_refused(tmp_path: Path, id_: str, says: str, nearest: str | None) -> None:
    with pytest.raises(InputError, match=says) as caught:
        scaffold(id_, tmp_path)
    assert caught.value.nearest == nearest
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "odd_word.cases.toml").write_text("mine")
    with pytest.raises(InputError, match="already"):
        scaffold("messages.odd_word", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["odd_word.cases.toml"]


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no directory"):
        scaffold("messages.odd_word", tmp_path / "none")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("x = ", "not Python"),
        ("x = 1", "no DETECTOR"),
        ("raise ValueError('oh')", "cannot be imported"),
        ("DETECTOR = 1", "no DETECTOR"),
    ],
)
def test_a_module_that_is_no_detector_is_refused(tmp_path: Path, source: str, says: str) -> None:
    path = tmp_path / "thing.py"
    path.write_text(source)
    with pytest.raises(InputError, match=says):
        load_detector(path)


def test_a_module_must_be_named_as_its_detector(tmp_path: Path) -> None:
    module, _ = scaffold("messages.odd_word", tmp_path)
    other = module.rename(tmp_path / "other.py")
    with pytest.raises(InputError, match="one"):
        load_detector(other)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no Python module"):
        load_detector(tmp_path / "none.py")
