"""`bantay docs`: pages are written, stale ones found, orphans removed."""

from pathlib import Path

import pytest

from bantay.cli.main import cli
from bantay.cli.render.commands_page import commands_page
from bantay.runtime.catalogue import catalogue

from .conftest import Call


@pytest.fixture
def docs(tmp_path: Path, call: Call) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    assert call("docs").exit_code == 0
    return folder


def test_every_detector_event_and_command_has_a_page(docs: Path) -> None:
    names = {path.name for path in (docs / "detectors").iterdir()}
    assert names == {"README.md", *(f"{d.spec.id}.md" for d in catalogue())}
    assert "## message.sent" in (docs / "reference/events.md").read_text(encoding="utf-8")
    assert "## bantay explain" in (docs / "reference/commands.md").read_text(encoding="utf-8")


def test_fresh_pages_pass_the_check(docs: Path, call: Call) -> None:
    result = call("docs", "--check")
    assert result.exit_code == 0 and "all as they should be" in result.stdout


def test_a_stale_a_missing_and_an_orphaned_page_are_named(docs: Path, call: Call) -> None:
    (docs / "reference/events.md").write_text("old")
    (docs / "detectors/README.md").unlink()
    orphan = docs / "detectors/messages.gone.md"
    orphan.write_text("old")
    result = call("docs", "--check")
    assert result.exit_code == 1
    assert result.stdout.split() == [
        *("stale", "detectors/README.md"),
        *("stale", "detectors/messages.gone.md"),
        *("stale", "reference/events.md"),
    ]
    assert orphan.exists(), "a check changes nothing"
    call("docs")
    assert not orphan.exists() and call("docs", "--check").exit_code == 0


def test_without_docs_it_says_where_to_run(call: Call) -> None:
    result = call("docs")
    assert result.exit_code == 2 and "there is no folder docs" in result.stderr


def test_the_commands_page_names_every_command_and_option() -> None:
    page = commands_page(cli)
    assert "## bantay exceptions add" in page and "`--reason TEXT`" in page
    assert "\b" not in page


def test_a_page_that_cannot_be_written_is_not_called_written(docs: Path, call: Call) -> None:
    page = docs / "reference/events.md"
    page.unlink()
    page.mkdir()
    result = call("docs")
    assert result.exit_code == 2
    assert "written" not in result.stdout
