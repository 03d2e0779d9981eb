"""The fixed mix on disk: real texts read where the measuring data lies, events written out."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from bantay.bench.generate.mix import Planted, Properties, Recipe, Texts, recipe, waves
from bantay.bench.sets import DATA, Row, language, rows


class Mixed(Struct):
    """A mix in a file: its contacts, and what it is like."""

    path: Path
    planted: list[Planted]
    properties: Properties


def real_texts(by: Recipe, data: Path = DATA) -> Texts:
    """The texts the recipe asks for. MissingExtra, in a sentence, when a set is not there."""
    return {
        (one.set, one.languages): _texts(rows(data, one.set), one.languages) for one in by.source
    }


def _texts(found: Iterable[Row], languages: tuple[str, ...]) -> list[str]:
    mine = (row for row in found if language(row.get("lang", "")) in languages)
    turns = (turn for row in mine for turn in row.get("turns") or [row.get("text")])
    return [str(turn) for turn in turns if turn and str(turn).strip()]


def write_mix(path: Path, size: int, data: Path = DATA, planted: bool = True) -> Mixed:
    """`size` messages of the fixed mix as contract events, one a line.

    Without `planted` the contacts are in the file but not remembered.
    """
    by = recipe()
    mixed, encode = Mixed(path, [], Properties()), msgspec.json.Encoder().encode
    with path.open("wb") as file:
        for wave in waves(by, real_texts(by, data), size):
            mixed.properties.add(wave)
            mixed.planted += wave.planted if planted else []
            file.writelines(encode(event) + b"\n" for event in wave.events)
    return mixed
