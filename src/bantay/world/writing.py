"""A world on disk: events in one file, the truth sealed beside them, and a mark of progress.

    OUT/events.jsonl.zst        one compressed frame a part
    OUT/_sealed/truth.jsonl     what is really so: for scoring only
    OUT/_progress.json          parts done and bytes written: a run that was stopped goes on

A run over the directory passes by what begins with an underscore.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec
import zstandard
from msgspec import Struct

from bantay.errors import ConfigError, InputError, Place
from bantay.world.play import Truth
from bantay.world.simulate import Simulation
from bantay.world.sink import packed, unpacked

SEALED, MARK, CARRIED = "_sealed", "_progress.json", "_carried.bin"
PACKED, PLAIN = "events.jsonl.zst", "events.jsonl"
_LEVEL = 3

Progress = Callable[[str, int, int, int], None]


class Mark(Struct, frozen=True):
    """How far a run came: the world's fingerprint, seed, parts, bytes and events written."""

    world: str
    seed: int
    parts: int
    written: int
    events: int
    done: bool = False


def write_world(
    simulation: Simulation, out: Path, *, plain: bool = False, progress: Progress | None = None
) -> Mark:
    """Write a world into a directory, going on where an earlier run stopped.

    Raises `InputError` when the directory holds another world.
    """
    out.mkdir(parents=True, exist_ok=True)
    file = out / (PLAIN if plain else PACKED)
    mark = _earlier(simulation, out, file)
    with file.open("r+b" if file.exists() else "wb") as events:
        events.truncate(mark.written)
        events.seek(mark.written)
        for number in range(mark.parts, simulation.parts):
            count = _part(simulation, number, events.write, plain=plain)
            events.flush()
            os.fsync(events.fileno())
            mark = msgspec.structs.replace(
                mark, parts=number + 1, written=events.tell(), events=mark.events + count
            )
            _keep(out, mark, packed(simulation.carried))
            if progress is not None:
                progress(str(file), number + 1, simulation.parts, mark.events)
    if not mark.done:
        _seal(simulation, out)
        mark = msgspec.structs.replace(mark, done=True)
        _keep(out, mark, b"")
    return mark


def read_truth(out: Path) -> list[Truth]:
    """The sealed truth of a world that was written whole."""
    path = out / SEALED / "truth.jsonl"
    if not path.is_file():
        raise InputError(
            "there is no truth here: the world was not written to its end", Place(str(path))
        )
    return msgspec.json.Decoder(Truth).decode_lines(path.read_bytes())


def _part(
    simulation: Simulation, number: int, write: Callable[[bytes], int], *, plain: bool
) -> int:
    frame = None if plain else zstandard.ZstdCompressor(level=_LEVEL).compressobj()
    count = 0
    for lines in simulation.part(number):
        if lines:
            count += len(lines)
            data = b"\n".join(lines) + b"\n"
            write(data if frame is None else frame.compress(data))
    if frame is not None:
        write(frame.flush())
    return count


def _earlier(simulation: Simulation, out: Path, file: Path) -> Mark:
    """Where an earlier run of the same world stopped, or the beginning."""
    fingerprint = sha256(simulation.world.fingerprint().encode()).hexdigest()
    fresh = Mark(fingerprint, simulation.seed, 0, 0, 0)
    path = out / MARK
    if not path.is_file():
        if file.exists():
            raise InputError("events are here already, of another making", Place(str(file)))
        return fresh
    try:
        mark = msgspec.json.decode(path.read_bytes(), type=Mark)
    except msgspec.MsgspecError as error:
        raise ConfigError(f"not a mark of progress: {error}", Place(str(path))) from None
    same = (mark.world, mark.seed) == (fingerprint, simulation.seed)
    if not same or (mark.parts and not file.exists()):
        raise InputError("another world is here: choose another --out", Place(str(path)))
    carry = out / CARRIED
    simulation.carried = list(unpacked(carry.read_bytes())) if carry.is_file() else []
    return mark


def _keep(out: Path, mark: Mark, carried: bytes) -> None:
    """The mark last: without it, what was carried is of no use and is made again."""
    _replace(out / CARRIED, carried)
    _replace(out / MARK, msgspec.json.encode(mark))
    if mark.done:
        (out / CARRIED).unlink()


def _replace(path: Path, data: bytes) -> None:
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(data)
    new.replace(path)


def _seal(simulation: Simulation, out: Path) -> None:
    (out / SEALED).mkdir(exist_ok=True)
    with (out / SEALED / "truth.jsonl").open("wb") as file:
        for line in simulation.truth_lines():
            file.write(line + b"\n")
