"""Where in a TOML file something is wrong."""

from typing import Literal

import pytest
from msgspec import Struct

from bantay.errors import ConfigError
from bantay.kit.toml import place_of, read_toml


class Inner(Struct, forbid_unknown_fields=True):
    at: str
    colour: Literal["red", "green"] = "red"


class Thing(Struct, forbid_unknown_fields=True):
    name: str
    inner: list[Inner] = []


class File(Struct, forbid_unknown_fields=True):
    thing: list[Thing]


RAW = """# name = "in a comment"
[[thing]]
name = "first [[thing]]"
inner = [{ at = "1s" }, { at = "{" }]

[[thing]]
name = "second"
inner = [
  { at = "1s" },
  { at = "2s", colour = "green" },
]
"""


def refused(raw: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read_toml(raw, "f.toml", File)
    return caught.value


def test_reads_what_is_right() -> None:
    assert read_toml(RAW, "f.toml", File).thing[1].inner[1].colour == "green"


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (".thing[0]", 2, 1),
        (".thing[1].name", 7, 1),
        (".thing[0].inner[1].at", 4, 27),
        (".thing[1].inner[1].colour", 10, 16),
        (".thing[1].inner[1].nothing", 10, 3),
        ("", 1, 1),
    ],
)
def test_places(path: str, line: int, column: int) -> None:
    place = place_of(RAW, "f.toml", path)
    assert (place.line, place.column) == (line, column)


@pytest.mark.parametrize(
    ("raw", "line", "nearest"),
    [
        (RAW.replace('colour = "green"', 'color = "green"'), 10, "colour"),
        (RAW.replace('colour = "green"', 'colour = "gren"'), 10, "green"),
        (RAW.replace('name = "second"', 'nam = "second"'), 7, "name"),
        (RAW.replace('name = "second"\n', ""), 6, None),
        (RAW.replace('at = "2s"', "at = 2"), 10, None),
        (RAW.replace('name = "second"', "name = second"), 7, None),
        (RAW + "[[thing", 12, None),
    ],
)
def test_mistakes(raw: str, line: int, nearest: str | None) -> None:
    error = refused(raw)
    assert error.place is not None
    assert (error.place.file, error.place.line, error.nearest) == ("f.toml", line, nearest)


def test_a_mistake_reads_as_a_sentence() -> None:
    error = refused(RAW.replace('colour = "green"', 'color = "green"'))
    assert str(error) == (
        "f.toml:10:16: object contains unknown field `color` (did you mean 'colour'?)"
    )
