"""The double forgets exactly what was not synced, also for another process."""

import os
from pathlib import Path

import pytest

from bantay.adapters.store.disk import DiskFiles, Staging
from bantay.adapters.store.forgetful import ForgetfulFiles


@pytest.fixture
def room(tmp_path: Path) -> Path:
    (tmp_path / "room").mkdir()
    return tmp_path / "room"


def tree(room: Path) -> dict[str, bytes]:
    """Every file and what it holds."""
    return {str(p.relative_to(room)): p.read_bytes() for p in room.rglob("*") if p.is_file()}


def test_what_came_to_rest_stays(room: Path) -> None:
    files = ForgetfulFiles(room)
    staging = Staging(files)
    staging.add(room / "a" / "b" / "one", (b"first ", b"half"))
    staging.add(room / "two", (b"2",))
    staging.settle()
    assert files.lose("drop") == [] and files.lose("truncate") == []
    assert tree(room) == {"a/b/one": b"first half", "two": b"2"}


@pytest.mark.parametrize("step", ["sync", "rename", "sync_dir", "make_dir"])
def test_leaving_out_any_step_of_staging_loses_something(
    room: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The double sees every step that `Staging` must take."""
    files = ForgetfulFiles(room)
    if step in ("sync", "sync_dir"):
        monkeypatch.setattr(files, step, lambda path: None)
    staging = Staging(files)
    staging.add(room / "deep" / "one", (b"content",))
    if step == "rename":  # the power goes before it
        files.sync(room / "deep" / "one.new")
    elif step == "make_dir":
        files.sync(room / "deep" / "one.new")
        files.sync_dir(room / "deep")  # but not the directory that holds it
    else:
        staging.settle()
    assert files.lose("drop")
    assert tree(room).get("deep/one", b"") == b""


def test_a_name_alone_may_survive_its_content(room: Path) -> None:
    for how, left in (("drop", b""), ("truncate", b"cont")):
        files = ForgetfulFiles(room)
        files.write(room / "one", (b"contents",))
        files.rename(room / "one", room / "two")
        files.sync_dir(room)
        assert files.lose(how) == [room / "two"]  # type: ignore[arg-type]
        assert tree(room) == {"two": left}


def test_what_was_overwritten_renamed_or_removed_comes_back(room: Path) -> None:
    DiskFiles().write(room / "over", (b"old",))
    DiskFiles().write(room / "from", (b"from",))
    DiskFiles().write(room / "to", (b"to",))
    DiskFiles().write(room / "gone", (b"gone",))
    before = tree(room)
    files = ForgetfulFiles(room)
    files.write(room / "over", (b"new",))
    files.rename(room / "from", room / "to")
    files.remove(room / "gone")
    files.remove(room / "never there")
    assert tree(room) == {"over": b"new", "to": b"from"}
    files.lose("drop")
    assert tree(room) == before


def test_a_synced_removal_stays_removed(room: Path) -> None:
    DiskFiles().write(room / "gone", (b"gone",))
    files = ForgetfulFiles(room)
    files.remove(room / "gone")
    files.sync_dir(room)
    files.lose("drop")
    assert tree(room) == {}


def test_another_process_can_play_the_cut(room: Path) -> None:
    child = os.fork()
    if child == 0:
        files = ForgetfulFiles(room)
        staging = Staging(files)
        staging.add(room / "safe", (b"safe",))
        staging.settle()
        files.write(room / "lost", (b"lost",))
        os._exit(0)
    os.waitpid(child, 0)
    assert set(tree(room)) == {"safe", "lost"}
    ForgetfulFiles(room).lose("drop")
    assert tree(room) == {"safe": b"safe"}
    assert ForgetfulFiles(room).lose("drop") == []
