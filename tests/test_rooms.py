"""Every room says on one screen what it is for, and names files that are there."""

import re
from pathlib import Path

import pytest

from _house import PACKAGE
from bantay.cli.render.architecture import LAYERS, imports, picture

ROOMS = sorted(p for p in PACKAGE.iterdir() if p.is_dir() and p.name != "__pycache__")
SCREEN = 40
_NAMED = re.compile(r"^\| (.+?) \|", re.M)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_has_a_readme_of_one_screen(room: Path) -> None:
    text = (room / "README.md").read_text("utf-8")
    assert text.startswith("# ") and 5 <= len(text.splitlines()) <= SCREEN
    named = {
        name
        for cell in _NAMED.findall(text)
        for name in re.findall(r"`([\w./]+)`", cell)
        if "." in name or name.endswith("/")
    }
    assert named, "it names nothing"
    assert {name for name in named if not (room / name).exists()} == set()


def test_every_room_has_its_layer_and_imports_only_downwards() -> None:
    order = [room for layer in LAYERS for room in layer]
    folders = {room.name for room in ROOMS if (room / "__init__.py").exists()}
    assert folders <= set(order)
    depth = {room: at for at, layer in enumerate(LAYERS) for room in layer}
    found = imports()
    assert all(depth[below] > depth[room] for room in found for below in found[room])
    assert found["model"] == set() and "bench" in found["cli"]


def test_the_picture_has_a_box_a_room_and_a_line_an_import() -> None:
    found = imports()
    drawn = picture(found)
    assert drawn.count("<rect") == 1 + len(found)
    assert drawn.count("<path") == sum(map(len, found.values()))
