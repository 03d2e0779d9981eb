"""A world on disk: readable, resumable to the byte, its truth apart."""

from pathlib import Path

import pytest
import zstandard

from bantay.adapters.sources import open_sources
from bantay.errors import ConfigError, InputError
from bantay.world.writing import MARK, PACKED, PLAIN, SEALED, read_truth, write_world

from .toys import simulation, world

_SMALL = {"accounts": 300, "days": 3, "count": 1}


class Stopped(Exception):
    """The run was stopped."""


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a directory."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole")
    write_world(simulation(world(**_SMALL)), out)
    return out


@pytest.mark.parametrize("stop", [1, 2, 3, 4])
def test_a_stopped_run_goes_on_to_the_same_bytes(whole: Path, tmp_path: Path, stop: int) -> None:
    def until(name: str, done: int, size: int, events: int) -> None:
        if done == stop:
            raise Stopped

    with pytest.raises(Stopped):
        write_world(simulation(world(**_SMALL)), tmp_path, progress=until)
    with (tmp_path / PACKED).open("ab") as file:
        file.write(b"half of a part that was being written")
    write_world(simulation(world(**_SMALL)), tmp_path)
    assert files(tmp_path) == files(whole)


def test_a_finished_run_is_left_alone(whole: Path) -> None:
    before = files(whole)
    mark = write_world(simulation(world(**_SMALL)), whole)
    assert files(whole) == before and mark.done


def test_plain_and_packed_hold_the_same(whole: Path, tmp_path: Path) -> None:
    write_world(simulation(world(**_SMALL)), tmp_path, plain=True)
    with (whole / PACKED).open("rb") as file:
        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        assert reader.read() == (tmp_path / PLAIN).read_bytes()


def test_reading_the_directory_rejects_nothing_and_never_sees_the_truth(whole: Path) -> None:
    sources = open_sources([whole])
    assert [Path(source.name).name for source in sources] == [PACKED]
    events = rejects = 0
    for chunk in sources[0].chunks(1_000, 0):
        events, rejects = events + len(chunk.events), rejects + len(chunk.rejects)
    assert rejects == 0 and events > 500


def test_the_truth_can_be_read_by_those_who_may(whole: Path) -> None:
    truths = read_truth(whole)
    assert truths == list(simulation(world(**_SMALL)).truths())
    assert (whole / SEALED / "truth.jsonl").is_file()


def test_another_world_is_not_written_over(whole: Path) -> None:
    with pytest.raises(InputError, match="another world"):
        write_world(simulation(world(**_SMALL), seed=9), whole)


def test_foreign_events_are_not_written_over(tmp_path: Path) -> None:
    (tmp_path / PACKED).write_bytes(b"mine")
    with pytest.raises(InputError, match="another making"):
        write_world(simulation(world(**_SMALL)), tmp_path)


def test_a_spoiled_mark_is_named(tmp_path: Path) -> None:
    (tmp_path / MARK).write_text("{")
    with pytest.raises(ConfigError, match="not a mark"):
        write_world(simulation(world(**_SMALL)), tmp_path)


def test_an_unfinished_world_has_no_truth(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no truth"):
        read_truth(tmp_path)
